import type { Claim, Sealed, Store } from '../ports.js';

/** A turn takes milliseconds, some hundred with an embedding model; a worker silent for this long is taken for dead. */
export const LEASE_MS = 5_000;

/**
 * The way from the door to the workers that needs no question to the store: an event whose conversation was idle is
 * claimed in the act that stores it, and lies here until a worker takes it.
 */
export interface Hatch {
  /** Stores an event by `accept`, which gets a lease where a worker has time for the event. */
  pass(accept: (leaseMs?: number) => ReturnType<Store['accept']>): Promise<'accepted' | 'seen' | { key: Sealed }>;
  /** The claim that has waited longest. */
  take(): Claim | undefined;
}

/** `room`: how many workers there are; `wake` is called when there is something to take. */
export function hatch(room: number, wake: () => void): Hatch {
  const waiting: Claim[] = [];
  let coming = 0;
  return {
    async pass(accept) {
      // A lease runs from now on: what would wait for a worker is claimed when its turn comes.
      const hasRoom = waiting.length + coming < room;
      if (hasRoom) coming += 1;
      try {
        const done = await (hasRoom ? accept(LEASE_MS) : accept());
        if (typeof done === 'string' || 'key' in done) return done;
        waiting.push(done.claim);
      } finally {
        if (hasRoom) coming -= 1;
      }
      wake();
      return 'accepted';
    },
    take: () => waiting.shift(),
  };
}
