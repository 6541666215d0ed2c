import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/ports.js';
import { START, HOUR, bytes, words, say, claimed, answer, turn, letter, take, first, opens, type Opened } from './store-steps.js';

/** Every conversation's session, however many pages that takes. */
async function allSessions(store: Store, limit: number): Promise<Map<string, { key: string | null; session: string | null }>> {
  const found = new Map<string, { key: string | null; session: string | null }>();
  for (let after: string | null = null; ; ) {
    const page = await store.sessions(limit, after);
    for (const { conversation, key, session } of page.sessions) found.set(conversation, { key: words(key), session: words(session) });
    if (page.next === null) return found;
    after = page.next;
  }
}

/** What a store promises of logs, small records, counts and watchers. */
export function recordsContract(name: string, opened: Opened): void {
  describe(`${name}: logs`, () => {
    it('append once per id, at positions from 1, and read on from a position', async () => {
      const { store, tick, reopen } = await opened();
      await store.keyOf('a', bytes('key'));
      expect(await store.append('a', 'mailbox', 'x', bytes('one'))).toBe(1);
      tick(5);
      expect(await store.append('a', 'mailbox', 'y', bytes('two'))).toBe(2);
      expect(await store.append('a', 'mailbox', 'x', bytes('other'))).toBe(1);
      expect(await store.append('a', 'transcript', 'x', bytes('line'))).toBe(1);
      const again = await reopen();
      expect(await again.read('a', 'mailbox', 0, 10)).toEqual([
        { position: 1, at: START, sealed: bytes('one') },
        { position: 2, at: START + 5, sealed: bytes('two') },
      ]);
      expect((await again.read('a', 'mailbox', 1, 10)).map((one) => one.position)).toEqual([2]);
      expect((await again.read('a', 'mailbox', 0, 1)).map((one) => one.position)).toEqual([1]);
      expect(await again.read('a', 'mailbox', 2, 10)).toEqual([]);
      expect(await again.read('nobody', 'mailbox', 0, 10)).toEqual([]);
    });

    it('keep their newest 500 lines', async () => {
      const { store } = await opened();
      await store.keyOf('a', bytes('key'));
      await Promise.all(Array.from({ length: 520 }, (_, n) => store.append('a', 'mailbox', `id${n}`, bytes(String(n)))));
      const kept = await store.read('a', 'mailbox', 0, 1_000);
      expect(kept).toHaveLength(500);
      expect([kept[0]?.position, kept.at(-1)?.position]).toEqual([21, 520]);
      expect(words(kept.at(-1)?.sealed ?? null)).toBe('519');
    });
  });

  describe(`${name}: sessions`, () => {
    it('come all, page after page, with the keys that open them, and none of who has none', async () => {
      const { store, reopen } = await opened();
      expect(await allSessions(store, 10)).toEqual(new Map());
      const people = Array.from({ length: 25 }, (_, n) => `person-${n}`);
      for (const person of people) await turn(store, person, { session: bytes(`session of ${person}`) });
      await store.keyOf('nobody', bytes('key'));
      await say(store, 'waits');
      const again = await reopen();
      const wanted = new Map(people.map((person) => [person, { key: `key of ${person}`, session: `session of ${person}` }]));
      for (const limit of [1, 5, 25, 100]) expect(await allSessions(again, limit)).toEqual(wanted);
    });
  });

  describe(`${name}: records`, () => {
    it('are put, read, listed and deleted', async () => {
      const { store, reopen } = await opened();
      expect(await store.putRecord('account', 'b', bytes('2'))).toBe(true);
      expect(await store.putRecord('account', 'a', bytes('1'))).toBe(true);
      expect(await store.putRecord('session', 'a', bytes('other'))).toBe(true);
      expect(await store.putRecord('account', 'a', bytes('changed'))).toBe(true);
      const again = await reopen();
      expect(words(await again.record('account', 'a'))).toBe('changed');
      expect(await again.record('account', 'nobody')).toBeNull();
      expect(await again.records('account')).toEqual([{ id: 'a', sealed: bytes('changed') }, { id: 'b', sealed: bytes('2') }]);
      await again.deleteRecord('account', 'a');
      await again.deleteRecord('account', 'a');
      expect(await again.record('account', 'a')).toBeNull();
      expect(words(await again.record('session', 'a'))).toBe('other');
    });

    it('are gone from their time on', async () => {
      const { store, tick } = await opened();
      await store.putRecord('session', 's', bytes('1'), { expiresAt: START + 100 });
      tick(99);
      expect(words(await store.record('session', 's'))).toBe('1');
      tick(1);
      expect(await store.record('session', 's')).toBeNull();
      expect(await store.records('session')).toEqual([]);
      expect(await store.putRecord('session', 's', bytes('2'), { ifAbsent: true })).toBe(true);
      tick(HOUR);
      expect(words(await store.record('session', 's'))).toBe('2');
    });

    it('are put by one only where none may be there', async () => {
      const { store } = await opened();
      const puts = await Promise.all(['1', '2', '3'].map((text) => store.putRecord('account', 'first', bytes(text), { ifAbsent: true })));
      expect(puts.filter(Boolean)).toHaveLength(1);
      expect(words(await store.record('account', 'first'))).toBe(String(puts.indexOf(true) + 1));
    });

    it('hold any bytes', async () => {
      const { store } = await opened();
      const all = Uint8Array.from({ length: 256 }, (_, n) => n);
      await store.putRecord('k', 'all', all);
      expect(await store.record('k', 'all')).toEqual(all);
      await store.putRecord('k', 'none', new Uint8Array(0));
      expect(await store.record('k', 'none')).toEqual(new Uint8Array(0));
    });
  });

  describe(`${name}: life`, () => {
    it('counts how deep and how old', async () => {
      const { store, tick } = await opened();
      expect(await store.depths()).toEqual({ inbox: 0, outbox: 0, oldestInboxAt: null, openHandoffs: 0, deadLetters: 0 });
      await turn(store, 'a', { ...opens('h'), deliveries: [letter('1'), letter('2')] });
      await store.settle(first(await take(store)), { do: 'dead', code: 'x' });
      await say(store, 'a');
      tick(5);
      await say(store, 'b');
      await claimed(store);
      expect(await store.depths()).toEqual({ inbox: 2, outbox: 1, oldestInboxAt: START, openHandoffs: 1, deadLetters: 1 });
    });

    it('tells watchers what may have come, until they leave', async () => {
      const { store } = await opened();
      const heard = { inbox: 0, outbox: 0, handoffs: 0 };
      const leave = store.watch((what) => (heard[what] += 1));
      await say(store, 'a');
      await expect.poll(() => heard.inbox).toBeGreaterThan(0);
      await store.commit(answer(await claimed(store), { ...opens('h'), deliveries: [letter('1')] }));
      await expect.poll(() => heard.outbox).toBeGreaterThan(0);
      await expect.poll(() => heard.handoffs).toBeGreaterThan(0);
      leave();
      const before = { ...heard };
      await turn(store, 'a', { deliveries: [letter('2')] });
      await store.depths();
      expect(heard).toEqual(before);
    });
  });
}
