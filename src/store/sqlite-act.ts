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
  /** The next lease, or place in an outbox: never given before. */
  next(counter: Counter): number;
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

const COUNTERS = ['lease', 'place'] as const;
type Counter = (typeof COUNTERS)[number];

/** Counters of the one process that has the file: read at its start, written once for each group of acts in their transaction. */
export interface Counters {
  next: Here['next'];
  write(): void;
  /** After the transaction: what was given is given, or with the transaction undone. */
  keep(): void;
  undo(): void;
}

export function countersIn(rows: Pick<Here, 'get' | 'run'>): Counters {
  const read = (name: Counter) => valueOf(rows.get<{ value: number }>('SELECT value FROM counter WHERE name = ?', name), name);
  let kept = { lease: read('lease'), place: read('place') };
  let given = { ...kept };
  return {
    next: (name) => (given[name] += 1),
    write() {
      for (const name of COUNTERS) if (given[name] !== kept[name]) rows.run('UPDATE counter SET value = ? WHERE name = ?', given[name], name);
    },
    keep: () => (kept = { ...given }),
    undo: () => (given = { ...kept }),
  };
}

function valueOf(row: { value: number } | undefined, name: string): number {
  if (!row) throw new Error(`the store has lost its counter "${name}"; restore the file from a backup`);
  return row.value;
}

/** Counts a change that a console would show. */
export function revise(here: Here): void {
  valueOf(here.get<{ value: number }>("UPDATE counter SET value = value + 1 WHERE name = 'revision' RETURNING value"), 'revision');
  here.wake('handoffs');
}
