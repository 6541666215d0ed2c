import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/config.js';
import type { Store } from '../../src/ports.js';
import { openRedis } from '../../src/store/redis.js';
import { START, accept, bytes, type OpenStore } from '../contract/store-steps.js';
import { storeContract } from '../contract/store.js';
import { startCluster, startRedis, type RedisServer } from './redis-server.js';

let server: RedisServer;
let cluster: RedisServer;
beforeAll(async () => {
  [server, cluster] = await Promise.all([startRedis(), startCluster()]);
});
afterAll(() => Promise.all([server.end(), cluster.end()]));

async function openOn({ url, clear }: RedisServer): Promise<OpenStore> {
  await clear();
  let now = START;
  const clock = () => now;
  let present = await openRedis({ url, clock });
  return {
    store: present,
    tick: (ms) => (now += ms),
    async reopen() {
      await present.close();
      return (present = await openRedis({ url, clock }));
    },
    close: () => present.close(),
  };
}

storeContract('Redis', () => openOn(server));
storeContract('Redis Cluster', () => openOn(cluster));

describe('Redis, several processes', () => {
  const open = async (): Promise<Store> => {
    const store = await openRedis({ url: server.url });
    onTestFinished(() => store.close());
    return store;
  };

  it('tells watchers in every process', async () => {
    await server.clear();
    const [here, there] = await Promise.all([open(), open()]);
    const heard = new Set<string>();
    there.watch((what) => heard.add(what));
    await here.keyOf('a', bytes('key'));
    await accept(here, { conversation: 'a', dedupe: '1', sealed: bytes('x') });
    await expect.poll(() => [...heard]).toContain('inbox');
  });

  it('leases by the time of the server, whatever the clocks of the workers', async () => {
    await server.clear();
    const [here, there] = await Promise.all([open(), open()]);
    await here.keyOf('a', bytes('key'));
    await accept(here, { conversation: 'a', dedupe: '1', sealed: bytes('x') });
    const claim = await here.claim(1_500);
    expect(claim?.event.acceptedAt).toBeGreaterThan(START - 1e12);
    expect(await there.claim(1_500)).toBeNull();
    await expect.poll(async () => (await there.claim(1_500))?.event.attempts, { timeout: 20_000 }).toBe(1);
  });

  it('keeps its number of partitions: one on a server, those of a store that was divided before', async () => {
    await server.clear();
    const [here, there] = await Promise.all([open(), open()]);
    await Promise.all(['a', 'b', 'c', 'd'].map((conversation) => accept(here, { conversation, dedupe: conversation, sealed: bytes(conversation) })));
    expect(await server.command('KEYS', 'lanpya:{p*}:in:*')).toHaveLength(4);
    expect(await server.command('KEYS', 'lanpya:{p00}:in:*')).toHaveLength(4);
    expect(await there.claim(50)).not.toBeNull();

    await server.clear();
    await server.command('HSET', 'lanpya:{p63}:n', 'seq', '1');
    const divided = await open();
    await Promise.all(['a', 'b', 'c', 'd'].map((conversation) => accept(divided, { conversation, dedupe: conversation, sealed: bytes(conversation) })));
    expect(await server.command('KEYS', 'lanpya:{p*}:in:*')).toHaveLength(4);
    expect(((await server.command('KEYS', 'lanpya:{p00}:in:*')) as string[]).length).toBeLessThan(4);
    expect(await (await open()).claim(50)).not.toBeNull();
  });

  it('loads its scripts again after the server forgot them', async () => {
    await server.clear();
    const store = await open();
    await store.keyOf('a', bytes('key'));
    await server.command('SCRIPT', 'FLUSH');
    expect(await store.keyOf('a', bytes('other'))).toEqual(bytes('key'));
  });
});

describe('Redis settings', () => {
  it('that would lose messages are refused, each with its mend', async () => {
    const stock = await startRedis(['--maxmemory-policy', 'allkeys-lru']);
    onTestFinished(() => stock.end());
    const opening = openRedis({ url: stock.url });
    await expect(opening).rejects.toThrow('"appendonly yes"');
    await expect(opening).rejects.toThrow('"appendfsync always"');
    await expect(opening).rejects.toThrow('"maxmemory-policy noeviction"');
    const acceptLoss = (setting: string) => {
      const read = readConfig({ REDIS_URL: stock.url, LANPYA_KEY: Buffer.alloc(32).toString('base64'), REDIS_ACCEPT_LOSS: setting });
      return read.ok && read.config.redisAcceptLoss;
    };
    expect([acceptLoss(''), acceptLoss('no')]).toEqual([false, false]);
    expect(readConfig({ REDIS_ACCEPT_LOSS: 'perhaps' })).toEqual({ ok: false, problems: ['REDIS_ACCEPT_LOSS must be yes or no'] });
    const knowing = await openRedis({ url: stock.url, acceptLoss: acceptLoss('yes') });
    onTestFinished(() => knowing.close());
    expect((await knowing.depths()).inbox).toBe(0);
  });

  it('name themselves as missing where nobody answers', async () => {
    await expect(openRedis({ url: 'redis://127.0.0.1:1' })).rejects.toThrow('cannot be reached');
  });
});
