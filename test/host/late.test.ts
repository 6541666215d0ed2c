import { afterEach, describe, expect, it } from 'vitest';
import type { TranscriptLine } from '../../src/core/handoff.js';
import type { Understanding } from '../../src/core/understanding.js';
import { workOnce } from '../../src/host/work.js';
import { openOffice, written } from './office.js';

type Office = Awaited<ReturnType<typeof openOffice>>;
let office: Office;
afterEach(() => office.close());

const HOUR = 3_600_000;
const SORRY = 'Sorry that this answer comes late.';
const KNOWN: Record<string, Partial<Understanding>> = {
  'what is the minimum wage': { gate: 'answer', matches: [{ entry: 'wages/minimum@TH', score: 0.9 }] },
  'minimum wage': { gate: 'place', matches: [{ entry: 'wages/minimum@TH', score: 0.9 }] },
  'they beat me': { flags: [{ danger: 'violence', level: 'R3' }] },
};

/** A person who has talked with the bot before and waits for nothing. */
async function known() {
  office = await openOffice({ understand: (text) => KNOWN[text] ?? {} });
  await says('menu', 'm0');
  await office.drain();
  office.sent.length = 0;
}

async function says(text: string, id: string, more: object = {}) {
  return office.receive({ activity: { ...written(text, id), timestamp: new Date(office.clock()).toISOString(), ...more }, dedupeKey: id });
}

async function transcript(): Promise<string[]> {
  const conversation = office.conversationOf(written('', 'x'));
  const key = await office.store.keyOf(conversation, office.vault.newKey(conversation));
  const lines = await office.store.read(conversation, 'transcript', 0, 100);
  return lines.map((l) => office.vault.open(conversation, key, 'line', l.sealed) as TranscriptLine).flatMap((l) => (l.by === 'person' ? [l.activity.type === 'message' ? (l.activity.text ?? '') : l.activity.type] : []));
}

describe('messages that waited through an outage', () => {
  it('are answered together, in one turn, with one word of regret; each stays in the transcript', async () => {
    await known();
    await says('hello?', 'm1');
    await says('what is the minimum wage', 'm2');
    await says('is anybody there', 'm3');
    office.tick(HOUR);
    await office.drain();
    expect(office.texts()).toEqual([SORRY, expect.stringContaining('The minimum wage')]);
    expect(office.sent.map((a) => a.id)).toEqual(['m3.late.0', 'm2.0']);
    expect(await transcript()).toEqual(['menu', 'hello?', 'what is the minimum wage', 'is anybody there']);
  });

  it('bring the answer to each question that has one, and an earlier one counts for a later', async () => {
    await known();
    await says('what is the minimum wage', 'm1');
    await says('minimum wage', 'm2');
    await says('Thailand', 'm3');
    office.tick(HOUR);
    await office.drain();
    expect(office.texts()[0]).toBe(SORRY);
    expect(office.texts().slice(1).every((text) => text.includes('The minimum wage'))).toBe(true);
    expect(office.texts().filter((text) => text === SORRY)).toHaveLength(1);
  });

  it('where none has an answer, say so once', async () => {
    await known();
    for (const id of ['m1', 'm2', 'm3']) await says(`nothing we know ${id}`, id);
    office.tick(HOUR);
    await office.drain();
    expect(office.texts()).toEqual([SORRY, expect.stringContaining('no checked answer')]);
  });

  it('are each read for danger, which is answered at once and without a preface', async () => {
    await known();
    await says('they beat me', 'm1');
    await says('what is the minimum wage', 'm2');
    office.tick(HOUR);
    await workOnce(office.work);
    expect(await office.store.handoffs(10, false)).toHaveLength(1);
    await office.drain();
    expect(office.texts()[0]).toContain('URGENT violence');
    expect(office.texts().join()).toContain('The minimum wage');
  });

  it('that do something are done each by itself', async () => {
    await known();
    await says('what is the minimum wage', 'm1');
    await says('talk to a person', 'm2');
    office.tick(HOUR);
    await office.drain();
    expect(await office.store.handoffs(10, false)).toHaveLength(1);
    expect(await transcript()).toEqual(['menu', 'what is the minimum wage', 'talk to a person']);
  });

  it('and what asks something back is asked after the answers', async () => {
    await known();
    await says('what is the minimum wage', 'm1');
    await says('delete what I wrote', 'm2');
    office.tick(HOUR);
    await office.drain();
    expect(office.texts()).toEqual([SORRY, expect.stringContaining('The minimum wage'), expect.stringContaining('cannot be undone')]);
  });

  it('are not held up by what came since', async () => {
    await known();
    await says('what is the minimum wage', 'm1');
    office.tick(HOUR);
    await says('what is the minimum wage', 'm2');
    await office.drain();
    expect(office.texts()).toEqual([SORRY, expect.stringContaining('The minimum wage'), expect.stringContaining('The minimum wage')]);
  });

  it('a stranger is greeted as ever', async () => {
    office = await openOffice();
    await says('hello', 'm1');
    office.tick(HOUR);
    await office.drain();
    expect(office.texts()[0]).toBe(SORRY);
    expect(office.sent.length).toBeGreaterThan(1);
  });

  it.each([
    ['ten minutes', 10 * 60_000],
    ['a year, by a wrong clock', 365 * 24 * HOUR],
  ])('%s are no delay', async (_, age) => {
    await known();
    await says('what is the minimum wage', 'm1', { timestamp: new Date(office.clock() - age).toISOString() });
    await office.drain();
    expect(office.texts()).toEqual([expect.stringContaining('The minimum wage')]);
  });
});
