import { parentPort, workerData } from 'node:worker_threads';
import Database from 'libsql';
import { watch, type Pulse } from '../watchdog.js';
import { parcel } from './parcel.js';
import { countersIn, type ActName, type Here, type Watched } from './sqlite-act.js';
import { acts } from './sqlite-commit.js';
import { BUSY_MS, openFile, statements } from './sqlite-file.js';
import { forgetSeen } from './sqlite-inbox.js';

/** One call on its way to the writer; `now` is the store's time when it was made. */
export interface Request {
  call: number;
  act: ActName | 'close';
  now: number;
  args: unknown[];
}
/** `unavailable`: the whole group failed and nothing of it was written. `refused`: this call only. */
export type Answer =
  | { call: number; kind: 'done'; result: unknown }
  | { call: number; kind: 'refused' | 'unavailable'; reason: string };
/** What the writer says: first that it is open or why not, then one message for each group. */
export type Report = { kind: 'open' } | { kind: 'closed' } | { kind: 'answers'; answers: Answer[]; woken: Watched[] } | { kind: 'failed'; reason: string };

/*
 * The one writer, in a thread of its own: a synchronous store on the main thread would starve the senders. All calls
 * of a message go into one transaction, so one fsync serves them all; where one of them fails, each gets its own.
 * Nothing is answered before the transaction is on disk.
 */

if (!parentPort) throw new Error('sqlite-writer runs in a worker thread');
const port = parentPort;

/**
 * Acts that promise nothing to anybody when the power goes: reads, leases, and the mark that a letter was sent (it would
 * then be sent a second time, as after any cut between send and mark). A group of only these does without an fsync; a
 * killed process loses none of them all the same, and the next group's fsync covers them too.
 */
const MAY_BE_LOST: ReadonlySet<Request['act']> = new Set([
  'keyOf', 'claim', 'behind', 'release', 'nextDueAt', 'takeDeliveries', 'renew', 'settle', 'deadLetters', 'handoffs', 'handoff', 'revision', 'read', 'record', 'records', 'sessions', 'depths',
]);

const lasts = ({ act }: Request): boolean => !MAY_BE_LOST.has(act);
const isEnd = ({ act }: Request): boolean => act === 'settle';

function say(report: Report): void {
  const { message, transfer } = parcel(report);
  port.postMessage(message, transfer);
}

function serve(file: ReturnType<typeof openFile>): void {
  const { db } = file;
  const rows = statements(db);
  const counters = countersIn(rows);
  let toShred = false;

  /** A failure of the disk or the file, as opposed to a call that breaks a rule. */
  const ofTheFile = (error: unknown): boolean =>
    error instanceof Database.SqliteError && !error.code.startsWith('SQLITE_CONSTRAINT');

  /** All of it in one transaction, or nothing. */
  function together(group: readonly Request[], woken: Set<Watched>): Answer[] {
    db.exec('BEGIN');
    try {
      const answers = group.map(({ call, act, now, args }): Answer => {
        const here: Here = { ...rows, now, next: counters.next, wake: (what) => woken.add(what), shred: () => (toShred = true) };
        return { call, kind: 'done', result: (acts[act as ActName] as (here: Here, ...args: unknown[]) => unknown)(here, ...args) };
      });
      if (group.some(lasts)) forgetSeen(rows, group);
      counters.write();
      db.exec('COMMIT');
      counters.keep();
      return answers;
    } catch (error) {
      counters.undo();
      if (db.inTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }

  /** One call that breaks a rule would undo the others: then each goes by itself. */
  function each(group: readonly Request[], woken: Set<Watched>): Answer[] {
    return group.flatMap((request) => {
      try {
        return together([request], woken);
      } catch (error) {
        if (isOfFsync(error)) throw error;
        return { call: request.call, kind: ofTheFile(error) ? ('unavailable' as const) : ('refused' as const), reason: reasonOf(error) };
      }
    });
  }

  let synchronous = true;
  /** Set between transactions only; the file was opened with FULL. */
  function setSynchronous(wanted: boolean): void {
    if (wanted === synchronous) return;
    db.pragma(wanted ? 'synchronous = FULL' : 'synchronous = NORMAL');
    synchronous = wanted;
  }

  function performAll(calls: readonly Request[]): void {
    const woken = new Set<Watched>();
    // A send that ended makes room in its conversation's outbox: what is said next there can go at once.
    const group = calls.some(isEnd) ? [...calls.filter(isEnd), ...calls.filter((call) => !isEnd(call))] : calls;
    let answers: Answer[];
    try {
      setSynchronous(group.some(lasts));
      try {
        answers = together(group, woken);
      } catch (error) {
        if (ofTheFile(error)) throw error;
        answers = each(group, woken);
      }
    } catch (error) {
      if (isOfFsync(error)) return giveUp();
      answers = group.map(({ call }) => ({ call, kind: 'unavailable', reason: reasonOf(error) }));
      woken.clear();
    }
    if (toShred) shred();
    say({ kind: 'answers', answers, woken: [...woken] });
    // While nobody waits: the next message from a person would wait for it.
    setSynchronous(true);
  }

  /**
   * After a failed fsync the system takes what it could not write for written: trying again would lose it in silence,
   * with all that was acknowledged after it. The file is left as it is; the next start reads what is really there.
   */
  function giveUp(): void {
    say({ kind: 'failed', reason: 'the disk could not keep what was written (fsync failed): look at the disk, then start again' });
    process.exit();
  }

  /** A checkpoint that fails (a full disk, a backup that reads) is tried again with the next group; the commit before it stands. */
  function shred(): void {
    try {
      // Nobody is kept waiting for the end of a backup.
      db.pragma('busy_timeout = 0');
      const { busy } = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get([]) as { busy: number };
      toShred = busy !== 0;
    } catch (error) {
      if (!ofTheFile(error)) throw error;
    } finally {
      db.pragma(`busy_timeout = ${BUSY_MS}`);
    }
  }

  port.on('message', (group: Request[]) => {
    const calls = group.filter((request) => request.act !== 'close');
    if (calls.length > 0) performAll(calls);
    if (calls.length < group.length) {
      file.close();
      say({ kind: 'closed' });
      port.close();
    }
  });
  say({ kind: 'open' });
}

function isOfFsync(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_IOERR_(DIR_)?FSYNC$/.test(error.code);
}

/** The driver's messages name tables and codes, never values. */
function reasonOf(error: unknown): string {
  if (error instanceof Database.SqliteError && error.code === 'SQLITE_CONSTRAINT_FOREIGNKEY') {
    return 'the conversation has no key yet: call keyOf first';
  }
  return error instanceof Error ? error.message : 'unknown failure';
}

const { dir, pulse } = workerData as { dir: string; pulse?: Pulse };
if (pulse) watch(pulse);
try {
  serve(openFile(dir));
} catch (error) {
  say({ kind: 'failed', reason: reasonOf(error) });
}
