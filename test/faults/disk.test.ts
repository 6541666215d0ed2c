import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRedis } from '../../src/store/redis.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { openVault } from '../../src/store/vault.js';
import { accept, bytes } from '../contract/store-steps.js';
import { DURABLE, startRedis, type RedisServer } from '../store/redis-server.js';
import { smallDisk } from '../store/small-disk.js';
import { ROOT } from '../core/world.js';
import { freePort } from '../e2e/program.js';
import { ground, temporary as folder } from './ground.js';

/** Two starts of the whole program on two busy cores. */
const PATIENCE = 120_000;
const hasCompiler = spawnSync('cc', ['--version']).status === 0;

it.skipIf(!hasCompiler)('an fsync that fails ends the program, which never tries it again; the next start answers (needs a C compiler)', { timeout: PATIENCE }, async () => {
  const dir = folder();
  const shim = join(dir, 'failing-fsync.so');
  execFileSync('cc', ['-shared', '-fPIC', '-o', shim, new URL('./failing-fsync.c', import.meta.url).pathname, '-ldl']);
  const { telegram, up } = await ground();
  const sign = join(dir, 'fails');
  const failing = { LD_PRELOAD: shim, FSYNC_FAILS: sign };
  const first = await up(failing);
  telegram.says(1, 'menu');
  await telegram.received(1, 'What would you like to know?');
  writeFileSync(sign, '');
  telegram.says(2, 'menu');
  expect(await first.ended).toBe(1);
  expect(first.output()).toContain('fsync failed');
  expect(telegram.sent.filter(({ chat }) => chat === '2')).toEqual([]);

  rmSync(sign);
  await up(failing);
  await telegram.received(2, 'What would you like to know?');
  await telegram.drained();
  expect(telegram.sent).toHaveLength(2);
});

