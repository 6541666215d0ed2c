import type { FastifyInstance } from 'fastify';
import type { Channel, Clock, Log, Receive } from '../../src/ports.js';
import { readObject } from '../json.js';
import { backoff, pause, upkeep } from '../upkeep.js';
import { client as connect } from './client.js';
import { inbound, tapToAnswer } from './inbound.js';
import { limits, paceOf, WATCH_MS } from './limits.js';
import { outbound } from './outbound.js';
import { outcomeOf, refusal } from './outcome.js';
import { poll } from './polling.js';
import { isSecret, register, unregister, WEBHOOK_PATH } from './webhook.js';

export interface TelegramOptions {
  /** `<bot id>:<key>` from @BotFather. */
  token: string;
  mode: 'polling' | 'webhook';
  /** What Telegram must say in its secret header; needed in webhook mode. */
  secret: string | null;
  /** Where Telegram reaches us, without a slash at the end; needed in webhook mode. */
  publicUrl: string | null;
  /** Address of the Bot API, without a slash at the end. */
  apiRoot: string;
  /** Messages a second that Telegram takes from this bot; 0 where nothing bounds them. */
  rate: number;
  log: Log;
  clock: Clock;
}

/** Telegram's Bot API, by webhook or by long polling. Private chats only. Throws where webhook mode lacks a setting. */
export function telegram(options: TelegramOptions): Channel {
  const { token, log, clock } = options;
  const webhook = options.mode === 'webhook' ? webhookSettings(options) : null;
  const client = connect(token, options.apiRoot);
  const botId = token.split(':')[0] ?? '';
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  /** Answers a tap at once, outside any queue: the phone shows a spinning button until then. Its failure harms nobody. */
  function answerTap(update: unknown): void {
    const callback_query_id = tapToAnswer(update);
    if (callback_query_id !== null) void client.raw.answerCallbackQuery({ callback_query_id }).catch(() => undefined);
  }

  async function take(update: unknown, receive: Receive): Promise<boolean> {
    answerTap(update);
    const incoming = inbound(update, { botId, now: clock() });
    return incoming === null || (await receive(incoming)) !== 'unavailable';
  }

  return {
    name: 'telegram',
    limits,
    ...(options.rate > 0 ? { pace: paceOf(options.rate) } : {}),

    routes(app: FastifyInstance, receive: Receive) {
      if (!webhook) return;
      app.post(
        WEBHOOK_PATH,
        {
          // Before a byte of the body is read.
          onRequest: async (request, reply) => {
            if (isSecret(request.headers['x-telegram-bot-api-secret-token'], webhook.secret)) return;
            log.warn('webhook.forged', { channel: 'telegram', status: 401 });
            return reply.code(401).send();
          },
        },
        async (request, reply) => {
          const update = readObject(request.body);
          if (update === null) {
            log.warn('webhook.unreadable', { channel: 'telegram', status: 400 });
            return reply.code(400).send();
          }
          return reply.code((await take(update, receive)) ? 200 : 503).send();
        },
      );
    },

    async start(receive: Receive) {
      const { signal } = stopping;
      if (webhook) {
        const registered = () => register(client, webhook.url, webhook.secret, log);
        const done = await registered();
        running = upkeep(done, () => registered().catch(reported(log)), WATCH_MS, signal);
      } else {
        const done = await unregister(client, log);
        running = unregistered(done).then(() => poll(client, (update) => take(update, receive), log, signal));
      }

      async function unregistered(done: boolean): Promise<void> {
        for (let failures = 1; !done && !signal.aborted; failures += 1) {
          await pause(backoff(failures), signal);
          done = await unregister(client, log).catch(reported(log));
        }
      }
    },

    async stop() {
      stopping.abort();
      // Ends a waiting getUpdates too.
      await client.close();
      await running;
    },

    async send(activity) {
      const call = outbound(activity);
      if ('refused' in call) return { kind: 'refused', code: call.refused };
      try {
        const answered = await client.call(call.method, call.payload);
        return answered.ok ? { kind: 'sent' } : refusal(answered.error_code, answered.description, answered.parameters?.retry_after);
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

function webhookSettings({ secret, publicUrl }: TelegramOptions): { secret: string; url: string } {
  if (!secret) throw new Error('telegram: TELEGRAM_WEBHOOK_SECRET is needed in webhook mode');
  if (!publicUrl) throw new Error('telegram: PUBLIC_URL is needed in webhook mode');
  return { secret, url: publicUrl + WEBHOOK_PATH };
}

/** For a fault that stops a start but must not stop a running bot: it is in the log and tried again. */
function reported(log: Log): () => false {
  return () => {
    log.error('telegram.registration-refused', { channel: 'telegram' });
    return false;
  };
}
