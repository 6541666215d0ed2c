import Database from 'libsql';
import { copyFileSync, existsSync, statSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backUp, restoreInto, sampleOf } from '../../src/store/sqlite-backup.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { openVault } from '../../src/store/vault.js';
import { HOUR, LEASE, START, accept, bytes, claimed, first, ids, letter, opens, say, take, turn } from '../contract/store-steps.js';
import { freePort, lanpya, serveProgram, type Program } from '../e2e/program.js';
import { fakeTelegram } from '../fakes/telegram.js';

/** Two starts of the whole program on two busy cores. */
const PATIENCE = 180_000;
const MINUTE = 60_000;

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'lanpya-backup-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  return dir;
}

describe('a backup', () => {
  it('is one moment of the store, whole, while messages come; its owner alone may read it', async () => {
    const dir = await folder();
    const store = await openSqlite({ dir, clock: () => START });
    onTestFinished(() => store.close());
    await store.keyOf('a', bytes('key'));
    const acknowledged: string[] = [];
    let coming = true;
    const lanes = [1, 2, 3].map(async (lane) => {
      for (let n = 0; coming; n++) {
        await accept(store, { conversation: 'a', dedupe: `${lane}-${n}`, sealed: new Uint8Array(700) });
        acknowledged.push(`${lane}-${n}`);
      }
    });
    for (let n = 0; n < 3; n++) {
      await expect.poll(() => acknowledged.length).toBeGreaterThan(20 * (n + 1));
      const before = [...acknowledged];
      const file = join(dir, `backup-${n}`);
      backUp(dir, file);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const db = new Database(file);
      const seen = new Set(db.prepare('SELECT dedupe FROM seen').raw().all([]).flat());
      expect(before.filter((id) => !seen.has(id))).toEqual([]);
      expect(db.prepare('SELECT count(*) AS n, (SELECT value FROM counter WHERE name = ?) AS counted FROM event').get(['event'])).toMatchObject({ n: seen.size, counted: seen.size });
      db.close();
    }
    coming = false;
    await Promise.all(lanes);
    expect(() => backUp(dir, join(dir, 'backup-0'))).toThrow('is there already');
    expect(() => backUp(join(dir, 'nowhere'), join(dir, 'b'))).toThrow('there is no store in');
  });

  it('holds nothing of who was erased before, and does not keep an erase from emptying the log', async () => {
    const dir = await folder();
    const store = await openSqlite({ dir, clock: () => START });
    onTestFinished(() => store.close());
    await turn(store, 'a');
    // A reader that holds the log, as a long backup does.
    const reader = new Database(join(dir, 'lanpya.db'));
    reader.exec('BEGIN');
    reader.prepare('SELECT * FROM conversation').all([]);
    await turn(store, 'a', { erase: { key: bytes('another key') } });
    backUp(dir, join(dir, 'backup'));
    reader.exec('COMMIT');
    reader.close();
    await store.depths();
    await store.close();
    const bytesOf = async (name: string) => readFile(join(dir, name));
    const all = Buffer.concat(await Promise.all((await readdir(dir)).map(bytesOf)));
    expect(all.includes('another key')).toBe(true);
    expect(all.includes('key of a')).toBe(false);
  });
});

describe('a restored store', () => {
  it('keeps timers, handoffs and what was just said, ends leases, and lays aside what has waited too long', async () => {
    const [from, to] = [await folder(), await folder()];
    let now = START;
    const clock = () => now;
    const store = await openSqlite({ dir: from, clock });
    await turn(store, 'old', { deliveries: [letter('o.1'), letter('o.2')], timer: { at: START + HOUR, sealed: bytes('timer') }, ...opens('h1') });
    now += 10 * MINUTE;
    await turn(store, 'old', { deliveries: [letter('o.3')] });
    await turn(store, 'new', { deliveries: [letter('n.1')] });
    await store.settle(first(await store.takeDeliveries(1, LEASE, [], 'newest')), { do: 'retry', inMs: MINUTE });
    await take(store);
    await say(store, 'new', 'heard');
    await claimed(store);
    const file = join(from, 'backup');
    backUp(from, file);
    expect(sampleOf(file)).toMatchObject({ conversation: 'old' });

    now += 8 * MINUTE;
    await expect(() => restoreInto(from, file, { now, force: true })).toThrow('in use by another lanpya process');
    expect(restoreInto(to, file, { now, force: false })).toEqual({ conversations: 2, laidAside: 2 });
    expect(statSync(join(to, 'lanpya.db')).mode & 0o777).toBe(0o600);
    await store.close();
    const again = await openSqlite({ dir: to, clock });
    onTestFinished(() => again.close());
    expect((await claimed(again)).conversation).toBe('new');
    expect((await again.deadLetters(10)).map(({ code, at }) => ({ code, at }))).toEqual([{ code: 'restored', at: now }, { code: 'restored', at: now }]);
    expect(ids(await take(again)).sort()).toEqual(['n.1', 'o.3']);
    expect(await again.depths()).toMatchObject({ inbox: 1, outbox: 2, openHandoffs: 1, deadLetters: 2 });
    now = START + HOUR;
    expect(new TextDecoder().decode((await claimed(again)).event.sealed)).toMatch(/heard|timer/);
    expect(await again.resend('old.o.1')).toBe(true);
    expect((await again.depths()).outbox).toBe(3);
  });

  it('never takes the place of one that is there without --force, nor of any by a damaged or newer file', async () => {
    const [from, to] = [await folder(), await folder()];
    const open = (dir: string) => openSqlite({ dir, clock: () => START });
    const store = await open(from);
    await turn(store, 'a');
    await store.close();
    const file = join(from, 'backup');
    backUp(from, file);
    const there = await open(to);
    await turn(there, 'b', { deliveries: [letter('b.1')] });
    await there.close();
    expect(() => restoreInto(to, file, { now: START, force: false })).toThrow('there is a store in');

    const newer = join(from, 'newer');
    copyFileSync(file, newer);
    const db = new Database(newer);
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(() => restoreInto(to, newer, { now: START, force: true })).toThrow('schema version 99');
    expect(() => sampleOf(import.meta.filename)).toThrow('is no sound backup');
    const kept = await open(to);
    expect(ids(await take(kept))).toEqual(['b.1']);
    await kept.close();

    expect(restoreInto(to, file, { now: START, force: true })).toEqual({ conversations: 1, laidAside: 0 });
    const replaced = await open(to);
    expect((await replaced.sessions(10, null)).sessions.map(({ conversation }) => conversation)).toEqual(['a']);
    await replaced.close();
    expect((await readdir(to)).sort()).toEqual(['lanpya.db', 'lanpya.lock']);
  });
});

