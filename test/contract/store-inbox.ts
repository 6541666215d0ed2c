import { describe, expect, it } from 'vitest';
import { START, LEASE, HOUR, bytes, words, say, claimed, saidAndClaimed, accept, answer, turn, type Opened } from './store-steps.js';

/** What a store promises of keys and of the inbox. */
export function inboxContract(name: string, opened: Opened): void {
  describe(`${name}: keys`, () => {
    it('keeps the first key of a conversation and returns it ever after', async () => {
      const { store, reopen } = await opened();
      expect(words(await store.keyOf('a', bytes('one')))).toBe('one');
      expect(words(await store.keyOf('a', bytes('two')))).toBe('one');
      expect(words(await (await reopen()).keyOf('a', bytes('three')))).toBe('one');
    });

    it('gives all who ask at once the same key', async () => {
      const { store } = await opened();
      const keys = await Promise.all(['1', '2', '3', '4'].map((key) => store.keyOf('a', bytes(key))));
      expect(new Set(keys.map(words)).size).toBe(1);
    });

    it('takes the key of the first event, and none of an event sealed under another', async () => {
      const { store } = await opened();
      expect(await store.accept({ conversation: 'a', dedupe: '1', key: bytes('one'), sealed: bytes('x') })).toBe('accepted');
      expect(await store.accept({ conversation: 'a', dedupe: '2', key: bytes('two'), sealed: bytes('x') })).toEqual({ key: bytes('one') });
      expect(await store.accept({ conversation: 'a', dedupe: '2', key: bytes('one'), sealed: bytes('x') })).toBe('accepted');
      expect((await store.depths()).inbox).toBe(2);
    });

    it('refuses a line of a conversation without a key: nobody could open it', async () => {
      const { store } = await opened();
      await expect(store.append('nobody', 'mailbox', '1', bytes('x'))).rejects.toThrow('call keyOf first');
      await store.keyOf('nobody', bytes('key'));
      expect(await store.append('nobody', 'mailbox', '1', bytes('x'))).toBe(1);
    });
  });

  describe(`${name}: inbox`, () => {
    it('accepts an event once', async () => {
      const { store, tick, reopen } = await opened();
      expect(await say(store, 'a', 'one', 'same')).toBe('accepted');
      expect(await say(store, 'a', 'one', 'same')).toBe('seen');
      await store.commit(answer(await claimed(store)));
      tick(48 * HOUR);
      await say(store, 'b');
      expect(await say(await reopen(), 'a', 'one', 'same')).toBe('seen');
    });

    it('accepts one of many repetitions at once', async () => {
      const { store } = await opened();
      await store.keyOf('a', bytes('key'));
      const results = await Promise.all(Array.from({ length: 10 }, () => say(store, 'a', 'x', 'same')));
      expect(results.filter((result) => result === 'accepted')).toHaveLength(1);
    });

    it('gives the event with its conversation\'s key, session and version', async () => {
      const { store } = await opened();
      await say(store, 'a', 'first');
      const claim = await claimed(store);
      expect(claim).toMatchObject({ conversation: 'a', version: 0, session: null, event: { acceptedAt: START, attempts: 0 } });
      expect([words(claim.key), words(claim.event.sealed)]).toEqual(['key of a', 'first']);
      await store.commit(answer(claim, { session: bytes('remembered') }));
      await say(store, 'a', 'second');
      const next = await claimed(store);
      expect([next.version, words(next.session), words(next.event.sealed)]).toEqual([1, 'remembered', 'second']);
    });

    it('shows what waits behind a claimed event, and hands it out in its turn', async () => {
      const { store, tick } = await opened();
      await say(store, 'a', 'first');
      const claim = await claimed(store);
      expect(await store.behind(claim)).toBeNull();
      await say(store, 'b', 'another');
      tick(1);
      await say(store, 'a', 'second');
      await say(store, 'a', 'third');
      expect(words(await store.behind(claim))).toBe('second');
      await store.commit(answer(claim));
      expect([words((await claimed(store)).event.sealed), words((await claimed(store)).event.sealed)]).toEqual(['another', 'second']);
    });

    it('is empty where nothing waits', async () => {
      const { store } = await opened();
      expect(await store.claim(LEASE)).toBeNull();
      await turn(store, 'a');
      expect(await store.claim(LEASE)).toBeNull();
    });

    it('takes the conversation whose head has waited longest, and events in the order they came', async () => {
      const { store, tick } = await opened();
      for (const [conversation, text] of [['a', 'a1'], ['b', 'b1'], ['a', 'a2'], ['c', 'c1'], ['b', 'b2']] as const) {
        await say(store, conversation, text);
        tick(1);
      }
      const order: (string | null)[] = [];
      for (let claim = await store.claim(LEASE); claim; claim = await store.claim(LEASE)) {
        order.push(words(claim.event.sealed));
        await store.commit(answer(claim));
      }
      expect(order).toEqual(['a1', 'b1', 'a2', 'c1', 'b2']);
    });

    it('keeps the order of many events accepted at the same time', async () => {
      const { store } = await opened();
      for (let n = 0; n < 30; n++) await say(store, 'a', String(n));
      const order: (string | null)[] = [];
      for (let claim = await store.claim(LEASE); claim; claim = await store.claim(LEASE)) {
        order.push(words(claim.event.sealed));
        await store.commit(answer(claim));
      }
      expect(order).toEqual(Array.from({ length: 30 }, (_, n) => String(n)));
    });

    it('gives a conversation to one worker only', async () => {
      const { store, tick } = await opened();
      await say(store, 'a', 'a1');
      tick(1);
      await say(store, 'a', 'a2');
      tick(1);
      await say(store, 'b', 'b1');
      const claims = await Promise.all([store.claim(LEASE), store.claim(LEASE), store.claim(LEASE)]);
      expect(claims.map((claim) => claim && words(claim.event.sealed)).sort()).toEqual(['a1', 'b1', null].sort());
    });

    it('shares the conversations among workers that race', async () => {
      const { store } = await opened();
      const names = Array.from({ length: 40 }, (_, n) => `c${n}`);
      for (const one of names) await say(store, one, one);
      const done: string[] = [];
      const worker = async () => {
        for (let claim = await store.claim(LEASE); claim; claim = await store.claim(LEASE)) {
          if ((await store.commit(answer(claim))) === 'committed') done.push(claim.conversation);
        }
      };
      await Promise.all([worker(), worker(), worker(), worker()]);
      expect(done.sort()).toEqual(names.sort());
    });

    it('offers an event again when its worker vanished, and counts that', async () => {
      const { store, tick, reopen } = await opened();
      await say(store, 'a');
      const lost = await claimed(store);
      tick(LEASE - 1);
      expect(await store.claim(LEASE)).toBeNull();
      expect(await store.nextDueAt()).toBe(START + LEASE);
      tick(1);
      const again = await claimed(await reopen());
      expect(again.event).toMatchObject({ seq: lost.event.seq, attempts: 1 });
      expect(again.lease).toBeGreaterThan(lost.lease);
    });

    it('gives a released event again at its time, before the later ones of the conversation', async () => {
      const { store, tick } = await opened();
      await say(store, 'a', 'poison');
      await say(store, 'a', 'next');
      const claim = await claimed(store);
      await store.release(claim, 500);
      expect(await store.claim(LEASE)).toBeNull();
      expect(await store.nextDueAt()).toBe(START + 500);
      expect(await store.commit(answer(claim))).toBe('stale');
      tick(500);
      const again = await claimed(store);
      expect([words(again.event.sealed), again.event.attempts]).toEqual(['poison', 1]);
      await store.release(again, 0);
      expect((await claimed(store)).event.attempts).toBe(2);
    });

    it('ignores the release of a claim that moved on', async () => {
      const { store, tick } = await opened();
      await say(store, 'a');
      const old = await claimed(store);
      tick(LEASE);
      const present = await claimed(store);
      await store.release(old, 0);
      expect(await store.claim(LEASE)).toBeNull();
      expect(await store.commit(answer(present))).toBe('committed');
    });

    it('claims an event in the act that accepts it, where nothing of its conversation waits', async () => {
      const { store, tick } = await opened();
      const claim = await saidAndClaimed(store, 'a', 'first');
      expect(claim).toMatchObject({ conversation: 'a', version: 0, session: null, event: { acceptedAt: START, attempts: 0 } });
      expect([words(claim.key), words(claim.event.sealed)]).toEqual(['key of a', 'first']);
      expect(await store.claim(LEASE)).toBeNull();
      // While one is held, the next one waits.
      expect(await accept(store, { conversation: 'a', dedupe: 'later', sealed: bytes('second') }, 'key', LEASE)).toBe('accepted');
      expect(await store.commit(answer(claim, { session: bytes('remembered') }))).toBe('committed');
      const second = await claimed(store);
      expect([second.version, words(second.session), words(second.event.sealed)]).toEqual([1, 'remembered', 'second']);
      await store.commit(answer(second));
      expect(await accept(store, { conversation: 'a', dedupe: 'later', sealed: bytes('second') }, 'key', LEASE)).toBe('seen');
      // One whose worker vanished is offered again.
      const lost = await saidAndClaimed(store, 'a', 'third');
      tick(LEASE);
      expect((await claimed(store)).event).toMatchObject({ seq: lost.event.seq, attempts: 1 });
      expect(await store.commit(answer(lost))).toBe('stale');
    });

    it('claims nothing for a conversation that has another key by now', async () => {
      const { store } = await opened();
      await store.keyOf('a', bytes('new'));
      expect(await store.accept({ conversation: 'a', dedupe: '1', key: bytes('old'), sealed: bytes('x') }, LEASE)).toEqual({ key: bytes('new') });
      expect(await store.claim(LEASE)).toBeNull();
    });
  });
}
