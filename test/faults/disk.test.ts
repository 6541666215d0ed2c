import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRedis } from '../../src/store/redis.js';
import { openVault } from '../../src/store/vault.js';
import { accept, bytes } from '../contract/store-steps.js';
import { freePort, serveProgram } from '../e2e/program.js';
import { fakeTelegram } from '../fakes/telegram.js';
import { DURABLE, startRedis, type RedisServer } from '../store/redis-server.js';

/** Two starts of the whole program on two busy cores. */
const PATIENCE = 120_000;
const hasCompiler = spawnSync('cc', ['--version']).status === 0;

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'lanpya-disk-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

it.skipIf(!hasCompiler)('an fsync that fails ends the program, which never tries it again; the next start answers (needs a C compiler)', { timeout: PATIENCE }, async () => {
  const dir = folder();
  const shim = join(dir, 'failing-fsync.so');
  execFileSync('cc', ['-shared', '-fPIC', '-o', shim, new URL('./failing-fsync.c', import.meta.url).pathname, '-ldl']);
  const telegram = await fakeTelegram();
  onTestFinished(() => telegram.close());
  const port = await freePort();
  const sign = join(dir, 'fails');
  const env = {
    DATA_DIR: join(dir, 'data'),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_WEBHOOK_SECRET: 'a-secret-of-the-test',
    TELEGRAM_API_ROOT: telegram.url,
    LOG_LEVEL: 'warn',
    LD_PRELOAD: shim,
    FSYNC_FAILS: sign,
  };
  const first = await serveProgram(port, env);
  onTestFinished(() => first.kill('SIGKILL'));
  telegram.says(1, 'menu');
  await telegram.received(1, 'What would you like to know?');
  writeFileSync(sign, '');
  telegram.says(2, 'menu');
  expect(await first.ended).toBe(1);
  expect(first.output()).toContain('fsync failed');
  expect(telegram.sent.filter(({ chat }) => chat === '2')).toEqual([]);

  rmSync(sign);
  const second = await serveProgram(port, env);
  onTestFinished(() => second.kill('SIGKILL'));
  await telegram.received(2, 'What would you like to know?');
  await telegram.drained();
  expect(telegram.sent).toHaveLength(2);
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
