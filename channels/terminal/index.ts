import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import type { Channel, Clock, Receive } from '../../src/ports.js';
import { limits } from './limits.js';

const YOU = { id: 'you', role: 'user' } as const;
const BOT = { id: 'bot', role: 'bot' } as const;

/**
 * The talk in a terminal: a line typed is a message, choices are numbered lines. `ended` resolves when the input ends
 * or the person types /quit.
 */
export function terminal(options: { input: Readable; output: Writable; locale: string | null; clock: Clock }): Channel & { ended: Promise<void> } {
  const { input, output, clock } = options;
  let count = 0;
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });

  const base = () => ({
    id: `line${(count += 1)}`,
    timestamp: new Date(clock()).toISOString(),
    channelId: 'terminal',
    from: YOU,
    recipient: BOT,
    conversation: { id: 'terminal', isGroup: false as const, conversationType: 'personal' as const, name: '' },
    ...(options.locale ? { locale: options.locale } : {}),
  });

  async function listen(receive: Receive): Promise<void> {
    const opening = base();
    await receive({ activity: { type: 'conversationUpdate', ...opening, membersAdded: [YOU] }, dedupeKey: opening.id });
    for await (const line of createInterface({ input })) {
      if (line.trim() === '/quit') break;
      const heard = base();
      await receive({ activity: { type: 'message', ...heard, text: line, textFormat: 'plain' }, dedupeKey: heard.id });
    }
    end();
  }

  return {
    name: 'terminal',
    limits,
    ended,
    async start(receive) {
      void listen(receive);
    },
    async send(activity) {
      if (activity.type === 'message') output.write(`\n${activity.text ?? ''}\n\n> `);
      return { kind: 'sent' };
    },
  };
}
