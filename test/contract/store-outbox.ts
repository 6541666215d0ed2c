import { describe, expect, it } from 'vitest';
import type { Outgoing } from '../../src/ports.js';
import { START, LEASE, answer, bytes, claimed, say, turn, letter, take, first, ids, type Opened } from './store-steps.js';

/** What a store promises of deliveries. */
export function outboxContract(name: string, opened: Opened): void {
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

    it('hands out the newest heads first where asked, and each conversation\'s own in order', async () => {
      const { store, tick } = await opened();
      for (const conversation of ['a', 'b', 'c']) {
        await turn(store, conversation, { deliveries: [letter(`${conversation}.1`), letter(`${conversation}.2`)] });
        tick(1);
      }
      const taken = await store.takeDeliveries(2, LEASE, [], 'newest');
      expect(ids(taken)).toEqual(['c.1', 'b.1']);
      await store.settle(first(taken), { do: 'sent' });
      expect(ids(await store.takeDeliveries(1, LEASE, ['viber'], 'newest'))).toEqual(['c.2']);
      expect(ids(await store.takeDeliveries(5, LEASE, ['telegram'], 'newest'))).toEqual([]);
      expect(ids(await take(store))).toEqual(['a.1']);
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
      await store.settle(first(await take(store)), { do: 'retry', inMs: 300 });
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

    it('leaves a delivery with a sender that renews its lease, and takes nothing of one that lost it', async () => {
      const { store, tick } = await opened();
      await turn(store, 'a', { deliveries: [letter('1'), letter('2')] });
      const held = first(await take(store));
      for (let n = 0; n < 3; n++) {
        tick(LEASE - 1);
        expect(await take(store)).toEqual([]);
        await store.renew(held, LEASE);
      }
      expect(await store.nextDueAt()).toBe(START + 3 * (LEASE - 1) + LEASE);
      tick(LEASE);
      const again = first(await take(store));
      await store.renew(held, 100 * LEASE);
      tick(LEASE);
      expect(first(await take(store))).toMatchObject({ id: '1', attempts: 2 });
      await store.settle(again, { do: 'sent' });
      expect((await store.depths()).outbox).toBe(2);
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
      await store.settle(out, { do: 'retry', inMs: 10 });
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

    it('hands out the first letter of a commit in the act that keeps it, where none of the conversation is out', async () => {
      const { store, tick } = await opened();
      await say(store, 'a');
      const done = await store.commit(answer(await claimed(store), { speaker: 'counsellor', deliveries: [letter('1'), letter('2')] }), LEASE);
      if (typeof done === 'string') throw new Error('nothing was handed out');
      expect(done.outgoing).toMatchObject({ id: '1', conversation: 'a', channel: 'telegram', speaker: 'counsellor', attempts: 0, queuedAt: START });
      expect(await take(store)).toEqual([]);
      // The next turn's letter waits behind those.
      await say(store, 'a');
      expect(await store.commit(answer(await claimed(store), { deliveries: [letter('3')] }), LEASE)).toBe('committed');
      await store.settle(done.outgoing, { do: 'sent' });
      const second = first(await take(store));
      expect(second.id).toBe('2');
      tick(LEASE);
      expect(first(await take(store))).toMatchObject({ id: '2', attempts: 1 });
    });
  });
}
