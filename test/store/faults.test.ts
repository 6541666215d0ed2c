import { accept } from '../contract/store-steps.js';
import Database from 'libsql';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StoreUnavailable, type Commit, type Store } from '../../src/ports.js';
import { openRedis } from '../../src/store/redis.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { openVault } from '../../src/store/vault.js';
import { chanceOf } from '../simulate/timeline.js';
import { startRedis } from './redis-server.js';
import { smallDisk } from './small-disk.js';

const BUILT = new URL('../../dist/src/store/sqlite.js', import.meta.url).href;
const CHILD = new URL('./accepting.mjs', import.meta.url).pathname;

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'lanpya-faults-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  return dir;
}
const sealed = new Uint8Array(2_000).fill(7);

/** SQLite's own check of the whole file; `ok` where it is sound. */
function integrity(dir: string): unknown {
  const db = new Database(join(dir, 'lanpya.db'));
  try {
    return db.prepare('PRAGMA integrity_check').raw().all([]).flat();
  } finally {
    db.close();
  }
}

describe('SQLite, killed', () => {
  it('holds every event and every answer that was acknowledged, and is sound', async () => {
    const dir = await folder();
    const accepted: string[] = [];
    const answered: string[] = [];
    // Each death comes after another number of acknowledgements, at whatever moment of the next write that is.
    for (const deaths of [1, 7, 23, 40, 64, 90, 133, 200, 5, 310]) {
      const child = spawn(process.execPath, [CHILD, BUILT, dir, `run${deaths}`], { stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      let heard = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        const [what, ...ids] = line.split(' ');
        if (what === 'accepted') accepted.push(...ids);
        else answered.push(ids.join(' '));
        if (++heard === deaths) child.kill('SIGKILL');
      }
      await ended;
    }
    expect(accepted.length).toBeGreaterThan(300);

    const store = await openSqlite({ dir, clock: Date.now });
    const again = await Promise.all(accepted.map((id) => accept(store, { conversation: 'c1', dedupe: id, sealed })));
    const lines = (await Promise.all(['c1', 'c2', 'c3'].map((conversation) => store.read(conversation, 'transcript', 0, 500)))).flat();
    const { inbox, outbox } = await store.depths();
    await store.close();
    expect(new Set(again)).toEqual(new Set(['seen']));
    const written = new Set(lines.map((line) => new TextDecoder().decode(line.sealed)));
    expect(answered.filter((answer) => !written.has(answer))).toEqual([]);
    expect(answered.length).toBeGreaterThan(10);
    expect(outbox).toBe(lines.length);
    expect(inbox + outbox).toBeGreaterThanOrEqual(accepted.length);
    expect(integrity(dir)).toEqual(['ok']);
  });
});

describe('SQLite, disk full', () => {
  it('says so, loses nothing that was accepted, keeps nothing by halves, and goes on when there is room', async () => {
    const disk = await smallDisk();
    const store = await openSqlite({ dir: disk.dir, clock: Date.now });
    onTestFinished(async () => {
      await store.close();
      await disk.remove();
    });
    await store.keyOf('a', sealed);
    await accept(store, { conversation: 'a', dedupe: 'before', sealed });
    await disk.fill();

    const accepted = ['before'];
    const rejected: string[] = [];
    for (let group = 0; rejected.length === 0; group++) {
      const ids = Array.from({ length: 20 }, (_, n) => `${group}-${n}`);
      const results = await Promise.allSettled(ids.map((dedupe) => accept(store, { conversation: 'a', dedupe, sealed })));
      results.forEach((result, n) => {
        if (result.status === 'fulfilled') return accepted.push(ids[n] ?? '');
        expect(result.reason).toBeInstanceOf(StoreUnavailable);
        return rejected.push(ids[n] ?? '');
      });
    }
    const large = new Uint8Array(200_000);
    await expect(accept(store, { conversation: 'a', dedupe: 'large', sealed: large })).rejects.toBeInstanceOf(StoreUnavailable);
    expect((await store.depths()).inbox).toBe(accepted.length);

    await disk.free();
    expect(await accept(store, { conversation: 'a', dedupe: 'large', sealed: large })).toBe('accepted');
    expect(new Set(await Promise.all(accepted.map((dedupe) => accept(store, { conversation: 'a', dedupe, sealed }))))).toEqual(new Set(['seen']));
    expect(new Set(await Promise.all(rejected.map((dedupe) => accept(store, { conversation: 'a', dedupe, sealed }))))).toEqual(new Set(['accepted']));
    expect((await store.depths()).inbox).toBe(accepted.length + rejected.length + 1);
    expect(integrity(disk.dir)).toEqual(['ok']);
  });
});

describe('Redis, away', () => {
  it('says so quickly, and serves again with everything when it is back', async () => {
    const server = await startRedis();
    onTestFinished(() => server.end());
    const store = await openRedis({ url: server.url });
    onTestFinished(() => store.close());
    await store.keyOf('a', sealed);
    const acknowledged: string[] = [];
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const accepting = Array.from({ length: 200 }, (_, n) => `${signal}-${n}`).map(async (dedupe) => {
        await accept(store, { conversation: 'a', dedupe, sealed });
        acknowledged.push(dedupe);
      });
      await Promise.race(accepting);
      await server.stop(signal);
      for (const result of await Promise.allSettled(accepting)) {
        if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(StoreUnavailable);
      }
      const began = performance.now();
      await expect(store.depths()).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(store.claim(1_000)).rejects.toBeInstanceOf(StoreUnavailable);
      // Milliseconds: far below what a platform waits for its 200.
      expect(performance.now() - began).toBeLessThan(5_000);
      await server.start();
      await expect.poll(() => store.depths().then(() => 'back', () => 'away'), { timeout: 10_000 }).toBe('back');
    }
    const again = await Promise.all(acknowledged.map((dedupe) => accept(store, { conversation: 'a', dedupe, sealed })));
    expect(new Set(again)).toEqual(new Set(['seen']));
    const heard = new Set<string>();
    store.watch((what) => heard.add(what));
    await accept(store, { conversation: 'a', dedupe: 'last', sealed });
    await expect.poll(() => [...heard]).toContain('inbox');
  });

  it('does not hang on a server that holds the line and says nothing', async () => {
    const server = await startRedis();
    onTestFinished(() => server.end());
    const store = await openRedis({ url: server.url });
    onTestFinished(() => store.close());
    await server.command('CLIENT', 'PAUSE', '60000', 'ALL');
    await expect(store.depths()).rejects.toBeInstanceOf(StoreUnavailable);
  });
});

