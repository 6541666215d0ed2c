import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { ConversationReference, MessageActivity, TypingActivity } from '../../src/core/activity.js';
import type { Channel, Clock, Log, Mailbox, Outcome, Receive } from '../../src/ports.js';
import { directLine, PREFIX } from './directline.js';
import { LIMITS } from './limits.js';
import { servePage } from './files.js';
import { openStreams } from './streams.js';
import { CHANNEL } from './wire.js';

export interface WebOptions {
  mailbox: Mailbox;
  /** Signs the tokens; at least 32 bytes, the same in every process. */
  secret: Uint8Array;
  clock: Clock;
  log: Log;
  /** The address people open, where it is known: stream addresses begin with it. */
  publicUrl: string | null;
  /** Folder of the page's files; its compiled scripts may also lie in `page` beside this module. */
  root: string;
}

/** The web: a Direct Line 3.0 server at `/v3/directline` and our own chat page at `/`. */
export function web(options: WebOptions): Channel {
  if (options.secret.length < 32) throw new Error('The web channel needs a secret of at least 32 bytes');
  const { mailbox, log } = options;
  const streams = openStreams(mailbox, log);
  const folders = [options.root, fileURLToPath(new URL('./page/', import.meta.url))];

  return {
    name: CHANNEL,
    limits: LIMITS,
    routes(app: FastifyInstance, receive: Receive) {
      void app.register(directLine({ ...options, streams }, receive), { prefix: PREFIX });
      servePage(app, folders, log);
    },
    async stop() {
      streams.close();
    },
    async send(activity: MessageActivity | TypingActivity): Promise<Outcome> {
      if (activity.type === 'typing') {
        streams.typing(activity);
        return { kind: 'sent' };
      }
      try {
        await mailbox.append(addressee(activity), activity);
      } catch {
        // Appending twice changes nothing, so the next try is safe; a store that is away 2 s is no fault of the letter.
        return { kind: 'retry', afterMs: 2_000, scope: 'channel', ambiguous: false, code: 'mailbox' };
      }
      streams.wake(activity.conversation.id);
      return { kind: 'sent' };
    },
  };
}

/** An outgoing activity's conversation, seen from the bot's side. */
function addressee(activity: MessageActivity): ConversationReference {
  return { channelId: activity.channelId, user: activity.recipient, bot: activity.from, conversation: activity.conversation };
}
