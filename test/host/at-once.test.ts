import { afterEach, describe, expect, it } from 'vitest';
import type { MessageActivity } from '../../src/core/activity.js';
import type { TranscriptLine } from '../../src/core/handoff.js';
import { door } from '../../src/host/door.js';
import { answerAtOnce } from '../../src/host/work.js';
import { StoreUnavailable, type Receive, type Store } from '../../src/ports.js';
import { openOffice, written } from './office.js';

const minimum = { gate: 'answer' as const, matches: [{ entry: 'wages/minimum@TH', score: 0.9 }] };

type Office = Awaited<ReturnType<typeof openOffice>>;
let office: Office;
afterEach(() => office.close());

/** An office whose door answers at once where it can, over a store that counts what is asked of it. */
async function quickOffice(understand: (text: string) => typeof minimum = () => minimum) {
  office = await openOffice({ understand });
  const asked: (keyof Store)[] = [];
  const store = new Proxy(office.store, {
    get(whole, name: keyof Store) {
      const method = whole[name];
      return (...args: unknown[]) => {
        asked.push(name);
        return (method as (...args: unknown[]) => unknown)(...args);
      };
    },
  });
  const work = { ...office.work, store };
  const receive: Receive = door(store, office.vault, office.work.hatch, (conversation, incoming) => answerAtOnce(work, conversation, incoming));
  const says = (text: string, id: string, more: Partial<MessageActivity> = {}) => receive({ activity: { ...written(text, id), ...more }, dedupeKey: id });
  await says('good to know', 'm1');
  await office.drain();
  asked.length = 0;
  return { says, asked, work };
}

describe('a message of a conversation that is remembered', () => {
  it('is answered in the one act that stores it', async () => {
    const { says, asked } = await quickOffice();
    expect(await says('the wage', 'm2')).toBe('accepted');
    expect(asked).toEqual(['commit']);
    await office.out.idle();
    expect(office.sent.map(({ id }) => id)).toEqual(['m1.0', 'm2.0']);
    expect(await office.store.depths()).toMatchObject({ inbox: 0, outbox: 0 });
    expect(await office.store.claim(1_000)).toBeNull();
  });

  it('has one turn however often it comes, at once or after a restart', async () => {
    const { says, work } = await quickOffice();
    expect(await Promise.all(['m2', 'm2', 'm2'].map((id) => says('the wage', id)))).toEqual(['accepted', 'seen', 'seen']);
    work.recall.drop(office.conversationOf(written('', 'x')));
    expect(await says('the wage', 'm2')).toBe('seen');
    await office.drain();
    expect(office.sent.map(({ id }) => id)).toEqual(['m1.0', 'm2.0']);
  });

  it('keeps its order behind one that waits', async () => {
    const { says } = await quickOffice();
    // By the inbox, as an event of the console comes: what follows must not overtake it.
    expect(await office.receive({ activity: written('first', 'm2'), dedupeKey: 'm2' })).toBe('accepted');
    expect(await says('second', 'm3')).toBe('accepted');
    await office.drain();
    expect(office.sent.map(({ id }) => id)).toEqual(['m1.0', 'm2.0', 'm3.0']);
  });

  it('goes by the inbox where its turn fails, and is tried again there', async () => {
    let fails = true;
    const { says } = await quickOffice((text) => {
      if (text === 'hard' && fails) throw new Error('broken');
      return minimum;
    });
    expect(await says('hard', 'm2')).toBe('accepted');
    await office.drain();
    expect((await office.store.depths()).inbox).toBe(1);
    fails = false;
    office.tick(2_000);
    await office.drain();
    expect(office.sent.map(({ id }) => id)).toEqual(['m1.0', 'm2.0']);
  });

  it('is not acknowledged where the store is away, and is answered when it comes again', async () => {
    const { says, work } = await quickOffice();
    const { commit } = work.store;
    work.store = { ...office.store, commit: () => Promise.reject(new StoreUnavailable('away')) };
    expect(await says('the wage', 'm2')).toBe('unavailable');
    work.store = { ...office.store, commit };
    expect(await says('the wage', 'm2')).toBe('accepted');
    await office.drain();
    expect(office.sent.map(({ id }) => id)).toEqual(['m1.0', 'm2.0']);
  });

  it('that waited through an outage goes by the inbox, where late ones are answered together', async () => {
    const { says, asked } = await quickOffice();
    office.tick(3_600_000);
    await says('the wage', 'm2');
    expect(asked).toEqual(['accept']);
  });

  it('leaves a session and a transcript that the next worker reads as it wrote them', async () => {
    const { says, work } = await quickOffice();
    await says('one', 'm2');
    work.recall.drop(office.conversationOf(written('', 'x')));
    await says('two', 'm3');
    await office.drain();
    const conversation = office.conversationOf(written('', 'x'));
    const key = await office.store.keyOf(conversation, office.vault.newKey(conversation));
    const lines = (await office.store.read(conversation, 'transcript', 0, 10)).map(({ sealed }) => office.vault.open(conversation, key, 'line', sealed) as TranscriptLine);
    expect(lines.map(({ by, activity }) => [by, activity.id])).toEqual(['m1', 'm2', 'm3'].flatMap((id) => [['person', id], ['bot', `${id}.0`]]));
  });
});