describe('what lies on disk', () => {
  const CANARY = 'the plain words of a person in need';

  async function bytesOf(dir: string): Promise<Buffer> {
    const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    return Buffer.concat(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))));
  }

  /** Lives a whole small life in the store: words in every place that holds some. Resolves to the wrapped key. */
  async function live(store: Store): Promise<{ key: Buffer; forget(): Promise<void> }> {
    const vault = openVault(randomBytes(32));
    const conversation = vault.conversationKey('telegram', '4711');
    const key = await store.keyOf(conversation, vault.newKey(conversation));
    const seal = (kind: string, under = key) => vault.seal(conversation, under, kind, { text: CANARY });
    const say = async (id: string) => {
      await accept(store, { conversation, dedupe: vault.dedupe('telegram', id), sealed: seal('event') });
      const claim = await store.claim(1_000);
      if (!claim) throw new Error('nothing to claim');
      return { conversation, lease: claim.lease, version: claim.version, seq: claim.event.seq };
    };
    await store.commit({
      claim: await say('1'),
      session: seal('session'),
      speaker: 'bot',
      lines: [{ id: '1', sealed: seal('line') }],
      deliveries: [{ id: '1.1', channel: 'telegram', by: 'bot', sealed: seal('delivery') }],
      handoff: { do: 'open', id: 'h', risk: 'R2', sealed: seal('handoff') },
      timer: { at: Date.now() + 1e9, sealed: seal('event') },
    });
    await store.append(conversation, 'mailbox', '1', seal('mail'));
    await store.putRecord('account', 'ann', vault.sealRecord('account', 'ann', { name: CANARY }));
    return {
      key: Buffer.from(key),
      async forget() {
        const fresh = vault.newKey(conversation);
        const claim = await say('2');
        await store.commit({ claim, session: seal('session', fresh), speaker: 'bot', lines: [], deliveries: [], handoff: null, erase: { key: fresh } });
      },
    };
  }

  it('in SQLite is ciphertext only, and after an erase not even the wrapped key', async () => {
    const dir = await folder();
    const store = await openSqlite({ dir, clock: Date.now });
    const { key, forget } = await live(store);
    const before = await bytesOf(dir);
    expect([before.includes(CANARY), before.includes('4711'), before.includes(key)]).toEqual([false, false, true]);
    await forget();
    expect((await bytesOf(dir)).includes(key)).toBe(false);
    await store.close();
    expect((await bytesOf(dir)).includes(key)).toBe(false);
  });

  it('in SQLite holds every wrapped key once, however much was written since: whoever is forgotten is so in every page', async () => {
    const dir = await folder();
    const store = await openSqlite({ dir, clock: Date.now });
    const vault = openVault(randomBytes(32));
    const keys = new Map(Array.from({ length: 1_000 }, (_, n) => [vault.conversationKey('telegram', `${n}`), randomBytes(60)]));
    const people = [...keys.keys()];
    let events = 0;
    const commit = async (conversation: string, more: Partial<Commit> = {}) => {
      const key = keys.get(conversation) as Buffer;
      const done = await store.accept({ conversation, key, dedupe: `${(events += 1)}`, sealed: sealed.subarray(0, 100) }, 10_000);
      if (typeof done === 'string' || !('claim' in done)) throw new Error('not claimed');
      const { lease, version, event } = done.claim;
      await store.commit({ claim: { conversation, lease, version, seq: event.seq }, session: sealed, speaker: 'bot', lines: [], deliveries: [], handoff: null, ...more });
    };
    for (const conversation of people) await store.keyOf(conversation, keys.get(conversation) as Buffer);
    // Rows of sessions that grow and shrink are moved from page to page. Beside them, in one row, 4 of these keys lay twice, 1 after it was forgotten.
    const chance = chanceOf(6);
    for (let round = 0; round < 100; round++) {
      const writing = new Set(Array.from({ length: 40 }, () => people[Math.floor(chance() * people.length)] as string));
      await Promise.all([...writing].map((conversation) => commit(conversation, { session: new Uint8Array(200 + Math.floor(chance() * 5_000)) })));
    }
    const gone = people.filter((_, n) => n % 10 === 0);
    await Promise.all(gone.map((conversation) => commit(conversation, { erase: { key: randomBytes(60) } })));
    await store.close();
    const all = (await bytesOf(dir)).toString('latin1');
    const times = (key: Buffer) => all.split(key.toString('latin1')).length - 1;
    expect([...keys].filter(([conversation, key]) => times(key) !== (gone.includes(conversation) ? 0 : 1)).map(([conversation, key]) => [conversation, times(key)])).toEqual([]);
  });

  it('in Redis is ciphertext only, and soon after an erase not even the wrapped key', async () => {
    const server = await startRedis();
    onTestFinished(() => server.end());
    const store = await openRedis({ url: server.url });
    onTestFinished(() => store.close());
    const { key, forget } = await live(store);
    const before = await bytesOf(server.dir);
    expect([before.includes(CANARY), before.includes('4711'), before.includes(key)]).toEqual([false, false, true]);
    await forget();
    await expect.poll(async () => (await bytesOf(server.dir).catch(() => key)).includes(key), { timeout: 20_000 }).toBe(false);
  });
});
