import Database from 'libsql';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { keyFits } from '../../src/host/key-check.js';
import type { Store } from '../../src/ports.js';
import { openRedis } from '../../src/store/redis.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { openVault, type Vault } from '../../src/store/vault.js';
import { accept, answer, bytes, claimed } from '../contract/store-steps.js';
import { freePort, lanpya, serveProgram } from '../e2e/program.js';
import { firstCounsellor, ground, temporary } from '../faults/ground.js';
import { startRedis, type RedisServer } from './redis-server.js';

/** Some starts of the whole program on two busy cores. */
const PATIENCE = 120_000;
const MENU = 'What would you like to know?';
const someKey = () => openVault(randomBytes(32));

let server: RedisServer;
beforeAll(async () => void (server = await startRedis()));
afterAll(() => server.end());

const STORES: { name: string; open(): Promise<Store> }[] = [
  { name: 'the embedded store', open: () => openSqlite({ dir: temporary(), clock: Date.now }) },
  { name: 'Redis', open: async () => (await server.clear(), openRedis({ url: server.url })) },
];

describe.each(STORES)('the key of $name', ({ open }) => {
  const opened = async () => {
    const store = await open();
    onTestFinished(() => store.close());
    return store;
  };
  const checkIn = async (store: Store) => (await store.records('key-check')).map(({ sealed }) => Buffer.from(sealed).toString('hex'));
  /** A conversation with a session, sealed with this key. */
  const talked = async (store: Store, vault: Vault, conversation: string) => {
    const key = await store.keyOf(conversation, vault.newKey(conversation));
    await accept(store, { conversation, dedupe: conversation, sealed: bytes('hello') });
    await store.commit(answer(await claimed(store), { session: vault.seal(conversation, key, 'session', {}) }));
  };

  it('is the one of its first start; another is refused and changes nothing', async () => {
    const [store, vault] = [await opened(), someKey()];
    expect(await keyFits({ store, vault })).toBe(true);
    const check = await checkIn(store);
    expect(check).toHaveLength(1);
    expect(await keyFits({ store, vault: someKey() })).toBe(false);
    await talked(store, vault, 'a');
    expect(await keyFits({ store, vault: someKey() })).toBe(false);
    expect(await keyFits({ store, vault })).toBe(true);
    expect(await checkIn(store)).toEqual(check);
  });

  it('is told by conversations or accounts in a store from before, which has its check from then on', async () => {
    for (const fill of [
      (store: Store, vault: Vault) => talked(store, vault, 'a'),
      (store: Store, vault: Vault) => store.putRecord('account', 'hnin', vault.sealRecord('account', 'hnin', {})),
    ]) {
      const [store, vault] = [await opened(), someKey()];
      await fill(store, vault);
      expect(await keyFits({ store, vault: someKey() })).toBe(false);
      expect(await checkIn(store)).toEqual([]);
      expect(await keyFits({ store, vault })).toBe(true);
      expect(await checkIn(store)).toHaveLength(1);
      expect(await keyFits({ store, vault: someKey() })).toBe(false);
    }
  });

  it('still is where its check, or one conversation, was damaged', async () => {
    const [store, vault] = [await opened(), someKey()];
    for (const name of ['a', 'b', 'c']) await talked(store, name === 'a' ? someKey() : vault, name);
    await store.putRecord('key-check', 'first', bytes('what the disk made of it'));
    expect(await keyFits({ store, vault: someKey() })).toBe(false);
    expect(await keyFits({ store, vault })).toBe(true);
    const [check] = await store.records('key-check');
    expect(vault.openRecord('key-check', 'first', check?.sealed ?? bytes(''))).toBeNull();
  });

  it('is one for all who start at once', async () => {
    const store = await opened();
    const keys = [someKey(), someKey()];
    const fits = await Promise.all(Array.from({ length: 8 }, (_, n) => keyFits({ store, vault: keys[n % 2] as Vault })));
    const ofFirst = fits.filter((_, n) => n % 2 === 0);
    expect(new Set(ofFirst).size).toBe(1);
    expect(fits.filter((_, n) => n % 2 === 1)).toEqual(ofFirst.map((fit) => !fit));
  });
});

/** All that a store holds, to compare. */
function rowsIn(dir: string): unknown[] {
  const db = new Database(join(dir, 'lanpya.db'));
  const tables = (db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").raw().all([]) as string[][]).flat();
  const rows = tables.map((table) => [table, JSON.stringify(db.prepare(`SELECT * FROM "${table}"`).raw().all([]))]);
  db.close();
  return rows;
}

it('a program with another key than its embedded store, or with none, does not start: by name, with exit code 2, and nothing is changed', { timeout: PATIENCE }, async () => {
  const { telegram, dir, env, up } = await ground();
  const program = await up();
  await firstCounsellor(program);
  telegram.says(1, 'menu');
  await telegram.received(1, MENU);
  await program.kill('SIGTERM');
  const before = rowsIn(dir);

  const other = { ...env, PORT: String(await freePort()), LANPYA_KEY: randomBytes(32).toString('base64') };
  for (const args of [['serve'], ['counsellor', 'list']]) {
    const refused = await lanpya(args, other);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('These settings need mending:\n  LANPYA_KEY is not the key of this store: the one of its first start is needed');
    expect(refused.err).not.toContain(other.LANPYA_KEY);
  }
  const { LANPYA_KEY: _, ...keyless } = other;
  const without = await lanpya(['serve'], keyless);
  expect(without).toMatchObject({ code: 2, out: '' });
  expect(without.err).toContain('These settings need mending:\n  LANPYA_KEY is not set, and there is no');
  expect(existsSync(join(dir, 'key'))).toBe(false);
  expect(rowsIn(dir)).toEqual(before);

  await up();
  telegram.says(1, 'language');
  await telegram.received(1, 'Which language');
});

it('a worker with another key than its Redis does not start, and takes no message', { timeout: PATIENCE }, async () => {
  const { telegram, env, up } = await ground({ redis: true });
  await up();
  telegram.says(1, 'menu');
  await telegram.received(1, MENU);
  const refused = await lanpya(['serve', '--role', 'worker'], { ...env, PORT: String(await freePort()), LANPYA_KEY: randomBytes(32).toString('base64') });
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('LANPYA_KEY is not the key of this store');
  const worker = await serveProgram(await freePort(), env, ['--role', 'worker']);
  onTestFinished(() => worker.kill('SIGKILL'));
  telegram.says(1, 'language');
  await telegram.received(1, 'Which language');
});
