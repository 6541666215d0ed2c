import type { FastifyInstance } from 'fastify';
import type { Channel, Log, Receive } from '../../src/ports.js';
import { upkeep } from '../upkeep.js';
import { client as connect } from './client.js';
import { inbound, readEvent, stranger } from './inbound.js';
import { EVENT_TYPES, limits, pace, REGISTER_MS, VIBER } from './limits.js';
import { outbound, textMessage, withoutKeyboard } from './outbound.js';
import { isSigned, signatureOf } from './signature.js';

export interface ViberOptions {
  /** The account's token, from the admin panel: it signs what Viber sends us too. */
  token: string;
  /** Where Viber reaches us, https, without a slash at the end. */
  publicUrl: string;
  /** Address of the API, without a slash at the end. */
  apiRoot: string;
  /** Who the messages are from, at most 28 characters. */
  name: string;
  /** The one message to somebody who opens the chat and has not written yet; vetted words, no computing. */
  welcome(locale: string | undefined): { text: string; choices: { title: string; token: string }[] };
  log: Log;
}

const WEBHOOK_PATH = '/webhooks/viber';

/** Viber's REST Bot API. Throws where `name` is longer than Viber shows. */
export function viber(options: ViberOptions): Channel {
  const { token, name, log } = options;
  if (name.length > VIBER.senderName) throw new Error(`viber: the sender's name has ${name.length} characters; Viber takes ${VIBER.senderName}`);
  const client = connect(token, options.apiRoot);
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  /** False where it should be tried again; rejects where only an operator can help. */
  async function register(): Promise<boolean> {
    const outcome = await client.call('set_webhook', {
      url: options.publicUrl + WEBHOOK_PATH,
      event_types: EVENT_TYPES,
      // What we do not ask for we need not guard.
      send_name: false,
      send_photo: false,
    });
    if (outcome.kind === 'sent') return true;
    if (outcome.code === 'auth') throw new Error('viber: VIBER_AUTH_TOKEN was refused: copy it again from the admin panel');
    // Viber calls us before it answers: "invalid-url" is an address or a certificate that it could not use.
    log.error('viber.registration-failed', { channel: 'viber', code: outcome.code });
    return false;
  }

  async function registerAgain(): Promise<boolean> {
    return register().catch(() => {
      log.error('viber.registration-failed', { channel: 'viber', code: 'auth' });
      return false;
    });
  }

  function welcome(locale: string | undefined) {
    const { text, choices } = options.welcome(locale);
    return textMessage(name, text, choices.map((choice) => ({ title: choice.title, body: `a:${choice.token}` })));
  }

  return {
    name: 'viber',
    limits,
    pace,

    routes(app: FastifyInstance, receive: Receive) {
      app.post(WEBHOOK_PATH, async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        if (!isSigned(body, signatureOf(request), token)) {
          log.warn('webhook.forged', { channel: 'viber', status: 401 });
          return reply.code(401).send();
        }
        const event = readEvent(body);
        if (event === null) {
          log.warn('webhook.unreadable', { channel: 'viber', status: 400 });
          return reply.code(400).send();
        }
        // Nobody may write to them yet but in this answer, and a greeting from the turn could not be delivered.
        const opening = stranger(event);
        if (opening) return reply.code(200).type('application/json').send(JSON.stringify(welcome(opening.locale)));

        const incoming = inbound(event);
        const taken = incoming === null || (await receive(incoming)) !== 'unavailable';
        return reply.code(taken ? 200 : 503).send();
      });
    },

    async start() {
      const done = await register();
      running = upkeep(done, registerAgain, REGISTER_MS, stopping.signal);
    },

    async stop() {
      stopping.abort();
      await client.close();
      await running;
    },

    async send(activity) {
      // Viber shows no typing.
      if (activity.type === 'typing') return { kind: 'sent' };
      const message = outbound(activity, name);
      if ('refused' in message) return { kind: 'refused', code: message.refused };

      const outcome = await client.call('send_message', message.payload);
      if (outcome.kind === 'retry' && outcome.code === 'webhook-not-set') void registerAgain();
      const tooOld = outcome.kind === 'refused' && outcome.code === 'app-too-old';
      return tooOld ? client.call('send_message', withoutKeyboard(message.payload, activity)) : outcome;
    },
  };
}
