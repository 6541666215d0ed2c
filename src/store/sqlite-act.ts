import type { Store } from '../ports.js';

/** What the writer does for the store: every method that reads or writes. */
export type ActName = Exclude<keyof Store, 'watch' | 'close'>;
export type Watched = Parameters<Parameters<Store['watch']>[0]>[0];

/** What an act has in its hands, inside the open transaction. */
export interface Here {
  /** The store's time at the call, milliseconds since 1970, UTC. */
  now: number;
  /** The first row, or undefined. Blobs are `Uint8Array`s. */
  get<Row>(sql: string, ...values: Value[]): Row | undefined;
  all<Row>(sql: string, ...values: Value[]): Row[];
  /** Number of rows changed. */
  run(sql: string, ...values: Value[]): number;
  /** Tells watchers, after the commit, that something may have come. */
  wake(what: Watched): void;
  /** Has the write-ahead log emptied after the commit, so that no erased byte stays in it. */
  shred(): void;
}
export type Value = string | number | null | Uint8Array;

/** The port's methods as synchronous acts inside one transaction. */
export type Acts<Name extends ActName = ActName> = {
  [A in Name]: (here: Here, ...args: Parameters<Store[A]>) => Awaited<ReturnType<Store[A]>>;
};

/** The next value of a counter: leases, places in an outbox, the revision. */
export function next(here: Here, counter: 'lease' | 'place' | 'revision'): number {
  const row = here.get<{ value: number }>('UPDATE counter SET value = value + 1 WHERE name = ? RETURNING value', counter);
  if (!row) throw new Error(`the store has lost its counter "${counter}"; restore the file from a backup`);
  return row.value;
}

/** Counts a change that a console would show. */
export function revise(here: Here): void {
  next(here, 'revision');
  here.wake('handoffs');
}
