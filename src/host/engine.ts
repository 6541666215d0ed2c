import type { Event } from '../core/event.js';
import type { World } from '../core/world.js';
import { StoreUnavailable, type Channel, type Clock, type Limits, type Log, type Receive, type Store } from '../ports.js';
import type { Vault } from '../store/vault.js';
import { deliverer, type Settled } from './deliver.js';
import { door, type AtOnce } from './door.js';
import type { Missed } from './gaps.js';
import { byHatch, hatch } from './hatch.js';
import { lookout } from './lookout.js';
import { pump } from './pump.js';
import { recall } from './recall.js';
import type { Senders } from './sender.js';
import type { Understand } from './understand.js';
import { answerAtOnce, workOnce, type Work } from './work.js';

/** What is under way when the program is told to stop may go on for so long; a supervisor kills after ten seconds. */
const GRACE_MS = 5_000;

/** What stands between the door and the senders, and on what. */
export interface Parts {
  store: Store;
  vault: Vault;
  senders: Senders;
  /** Conversations in work at once. */
  lanes: number;
  /** Conversations that are remembered, to be answered in the act that stores their next message; 0: none. */
  remembered: number;
  understand: Understand;
  /** The present world: content may be replaced while running. */
  world(): World;
  /** To Zawgyi, for people who read it. */
  toZawgyi(text: string): string;
  clock: Clock;
  /** Chance, 0 to 1. */
  random(): number;
  log: Log;
  /** Every event of every committed turn, for counting. */
  happened(events: readonly Event[], channel: string, ms: number): void;
  /** Keeps a question that found no answer, without the person; never rejects. */
  missed(question: Missed): Promise<void>;
  /** What became of each delivery that was taken, for counting. */
  settled(channel: string, outcome: Settled, waitedMs: number): void;
}

/** One process of the bot: from an event at the door to the call of a platform. */
export interface Engine {
  receive: Receive;
  /** How a counsellor's acts come in. */
  acts: Pick<Store, 'accept' | 'take'>;
  /** Begins to work and to send. */
  run(channels: readonly Channel[]): void;
  /** Begins nothing more and lets what is under way end, for five seconds at most. What still comes in is kept. */
  rest(): Promise<void>;
  /** Leaves to others what is left; `rest` came before, and the channels are closed. The store is still open. */
  end(): Promise<void>;
}

export function engine(parts: Parts): Engine {
  const { store, vault, clock, log } = parts;
  let wakeWorkers = () => {};
  const passed = hatch(parts.lanes, () => wakeWorkers());
  let atOnce: AtOnce = async () => null;
  const answering = new Set<ReturnType<AtOnce>>();
  let rest = async () => {};
  let end = async () => {};

  return {
    receive: door(store, vault, passed, (conversation, incoming) => {
      const answered = atOnce(conversation, incoming).finally(() => answering.delete(answered));
      answering.add(answered);
      return answered;
    }),
    acts: byHatch(store, passed),
    run(list) {
      const channels = new Map(list.map((c) => [c.name, c]));
      const out = deliverer({
        ...parts,
        channels,
        settled(channel, outcome, waitedMs) {
          parts.settled(channel, outcome, waitedMs);
          if (!out.wantsRoom()) return;
          outbox.notice();
          sending.wake();
        },
      });
      const inbox = lookout(store.nextDueAt, clock);
      const outbox = lookout(async () => {
        const at = Math.min(clock() + out.dueInMs(), (await store.nextDueAt()) ?? Infinity);
        return at === Infinity ? null : at;
      }, clock);
      const work: Work = {
        ...parts,
        hatch: passed,
        lookout: inbox,
        recall: recall(parts.remembered),
        out,
        limitsOf: (name) => channels.get(name)?.limits ?? smallest(list),
        typing: (activity) => void channels.get(activity.channelId)?.send(activity),
      };
      const failed = (error: unknown) => log.error('host.failed', { code: error instanceof StoreUnavailable ? 'store-unavailable' : error instanceof Error ? error.name : 'unknown' });
      const working = pump(parts.lanes, () => workOnce(work), { dueInMs: inbox.dueInMs, failed });
      const sending = pump(1, async () => (await outbox.find(async () => (await out.step()) || null)) ?? false, { dueInMs: outbox.dueInMs, failed });
      wakeWorkers = working.wake;
      atOnce = (conversation, incoming) => answerAtOnce(work, conversation, incoming);
      const unwatch = store.watch((what) => {
        if (what === 'inbox') {
          inbox.notice();
          working.wake();
        }
        if (what === 'outbox') {
          outbox.notice();
          sending.wake();
        }
      });
      let resting: Promise<unknown> | null = null;
      rest = async () => {
        atOnce = async () => null;
        resting ??= Promise.race([Promise.all([working.stop(), sending.stop(), Promise.allSettled(answering), out.idle()]), new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref())]);
        await resting;
      };
      end = async () => {
        unwatch();
        out.giveUp();
        await out.idle();
        try {
          await parts.senders.leave();
          // What no worker took any more is offered to the next start, or to another process, at once.
          for (let left = passed.take(); left; left = passed.take()) await store.release(left, 0);
        } catch (error) {
          // A store that is away is not waited for: what is held there runs out by itself.
          if (!(error instanceof StoreUnavailable)) throw error;
        }
      };
    },
    rest: () => rest(),
    end: () => end(),
  };
}

/** What fits every channel: for a reply on one that is switched off by now. */
function smallest(channels: readonly Channel[]): Limits {
  return channels.map((c) => c.limits).reduce((a, b) => ({ text: Math.min(a.text, b.text), buttons: Math.min(a.buttons, b.buttons), buttonTitle: Math.min(a.buttonTitle, b.buttonTitle) }));
}
