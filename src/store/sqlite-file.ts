import Database from 'libsql';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FILE, FROM_1, SCHEMA, SCHEMA_VERSION } from './sqlite-schema.js';
import type { Value } from './sqlite-act.js';

export type Connection = InstanceType<typeof Database>;
type Statement = ReturnType<Connection['prepare']>;

/** How long a lock by a backup or an inspecting program is waited for. */
export const BUSY_MS = 5_000;

/** Pages of 4 KiB in the log before they go into the file: pages that many messages write go there once. 16 MiB are read again in a moment. */
const LOG_PAGES = 4_000;

/** The open file: one connection that writes and checkpoints, and the way to let go of it. */
export interface SqliteFile {
  db: Connection;
  close(): void;
}

/**
 * Opens `lanpya.db` in `dir`, made on first use, and of the present version after. Throws an Error that names the mend
 * where another process has it open or where a newer version of the program wrote it.
 */
export function openFile(dir: string): SqliteFile {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const letGo = own(dir);
  try {
    const path = join(dir, FILE);
    if (existsSync(path) && refuseNewer(path) === 1) bringUpToDate(path);
    const db = new Database(path, { timeout: BUSY_MS });
    db.pragma('journal_mode = WAL');
    // The build's default may be NORMAL, which loses acknowledged commits when the power goes.
    db.pragma('synchronous = FULL');
    db.pragma('secure_delete = ON');
    db.pragma('foreign_keys = ON');
    db.pragma(`wal_autocheckpoint = ${LOG_PAGES}`);
    if (versionOf(db) === 0) db.exec(`BEGIN; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
    // Whoever held them is gone: this process alone has the file.
    db.exec('UPDATE inbox SET ready_at = 0, lease = 0 WHERE lease > 0; UPDATE outbox SET ready_at = 0, lease = 0 WHERE lease > 0');
    // What an erase left in the log when the process was killed before its checkpoint.
    db.pragma('wal_checkpoint(TRUNCATE)');
    return {
      db,
      close() {
        db.close();
        letGo();
      },
    };
  } catch (error) {
    letGo();
    throw error;
  }
}

/**
 * One process at a time: an open exclusive transaction on an empty file beside the database. The system ends it with
 * the process, however that dies, and the database itself stays readable for backups.
 */
export function own(dir: string): () => void {
  const lock = new Database(join(dir, 'lanpya.lock'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY') {
      throw new Error(`${dir} is in use by another lanpya process: stop that one, give this one another DATA_DIR, or set REDIS_URL to run several`);
    }
    throw error;
  }
  return () => {
    lock.exec('ROLLBACK');
    lock.close();
  };
}

/** A connection that cannot write, and so never empties the log of a program that serves. */
export function readOnly(path: string): Connection {
  return new Database(`${pathToFileURL(path).href}?mode=ro`);
}

/** The version of the file. Throws where a newer version of the program wrote it; not a byte of it is changed. */
export function refuseNewer(path: string): number {
  const db = readOnly(path);
  const version = versionOf(db);
  db.close();
  if (version <= SCHEMA_VERSION) return version;
  throw new Error(
    `${path} has schema version ${version}, this program knows up to ${SCHEMA_VERSION}: start the newer program again, or restore the backup made before the upgrade`,
  );
}

/**
 * Makes a store of version 1 one of the present: a copy beside it, which takes its place when it is whole. Who dies
 * in between finds the store as it was. It needs as much room again for a moment.
 */
function bringUpToDate(path: string): void {
  const db = new Database(path, { timeout: BUSY_MS });
  try {
    // All that is in the log has to be in the file, because the log goes.
    const { busy } = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get([]) as { busy: number };
    if (busy !== 0) throw new Error(`${path} is read by another program, and has to be made anew for this version: start again when that is done`);
  } finally {
    db.close();
  }
  const part = `${path}.part`;
  copy(path, part);
  openCopy(part).close();
  keep(part, path);
}

/** Copies a store as it is at one moment, readable by its owner only. What an earlier copy left there goes. */
export function copy(source: string, part: string): void {
  rmSync(part, { force: true });
  writeFileSync(part, '', { flag: 'wx', mode: 0o600 });
  const db = readOnly(source);
  try {
    // Without it rows lie a second time in the gaps of pages that filled up on the way, where forgetting finds them no more.
    db.pragma('secure_delete = ON');
    db.prepare('VACUUM INTO ?').run([part]);
  } finally {
    db.close();
  }
}

/** Opens a copy that no program has, to change it; it is of the present version. */
export function openCopy(path: string): Connection {
  const db = new Database(path);
  db.pragma('secure_delete = ON');
  // A journal on the disk would hold what is being forgotten; who dies in between leaves a copy that nobody uses.
  db.pragma('journal_mode = MEMORY');
  if (versionOf(db) === 1) db.exec(`BEGIN; ${FROM_1} PRAGMA user_version = 2; COMMIT`);
  return db;
}

/** Gives a whole store its name, for good. A log that another left under this name would be played into it. */
export function keep(part: string, path: string): void {
  for (const rest of ['-wal', '-shm']) rmSync(path + rest, { force: true });
  synced(part);
  renameSync(part, path);
  synced(dirname(path));
}

function synced(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

export function versionOf(db: Connection): number {
  const { user_version: version } = db.prepare('PRAGMA user_version').get([]) as { user_version: number };
  return version;
}

/** Statements are prepared once; rows come back as plain objects with `Uint8Array` blobs. */
export function statements(db: Connection) {
  const prepared = new Map<string, Statement>();
  const statement = (sql: string) => {
    const known = prepared.get(sql);
    if (known) return known;
    const fresh = db.prepare(sql);
    prepared.set(sql, fresh);
    return fresh;
  };
  return {
    get<Row>(sql: string, ...values: Value[]): Row | undefined {
      const row = statement(sql).get(values);
      return row === undefined ? undefined : (plain(row) as Row);
    },
    all<Row>(sql: string, ...values: Value[]): Row[] {
      return statement(sql).all(values).map((row) => plain(row) as Row);
    },
    run(sql: string, ...values: Value[]): number {
      return statement(sql).run(values).changes;
    },
  };
}

/** The driver adds `_metadata`, and gives a blob as Buffer or as ArrayBuffer depending on the call. */
function plain(row: unknown): object {
  const columns: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row as object)) if (name !== '_metadata') columns[name] = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
  return columns;
}
