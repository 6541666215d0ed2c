import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Commit, Ground } from '../../src/ports.js';
import { damageIn, type Damage } from '../../src/store/sqlite-damage.js';
import { readOnly } from '../../src/store/sqlite-file.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { START, bytes } from '../contract/store-steps.js';
import { storeContract } from '../contract/store.js';

/** Whatever was done to a store leaves it so that an inspection finds nothing. */
function damageOf(dir: string): Damage[] {
  const db = readOnly(join(dir, 'lanpya.db'));
  try {
    return damageIn(db);
  } finally {
    db.close();
  }
}

storeContract('SQLite', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'lanpya-store-'));
  let now = START;
  const clock = () => now;
  let present = await openSqlite({ dir, clock });
  return {
    store: present,
    tick: (ms) => (now += ms),
    async reopen() {
      await present.close();
      return (present = await openSqlite({ dir, clock }));
    },
    async close() {
      await present.close();
      expect(damageOf(dir)).toEqual([]);
      await rm(dir, { recursive: true });
    },
  };
});

describe('SQLite file', () => {
  async function folder(): Promise<string> {
    const dir = await mkdtemp(join(tmpdir(), 'lanpya-store-'));
    onTestFinished(() => rm(dir, { recursive: true }));
    return dir;
  }
  const clock = () => START;

  it('belongs to one store at a time; the second is told what to do', async () => {
    const dir = await folder();
    const first = await openSqlite({ dir, clock });
    await expect(openSqlite({ dir, clock })).rejects.toThrow('in use by another lanpya process: stop that one');
    await first.close();
    await (await openSqlite({ dir, clock })).close();
  });

  it('of a newer version is refused and left as it is', async () => {
    const dir = await folder();
    await (await openSqlite({ dir, clock })).close();
    const db = new Database(join(dir, 'lanpya.db'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    await expect(openSqlite({ dir, clock })).rejects.toThrow('schema version 99');
    await expect(openSqlite({ dir, clock })).rejects.toThrow('schema version 99');
  });

  it('names the folder that cannot be used', async () => {
    await expect(openSqlite({ dir: '/dev/null/store', clock })).rejects.toThrow('/dev/null/store');
  });

  it('lets one call of a group fail alone', async () => {
    const store = await openSqlite({ dir: await folder(), clock });
    onTestFinished(() => store.close());
    await store.keyOf('a', bytes('key'));
    const event = (dedupe: string) => store.accept({ conversation: 'a', dedupe, key: bytes('key'), sealed: bytes('x') });
    const results = await Promise.allSettled([event('1'), store.append('nobody', 'mailbox', '2', bytes('x')), event('3')]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await store.depths()).inbox).toBe(2);
  });

  it('of a send that ends together with what is said next, hands the next out at once', async () => {
    const store = await openSqlite({ dir: await folder(), clock });
    onTestFinished(() => store.close());
    const done = await store.accept({ conversation: 'a', dedupe: '0', key: bytes('key'), sealed: bytes('x') }, 60_000);
    if (typeof done !== 'object' || !('claim' in done)) throw new Error('the first message was not claimed');
    const { lease, event } = done.claim;
    const said = (id: string, claim: Ground): Commit => ({ claim, session: bytes('s'), speaker: 'bot', lines: [], deliveries: [{ id, channel: 'telegram', by: 'bot', sealed: bytes(id) }], handoff: null });
    const first = await store.commit(said('1', { conversation: 'a', version: 0, lease, seq: event.seq }), 60_000);
    if (typeof first !== 'object') throw new Error('the first reply was not handed out');
    const next = store.commit(said('2', { conversation: 'a', version: 1, dedupe: '1', key: bytes('key') }), 60_000);
    await store.settle(first.outgoing, { do: 'sent' });
    expect(await next).toMatchObject({ outgoing: { id: '2' } });
  });

  it('answers nothing more once it is closed', async () => {
    const store = await openSqlite({ dir: await folder(), clock });
    await store.close();
    await store.close();
    await expect(store.depths()).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });

  it('still answers what was asked before it is closed, and refuses what is asked while it closes', async () => {
    const store = await openSqlite({ dir: await folder(), clock });
    const before = store.depths();
    const closing = store.close();
    await expect(before).resolves.toMatchObject({ inbox: 0 });
    await expect(store.depths()).rejects.toMatchObject({ name: 'StoreUnavailable' });
    await closing;
  });

  it('leaves the bytes of its callers alone', async () => {
    const store = await openSqlite({ dir: await folder(), clock });
    onTestFinished(() => store.close());
    const sealed = Buffer.from('from the shared pool');
    await store.putRecord('k', 'id', sealed);
    expect(sealed.toString()).toBe('from the shared pool');
  });
});