it('a log that has no room: the program goes on without it', { timeout: PATIENCE }, async () => {
  const { telegram, env } = await ground();
  const port = await freePort();
  const program = spawn('/bin/sh', ['-c', `exec ${process.execPath} dist/src/cli.js serve 2>/dev/full`], { cwd: ROOT, env: { PATH: process.env['PATH'], ...env, PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}`, LOG_LEVEL: 'info' } });
  onTestFinished(() => void program.kill('SIGKILL'));
  telegram.says(1, 'menu');
  await telegram.received(1, 'What would you like to know?');
  const forged = await fetch(`http://127.0.0.1:${port}/webhooks/telegram`, { method: 'POST', headers: { 'x-telegram-bot-api-secret-token': 'wrong' }, body: '{}' });
  expect(forged.status).toBe(401);
  telegram.failNext({ status: 500 });
  telegram.says(2, 'menu');
  await telegram.received(2, 'What would you like to know?');
  expect(program.exitCode).toBeNull();
});

it('a disk that is full: the platform keeps its messages (503), what was taken in is answered, and all goes on without a start when there is room', { timeout: PATIENCE }, async (context) => {
  const disk = await smallDisk();
  onTestFinished(() => disk.remove());
  if (disk.how !== 'tmpfs') context.skip('needs root: the disk of another process is made full by mounting a small one');
  const { telegram, up } = await ground();
  const program = await up({ DATA_DIR: disk.dir });
  telegram.says(1, 'menu');
  await telegram.received(1, 'What would you like to know?');
  expect(() => writeFileSync(join(disk.dir, 'more'), Buffer.alloc(8 << 20))).toThrow('ENOSPC');
  // What fits into pages that are there already may still be taken.
  const statuses: number[] = [];
  const taken: number[] = [];
  for (let chat = 100; !statuses.includes(503) && chat < 400; chat += 1) {
    const [status = 0] = await telegram.deliver(telegram.makes(chat, { text: 'menu' }));
    statuses.push(status);
    if (status === 200) taken.push(chat);
  }
  expect(statuses.at(-1)).toBe(503);
  telegram.says(2, 'menu');
  expect((await fetch(`${program.url}/healthz`)).status).toBe(200);

  rmSync(join(disk.dir, 'more'));
  await disk.free();
  await telegram.received(2, 'What would you like to know?');
  for (const chat of taken) await telegram.received(chat, 'What would you like to know?');
  expect(await Promise.race([program.ended, 'still running'])).toBe('still running');
});

it('a page of the embedded store that was damaged: the store says so and hands out nothing in its place', async () => {
  const dir = folder();
  const store = await openSqlite({ dir, clock: Date.now });
  for (let n = 0; n < 60; n += 1) await accept(store, { conversation: `c${n}`, dedupe: `d${n}`, sealed: bytes(`sealed ${n} `.repeat(60)) });
  await store.close();
  const file = join(dir, 'lanpya.db');
  const page = 4_096;
  const whole = readFileSync(file);
  // The heads of all pages that hold events, as a torn write would leave them.
  for (let at = whole.indexOf('sealed 0'); at >= 0; at = whole.indexOf('sealed ', (Math.floor(at / page) + 1) * page)) whole.fill(0, Math.floor(at / page) * page, Math.floor(at / page) * page + 8);
  writeFileSync(file, whole);
  const damaged = await openSqlite({ dir, clock: Date.now });
  onTestFinished(() => damaged.close());
  await expect(damaged.claim(1_000)).rejects.toThrow('malformed');
});

describe("Redis' log on disk", () => {
  const logOf = ({ dir }: RedisServer) => {
    const folderOf = join(dir, 'appendonlydir');
    return join(folderOf, readdirSync(folderOf).find((name) => name.endsWith('.incr.aof')) ?? '');
  };
  const check = (path: string) => spawnSync('redis-check-aof', [path], { encoding: 'utf8' });
  const vault = openVault(randomBytes(32));
  const conversation = vault.conversationKey('telegram', '4711');
  const key = vault.newKey(conversation);

  /** A server that was ended after it acknowledged a hundred events. */
  async function filled(): Promise<{ server: RedisServer; log: string; sealed: Uint8Array }> {
    const server = await startRedis(DURABLE);
    onTestFinished(() => server.end());
    const store = await openRedis({ url: server.url });
    await store.keyOf(conversation, key);
    const sealed = vault.seal(conversation, key, 'event', 'the words of a person');
    for (let n = 0; n < 100; n++) await store.accept({ conversation, key, dedupe: `${n}`, sealed });
    await store.close();
    await server.stop('SIGKILL');
    return { server, log: logOf(server), sealed };
  }
  const flip = (log: string, at: number) => {
    const all = readFileSync(log);
    all[at] = (all[at] as number) ^ 0x01;
    writeFileSync(log, all);
  };

  it('cut at its end: redis-check-aof tells; Redis comes back with all before the cut, and the store goes on', async () => {
    const { server, log } = await filled();
    expect(check(log).status).toBe(0);
    truncateSync(log, readFileSync(log).length - 20);
    expect(check(log).stdout).toContain('is not valid');
    await server.start();
    const store = await openRedis({ url: server.url });
    onTestFinished(() => store.close());
    const again = await Promise.all(Array.from({ length: 100 }, (_, n) => store.accept({ conversation, key, dedupe: `${n}`, sealed: bytes('x') })));
    expect(again.filter((done) => done === 'seen')).toHaveLength(99);
    expect(again.at(-1)).toBe('accepted');
    expect((await store.depths()).inbox).toBe(100);
  });

  it('flipped in its grammar: redis-check-aof tells, Redis does not start, and the store says that it cannot be reached', async () => {
    const { server, log } = await filled();
    const header = readFileSync(log).indexOf('*3\r\n', 2_000);
    flip(log, header);
    expect(check(log).stdout).toContain('is not valid');
    await expect(server.start()).rejects.toThrow('Bad file format');
    await expect(openRedis({ url: server.url })).rejects.toThrow('Redis cannot be reached');
  });

  it('flipped in what a person wrote: it does not open, and is never read as something else', async () => {
    const { server, log, sealed } = await filled();
    flip(log, readFileSync(log).indexOf(sealed) + sealed.length - 30);
    expect(check(log).status).toBe(0);
    await server.start();
    const store = await openRedis({ url: server.url });
    onTestFinished(() => store.close());
    const claim = await store.claim(1_000);
    expect(claim?.event.sealed).toHaveLength(sealed.length);
    expect(() => vault.open(conversation, key, 'event', claim?.event.sealed ?? bytes(''))).toThrow();
    await accept(store, { conversation: 'another', dedupe: 'next', sealed: bytes('x') });
    expect((await store.claim(1_000))?.conversation).toBe('another');
  });
});
