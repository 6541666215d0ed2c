import { describe, expect, it } from 'vitest';
import { START, LEASE, bytes, words, say, claimed, answer, turn, letter, take, first, ids, opens, notice, type Opened } from './store-steps.js';

/** What a store promises of handoffs, and of forgetting. */
export function handoffsContract(name: string, opened: Opened): void {
  describe(`${name}: handoffs`, () => {
    it('lists the gravest first, then the oldest, then the newest closed', async () => {
      const { store, tick } = await opened();
      for (const [id, risk] of [['one', 'R1'], ['two', 'R3'], ['three', 'R2'], ['four', 'R3'], ['five', 'R1']] as const) {
        await turn(store, id, opens(id, risk));
        tick(1);
      }
      for (const id of ['one', 'three']) {
        await turn(store, id, { handoff: { do: 'close', id, state: 'completed', outcome: 'referred' } });
        tick(1);
      }
      expect(ids(await store.handoffs(10, false))).toEqual(['two', 'four', 'five']);
      expect(ids(await store.handoffs(10, true))).toEqual(['two', 'four', 'five', 'three', 'one']);
      expect(ids(await store.handoffs(4, true))).toEqual(['two', 'four', 'five', 'three']);
      expect(ids(await store.handoffs(2, true))).toEqual(['two', 'four']);
    });

    it('opens, is raised, and closes; a closed one stays closed', async () => {
      const { store, tick } = await opened();
      await turn(store, 'a', opens('h', 'R1'));
      expect(await store.handoff('h')).toEqual({
        id: 'h', conversation: 'a', key: bytes('key of a'), state: 'queued', risk: 'R1', openedAt: START, acceptedAt: null, closedAt: null,
        holder: null, outcome: null, sealed: bytes('summary h'),
      });
      tick(5);
      await turn(store, 'a', { handoff: { do: 'raise', id: 'h', risk: 'R3', sealed: bytes('worse') } });
      expect(await store.handoff('h')).toMatchObject({ state: 'queued', risk: 'R3', openedAt: START, sealed: bytes('worse') });
      await turn(store, 'a', { handoff: { do: 'close', id: 'h', state: 'completed', outcome: 'referred' } });
      const closed = { state: 'completed', outcome: 'referred', closedAt: START + 5, risk: 'R3' };
      expect(await store.handoff('h')).toMatchObject(closed);
      await turn(store, 'a', { handoff: { do: 'raise', id: 'h', risk: 'R2', sealed: bytes('again') } });
      await turn(store, 'a', { handoff: { do: 'close', id: 'h', state: 'failed', outcome: 'late' } });
      expect(await store.handoff('h')).toMatchObject(closed);
      expect(await store.handoff('unknown')).toBeNull();
      expect((await store.depths()).openHandoffs).toBe(0);
    });

    it('is never changed by another conversation', async () => {
      const { store } = await opened();
      await turn(store, 'a', opens('h'));
      await turn(store, 'b', { handoff: { do: 'close', id: 'h', state: 'failed', outcome: 'x' } });
      expect(await store.take('h', 'ann', notice('b'))).toEqual({ kind: 'closed' });
      expect(await store.handoff('h')).toMatchObject({ state: 'queued', conversation: 'a' });
    });

    it('is taken once, with its event in the same act', async () => {
      const { store, tick, reopen } = await opened();
      await turn(store, 'a', opens('h'));
      tick(7);
      expect(await store.take('h', 'ann', notice('a'))).toEqual({ kind: 'taken' });
      expect(await store.take('h', 'ann', notice('a'))).toEqual({ kind: 'taken' });
      expect(await store.take('h', 'bo', notice('a'))).toEqual({ kind: 'held', by: 'ann' });
      const again = await reopen();
      expect(await again.handoff('h')).toMatchObject({ state: 'accepted', holder: 'ann', acceptedAt: START + 7 });
      expect(ids(await again.handoffs(10, false))).toEqual(['h']);
      expect((await again.depths()).inbox).toBe(1);
      expect(words((await claimed(again)).event.sealed)).toBe('status');
      expect(await again.take('unknown', 'ann', notice('a'))).toEqual({ kind: 'closed' });
    });

    it('with a lease, hands out its event in the act that takes, where nothing else waits', async () => {
      const { store } = await opened();
      await turn(store, 'a', opens('h'));
      const taken = await store.take('h', 'ann', notice('a'), LEASE);
      if (taken.kind !== 'taken' || !taken.claim) throw new Error('the event was not handed out');
      expect(words(taken.claim.event.sealed)).toBe('status');
      expect(await store.claim(LEASE)).toBeNull();
      expect(await store.take('h', 'bo', notice('a'), LEASE)).toEqual({ kind: 'held', by: 'ann' });
      expect(await store.take('h', 'ann', notice('a'), LEASE)).toEqual({ kind: 'taken' });
      expect(await store.commit(answer(taken.claim))).toBe('committed');
      expect((await store.depths()).inbox).toBe(0);

      await turn(store, 'b', opens('i'));
      await say(store, 'b', 'waits');
      expect(await store.take('i', 'ann', notice('b'), LEASE)).toEqual({ kind: 'taken' });
      expect((await store.depths()).inbox).toBe(2);
    });

    it('has one holder when many take it at once', async () => {
      const { store } = await opened();
      await turn(store, 'a', opens('h'));
      const counsellors = ['ann', 'bo', 'chit', 'dao'];
      const results = await Promise.all(counsellors.map((one) => store.take('h', one, notice('a'))));
      expect(results.filter((result) => result.kind === 'taken')).toHaveLength(1);
      const holder = counsellors[results.findIndex((result) => result.kind === 'taken')];
      expect(results.filter((result) => result.kind === 'held' && result.by === holder)).toHaveLength(3);
      expect((await store.depths()).inbox).toBe(1);
    });

    it('is given back by its holder only, and can be taken again', async () => {
      const { store } = await opened();
      await turn(store, 'a', opens('h'));
      expect(await store.giveBack('h', 'ann', notice('a'))).toBe(false);
      await store.take('h', 'ann', notice('a'));
      expect(await store.giveBack('h', 'bo', notice('a'))).toBe(false);
      expect(await store.giveBack('h', 'ann', notice('a'))).toBe(true);
      expect(await store.giveBack('h', 'ann', notice('a'))).toBe(false);
      expect(await store.handoff('h')).toMatchObject({ state: 'queued', holder: null, acceptedAt: null });
      expect((await store.depths()).inbox).toBe(2);
      expect(await store.take('h', 'bo', notice('a'))).toEqual({ kind: 'taken' });
      await store.commit(answer(await claimed(store), { handoff: { do: 'close', id: 'h', state: 'completed', outcome: 'referred' } }));
      expect(await store.take('h', 'bo', notice('a'))).toEqual({ kind: 'closed' });
      expect(await store.giveBack('h', 'bo', notice('a'))).toBe(false);
      expect(await store.handoff('h')).toMatchObject({ holder: 'bo' });
    });

    it('is opened again by a turn, where the same holder holds it still', async () => {
      const { store, tick } = await opened();
      await turn(store, 'a', opens('h'));
      const reopened = (since: number) => turn(store, 'a', { handoff: { do: 'reopen', id: 'h', since } });
      await reopened(START);
      expect(await store.handoff('h')).toMatchObject({ state: 'queued' });
      tick(5);
      await store.take('h', 'ann', notice('a'));
      await store.commit(answer(await claimed(store)));
      await turn(store, 'b', { handoff: { do: 'reopen', id: 'h', since: START + 5 } });
      await reopened(START);
      expect(await store.handoff('h')).toMatchObject({ state: 'accepted', holder: 'ann', acceptedAt: START + 5 });
      const before = await store.revision();
      await reopened(START + 5);
      expect(await store.handoff('h')).toMatchObject({ state: 'queued', holder: null, acceptedAt: null, closedAt: null, openedAt: START, sealed: bytes('summary h') });
      expect(await store.revision()).toBeGreaterThan(before);
      expect(ids(await store.handoffs(10, false))).toEqual(['h']);
      expect(await store.take('h', 'bo', notice('a'))).toEqual({ kind: 'taken' });
    });

    it('counts each change that a console would show, and no other', async () => {
      const { store } = await opened();
      let before = await store.revision();
      const goesUp = async (up: boolean, act: () => Promise<unknown>) => {
        await act();
        const after = await store.revision();
        expect(after > before).toBe(up);
        before = after;
      };
      const line = (id: string) => ({ lines: [{ id, sealed: bytes(id) }] });
      await goesUp(false, () => turn(store, 'a', line('1')));
      await goesUp(true, () => turn(store, 'a', opens('h')));
      await goesUp(true, () => turn(store, 'a', line('2')));
      await goesUp(false, () => turn(store, 'a', line('2')));
      await goesUp(false, () => turn(store, 'b', line('1')));
      await goesUp(true, () => store.take('h', 'ann', notice('a')));
      await goesUp(false, () => store.take('h', 'bo', notice('a')));
      await goesUp(true, () => store.append('a', 'transcript', '3', bytes('3')));
      await goesUp(false, () => store.append('a', 'transcript', '3', bytes('3')));
      await goesUp(false, () => store.append('a', 'mailbox', '3', bytes('3')));
      await goesUp(false, () => store.append('b', 'transcript', '3', bytes('3')));
      await goesUp(true, () => store.giveBack('h', 'ann', notice('a')));
      await goesUp(false, () => store.giveBack('h', 'ann', notice('a')));
      await goesUp(true, async () => store.commit(answer(await claimed(store), { handoff: { do: 'close', id: 'h', state: 'failed', outcome: 'person-left' } })));
      await goesUp(false, async () => store.commit(answer(await claimed(store), line('4'))));
    });
  });

  describe(`${name}: erase`, () => {
    const farewell = { session: bytes('new'), erase: { key: bytes('new key') }, lines: [{ id: 'bye', sealed: bytes('bye') }], deliveries: [letter('bye.1')] };

    it('forgets everything of the conversation and writes the rest under the new key', async () => {
      const { store, tick, reopen } = await opened();
      await turn(store, 'a', { deliveries: [letter('dead')] });
      await store.settle(first(await take(store)), { do: 'dead', code: 'x' });
      await turn(store, 'a', { ...opens('h'), lines: [{ id: '1', sealed: bytes('secret') }], deliveries: [letter('1'), letter('2')], timer: { at: START + 50, sealed: bytes('secret') } });
      await store.append('a', 'mailbox', 'm', bytes('secret'));
      const out = first(await take(store));
      await say(store, 'a', 'forget me', 'erasing');
      await say(store, 'a', 'secret', 'waiting');
      expect(await store.commit(answer(await claimed(store), farewell))).toBe('committed');

      const again = await reopen();
      await again.settle(out, { do: 'retry', inMs: 0 });
      expect(words(await again.keyOf('a', bytes('other')))).toBe('new key');
      expect(await again.deadLetters(10)).toEqual([]);
      expect(await again.read('a', 'mailbox', 0, 10)).toEqual([]);
      expect((await again.read('a', 'transcript', 0, 10)).map((one) => words(one.sealed))).toEqual(['bye']);
      expect(await again.handoff('h')).toMatchObject({ state: 'failed', outcome: 'erased', closedAt: START, sealed: null, key: bytes('new key') });
      expect(await again.depths()).toEqual({ inbox: 0, outbox: 1, oldestInboxAt: null, openHandoffs: 0, deadLetters: 0 });
      const sent = first(await take(again));
      expect(sent).toMatchObject({ id: 'bye.1', key: bytes('new key') });
      tick(100);
      expect(await again.claim(LEASE)).toBeNull();
      expect(await say(again, 'a', 'x', 'erasing')).toBe('seen');
      expect(await say(again, 'a', 'x', 'waiting')).toBe('seen');
      await say(again, 'a', 'hello again');
      expect(await claimed(again)).toMatchObject({ session: bytes('new'), key: bytes('new key') });
    });

    it('leaves other people alone', async () => {
      const { store } = await opened();
      await turn(store, 'b', { ...opens('hb'), lines: [{ id: '1', sealed: bytes('1') }], deliveries: [letter('1')], timer: { at: START + 50, sealed: bytes('t') } });
      await turn(store, 'a', farewell);
      expect(await store.handoff('hb')).toMatchObject({ state: 'queued', sealed: bytes('summary hb') });
      expect(await store.read('b', 'transcript', 0, 10)).toHaveLength(1);
      expect(await store.nextDueAt()).toBe(START + 50);
      expect((await take(store)).map((one) => one.conversation).sort()).toEqual(['a', 'b']);
    });

    it('lets the same commit close the handoff in its own way', async () => {
      const { store } = await opened();
      await turn(store, 'a', opens('h'));
      await turn(store, 'a', { ...farewell, handoff: { do: 'close', id: 'h', state: 'completed', outcome: 'person-left' } });
      expect(await store.handoff('h')).toMatchObject({ state: 'completed', outcome: 'person-left', sealed: null });
    });

    it('takes the sealed part of handoffs that were closed long before', async () => {
      const { store } = await opened();
      await turn(store, 'a', opens('h'));
      await turn(store, 'a', { handoff: { do: 'close', id: 'h', state: 'completed', outcome: 'referred' } });
      const before = await store.revision();
      await turn(store, 'a', farewell);
      expect(await store.handoff('h')).toMatchObject({ state: 'completed', outcome: 'referred', sealed: null });
      expect(await store.revision()).toBeGreaterThan(before);
    });

    it('lets positions go on, so that a reader who waits sees the farewell', async () => {
      const { store } = await opened();
      await store.keyOf('a', bytes('key of a'));
      for (let n = 0; n < 3; n++) await store.append('a', 'mailbox', String(n), bytes('x'));
      await turn(store, 'a', farewell);
      expect(await store.append('a', 'mailbox', '0', bytes('bye'))).toBe(4);
      expect((await store.read('a', 'mailbox', 3, 10)).map((one) => words(one.sealed))).toEqual(['bye']);
    });
  });
}
