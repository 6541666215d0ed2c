import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/config.js';
import type { Store } from '../../src/ports.js';
import { openRedis } from '../../src/store/redis.js';
import { watchSettings } from '../../src/store/redis-settings.js';
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
    const stock = await startRedis(['--maxmemory-policy', 'allkeys-lru', '--no-appendfsync-on-rewrite', 'yes']);
    onTestFinished(() => stock.end());
    const opening = openRedis({ url: stock.url });
    await expect(opening).rejects.toThrow('"appendonly yes"');
    await expect(opening).rejects.toThrow('"appendfsync always"');
    await expect(opening).rejects.toThrow('"no-appendfsync-on-rewrite no"');
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

  it('that come to lose messages while the program runs are told of, each once', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.end());
    const told: string[] = [];
    const store = await openRedis({ url: redis.url, unsafe: (setting) => told.push(setting) });
    onTestFinished(() => store.close());
    /** Every connection breaks, as in a failover, and comes back to a server that is set up so. */
    const comesBack = async (appendfsync: string) => {
      await redis.command('CONFIG', 'SET', 'appendfsync', appendfsync);
      await redis.command('CLIENT', 'KILL', 'TYPE', 'normal');
    };
    await comesBack('everysec');
    await expect.poll(() => told).toEqual(['appendfsync']);
    await comesBack('everysec');
    await redis.command('CONFIG', 'SET', 'no-appendfsync-on-rewrite', 'yes');
    await comesBack('everysec');
    await expect.poll(() => told).toEqual(['appendfsync', 'no-appendfsync-on-rewrite']);
  });

  it('are looked at now and then, since a change of settings ends no connection', async () => {
    const redis = await startRedis();
    const client = new Redis(redis.url);
    const told: string[] = [];
    const watched = watchSettings(client, (setting) => told.push(setting), 20);
    onTestFinished(async () => {
      watched.stop();
      client.disconnect();
      await redis.end();
    });
    await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    await expect.poll(() => told).toEqual(['maxmemory-policy']);
  });

  it.each([
    'localhost:6379', 'http://localhost:6379', 'redis://', 'redis://localhost:notaport', 'redis://localhost:99999', 'redis://host name:6379',
    'redis://:p/a@host:6379', 'redis://user:100%@host:6379', 'redis://host:6379/first', 'redis://host:26379?sentinel=',
  ])('as an address that is none (%s) are named with the others, without the address', (url) => {
    const problem = 'REDIS_URL must be an address such as redis://localhost:6379 or rediss://user:password@host:6379';
    expect(readConfig({ REDIS_URL: url, LANPYA_KEY: Buffer.alloc(32).toString('base64') })).toEqual({ ok: false, problems: [problem] });
  });

  it.each(['redis://localhost', 'rediss://user:p%40ss@host:6380/2', 'redis://:secret@127.0.0.1:6379/', 'redis://[::1]:6379', 'redis://sentinel:26379?sentinel=lanpya'])('as an address (%s) are taken', (url) => {
    expect(readConfig({ REDIS_URL: url, LANPYA_KEY: Buffer.alloc(32).toString('base64') })).toMatchObject({ ok: true, config: { redisUrl: url } });
  });

  it('name themselves as missing where nobody answers', async () => {
    await expect(openRedis({ url: 'redis://127.0.0.1:1' })).rejects.toThrow('cannot be reached');
  });
});
