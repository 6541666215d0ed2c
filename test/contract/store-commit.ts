import { describe, expect, it } from 'vitest';
import { START, LEASE, HOUR, bytes, words, say, claimed, answer, turn, letter, take, first, ids, opens, type Opened } from './store-steps.js';

/** What a store promises of commits and timers. */
export function commitContract(name: string, opened: Opened): void {
  describe(`${name}: commit`, () => {
    it('writes nothing where the lease moved on', async () => {
      const { store, tick } = await opened();
      await say(store, 'a');
      const old = await claimed(store);
      tick(LEASE);
      const present = await claimed(store);
      const late = answer(old, { session: bytes('late'), deliveries: [letter('late.1')], lines: [{ id: 'l', sealed: bytes('l') }], ...opens('h') });
      expect(await store.commit(late)).toBe('stale');
      expect(await take(store)).toEqual([]);
      expect(await store.handoffs(10, true)).toEqual([]);
      expect(await store.read('a', 'transcript', 0, 10)).toEqual([]);
      expect(await store.commit(answer(present))).toBe('committed');
      await say(store, 'a');
      expect(words((await claimed(store)).session)).toBe('session');
    });

    it('writes nothing against another version or event', async () => {
      const { store } = await opened();
      await say(store, 'a');
      const claim = await claimed(store);
      const right = answer(claim);
      expect(await store.commit({ ...right, claim: { ...right.claim, version: 7 } })).toBe('stale');
      expect(await store.commit({ ...right, claim: { ...right.claim, seq: right.claim.seq + 1 } })).toBe('stale');
      expect(await store.commit(right)).toBe('committed');
    });

    it('of the same commit many times at once writes one', async () => {
      const { store } = await opened();
      await say(store, 'a');
      const same = answer(await claimed(store), { deliveries: [letter('1.1')], lines: [{ id: '1', sealed: bytes('1') }] });
      const results = await Promise.all([store.commit(same), store.commit(same), store.commit(same)]);
      expect(results.sort()).toEqual(['committed', 'stale', 'stale']);
      expect(await store.depths()).toMatchObject({ inbox: 0, outbox: 1 });
      expect(await store.read('a', 'transcript', 0, 10)).toHaveLength(1);
    });

    it('still counts after its lease ran out, as long as nobody else claimed', async () => {
      const { store, tick } = await opened();
      await say(store, 'a');
      const claim = await claimed(store);
      tick(LEASE * 2);
      expect(await store.commit(answer(claim))).toBe('committed');
      expect(await store.claim(LEASE)).toBeNull();
    });

    it('adds deliveries and lines whose ids are there already no second time', async () => {
      const { store } = await opened();
      const same = { deliveries: [letter('1.1'), letter('1.2')], lines: [{ id: '1', sealed: bytes('1') }] };
      await turn(store, 'a', same);
      await turn(store, 'a', same);
      expect((await store.depths()).outbox).toBe(2);
      expect(await store.read('a', 'transcript', 0, 10)).toHaveLength(1);
    });

    it('knows ids of deliveries conversation by conversation, as platforms number messages', async () => {
      const { store, tick } = await opened();
      await turn(store, 'a', { deliveries: [letter('1.1')] });
      tick(1);
      await turn(store, 'b', { deliveries: [letter('1.1')] });
      const taken = await take(store);
      expect(taken.map((one) => one.conversation)).toEqual(['a', 'b']);
      await Promise.all(taken.map((one) => store.settle(one, { do: 'dead', code: 'gone' })));
      const dead = await store.deadLetters(10);
      expect(new Set(ids(dead)).size).toBe(2);
      expect(await store.resend(dead.find((one) => one.conversation === 'b')?.id ?? '')).toBe(true);
      expect(first(await take(store)).conversation).toBe('b');
    });

    it('stands after the store is opened again', async () => {
      const { store, reopen } = await opened();
      await turn(store, 'a', { session: bytes('s'), deliveries: [letter('1.1')], lines: [{ id: '1', sealed: bytes('line') }], ...opens('h') });
      const again = await reopen();
      expect(ids(await take(again))).toEqual(['1.1']);
      expect(ids(await again.handoffs(10, false))).toEqual(['h']);
      expect((await again.read('a', 'transcript', 0, 10)).map((line) => words(line.sealed))).toEqual(['line']);
      await say(again, 'a');
      expect(await claimed(again)).toMatchObject({ version: 1, session: bytes('s') });
    });
  });

  describe(`${name}: timers`, () => {
    it('become events once, when their time comes', async () => {
      const { store, tick, reopen } = await opened();
      await turn(store, 'a', { timer: { at: START + 1_000, sealed: bytes('wake up') } });
      expect(await store.nextDueAt()).toBe(START + 1_000);
      tick(999);
      expect(await store.claim(LEASE)).toBeNull();
      tick(1);
      const again = await reopen();
      const [one, other] = await Promise.all([again.claim(LEASE), again.claim(LEASE)]);
      const claim = one ?? other;
      expect([one, other].filter(Boolean)).toHaveLength(1);
      expect(claim && words(claim.event.sealed)).toBe('wake up');
      expect(claim?.event.acceptedAt).toBe(START + 1_000);
      if (claim) await again.commit(answer(claim));
      tick(HOUR);
      expect(await again.claim(LEASE)).toBeNull();
      expect(await again.nextDueAt()).toBeNull();
    });

    it('are replaced, cleared or left by later commits', async () => {
      const { store, tick } = await opened();
      await turn(store, 'a', { timer: { at: START + 1_000, sealed: bytes('first') } });
      await turn(store, 'a');
      expect(await store.nextDueAt()).toBe(START + 1_000);
      await turn(store, 'a', { timer: { at: START + 2_000, sealed: bytes('second') } });
      tick(1_500);
      expect(await store.claim(LEASE)).toBeNull();
      await turn(store, 'a', { timer: null });
      expect(await store.nextDueAt()).toBeNull();
      tick(HOUR);
      expect(await store.claim(LEASE)).toBeNull();
    });

    it('wait their turn behind what was accepted before', async () => {
      const { store, tick } = await opened();
      await turn(store, 'a', { timer: { at: START + 10, sealed: bytes('timer') } });
      await say(store, 'a', 'said');
      tick(10);
      const claim = await claimed(store);
      expect(words(claim.event.sealed)).toBe('said');
      await store.commit(answer(claim));
      expect(words((await claimed(store)).event.sealed)).toBe('timer');
    });
  });
}
