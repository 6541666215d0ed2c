import { EventEmitter, once } from 'node:events';
import type { Activity, MessageActivity, TypingActivity } from '../../src/core/activity.js';
import type { Channel, Incoming, LogFields, Receive } from '../../src/ports.js';
import { web } from '../../channels/web/index.js';
import { openServer } from '../../src/http/server.js';
import { memoryMailbox, type MemoryMailbox } from './mailbox.js';

/** What a scripted bot says to an activity; each becomes a reply with an id derived from it. */
export type Says = Partial<Pick<MessageActivity, 'text' | 'suggestedActions' | 'locale' | 'value'>>;
export type Script = (activity: Activity) => Says[];

/** The web channel on a real server, with a bot that answers by script through `send`. */
export interface WebBot {
  origin: string;
  domain: string;
  /** Null until it listens. */
  channel: Channel | null;
  mailbox: MemoryMailbox;
  /** Lines of the log. */
  log: string[];
  /** Accepted events in order, repetitions not counted. */
  heard: Activity[];
  /** Resolves when it has heard an activity of this type. */
  hears(type: Activity['type']): Promise<void>;
  /** Every call of `receive`, repetitions too. */
  calls: Incoming[];
  /** Failing: `receive` answers `unavailable`. */
  down: boolean;
  now: number;
  say(to: Activity, says: Says, n?: string): Promise<void>;
  typing(to: Activity): Promise<void>;
  /** Stops listening, as a server that is restarted. */
  stop(): Promise<void>;
  /** Listens again on the same port, with the same mailbox. */
  restart(): Promise<void>;
}

export const echoScript: Script = (activity) =>
  activity.type === 'conversationUpdate'
    ? [{ text: 'Welcome' }]
    : activity.type === 'message'
      ? [{ text: `You said: ${activity.text ?? activity.value?.token ?? ''}` }]
      : [];

export async function webBot(options: { script?: Script; root?: string; secret?: Uint8Array } = {}): Promise<WebBot> {
  const script = options.script ?? echoScript;
  const mailbox = memoryMailbox();
  const seen = new Set<string>();
  const ears = new EventEmitter();
  const lines: string[] = [];
  const write = (event: string, fields?: LogFields) => void lines.push(`${event} ${JSON.stringify(fields ?? {})}`);
  const log = { info: write, warn: write, error: write };
  let app = openServer(log);
  let port = 0;

  const receive: Receive = async (incoming) => {
    bot.calls.push(incoming);
    if (bot.down) return 'unavailable';
    if (seen.has(incoming.dedupeKey)) return 'seen';
    seen.add(incoming.dedupeKey);
    bot.heard.push(incoming.activity);
    ears.emit('heard');
    setImmediate(() => void answer(incoming.activity));
    return 'accepted';
  };

  async function answer(activity: Activity): Promise<void> {
    for (const [n, says] of script(activity).entries()) await bot.say(activity, says, String(n));
  }

  const reply = (to: Activity, n: string) => ({
    id: `${to.id}.${n}`,
    timestamp: new Date(bot.now).toISOString(),
    channelId: to.channelId,
    from: to.recipient,
    recipient: to.from,
    conversation: to.conversation,
  });

  async function listen(): Promise<void> {
    const channel = web({
      mailbox,
      secret: options.secret ?? new Uint8Array(32).fill(7),
      clock: () => bot.now,
      log,
      publicUrl: null,
      root: options.root ?? 'channels/web/page',
    });
    app = openServer(log);
    channel.routes?.(app, receive);
    bot.channel = channel;
    bot.origin = await app.listen({ host: '127.0.0.1', port });
    port = Number(new URL(bot.origin).port);
    bot.domain = `${bot.origin}/v3/directline`;
  }

  const bot: WebBot = {
    origin: '',
    domain: '',
    channel: null,
    mailbox,
    log: lines,
    heard: [],
    async hears(type) {
      while (!bot.heard.some((activity) => activity.type === type)) await once(ears, 'heard');
    },
    calls: [],
    down: false,
    now: Date.UTC(2026, 10, 21),
    async say(to, says, n = 'later') {
      const outcome = await bot.channel?.send({ type: 'message', ...reply(to, n), ...says } satisfies MessageActivity);
      if (outcome?.kind !== 'sent') throw new Error(`not sent: ${outcome?.kind}`);
    },
    async typing(to) {
      await bot.channel?.send({ type: 'typing', ...reply(to, 'typing') } satisfies TypingActivity);
    },
    async stop() {
      await bot.channel?.stop?.();
      await app.close();
    },
    restart: listen,
  };
  await listen();
  return bot;
}