it('made of a program under load and restored elsewhere an hour later, sends nothing old, and conversations go on', { timeout: PATIENCE }, async () => {
  const [from, to] = [await folder(), await folder()];
  const telegram = await fakeTelegram();
  onTestFinished(() => telegram.close());
  const up = async (dir: string): Promise<Program> => {
    const env = { DATA_DIR: dir, TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.url, TELEGRAM_RATE: '0', LOG_LEVEL: 'warn' };
    const program = await serveProgram(await freePort(), env);
    onTestFinished(() => program.kill('SIGKILL'));
    return program;
  };
  const program = await up(from);
  telegram.says(1, 'menu');
  await telegram.received(1, 'What would you like to know?');
  const hang = { delayMs: 60_000, drop: 'before' as const };
  telegram.failNext(hang, hang, hang);
  for (const chat of [11, 12, 13]) telegram.says(chat, 'menu');
  await telegram.waitFor(() => telegram.calls.filter((c) => c.method === 'sendMessage').length >= 4, 'sends that hang');
  for (const chat of [11, 12, 13]) telegram.says(chat, 'language');
  await telegram.drained();
  let saying = true;
  const load = (async () => {
    for (let chat = 100; saying && chat < 400; chat += 1) {
      telegram.says(chat, 'menu');
      await telegram.received(chat, 'What would you like to know?');
    }
  })();
  const file = join(from, 'backup.db');
  const made = await lanpya(['backup', file], { DATA_DIR: from });
  saying = false;
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.out).toContain('The key is not in it');
  await load;
  await program.kill('SIGKILL');

  // An hour passes.
  const db = new Database(file);
  db.exec(`UPDATE delivery SET queued_at = queued_at - ${HOUR}; UPDATE event SET accepted_at = accepted_at - ${HOUR}; UPDATE inbox SET waits_since = waits_since - ${HOUR}`);
  const waiting = (db.prepare('SELECT DISTINCT conversation FROM event').raw().all([]) as string[][]).flat();
  const queued = (db.prepare('SELECT count(*) AS n FROM delivery').get([]) as { n: number }).n;
  db.close();
  expect(queued).toBeGreaterThanOrEqual(6);

  const keyless = await lanpya(['restore', file], { DATA_DIR: to });
  expect(keyless.code).toBe(1);
  expect(keyless.err).toContain('The key of this backup is needed first');
  expect(existsSync(join(to, 'key'))).toBe(false);
  copyFileSync(join(from, 'key'), join(to, 'key'));
  const restored = await lanpya(['restore', file], { DATA_DIR: to });
  expect(restored).toMatchObject({ code: 0, err: '' });
  expect(restored.out).toContain(`${queued} replies had waited`);

  const before = telegram.sent.length;
  const next = await up(to);
  expect((await lanpya(['restore', file, '--force'], { DATA_DIR: to })).err).toContain('in use by another lanpya process');
  telegram.says(11, 'menu');
  await telegram.received(11, 'What would you like to know?');
  telegram.says(1, 'language');
  await telegram.received(1, 'Which language');
  const metrics = await (await fetch(`${next.url}/metrics`)).text();
  expect(metrics).toContain(`lanpya_depth{queue="dead-letters"} ${queued}`);
  expect(metrics).toContain('lanpya_depth{queue="outbox"} 0');
  // Somebody whose message waited in the backup is told that it is late, once; nobody else hears anything unasked.
  const vault = openVault(Buffer.from(await readFile(join(to, 'key'), 'utf8'), 'base64'));
  const unasked = telegram.sent.slice(before).filter(({ chat }) => !['1', '11'].includes(chat));
  expect(unasked.filter(({ chat }) => !waiting.includes(vault.conversationKey('telegram', chat)))).toEqual([]);
  expect(new Set(unasked.map(({ chat }) => chat)).size).toBe(unasked.length);
  expect(telegram.sent.slice(before).filter(({ chat }) => chat === '11')).toHaveLength(1);
});
