import { describe, expect, it, onTestFinished } from 'vitest';
import type { Claim, Commit, ConversationKey, Delivery, Outgoing, Store } from '../../src/ports.js';
import { agreesWithModel } from './store-model.js';

/** A fresh, empty store whose time stands still until `tick`. */
export interface OpenStore {
  store: Store;
  tick(ms: number): void;
  /** Closes the store and opens it again over what it wrote. */
  reopen(): Promise<Store>;
  close(): Promise<void>;
}

export const START = Date.UTC(2026, 10, 21);
const LEASE = 10_000;
const HOUR = 3_600_000;

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const words = (sealed: Uint8Array | null): string | null => sealed && new TextDecoder().decode(sealed);

/** What every store must do: each sentence of the port. */
export function storeContract(name: string, open: () => Promise<OpenStore>): void {
  async function opened(): Promise<OpenStore> {
    const one = await open();
    onTestFinished(() => one.close());
    return one;
  }
  let events = 0;
  const say = async (store: Store, conversation: ConversationKey, text = 'hello', dedupe = `event-${++events}`) => {
    await store.keyOf(conversation, bytes(`key of ${conversation}`));
    return store.accept({ conversation, dedupe, sealed: bytes(text) });
  };
  const claimed = async (store: Store): Promise<Claim> => {
    const claim = await store.claim(LEASE);
    if (!claim) throw new Error('nothing to claim');
    return claim;
  };
  const answer = (claim: Claim, more: Partial<Commit> = {}): Commit => ({
    claim: { conversation: claim.conversation, lease: claim.lease, version: claim.version, seq: claim.event.seq },
    session: bytes('session'),
    speaker: 'bot',
    lines: [],
    deliveries: [],
    handoff: null,
    ...more,
  });
  /** An event accepted, claimed and committed with this. */
  const turn = async (store: Store, conversation: ConversationKey, more: Partial<Commit> = {}) => {
    await say(store, conversation);
    expect(await store.commit(answer(await claimed(store), more))).toBe('committed');
  };
  const letter = (id: string, more: Partial<Delivery> = {}): Delivery => ({ id, channel: 'telegram', by: 'bot', sealed: bytes(id), ...more });
  const take = (store: Store, limit = 10, except: string[] = []) => store.takeDeliveries(limit, LEASE, except);
  const first = (taken: Outgoing[]): Outgoing => {
    if (!taken[0]) throw new Error('nothing to deliver');
    return taken[0];
  };
  const ids = (rows: { id: string }[]) => rows.map((row) => row.id);
  const opens = (id: string, risk: 'R0' | 'R1' | 'R2' | 'R3' = 'R1'): Partial<Commit> => ({ handoff: { do: 'open', id, risk, sealed: bytes(`summary ${id}`) } });
  const notice = (conversation: ConversationKey) => ({ conversation, dedupe: `notice-${++events}`, sealed: bytes('status') });

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

    it('refuses an event or a line of a conversation without a key: nobody could open it', async () => {
      const { store } = await opened();
      await expect(store.accept({ conversation: 'nobody', dedupe: 'd', sealed: bytes('x') })).rejects.toThrow('call keyOf first');
      await expect(store.append('nobody', 'mailbox', '1', bytes('x'))).rejects.toThrow('call keyOf first');
      await store.keyOf('nobody', bytes('key'));
      expect(await store.accept({ conversation: 'nobody', dedupe: 'd', sealed: bytes('x') })).toBe('accepted');
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
      await store.release(claim, START + 500);
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
  });

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

  describe(`${name}: outbox`, () => {
    it('hands out the head of each conversation, one at a time, the oldest first', async () => {
      const { store, tick } = await opened();
      for (const conversation of ['a', 'b', 'c']) {
        await turn(store, conversation, { deliveries: [letter(`${conversation}.1`), letter(`${conversation}.2`)] });
        tick(1);
      }
      const taken = await take(store, 2);
      expect(ids(taken)).toEqual(['a.1', 'b.1']);
      expect(ids(await take(store))).toEqual(['c.1']);
      expect(await take(store)).toEqual([]);
      await store.settle(first(taken), { do: 'sent' });
      const next = await take(store);
      expect(ids(next)).toEqual(['a.2']);
      await store.settle(first(next), { do: 'withheld' });
      expect((await store.depths()).outbox).toBe(4);
    });

    it('says all that sending needs, and who speaks at this moment', async () => {
      const { store } = await opened();
      await turn(store, 'a', { deliveries: [letter('1.1', { by: 'notice' })] });
      await turn(store, 'a', { speaker: 'counsellor' });
      expect(first(await take(store))).toMatchObject({
        id: '1.1', conversation: 'a', channel: 'telegram', by: 'notice', speaker: 'counsellor', attempts: 0, queuedAt: START,
        key: bytes('key of a'), sealed: bytes('1.1'),
      });
    });

    it('leaves out the named channels', async () => {
      const { store, tick } = await opened();
      await turn(store, 'a', { deliveries: [letter('a.1', { channel: 'viber' })] });
      tick(1);
      await turn(store, 'b', { deliveries: [letter('b.1')] });
      expect(await take(store, 10, ['viber', 'telegram'])).toEqual([]);
      expect(ids(await take(store, 10, ['viber']))).toEqual(['b.1']);
      expect(ids(await take(store))).toEqual(['a.1']);
    });

    it('waits for the time of a retry and keeps the order', async () => {
      const { store, tick, reopen } = await opened();
      await turn(store, 'a', { deliveries: [letter('1'), letter('2')] });
      await store.settle(first(await take(store)), { do: 'retry', at: START + 300 });
      expect(await take(store)).toEqual([]);
      expect(await store.nextDueAt()).toBe(START + 300);
      tick(300);
      const again = first(await take(await reopen()));
      expect(again).toMatchObject({ id: '1', attempts: 1 });
    });

    it('offers a delivery again when its sender vanished; the late answer has no effect', async () => {
      const { store, tick } = await opened();
      await turn(store, 'a', { deliveries: [letter('1'), letter('2')] });
      const lost = first(await take(store));
      tick(LEASE);
      const again = first(await take(store));
      expect(again).toMatchObject({ id: '1', attempts: 1 });
      await store.settle(lost, { do: 'sent' });
      expect((await store.depths()).outbox).toBe(2);
      await store.settle(again, { do: 'sent' });
      await store.settle(again, { do: 'sent' });
      expect(ids(await take(store))).toEqual(['2']);
    });

    it('gives each delivery to one of many senders', async () => {
      const { store } = await opened();
      for (let n = 0; n < 20; n++) await turn(store, `c${n}`, { deliveries: [letter(`${n}.1`)] });
      const taken: Outgoing[] = [];
      const sender = async () => {
        for (let some = await take(store, 5); some.length > 0; some = await take(store, 5)) taken.push(...some);
      };
      await Promise.all([sender(), sender(), sender(), sender()]);
      expect(new Set(ids(taken)).size).toBe(taken.length);
      expect(taken).toHaveLength(20);
    });

    it('keeps what is dead aside, lets the next go on, and puts it back at the head when asked', async () => {
      const { store, tick, reopen } = await opened();
      await turn(store, 'a', { deliveries: [letter('1'), letter('2'), letter('3')] });
      await store.settle(first(await take(store)), { do: 'dead', code: 'blocked' });
      const [dead] = await store.deadLetters(10);
      expect(dead).toMatchObject({ conversation: 'a', channel: 'telegram', code: 'blocked', at: START });
      await store.settle(first(await take(store)), { do: 'sent' });
      tick(5);
      const again = await reopen();
      expect(await again.resend(dead?.id ?? '')).toBe(true);
      expect(await again.resend(dead?.id ?? '')).toBe(false);
      expect(await again.resend('no such')).toBe(false);
      expect(await again.deadLetters(10)).toEqual([]);
      expect(first(await take(again))).toMatchObject({ id: '1', attempts: 0, sealed: bytes('1') });
    });

    it('does not hand out a resent letter while another of the conversation is out', async () => {
      const { store, tick } = await opened();
      await turn(store, 'a', { deliveries: [letter('1'), letter('2'), letter('3')] });
      await store.settle(first(await take(store)), { do: 'dead', code: 'blocked' });
      const out = first(await take(store));
      await store.resend((await store.deadLetters(1))[0]?.id ?? '');
      expect(await take(store)).toEqual([]);
      await store.settle(out, { do: 'retry', at: START + 10 });
      tick(10);
      const order: string[] = [];
      for (let taken = await take(store); taken[0]; taken = await take(store)) {
        order.push(taken[0].id);
        await store.settle(taken[0], { do: 'sent' });
      }
      expect(order).toEqual(['2', '1', '3']);
    });

    it('lists the newest dead letters first', async () => {
      const { store, tick } = await opened();
      for (const id of ['1', '2', '3']) {
        await turn(store, `c${id}`, { deliveries: [letter(id)] });
        await store.settle(first(await take(store)), { do: 'dead', code: id });
        tick(1);
      }
      expect((await store.deadLetters(2)).map((dead) => dead.code)).toEqual(['3', '2']);
    });
  });

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
      await again.settle(out, { do: 'retry', at: 0 });
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

    it('does what a simple model does, whatever the order', async () => {
      await agreesWithModel(open);
    });
  });
}
