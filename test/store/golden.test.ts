import Database from 'libsql';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SESSION_SCHEMA, upgrade } from '../../src/core/session.js';
import { restoreInto, sampleOf, type BackupSample } from '../../src/store/sqlite-backup.js';
import { SCHEMA_VERSION } from '../../src/store/sqlite-schema.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { openVault } from '../../src/store/vault.js';
import { bytes } from '../contract/store-steps.js';
import { freePort, lanpya, serveProgram } from '../e2e/program.js';
import { fakeTelegram } from '../fakes/telegram.js';

/** One start of the whole program on two busy cores. */
const PATIENCE = 120_000;
const KEY = Buffer.alloc(32, 7);
const OF_SCHEMA_1 = 'SELECT id, key, session FROM conversation WHERE session IS NOT NULL';
const OF_SCHEMA_2 = 'SELECT c.id, k.sealed, c.session FROM conversation c JOIN key k ON k.conversation = c.id WHERE c.session IS NOT NULL';

/** A folder with a database as an earlier version left it when it was killed (golden/make.mjs). */
function golden(name: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'lanpya-golden-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'lanpya.db'), gunzipSync(readFileSync(new URL(`./golden/${name}.db.gz`, import.meta.url))));
  return dir;
}

function versionIn(dir: string): number {
  const db = new Database(join(dir, 'lanpya.db'));
  const { user_version: version } = db.prepare('PRAGMA user_version').get([]) as { user_version: number };
  db.close();
  return version;
}

it.each([
  { name: 'session-2', store: 1, session: 2, rows: OF_SCHEMA_1 },
  { name: 'store-2', store: 2, session: 7, rows: OF_SCHEMA_2 },
])('a store of schema $store with sessions of schema $session goes on: what waited is answered and sent, who was somewhere is there', { timeout: PATIENCE }, async ({ name, store, session, rows }) => {
  const dir = golden(name);
  const vault = openVault(KEY);
  expect(versionIn(dir)).toBe(store);
  const sessions = (rows: string) => {
    const db = new Database(join(dir, 'lanpya.db'));
    const found = db.prepare(rows).raw().all([]) as [string, Uint8Array, Uint8Array][];
    db.close();
    return new Map(found.map(([id, key, session]) => [id, vault.open(id, key, 'session', session) as { schema: number }]));
  };
  const of = (chat: number) => vault.conversationKey('telegram', String(chat));
  const before = sessions(rows);
  expect(before.size).toBeGreaterThanOrEqual(4);
  for (const { schema } of before.values()) expect(schema).toBe(session);
  expect(upgrade(before.get(of(1)))?.run?.flow).toBe('check-fee');

  const telegram = await fakeTelegram();
  onTestFinished(() => telegram.close());
  const env = { DATA_DIR: dir, LANPYA_KEY: KEY.toString('base64'), TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.url, LOG_LEVEL: 'warn' };
  // The platform knows them all.
  for (const chat of [1, 2, 3, 4, 5]) telegram.makes(chat, { text: '' });
  const program = await serveProgram(await freePort(), env);
  onTestFinished(() => program.kill('SIGKILL'));

  // A reply that was on its way, and a message that nobody had answered.
  await telegram.received(3, 'What would you like to know?');
  await telegram.waitFor(() => telegram.sent.some(({ chat }) => chat === '4'), 'the answer to what waited');
  // Somebody at a flow's question, and somebody who had chosen Burmese.
  telegram.says(1, 'Thailand');
  await telegram.waitFor(() => telegram.sent.some(({ chat }) => chat === '1'), 'an answer in the flow');
  telegram.says(5, 'menu');
  await telegram.waitFor(() => telegram.sent.some(({ chat, text }) => chat === '5' && /\p{Script=Myanmar}/u.test(text)), 'a menu in Burmese');
  const metrics = await (await fetch(`${program.url}/metrics`)).text();
  expect(metrics).toContain('lanpya_depth{queue="handoffs"} 1');
  expect(metrics).toContain('lanpya_depth{queue="dead-letters"} 0');
  await program.kill('SIGTERM');
  expect(program.output()).not.toMatch(/unreadable|failed|parked/);
  const after = sessions(OF_SCHEMA_2);
  for (const chat of [1, 4, 5]) expect(after.get(of(chat))?.schema).toBe(SESSION_SCHEMA);
});

