import type { Clock, Store } from '../ports.js';
import type { Vault } from '../store/vault.js';

/** How often a sender shows that it lives, and others look. */
const BEAT_MS = 1_000;
/** A sender that was silent for so long is taken for dead: two missed beats, and the time of a slow call. */
const DEAD_MS = 3_000;
/** Kind of the record that names a channel's sender. */
const KIND = 'sender';

/** Which process sends to a platform. */
export interface Senders {
  /** Whether this process is the one for a channel. */
  mine(channel: string): Promise<boolean>;
  /** Leaves its channels to the others at once. */
  leave(): Promise<void>;
}

/** For a store that one process has to itself. */
export const alone: Senders = { mine: async () => true, leave: async () => {} };

interface Beat {
  by: string;
  n: number;
}

/**
 * One process at a time sends to a platform, because the platform counts what comes from the bot and not from a process.
 * The sender's record changes with every beat; whoever sees it stand still becomes the next. Only its own clock's steps
 * are compared, so no wrong clock keeps a channel. Where two take over at once the later one stays, a beat later.
 */
export function senders({ store, vault, clock, me }: { store: Store; vault: Vault; clock: Clock; me: string }): Senders {
  const seen = new Map<string, { beat: Beat | null; at: number; mine: boolean; looked: number }>();

  async function put(channel: string, n: number): Promise<void> {
    await store.putRecord(KIND, channel, vault.sealRecord(KIND, channel, { by: me, n } satisfies Beat));
  }

  async function look(channel: string): Promise<boolean> {
    const now = clock();
    const before = seen.get(channel);
    if (before && now >= before.looked && now - before.looked < BEAT_MS) return before.mine;
    const sealed = await store.record(KIND, channel);
    const beat = sealed && (vault.openRecord(KIND, channel, sealed) as Beat);
    const mine = beat?.by === me;
    const still = before !== undefined && before.beat?.by === beat?.by && before.beat?.n === beat?.n;
    // While this process could not look (the store was away, it stood still itself) nobody else was seen to be silent.
    const at = still && now - before.looked < DEAD_MS ? Math.min(before.at, now) : now;
    if (mine || beat === null || now - at >= DEAD_MS) await put(channel, (beat?.n ?? 0) + 1);
    // What was just put is not believed before it was read again: another may have done the same.
    seen.set(channel, { beat, at, mine, looked: mine || beat !== null ? now : 0 });
    return mine;
  }

  return {
    mine: look,
    async leave() {
      for (const [channel, { mine }] of seen) if (mine) await store.deleteRecord(KIND, channel);
      seen.clear();
    },
  };
}
