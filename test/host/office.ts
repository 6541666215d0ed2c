import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { Activity, ConversationReference, MessageActivity } from '../../src/core/activity.js';
import type { Event } from '../../src/core/event.js';
import { NOTHING_UNDERSTOOD, type Understanding } from '../../src/core/understanding.js';
import { deliverer } from '../../src/host/deliver.js';
import { door } from '../../src/host/door.js';
import { gapKeeper } from '../../src/host/gaps.js';
import { hatch } from '../../src/host/hatch.js';
import { lookout } from '../../src/host/lookout.js';
import { recall } from '../../src/host/recall.js';
import { alone } from '../../src/host/sender.js';
import type { Understand } from '../../src/host/understand.js';
import { workOnce, type Work } from '../../src/host/work.js';
import type { Channel, Log, Outcome, Receive, Store } from '../../src/ports.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { openVault, type Vault } from '../../src/store/vault.js';
import { NOON, smallWorld } from '../core/world.js';

export const quiet: Log = { info() {}, warn() {}, error() {} };

/** A host on a real store, with one scripted channel and a clock that the test moves. */
export async function openOffice(options: { understand?: (text: string) => Partial<Understanding>; vocabulary?: ReadonlySet<string> } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'lanpya-host-'));
  let now = NOON;
  const clock = () => now;
  const store: Store = await openSqlite({ dir, clock });
  const vault: Vault = openVault(randomBytes(32));
  const sent: MessageActivity[] = [];
  const outcomes: Outcome[] = [];
  const events: Event[] = [];
  const channel: Channel = {
    name: 'test',
    limits: { text: 1000, buttons: 8, buttonTitle: 40 },
    async send(activity) {
      const outcome = outcomes.shift() ?? { kind: 'sent' };
      if (activity.type === 'message' && outcome.kind === 'sent') sent.push(activity);
      return outcome;
    },
  };
  const understand: Understand = async (text, { zawgyiEvidence }) => ({
    understanding: { ...NOTHING_UNDERSTOOD, text: text.trim(), locale: 'en', ...options.understand?.(text) },
    zawgyiEvidence,
  });
  const passed = hatch(1, () => {});
  const out = deliverer({ store, vault, channels: new Map([['test', channel]]), senders: alone, clock, random: () => 0.5, log: quiet, settled() {} });
  const work: Work = {
    store,
    vault,
    hatch: passed,
    lookout: lookout(store.nextDueAt, clock),
    recall: recall(100),
    out,
    understand,
    world: () => smallWorld(now),
    limitsOf: () => channel.limits,
    toZawgyi: (text) => `[zawgyi]${text}`,
    typing() {},
    clock,
    log: quiet,
    missed: gapKeeper({ store, vault, clock, log: quiet }, async () => options.vocabulary ?? new Set<string>()),
    happened: (happened) => void events.push(...happened),
  };
  store.watch((what) => void (what === 'inbox' && work.lookout.notice()));
  const receive: Receive = door(store, vault, passed, async () => null);

  async function drain(): Promise<void> {
    while (await workOnce(work));
    do await out.idle();
    while (await out.step());
    await out.idle();
  }
  return {
    store,
    vault,
    work,
    dir,
    sent,
    outcomes,
    events,
    clock,
    receive,
    drain,
    out,
    tick: (ms: number) => void (now += ms),
    texts: () => sent.map((a) => a.text ?? ''),
    conversationOf: (a: Activity) => vault.conversationKey(a.channelId, a.conversation.id),
    async close() {
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export function written(text: string, id: string, who = 'p1'): MessageActivity {
  return {
    type: 'message',
    id,
    timestamp: '2026-11-21T05:00:00.000Z',
    channelId: 'test',
    from: { id: who, role: 'user' },
    recipient: { id: 'bot', role: 'bot' },
    conversation: { id: `chat-${who}`, isGroup: false, conversationType: 'personal', name: '' },
    text,
  };
}

export function referenceTo(who = 'p1'): ConversationReference {
  const { channelId, from, recipient, conversation } = written('', 'x', who);
  return { channelId, user: from, bot: recipient, conversation };
}
