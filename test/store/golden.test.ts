import Database from 'libsql';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { SESSION_SCHEMA, upgrade } from '../../src/core/session.js';
import { openVault } from '../../src/store/vault.js';
import { freePort, lanpya, serveProgram } from '../e2e/program.js';
import { fakeTelegram } from '../fakes/telegram.js';

/** One start of the whole program on two busy cores. */
const PATIENCE = 120_000;
const KEY = Buffer.alloc(32, 7);

/** A folder with a database as an earlier version left it when it was killed (golden/make.mjs). */
function golden(name: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'lanpya-golden-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'lanpya.db'), gunzipSync(readFileSync(new URL(`./golden/${name}.db.gz`, import.meta.url))));
  return dir;
}

it('a store of schema 1 with sessions of schema 2 goes on: what waited is answered and sent, who was somewhere is there', { timeout: PATIENCE }, async () => {
  const dir = golden('session-2');
  const vault = openVault(KEY);
  const sessions = () => {
    const db = new Database(join(dir, 'lanpya.db'));
    const rows = db.prepare('SELECT id, key, session FROM conversation WHERE session IS NOT NULL').raw().all([]) as [string, Uint8Array, Uint8Array][];
    db.close();
    return new Map(rows.map(([id, key, session]) => [id, vault.open(id, key, 'session', session) as { schema: number }]));
  };
  const of = (chat: number) => vault.conversationKey('telegram', String(chat));
  const before = sessions();
  expect([...before.values()].map(({ schema }) => schema)).toEqual([2, 2, 2, 2]);
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
  const after = sessions();
  for (const chat of [1, 4, 5]) expect(after.get(of(chat))?.schema).toBe(SESSION_SCHEMA);
});

it('a store of a newer version is refused by the program, and not a byte of it is changed', { timeout: PATIENCE }, async () => {
  const dir = golden('session-2');
  const db = new Database(join(dir, 'lanpya.db'));
  db.exec('PRAGMA user_version = 2');
  db.close();
  const before = readFileSync(join(dir, 'lanpya.db'));
  const { code, err } = await lanpya(['serve'], { DATA_DIR: dir, LANPYA_KEY: KEY.toString('base64'), PORT: '0' });
  expect(code).toBe(1);
  expect(err).toContain('schema version 2, this program knows up to 1');
  expect(readFileSync(join(dir, 'lanpya.db')).equals(before)).toBe(true);
});

it('sessions of a newer version, as a rollback finds them: whoever writes is answered afresh, and who waits for a person is still in the list', { timeout: PATIENCE }, async () => {
  const dir = golden('session-2');
  const vault = openVault(KEY);
  const db = new Database(join(dir, 'lanpya.db'));
  const rows = db.prepare('SELECT id, key, session FROM conversation WHERE session IS NOT NULL').raw().all([]) as [string, Uint8Array, Uint8Array][];
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
