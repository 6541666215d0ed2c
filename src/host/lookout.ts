import type { Clock } from '../ports.js';

/**
 * Looked at least this often, for what another process did without a word of it reaching this one. A little under the
 * pump's longest sleep, so that a lane that slept that long looks.
 */
const LOOK_AGAIN_MS = 900;
/** What is due by this clock and not yet by the store's is asked for again after this: clocks of two machines differ. */
const CLOCKS_DIFFER_MS = 50;

/** Asks the store for work only where there may be some: a message that came with its claim needs no question. */
export interface Lookout {
  /** Something may have come. */
  notice(): void;
  /** What `ask` finds; null, without asking, where nothing can have come since it last found nothing. */
  find<Found>(ask: () => Promise<Found | null>): Promise<Found | null>;
  /** Milliseconds until something is due, as far as is known. */
  dueInMs(): number | null;
}

/** `nextDueAt`: when something that the store holds may be taken, milliseconds since 1970; null where nothing waits. */
export function lookout(nextDueAt: () => Promise<number | null>, clock: Clock): Lookout {
  let noticed = true;
  let lookedAt = 0;
  let dueAt: number | null = null;

  function mayHoldSomething(): boolean {
    const now = clock();
    // A clock that was set back says nothing about when it was looked.
    return noticed || now < lookedAt || now - lookedAt >= LOOK_AGAIN_MS || (dueAt !== null && dueAt <= now);
  }

  /** The store has just been asked and had nothing: what it says is due lies ahead. */
  const later = (at: number | null) => (at === null || at > clock() ? at : clock() + CLOCKS_DIFFER_MS);

  return {
    notice() {
      noticed = true;
    },
    async find(ask) {
      if (!mayHoldSomething()) return null;
      noticed = false;
      lookedAt = clock();
      // Whoever asks now learns when to ask again; nobody else needs to.
      dueAt = null;
      try {
        const found = await ask();
        // Where one was, another may be.
        if (found !== null) noticed = true;
        else dueAt = later(await nextDueAt());
        return found;
      } catch (error) {
        noticed = true;
        throw error;
      }
    },
    dueInMs: () => (dueAt === null ? null : dueAt - clock()),
  };
}
