import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../commands/io.js';
import { acts } from '../store/sqlite-commit.js';
import { countersIn, type Here } from '../store/sqlite-act.js';
import { openFile, statements, type SqliteFile } from '../store/sqlite-file.js';
import { ROUNDS, median, rowOf, type Row } from './figures.js';
import { machine, print } from './report.js';
import { SEARCH_SIZE, searchRows } from './search.js';

/** How many are open in the small and in the large store, and how often each act is timed in a round. */
export interface GrowthSize {
  small: number;
  large: number;
  rounds: number;
  times: number;
}
/** A quiet office, and every person of a large programme. Six rounds of 100 take fewer than the small store has. */
const SIZE: GrowthSize = { small: 1_000, large: 1_000_000, rounds: ROUNDS, times: 100 };
/** Handoffs on one page of the console's list. */
const PAGE = 50;
const LEASE_MS = 60_000;
/** Rows of one filling transaction: a line of progress every second or so. */
const CHUNK = 100_000;
/** Odd, so that it spreads 32-bit numbers without two meeting (Knuth's multiplicative hash): ids in no order, as hashes are. */
const SPREAD = 2_654_435_761;
/** Page cache while filling, enough for every index of the large store; then SQLite's default, which the store has. */
const FILLING_KIB = 600_000;
const SERVING_KIB = 2_000;
const SEALED = new Uint8Array(200);

/** `lanpya bench --growth`: what taking, listing and claiming cost in a store of a million against one of a thousand, and a question to a large base. */
export async function benchGrowth(io: Io, json: boolean): Promise<number> {
  if (!json) io.err(`The embedded store and the search as they grow: ${machine(io.root)}`);
  const say = (line: string): void => void (json || io.err(line));
  print(io, [...growthRows(SIZE, say), ...(await searchRows(io, SEARCH_SIZE, say))], json);
  return 0;
}

/** One row an act: the large store beside the small one, in turn. */
export function growthRows(size: GrowthSize, say: (line: string) => void): Row[] {
  const small = filled(size.small, say);
  const large = filled(size.large, say);
  try {
    return ACTS.map(({ name, act }) => {
      const took = { small: [] as number[], large: [] as number[] };
      // The first round only warms: statements are prepared, pages are read.
      for (let round = 0; round <= size.rounds; round += 1) {
        const [little, much] = [small, large].map((shelf) => timed(shelf, act, round * size.times, size)) as [number, number];
        if (round === 0) continue;
        took.small.push(little);
        took.large.push(much);
      }
      say(`${name}: measured`);
      return rowOf(`${name}, ${size.large.toLocaleString('en')} open against ${size.small.toLocaleString('en')}`, 'µs', took.large, took.small);
    });
  } finally {
    small.remove();
    large.remove();
  }
}

/** A filled store, and how to let go of it. */
interface Shelf {
  count: number;
  db: SqliteFile['db'];
  here: Here;
  remove(): void;
}

type Act = (here: Here, n: number) => unknown;
const ACTS: { name: string; act: Act }[] = [
  { name: 'handoff take', act: (here, n) => expectTaken(acts.take(here, `h${idOf(n)}`, 'hnin', { conversation: `c${idOf(n)}`, key: SEALED, dedupe: `taken-${n}`, sealed: SEALED }).kind) },
  { name: `list of the first ${PAGE} handoffs`, act: (here) => acts.handoffs(here, PAGE, false) },
  { name: 'inbox claim', act: (here) => acts.claim(here, LEASE_MS) ?? expectTaken('nothing') },
];

function expectTaken(kind: string): void {
  if (kind !== 'taken') throw new Error(`there was nothing to take: ${kind}`);
}

/**
 * Median of so many acts, microseconds, each a transaction. The act itself: the thread's hop and the disk's fsync, which
 * cost the same in both stores, would hide how it grows.
 */
function timed({ db, here, count }: Shelf, act: Act, from: number, { times, rounds }: GrowthSize): number {
  const step = Math.floor(count / (times * (rounds + 1)));
  return median(
    Array.from({ length: times }, (_, i) => {
      const began = performance.now();
      db.exec('BEGIN');
      act(here, (from + i) * step);
      db.exec('COMMIT');
      return (performance.now() - began) * 1_000;
    }),
  );
}

/** A store with so many conversations, each with an open handoff and a waiting message; written past the port, for speed. */
function filled(count: number, say: (line: string) => void): Shelf {
  const dir = mkdtempSync(join(tmpdir(), 'lanpya-bench-growth-'));
  const { db, close } = openFile(dir);
  const rows = statements(db);
  // Nothing of the filling needs to outlive a crash, and ids in no order touch every page again and again.
  for (const setting of ['journal_mode = OFF', 'synchronous = OFF', 'secure_delete = OFF', 'foreign_keys = OFF', `cache_size = -${FILLING_KIB}`]) db.pragma(setting);
  const now = Date.now();
  for (let from = 0; from < count; from += CHUNK) {
    fill(rows.run, from, Math.min(count, from + CHUNK), now);
    say(`filling: ${Math.min(count, from + CHUNK).toLocaleString('en')} of ${count.toLocaleString('en')}`);
  }
  // As the store runs, but for the fsync.
  for (const setting of ['journal_mode = WAL', 'secure_delete = ON', 'foreign_keys = ON', `cache_size = -${SERVING_KIB}`]) db.pragma(setting);
  return {
    count,
    db,
    here: { ...rows, now, next: countersIn(rows).next, wake: () => {}, shred: () => {} },
    remove() {
      close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Each statement writes all its rows from one recursive series of numbers. */
function fill(run: Here['run'], from: number, to: number, now: number): void {
  const numbers = `WITH RECURSIVE series (n) AS (SELECT ? UNION ALL SELECT n + 1 FROM series WHERE n + 1 < ?),
    each AS (SELECT n, printf('%08x', (n * ${SPREAD}) & 4294967295) AS id FROM series)`;
  run(`INSERT INTO conversation (id) ${numbers} SELECT 'c' || id FROM each`, from, to);
  run(`INSERT INTO key (conversation, sealed) ${numbers} SELECT 'c' || id, ? FROM each`, from, to, SEALED);
  run(`INSERT INTO handoff (id, conversation, state, risk, opened_at, sealed)
    ${numbers} SELECT 'h' || id, 'c' || id, 'queued', 'R' || (n % 4), ? - n, ? FROM each`, from, to, now, SEALED);
  run(`INSERT INTO event (seq, conversation, accepted_at, sealed) ${numbers} SELECT n + 1, 'c' || id, ? - n, ? FROM each`, from, to, now, SEALED);
  run(`INSERT INTO inbox (conversation, head, waits_since, ready_at, lease)
    ${numbers} SELECT 'c' || id, n + 1, ? - n, 0, 0 FROM each`, from, to, now);
}

/** The same as `printf('%08x', …)` above. */
function idOf(n: number): string {
  return (Math.imul(n, SPREAD) >>> 0).toString(16).padStart(8, '0');
}
