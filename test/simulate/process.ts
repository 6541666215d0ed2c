import type { Event } from '../../src/core/event.js';
import { engine, type Engine, type Parts } from '../../src/host/engine.js';
import { mailboxIn } from '../../src/host/mailbox.js';
import { alone, senders } from '../../src/host/sender.js';
import type { Channel, Log, Receive, Store } from '../../src/ports.js';
import { NOTHING_UNDERSTOOD, type Flag } from '../../src/core/understanding.js';
import { smallWorld } from '../core/world.js';
import type { Audit } from './audit.js';
import type { Bug } from './bugs.js';
import type { boxVault } from './boxes.js';
import { LIMITS, PACE, type Platform } from './platform.js';
import { ownerNamed, type Chance, type Owner, type Timeline } from './timeline.js';

/** Enough for two turns at a time to meet; each sleeping lane costs a simulated second an event. */
const LANES = 3;
/** Fewer than the people of most runs: some are forgotten in between. */
const REMEMBERED = 2;

export const quiet: Log = { info() {}, warn() {}, error() {} };

/** One process of the bot, the real host on a simulated store and platform. */
export interface Process {
  owner: Owner;
  receive: Receive;
  engine: Engine;
  store: Store;
  stopping: boolean;
  /** Takes no more calls of a platform. */
  closed: boolean;
  /** Calls of a platform that are open: each is made again when the process dies. */
  calls: Set<() => void>;
}

export interface Soil {
  time: Timeline;
  chance: Chance;
  vault: ReturnType<typeof boxVault>;
  audit: Audit;
  platform: Platform;
  bug: Bug | null;
  /** Several processes on one store. */
  shared: boolean;
  rough(): boolean;
  kill(owner: Owner): void;
  /** Texts that have killed a process, and how often. */
  killed: Map<string, number>;
  /** Messages that the web chat keeps, by conversation and id: appending again is no second arrival. */
  mailed: Set<string>;
}

export function startProcess(soil: Soil, name: string, storeFor: (owner: Owner) => Store, clock: () => number): Process {
  const { time, vault, bug } = soil;
  const owner = ownerNamed(name);
  const plain = storeFor(owner);
  const store = bug?.port?.(plain) ?? plain;
  const parts: Parts = {
    store,
    vault,
    senders: soil.shared ? senders({ store, vault, clock, me: name }) : alone,
    lanes: LANES,
    remembered: REMEMBERED,
    understand: understandingOf(soil, owner),
    world: () => smallWorld(clock()),
    toZawgyi: (text) => text,
    missed: async () => {},
    clock,
    random: soil.chance,
    log: quiet,
    happened: (_: readonly Event[]) => {},
    settled() {},
  };
  const running = engine(parts);
  const receive = bug?.receive?.(running.receive, { store, vault, clock }) ?? running.receive;
  const channels = [pacedChannel(soil, owner), webChannel(soil, owner, store)].map((channel) => bug?.channel?.(channel) ?? channel);
  time.at(0, owner, () => running.run(channels));
  return { owner, receive, engine: running, store, stopping: false, closed: false, calls: new Set() };
}

function pacedChannel({ platform }: Soil, owner: Owner): Channel {
  return { name: 'paced', limits: LIMITS, pace: PACE, send: (activity) => platform.send(owner, activity) };
}

/** As channels/web does it: a message is sent when it lies in the person's mailbox. */
function webChannel({ time, platform, vault, audit, mailed }: Soil, owner: Owner, store: Store): Channel {
  const mailbox = mailboxIn(store, vault);
  return {
    name: 'web',
    limits: LIMITS,
    async send(activity) {
      if (activity.type === 'typing') return { kind: 'sent' };
      audit.sending(owner, `web/${activity.conversation.id}`, activity.id);
      const began = time.now;
      try {
        await mailbox.append({ channelId: activity.channelId, user: activity.recipient, bot: activity.from, conversation: activity.conversation }, activity);
      } catch {
        return { kind: 'retry', afterMs: 2_000, scope: 'channel', ambiguous: false, code: 'mailbox' };
      }
      const name = `${activity.conversation.id} ${activity.id}`;
      if (!mailed.has(name)) platform.reached(owner, activity, began, false);
      mailed.add(name);
      return { kind: 'sent' };
    },
  };
}

const DANGERS: Record<string, Flag> = { 'danger one': { danger: 'locked-in', level: 'R3' }, 'danger two': { danger: 'beaten', level: 'R2' } };

/** Reads the few words that the people of the simulator say; slow now and then, even slower than a lease. */
function understandingOf({ time, chance, rough, kill, killed }: Soil, owner: Owner): Parts['understand'] {
  return async (raw, { zawgyiEvidence }) => {
    const text = raw.trim();
    if (rough() && chance.often(0.15)) await time.sleep(chance.often(0.2) ? chance.between(5_200, 8_000) : chance.between(10, 1_500), owner);
    if (text.startsWith('poison')) throw new Error('no words for this');
    if (text.startsWith('killer') && (killed.get(text) ?? 0) < 2) {
      killed.set(text, (killed.get(text) ?? 0) + 1);
      kill(owner);
      await new Promise(() => {});
    }
    const flag = DANGERS[text];
    const asked = text.startsWith('wage') ? 'wages/minimum@TH' : text.startsWith('fee') ? 'fees/overcharged@ANY' : null;
    return {
      zawgyiEvidence,
      understanding: {
        ...NOTHING_UNDERSTOOD,
        text,
        locale: 'en',
        flags: flag ? [flag] : [],
        ...(asked ? { gate: 'answer', matches: [{ entry: asked, score: 0.9 }] } : {}),
      },
    };
  };
}
