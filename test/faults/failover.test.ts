import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { HandoffList } from '../../src/console/shapes.js';
import { StoreUnavailable } from '../../src/ports.js';
import { openRedis } from '../../src/store/redis.js';
import { accept, answer, bytes, claimed } from '../contract/store-steps.js';
import { DURABLE, startRedis, startSentinel } from '../store/redis-server.js';
import { firstCounsellor, ground } from './ground.js';

/** What a primary acknowledged and had not yet told its replica dies with it; on one machine that takes milliseconds. */
const AT_RISK_MS = 1_000;

it('a failover by Sentinel: the store says unavailable, then serves again; only what was acknowledged in the last moment is at risk', { timeout: 120_000 }, async () => {
  const primary = await startRedis(DURABLE);
  onTestFinished(() => primary.end());
  const replica = await startRedis([...DURABLE, '--replicaof', '127.0.0.1', String(primary.port)]);
  onTestFinished(() => replica.end());
  const sentinel = await startSentinel(primary, 'lanpya');
  onTestFinished(() => sentinel.end());
  await expect.poll(async () => String(await replica.command('INFO', 'replication')), { timeout: 20_000 }).toContain('master_link_status:up');

  let reported = 0;
  const store = await openRedis({ url: sentinel.url, lost: (count) => (reported += count) });
  onTestFinished(() => store.close());
  const heard = new Set<string>();
  store.watch((what) => heard.add(what));
  await store.keyOf('a', bytes('key'));
  const acknowledged = new Map<string, number>();
  const refused: unknown[] = [];
  let coming = true;
  const lanes = [1, 2, 3, 4].map(async (lane) => {
    for (let n = 0; coming; n++) {
      const id = `${lane}-${n}`;
      await accept(store, { conversation: 'a', dedupe: id, sealed: bytes(id) }).then(
        () => acknowledged.set(id, performance.now()),
        (error: unknown) => refused.push(error),
      );
      // Refusals come at once: let something else happen between them.
      if (refused.length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  await expect.poll(() => acknowledged.size, { timeout: 20_000 }).toBeGreaterThan(400);
  await primary.stop('SIGKILL');
  const killedAt = performance.now();
  const before = acknowledged.size;
  await expect.poll(() => acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(before + 50);
  const backAfterMs = performance.now() - killedAt;
  coming = false;
  await Promise.all(lanes);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.filter((error) => !(error instanceof StoreUnavailable))).toEqual([]);

  // Told by itself, before anybody asks: all that is gone, as far as it is remembered.
  const told = reported;
  const again = await Promise.all([...acknowledged.keys()].map(async (dedupe) => [dedupe, await accept(store, { conversation: 'a', dedupe, sealed: bytes(dedupe) })] as const));
  const lost = again.filter(([, done]) => done !== 'seen').map(([id]) => id);
  expect(told).toBe(lost.length);
  console.log(`${acknowledged.size} acknowledged, served again ${Math.round(backAfterMs)} ms after the kill, ${lost.length} lost with the primary`);
  expect(lost.filter((id) => (acknowledged.get(id) ?? 0) < killedAt - AT_RISK_MS || (acknowledged.get(id) ?? 0) > killedAt)).toEqual([]);
  expect(await store.commit(answer(await claimed(store)))).toBe('committed');
  expect([...heard]).toContain('inbox');
});

it('a server that comes back as it was a moment ago, as a lagging replica would: the program says how many acknowledged messages are gone, and takes them again', { timeout: 120_000 }, async () => {
  const server = await startRedis(DURABLE);
  onTestFinished(() => server.end());
  const told: number[] = [];
  const store = await openRedis({ url: server.url, lost: (count) => void told.push(count) });
  onTestFinished(() => store.close());
  const accepted = async (from: number, to: number) => {
    for (let n = from; n < to; n += 1) expect(await accept(store, { conversation: 'a', dedupe: String(n), sealed: bytes('x') })).toBe('accepted');
  };
  const back = () => expect.poll(() => store.depths().then(({ inbox }) => inbox, () => 'away'), { timeout: 20_000 });
  await store.keyOf('a', bytes('key'));
  await accepted(0, 300);
  const before = mkdtempSync(join(tmpdir(), 'lanpya-lagging-'));
  onTestFinished(() => rmSync(before, { recursive: true }));
  cpSync(join(server.dir, 'appendonlydir'), before, { recursive: true });
  await accepted(300, 340);

  await server.stop('SIGKILL');
  await server.start();
  await back().toBe(340);
  await server.stop('SIGKILL');
  cpSync(before, join(server.dir, 'appendonlydir'), { recursive: true });
  await server.start();
  await back().toBe(300);
  await expect.poll(() => told).toEqual([40]);
  await accepted(300, 340);
  await server.stop('SIGKILL');
  await server.start();
  await back().toBe(340);
  expect(told).toEqual([40]);
});

it('the whole program on such a server: whoever looks into the console reads how many messages are gone', { timeout: 120_000 }, async () => {
  const { telegram, redis, up } = await ground({ redis: true });
  const program = await up();
  const visit = await firstCounsellor(program);
  const troubles = async () => ((await visit.get('/handoffs')).body as HandoffList).troubles;
  telegram.says(1, 'menu');
  await telegram.received(1, 'What would you like to know?');
  const log = join(redis!.dir, 'appendonlydir');
  const before = mkdtempSync(join(tmpdir(), 'lanpya-lagging-'));
  onTestFinished(() => rmSync(before, { recursive: true }));
  cpSync(log, before, { recursive: true });
  for (const chat of [2, 3]) telegram.says(chat, 'menu');
  for (const chat of [2, 3]) await telegram.received(chat, 'What would you like to know?');
  expect(await troubles()).toEqual([]);

  await redis!.stop('SIGKILL');
  cpSync(before, log, { recursive: true });
  await redis!.start();
  await expect.poll(troubles, { timeout: 30_000 }).toMatchObject([{ what: 'lost', count: 2 }]);
  expect(program.output()).toContain('store.lost');
});
