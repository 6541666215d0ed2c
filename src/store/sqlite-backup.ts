import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ConversationKey, Sealed } from '../ports.js';
import { countersIn, type Here } from './sqlite-act.js';
import { copy, keep, openCopy, own, readOnly, refuseNewer, statements, versionOf } from './sqlite-file.js';
import { forgetAgain, marksIn, type Marks } from './sqlite-forget.js';
import { FILE } from './sqlite-schema.js';
import { takeTold, thoseWhoWait, toldIn } from './sqlite-told.js';

/**
 * Copies the store in `dir` into the new file `file`, readable by its owner only: one moment of it, whole, also while a
 * program serves on it. What was erased before is not in it. Returns its size in bytes. Throws an Error that names the
 * mend where there is no store, or where the file is there already.
 */
export function backUp(dir: string, file: string): number {
  const source = join(dir, FILE);
  if (!existsSync(source)) throw new Error(`there is no store in ${dir}: set DATA_DIR to the folder that "serve" uses`);
  if (existsSync(file)) throw new Error(`${file} is there already: name a new file`);
  const part = `${file}.part`;
  copy(source, part);
  keep(part, file);
  return statSync(file).size;
}

/** What a backup says of itself: a conversation's wrapped key, for trying the master key on; null where it has none. */
export interface BackupSample {
  conversation: ConversationKey;
  key: Sealed;
}

/** Looks into a backup. Throws an Error where the file is none, or is damaged. */
export function sampleOf(file: string): BackupSample | null {
  if (!existsSync(file)) throw new Error(`there is no file ${file}`);
  const db = readOnly(file);
  try {
    const sound = db.prepare('PRAGMA integrity_check').raw().all([]).flat();
    if (sound.length !== 1 || sound[0] !== 'ok') throw new Error('it is damaged');
    const any = versionOf(db) === 1 ? 'SELECT id AS conversation, key FROM conversation LIMIT 1' : 'SELECT conversation, sealed AS key FROM key LIMIT 1';
    return statements(db).get<BackupSample>(any) ?? null;
  } catch (error) {
    throw new Error(`${file} is no sound backup of a store: ${reasonOf(error)}`);
  } finally {
    db.close();
  }
}

/** What became of a backup. */
export interface Restored {
  /** Those who are back. */
  conversations: number;
  /** Replies that waited to be sent: dead letters now, since nothing tells whether they went out. */
  laidAside: number;
  /** Replies that waited to be sent, or lay dead, and went out since: they are in it no more. */
  told: number;
  /** Messages that wait to be answered, and timers that should have rung. */
  waiting: number;
  /** People who had been forgotten since the backup was made, and are in the store that was made from it. */
  forgotten: number;
  /** False where an earlier version made the backup: of whoever was forgotten before the upgrade no mark was left. */
  isMarked: boolean;
  /** When the last message came that the backup knows of, milliseconds since 1970, UTC; null where none ever came. */
  heardAt: number | null;
  /** The same of what told who was forgotten since; null where there was nothing as new as the backup. */
  knownUntil: number | null;
  /** Why the store that was there could not be asked all that it knew; null where it could, or where none was there. */
  unreadable: string | null;
}

/** How a backup is restored. */
export interface Restoring {
  now: number;
  /** In place of the store that is there. */
  force: boolean;
  /** Newer backups or stores, which know who was forgotten and what went out since, besides the store that is replaced. */
  newer: readonly string[];
  /** A new wrapped data key for whoever has to be forgotten again. */
  freshKey(conversation: ConversationKey): Sealed;
}

/**
 * Makes the store in `dir` from a backup. No reply that waited in it is sent of itself: it is a dead letter, for a person to
 * look at. Messages that waited to be answered are answered, and timers of the past ring: it may be the only copy of a call
 * for help. As far as the store that was there and the `newer` ones know, whoever was forgotten since is forgotten in it, and
 * a reply that went out since comes no more, also to what is answered again. Leases end when the store is opened. Throws an
 * Error that names the mend where a program has the folder, where a store is there and `force` is not given, where the backup
 * is of a newer version, or one of the `newer` cannot be read; then nothing was changed.
 */
