import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { HandoffSummary } from '../../src/core/handoff.js';
import type { Session } from '../../src/core/session.js';
import { newSession } from '../../src/core/session.js';
import { turn } from '../../src/core/turn.js';
import type { Understanding } from '../../src/core/understanding.js';
import { dropGaps, gapKeeper, missedIn, readGaps } from '../../src/host/gaps.js';
import { vocabularyOf } from '../../src/language/impersonal.js';
import { message, NOON, smallWorld, understood } from '../core/world.js';
import { openOffice, quiet, written } from './office.js';

const DAY = 24 * 60 * 60 * 1000;
const QUESTION = 'can I open a bank account';
const VOCABULARY = vocabularyOf(['Can I open a bank account? My friend may.']);
const agreed: Session = { ...newSession('en', NOON), localeChosen: true, consentAt: NOON };
const summary: HandoffSummary = { reason: 'asked', locale: 'en', place: null, origin: null, dangers: [], channel: 'test', about: null };

/** What is kept of the turn that this question brings. */
function missed(session: Session | null, more: Partial<Understanding> = {}) {
  const understanding = understood(QUESTION, more);
  return missedIn(session, understanding, turn(session, message(QUESTION), understanding, smallWorld()));
}

describe('what may be kept', () => {
  it('is a question without an answer, or one that was asked back about, of somebody who agreed', () => {
    expect(missed(agreed)).toEqual({ text: QUESTION, locale: 'en' });
    expect(missed(agreed, { gate: 'clarify', matches: [{ entry: 'wages/minimum@TH', score: 0.4 }] })).not.toBeNull();
  });

  it.each<[string, Session | null, Partial<Understanding>]>([
    ['of a stranger', null, {}],
    ['of somebody who said no', { ...agreed, consentAt: null }, {}],
    ['that was answered', agreed, { gate: 'answer', matches: [{ entry: 'wages/minimum@TH', score: 0.9 }] }],
    ['with a red flag', agreed, { flags: [{ danger: 'locked-in', level: 'R3' }] }],
    ['that may be a call for help', agreed, { doubt: true }],
    ['that was not read whole', agreed, { partial: true }],
    ['while a counsellor speaks', { ...agreed, speaker: 'counsellor', handoff: { id: 'h', state: 'accepted', risk: 'R1', summary, counsellor: 'Ma Hnin' } }, {}],
    ['while one is called', { ...agreed, handoff: { id: 'h', state: 'queued', risk: 'R1', summary, counsellor: null } }, {}],
    ['while a nickname is asked for', { ...agreed, naming: 1 }, {}],
  ])('is none %s', (_, session, more) => {
    expect(missed(session, more)).toBeNull();
  });

  it('is none while a flow waits', () => {
    const waiting = turn(agreed, message('check fee'), understood('check fee'), smallWorld()).session;
    const begun = waiting.run ? waiting : turn(null, message('hello'), understood('hello'), smallWorld()).session;
    expect(begun.run).not.toBeNull();
    expect(missed({ ...begun, consentAt: NOON })).toBeNull();
  });
});

describe('what is kept', () => {
  let office: Awaited<ReturnType<typeof openOffice>>;
  afterEach(() => office.close());

  it('on the path of a message: the question without the person, sealed, after "yes" only, for 90 days', async () => {
    office = await openOffice({ vocabulary: VOCABULARY });
    let count = 0;
    const says = async (text: string, who = 'p1') => {
      await office.receive({ activity: written(text, `m${++count}`, who), dedupeKey: `m${count}` });
      await office.drain();
    };
    for (const [who, answer] of [['p1', 'Yes'], ['p2', 'No']] as const) {
      for (const text of ['what is this', 'English', answer, 'stop', 'can my friend Hlaing open a bank account']) await says(text, who);
    }
    expect((await readGaps(office)).map(({ text, locale }) => [text, locale])).toEqual([['can my friend … open a bank account', 'en']]);
    const [row] = await office.store.records('gap');
    const stored = readdirSync(office.dir).map((f) => readFileSync(join(office.dir, f)).toString('latin1')).join('');
    expect(row?.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(stored).not.toContain('bank account');
    // Gone with the day, not with the minute in which it was asked.
    office.tick((Math.floor(NOON / DAY) + 90) * DAY - NOON - 1);
    expect(await readGaps(office)).toHaveLength(1);
    office.tick(1);
    expect(await readGaps(office)).toEqual([]);
  });

  it('is at most 200 a day, and a failing store costs nothing', async () => {
    office = await openOffice();
    const keep = gapKeeper({ ...office, log: quiet }, async () => VOCABULARY);
    for (let n = 0; n < 205; n++) await keep({ text: QUESTION, locale: 'en' });
    expect(await readGaps(office)).toHaveLength(200);
    office.tick(DAY);
    await keep({ text: QUESTION, locale: 'en' });
    const all = await readGaps(office);
    expect(all).toHaveLength(201);
    await dropGaps(office, all.map(({ id }) => id));
    expect(await readGaps(office)).toEqual([]);
    await gapKeeper({ ...office, log: quiet }, () => Promise.reject(new Error('no')))({ text: QUESTION, locale: 'en' });
  });
});
