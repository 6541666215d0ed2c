import Database from 'libsql';
import { chmodSync, closeSync, copyFileSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ConversationKey, Sealed } from '../ports.js';
import { FILE, own, readOnly, refuseNewer, statements } from './sqlite-file.js';

/** A reply that waited for longer than this when the backup was made has been sent since, or nobody waits for it: a person looks at it first. */
const STALE_MS = 15 * 60_000;

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
  rmSync(part, { force: true });
  writeFileSync(part, '', { flag: 'wx', mode: 0o600 });
  const db = readOnly(source);
  try {
    db.prepare('VACUUM INTO ?').run([part]);
  } finally {
    db.close();
  }
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
    return statements(db).get<BackupSample>('SELECT id AS conversation, key FROM conversation LIMIT 1') ?? null;
  } catch (error) {
    throw new Error(`${file} is no sound backup of a store: ${error instanceof Error ? error.message : 'it cannot be read'}`);
  } finally {
    db.close();
  }
}

/** What became of what waited in a backup. */
export interface Restored {
  conversations: number;
  /** Replies that waited for too long: dead letters now. */
  laidAside: number;
}

/**
 * Makes the store in `dir` from a backup. Timers and messages that wait to be answered stay; leases end when the store is
 * opened. Throws an Error that names the mend where a program has the folder, where a store is there and `force` is not
 * given, or where the backup is of a newer version; then nothing was changed.
 */
export function restoreInto(dir: string, file: string, { now, force }: { now: number; force: boolean }): Restored {
  refuseNewer(file);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const letGo = own(dir);
  try {
    const target = join(dir, FILE);
    if (existsSync(target) && !force) throw new Error(`there is a store in ${dir} already: name another DATA_DIR, or give --force and lose it`);
    const part = `${target}.part`;
    try {
      copyFileSync(file, part);
      chmodSync(part, 0o600);
      const restored = layAside(part, now);
      // The log of the store that was there must not be played into this one.
      for (const rest of ['-wal', '-shm']) rmSync(target + rest, { force: true });
      keep(part, target);
      return restored;
    } finally {
      rmSync(part, { force: true });
    }
  } finally {
    letGo();
  }
}

function layAside(copy: string, now: number): Restored {
  const db = new Database(copy);
  try {
    db.pragma('secure_delete = ON');
    const { get, run } = statements(db);
    const oldest = now - STALE_MS;
    db.exec('BEGIN');
    run(
      `INSERT INTO dead_letter (conversation, id, channel, by, code, at, sealed)
       SELECT conversation, id, channel, by, 'restored', ?, sealed FROM delivery WHERE queued_at < ?`,
      now,
      oldest,
    );
    const laidAside = run('DELETE FROM delivery WHERE queued_at < ?', oldest);
    run('DELETE FROM outbox');
    run(
      `INSERT INTO outbox (conversation, head, place, channel, waits_since, ready_at, lease)
       SELECT conversation, id, place, channel, queued_at, CASE WHEN not_before > ? THEN not_before ELSE 0 END, 0 FROM delivery d
       WHERE place = (SELECT min(place) FROM delivery WHERE conversation = d.conversation)`,
      now,
    );
    db.exec('COMMIT');
    return { conversations: get<{ n: number }>('SELECT count(*) AS n FROM conversation')?.n ?? 0, laidAside };
  } finally {
    db.close();
  }
}

/** Gives a whole file its name, for good. */
function keep(part: string, path: string): void {
  synced(part);
  renameSync(part, path);
  synced(dirname(path));
}

function synced(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
