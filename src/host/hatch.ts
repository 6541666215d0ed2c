import type { Claim, Store } from '../ports.js';

/** A turn takes milliseconds, some hundred with an embedding model; a worker silent for this long is taken for dead. */
export const LEASE_MS = 5_000;

/**
 * The way from the door to the workers that needs no question to the store: an event whose conversation was idle is
 * claimed in the act that stores it, and lies here until a worker takes it.
 */
export interface Hatch {
  /** Does what stores an event, with a lease where a worker has time for the event; the claim it comes back with waits here. */
  pass<Done>(store: (leaseMs?: number) => Promise<Done>): Promise<Done>;
  /** The claim that has waited longest. */
  take(): Claim | undefined;
}

/** `room`: how many workers there are; `wake` is called when there is something to take. */
export function hatch(room: number, wake: () => void): Hatch {
  const waiting: Claim[] = [];
  let coming = 0;
  return {
    async pass(store) {
      // A lease runs from now on: what would wait for a worker is claimed when its turn comes.
      const hasRoom = waiting.length + coming < room;
      if (hasRoom) coming += 1;
      try {
        const done = await (hasRoom ? store(LEASE_MS) : store());
        const claim = claimIn(done);
        if (claim) {
          waiting.push(claim);
          wake();
        }
        return done;
      } finally {
        if (hasRoom) coming -= 1;
      }
    },
    take: () => waiting.shift(),
  };
}

function claimIn(done: unknown): Claim | null {
  return typeof done === 'object' && done !== null && 'claim' in done ? (done.claim as Claim) : null;
}

/** The acts of a store by which others than the door put an event in (a counsellor takes, writes, closes), by way of the hatch. */
export function byHatch({ accept, take }: Pick<Store, 'accept' | 'take'>, { pass }: Hatch): Pick<Store, 'accept' | 'take'> {
  return {
    async accept(event) {
      const done = await pass((leaseMs) => accept(event, leaseMs));
      return claimIn(done) ? 'accepted' : done;
    },
    async take(id, counsellor, event) {
      const done = await pass((leaseMs) => take(id, counsellor, event, leaseMs));
      return done.kind === 'taken' ? { kind: 'taken' } : done;
    },
  };
}