export function restoreInto(dir: string, file: string, { now, force, newer, freshKey }: Restoring): Restored {
  const isMarked = refuseNewer(file) > 1;
  const asked = newer.map(knownTo);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const letGo = own(dir);
  try {
    const target = join(dir, FILE);
    const replaced = existsSync(target) ? attempt(() => knownTo(target)) : null;
    if (replaced && !force) throw new Error(`there is a store in ${dir} already: name another DATA_DIR, or give --force and lose it`);
    if (replaced && 'done' in replaced) asked.push(replaced.done);
    const part = `${target}.part`;
    try {
      copy(file, part);
      const restored = change(part, now, (here) => {
        const forgotten = forgetAgain(here, new Map(asked.flatMap(({ marks }) => [...marks])), freshKey);
        const those = thoseWhoWait(here);
        const takenFrom = (store: string) => reading(store, 'what went out', (rows) => takeTold(here, toldIn(rows, those)));
        const told = newer.map(takenFrom).reduce((sum, taken) => sum + taken, 0);
        const toldThere = replaced && 'done' in replaced ? attempt(() => takenFrom(target)) : null;
        return {
          conversations: count(here, 'conversation') - forgotten,
          laidAside: layAside(here),
          told: told + (toldThere && 'done' in toldThere ? toldThere.done : 0),
          waiting: count(here, 'event') + count(here, 'timer WHERE at <= ?', now),
          forgotten,
          heardAt: lastHeard(here),
          unreadable: [replaced, toldThere].flatMap((asked) => (asked && 'failed' in asked ? asked.failed : []))[0] ?? null,
        };
      });
      keep(part, target);
      const asNew = asked.map(({ heardAt }) => heardAt).filter((at) => at !== null && at >= (restored.heardAt ?? 0)) as number[];
      return { ...restored, isMarked, knownUntil: asNew.length > 0 ? Math.min(now, Math.max(...asNew)) : null };
    } finally {
      rmSync(part, { force: true });
    }
  } finally {
    letGo();
  }
}

/** Who was forgotten, as a store or a backup knows it, and up to when it knows; null where it knows nothing. */
interface Known {
  marks: Marks;
  heardAt: number | null;
}

function knownTo(file: string): Known {
  return reading(file, 'who was forgotten', (rows, version) => ({ marks: marksIn(rows), heardAt: version === 1 ? null : lastHeard(rows) }));
}

/** Asks a store; also one that a newer version wrote, or that is too damaged to be served: as long as this much can be read. */
function reading<T>(file: string, what: string, ask: (rows: ReturnType<typeof statements>, version: number) => T): T {
  if (!existsSync(file)) throw new Error(`there is no file ${file}`);
  const db = readOnly(file);
  try {
    return ask(statements(db), versionOf(db));
  } catch (error) {
    throw new Error(`${file} cannot be asked ${what}: ${reasonOf(error)}`);
  } finally {
    db.close();
  }
}

function count({ get }: Pick<Here, 'get'>, rows: string, ...values: number[]): number {
  return get<{ n: number }>(`SELECT count(*) AS n FROM ${rows}`, ...values)?.n ?? 0;
}

/** When the last message came; dedupe hashes go only when others come. */
function lastHeard({ get }: Pick<Here, 'get'>): number | null {
  return get<{ at: number | null }>('SELECT CAST(max(at) AS INTEGER) AS at FROM seen')?.at ?? null;
}

function attempt<T>(ask: () => T): { done: T } | { failed: string } {
  try {
    return { done: ask() };
  } catch (error) {
    return { failed: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'it cannot be read';
}

/** Changes a copy, all of it or nothing. */
function change<T>(path: string, now: number, act: (here: Here) => T): T {
  const db = openCopy(path);
  try {
    const rows = statements(db);
    db.exec('BEGIN');
    const done = act({ ...rows, now, next: countersIn(rows).next, wake: () => undefined, shred: () => undefined });
    db.exec('COMMIT');
    return done;
  } finally {
    db.close();
  }
}

/** Makes dead letters of all replies that wait. Returns how many. */
function layAside({ run, now }: Here): number {
  run(
    `INSERT INTO dead_letter (conversation, id, channel, by, code, at, sealed)
     SELECT conversation, id, channel, by, 'restored', ?, sealed FROM delivery`,
    now,
  );
  run('DELETE FROM outbox');
  return run('DELETE FROM delivery');
}