describe('a store of schema 1', () => {
  const keysOf = (dir: string) => {
    const db = new Database(join(dir, 'lanpya.db'));
    const keys = db.prepare('SELECT id, key FROM conversation').raw().all([]) as [string, Uint8Array][];
    db.close();
    return keys.map(([id, key]) => ({ id, key: Buffer.from(key) }));
  };
  /** How often each of these lies in the file. */
  const timesIn = (dir: string, keys: readonly { key: Uint8Array }[]) => {
    const all = readFileSync(join(dir, 'lanpya.db')).toString('latin1');
    return keys.map(({ key }) => all.split(Buffer.from(key).toString('latin1')).length - 1);
  };
  const open = (dir: string) => openSqlite({ dir, clock: Date.now });

  it('is made one of the present with what its log held, and every key lies in it once', async () => {
    const from = golden('session-2');
    const db = new Database(join(from, 'lanpya.db'));
    db.exec('PRAGMA journal_mode = WAL');
    // Enough for pages that fill up on the way; the last of it is in the log only.
    db.exec('BEGIN');
    for (let n = 0; n < 1_000; n++) db.prepare('INSERT INTO conversation (id, key) VALUES (?, ?)').run([`${n}`, randomBytes(60)]);
    db.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE); INSERT INTO seen VALUES ('in the log', 1)");
    const keys = keysOf(from);
    // As a killed process leaves it, with an upgrade that was broken off.
    const dir = mkdtempSync(join(tmpdir(), 'lanpya-golden-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    for (const rest of ['', '-wal']) copyFileSync(join(from, `lanpya.db${rest}`), join(dir, `lanpya.db${rest}`));
    db.close();
    writeFileSync(join(dir, 'lanpya.db.part'), 'half');
    expect(readFileSync(join(dir, 'lanpya.db')).includes('in the log')).toBe(false);
    const store = await open(dir);
    for (const { id, key } of keys) expect(Buffer.compare(await store.keyOf(id, bytes('none')), key)).toBe(0);
    const [{ id, key }] = keys as [(typeof keys)[number]];
    expect(await store.accept({ conversation: id, key, dedupe: 'in the log', sealed: bytes('again') })).toBe('seen');
    await store.close();
    expect(versionIn(dir)).toBe(SCHEMA_VERSION);
    expect(timesIn(dir, keys).filter((times) => times !== 1)).toEqual([]);
    expect(readdirSync(dir)).not.toContain('lanpya.db.part');
  });

  it('that another program reads is left as it is, and that is said', async () => {
    const dir = golden('session-2');
    const reader = new Database(join(dir, 'lanpya.db'));
    reader.exec("PRAGMA journal_mode = WAL; BEGIN; SELECT * FROM seen; INSERT INTO seen VALUES ('written', 1); COMMIT; BEGIN");
    reader.prepare('SELECT * FROM seen').all([]);
    await expect(open(dir)).rejects.toThrow('is read by another program');
    reader.exec('COMMIT');
    reader.close();
    expect(versionIn(dir)).toBe(1);
    await (await open(dir)).close();
    expect(versionIn(dir)).toBe(SCHEMA_VERSION);
  });

  it('that was backed up is restored as one of the present, without who was forgotten since', async () => {
    const [dir, file] = [golden('session-2'), join(golden('session-2'), 'lanpya.db')];
    const restoring = { now: Date.now(), force: true, newer: [], freshKey: () => bytes('made anew') };
    const keys = keysOf(dir);
    // A store of its time noted nobody who was forgotten.
    expect(restoreInto(golden('session-2'), file, restoring)).toMatchObject({ forgotten: 0, isMarked: false, knownUntil: null });
    const gone = openVault(KEY).conversationKey('telegram', '1');
    const { conversation, key } = sampleOf(file) as BackupSample;
    expect(keys).toContainEqual({ id: conversation, key: Buffer.from(key) });
    await (await open(dir)).close();
    const db = new Database(join(dir, 'lanpya.db'));
    const { version } = db.prepare('SELECT version FROM conversation WHERE id = ?').get([gone]) as { version: number };
    db.close();
    const store = await open(dir);
    const claim = { conversation: gone, version, dedupe: 'forget me', key: keys.find(({ id }) => id === gone)?.key as Buffer };
    expect(await store.commit({ claim, session: bytes('new'), speaker: 'bot', lines: [], deliveries: [], handoff: null, erase: { key: bytes('new key') } })).toBe('committed');
    await store.close();
    expect(restoreInto(dir, file, restoring)).toMatchObject({ forgotten: 1, isMarked: false, conversations: keys.length - 1 });
    expect(versionIn(dir)).toBe(SCHEMA_VERSION);
    expect(timesIn(dir, keys)).toEqual(keys.map(({ id }) => (id === gone ? 0 : 1)));
    const restored = await open(dir);
    onTestFinished(() => restored.close());
    expect(Buffer.from(await restored.keyOf(gone, bytes('none'))).toString()).toBe('made anew');
    expect(await restored.depths()).toMatchObject({ inbox: 1, openHandoffs: 1 });
  });
});

it('a store of a newer version is refused by the program, and not a byte of it is changed', { timeout: PATIENCE }, async () => {
  const dir = golden('session-2');
  const db = new Database(join(dir, 'lanpya.db'));
  db.exec('PRAGMA user_version = 99');
  db.close();
  const before = readFileSync(join(dir, 'lanpya.db'));
  const { code, err } = await lanpya(['serve'], { DATA_DIR: dir, LANPYA_KEY: KEY.toString('base64'), PORT: '0' });
  expect(code).toBe(1);
  expect(err).toContain('schema version 99, this program knows up to 2');
  expect(readFileSync(join(dir, 'lanpya.db')).equals(before)).toBe(true);
});

it('sessions of a newer version, as a rollback finds them: whoever writes is answered afresh, and who waits for a person is still in the list', { timeout: PATIENCE }, async () => {
  const dir = golden('session-2');
  const vault = openVault(KEY);
  const db = new Database(join(dir, 'lanpya.db'));
  const rows = db.prepare(OF_SCHEMA_1).raw().all([]) as [string, Uint8Array, Uint8Array][];
  for (const [id, key, session] of rows) {
    const newer = { ...(vault.open(id, key, 'session', session) as object), schema: SESSION_SCHEMA + 1, unheardOf: true };
    db.prepare('UPDATE conversation SET session = ? WHERE id = ?').run([vault.seal(id, key, 'session', newer), id]);
  }
  db.close();
  const telegram = await fakeTelegram();
  onTestFinished(() => telegram.close());
  for (const chat of [1, 2, 3, 4, 5]) telegram.makes(chat, { text: '' });
  const program = await serveProgram(await freePort(), { DATA_DIR: dir, LANPYA_KEY: KEY.toString('base64'), TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.url, LOG_LEVEL: 'warn' });
  onTestFinished(() => program.kill('SIGKILL'));
  // The reply that was on its way, the message that waited, and somebody in the middle of a flow.
  await telegram.received(3, 'What would you like to know?');
  await telegram.waitFor(() => telegram.sent.some(({ chat }) => chat === '4'), 'the answer to what waited');
  telegram.says(1, 'menu');
  await telegram.received(1, 'What would you like to know?');
  expect(await (await fetch(`${program.url}/metrics`)).text()).toContain('lanpya_depth{queue="handoffs"} 1');
  expect(program.output()).not.toMatch(/unreadable|failed|parked/);
});
