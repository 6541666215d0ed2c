import type { MessageActivity } from '../core/activity.js';
import type { Channel, Clock, Log, Outcome, Outgoing, Settlement, Store } from '../ports.js';
import type { Vault } from '../store/vault.js';

/** Longer than any channel's own time-out (15 s), so that a slow send is not sent twice. */
const LEASE_MS = 20_000;
/** How many conversations are sent to at once. */
const AT_ONCE = 32;
/** A send that keeps failing without a reason from the platform is a dead letter after about five minutes. */
const MOST_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

export interface Delivering {
  store: Store;
  vault: Vault;
  channels: ReadonlyMap<string, Channel>;
  clock: Clock;
  log: Log;
  /** What became of each delivery, for counting. */
  settled(channel: string, outcome: Settlement['do'], waitedMs: number): void;
}

/** The one door out. In order within a conversation; a channel that asks for a pause gets it while others go on. */
export function deliverer(delivering: Delivering): { step(): Promise<boolean>; idle(): Promise<void> } {
  const { store, clock, log } = delivering;
  const inFlight = new Set<Promise<void>>();
  /** Until when a channel as a whole must rest. */
  const pausedUntil = new Map<string, number>();

  async function send(outgoing: Outgoing): Promise<void> {
    try {
      const settlement = mustWait(outgoing) ?? settle(outgoing, await sendNow(delivering, outgoing));
      await store.settle(outgoing, settlement);
      delivering.settled(outgoing.channel, settlement.do, clock() - outgoing.queuedAt);
    } catch (error) {
      // The store is away: the lease runs out and the delivery is offered again.
      log.error('delivery.unsettled', { channel: outgoing.channel, code: error instanceof Error ? error.name : 'unknown' });
    }
  }

  function mustWait(outgoing: Outgoing): Settlement | null {
    const until = pausedUntil.get(outgoing.channel) ?? 0;
    return until > clock() ? { do: 'retry', at: until } : null;
  }

  function settle(outgoing: Outgoing, outcome: Outcome | 'withheld'): Settlement {
    if (outcome === 'withheld') return { do: 'withheld' };
    switch (outcome.kind) {
      case 'sent':
        return { do: 'sent' };
      case 'gone':
      case 'refused':
        log.warn('delivery.dead', { channel: outgoing.channel, code: outcome.code });
        return { do: 'dead', code: outcome.code };
      case 'retry': {
        // A platform that names its pause is not failing: it is waited for as long as it asks.
        if (outcome.afterMs === null && outgoing.attempts + 1 >= MOST_ATTEMPTS) {
          log.error('delivery.dead', { channel: outgoing.channel, code: outcome.code });
          return { do: 'dead', code: outcome.code };
        }
        const at = clock() + (outcome.afterMs ?? pause(outgoing));
        if (outcome.scope === 'channel') pausedUntil.set(outgoing.channel, at);
        log.warn('delivery.retry', { channel: outgoing.channel, code: outcome.code, attempt: outgoing.attempts });
        return { do: 'retry', at };
      }
    }
  }

  return {
    async step() {
      if (inFlight.size >= AT_ONCE) await Promise.race(inFlight);
      const resting = [...pausedUntil].filter(([, until]) => until > clock()).map(([channel]) => channel);
      const outgoing = await store.takeDeliveries(AT_ONCE - inFlight.size, LEASE_MS, resting);
      for (const one of outgoing) {
        const sending: Promise<void> = send(one).finally(() => inFlight.delete(sending));
        inFlight.add(sending);
      }
      return outgoing.length > 0;
    },
    async idle() {
      await Promise.all(inFlight);
    },
  };
}

/** Doubles from one second; spread over half its length by the delivery's id so that retries do not come in step. */
function pause({ attempts, id }: Outgoing): number {
  const full = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts);
  const spread = [...id].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 997, 0) / 997;
  return full / 2 + (full / 2) * spread;
}

/** Asks once more who may speak: what the bot queued before a counsellor took over is not said into their talk. */
async function sendNow({ vault, channels }: Delivering, outgoing: Outgoing): Promise<Outcome | 'withheld'> {
  if (outgoing.by === 'bot' && outgoing.speaker === 'counsellor') return 'withheld';
  const channel = channels.get(outgoing.channel);
  // The channel was switched off in the settings: its letters wait for a person to look.
  if (!channel) return { kind: 'refused', code: 'channel-off' };
  const activity = opened(vault, outgoing);
  return activity ? channel.send(activity) : { kind: 'refused', code: 'unreadable' };
}

function opened(vault: Vault, { conversation, key, sealed }: Outgoing): MessageActivity | null {
  try {
    return vault.open(conversation, key, 'delivery', sealed) as MessageActivity;
  } catch {
    return null;
  }
}
