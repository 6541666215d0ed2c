import { describe, expect, it } from 'vitest';
import type { Commit } from '../../src/ports.js';
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
      expect(await store.commit({ ...right, claim: { ...right.claim, seq: claim.event.seq + 1 } })).toBe('stale');
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

  describe(`${name}: commit of an event that comes with it`, () => {
    const key = bytes('key of a');
    const at = (version: number, dedupe = `new ${version}`): Commit['claim'] => ({ conversation: 'a', version, key, dedupe });
    const brought = (claim: Commit['claim'], more: Partial<Commit> = {}): Commit => ({ claim, session: bytes('known'), speaker: 'bot', lines: [], deliveries: [], handoff: null, ...more });

    it('leaves nothing to be claimed, and its reply may be sent at once', async () => {
      const { store, reopen } = await opened();
      await turn(store, 'a');
      const done = await store.commit(brought(at(1), { lines: [{ id: 'l', sealed: bytes('line') }], deliveries: [letter('r.0'), letter('r.1')] }), LEASE);
      if (typeof done === 'string') throw new Error(done);
      expect(done.outgoing).toMatchObject({ id: 'r.0', conversation: 'a', channel: 'telegram', by: 'bot', speaker: 'bot', attempts: 0, queuedAt: START });
      expect([words(done.outgoing.sealed), words(done.outgoing.key)]).toEqual(['r.0', 'key of a']);
      expect(await store.claim(LEASE)).toBeNull();
      expect(await store.depths()).toMatchObject({ inbox: 0, outbox: 2, oldestInboxAt: null });
      await store.settle(done.outgoing, { do: 'sent' });
      expect(ids(await take(store))).toEqual(['r.1']);
      const again = await reopen();
      expect(await again.read('a', 'transcript', 0, 10)).toHaveLength(1);
      await say(again, 'a');
      expect(await claimed(again)).toMatchObject({ version: 2, session: bytes('known') });
    });

    it('of an event that was seen writes nothing', async () => {
      const { store } = await opened();
      await turn(store, 'a');
      expect(await store.commit(brought(at(1, 'once')))).toBe('committed');
      expect(await store.commit(brought(at(2, 'once'), { deliveries: [letter('r.0')] }), LEASE)).toBe('seen');
      expect(await say(store, 'a', 'again', 'once')).toBe('seen');
      expect(await store.depths()).toMatchObject({ inbox: 0, outbox: 0 });
      expect(await store.commit(brought(at(2)))).toBe('committed');
    });

    it('writes nothing against another version or key, nor for a stranger, and the event is still new', async () => {
      const { store } = await opened();
      expect(await store.commit(brought(at(0, 'e')))).toBe('stale');
      await turn(store, 'a');
      expect(await store.commit(brought(at(0, 'e')))).toBe('stale');
      expect(await store.commit(brought({ ...at(1, 'e'), key: bytes('another') }))).toBe('stale');
      expect(await store.commit(brought(at(1, 'e')))).toBe('committed');
    });

    it('writes nothing while another event waits or is in somebody\'s hands', async () => {
      const { store } = await opened();
      await turn(store, 'a');
      await say(store, 'a');
      expect(await store.commit(brought(at(1)))).toBe('stale');
      const claim = await claimed(store);
      expect(await store.commit(brought(at(1)))).toBe('stale');
      expect(await store.commit(answer(claim))).toBe('committed');
      expect(await store.commit(brought(at(2)))).toBe('committed');
    });

    it('of many at once on one version writes one', async () => {
      const { store } = await opened();
      await turn(store, 'a');
      const results = await Promise.all(['x', 'y', 'z'].map((dedupe) => store.commit(brought(at(1, dedupe)))));
      expect(results.sort()).toEqual(['committed', 'stale', 'stale']);
    });

    it('puts its reply behind those that wait, and forgets a person as any commit does', async () => {
      const { store } = await opened();
      await turn(store, 'a', { deliveries: [letter('1.0')] });
      const [out] = await take(store);
      expect(await store.commit(brought(at(1), { deliveries: [letter('2.0')] }), LEASE)).toBe('committed');
      await store.settle(out!, { do: 'sent' });
      const done = await store.commit(brought(at(2), { deliveries: [letter('3.0')] }), LEASE);
      expect(typeof done === 'object' && done.outgoing.id).toBe('2.0');
      const gone = await store.commit(brought(at(3), { deliveries: [letter('4.0')], erase: { key: bytes('new key') } }), LEASE);
      expect(typeof gone === 'object' && [gone.outgoing.id, words(gone.outgoing.key)]).toEqual(['4.0', 'new key']);
      expect(await store.depths()).toMatchObject({ outbox: 1 });
      expect(words(await store.keyOf('a', bytes('x')))).toBe('new key');
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
