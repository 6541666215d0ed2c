import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { LOCALES, type Locale } from '../../src/core/locale.js';
import { changedLines, diffLines } from '../../src/knowledge/diff.js';
import type { Knowledge } from '../../src/knowledge/knowledge.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { readingOf, reviewState } from '../../src/knowledge/reading.js';
import { newReviewer, sendBack, signReading, withReview, withReviewer } from '../../src/knowledge/sign.js';
import { statusOf } from '../../src/knowledge/status.js';
import { changed, ENTRY, folderOf, KEY, load, problemsOf, put, TODAY, voiceOf, type Files } from './content.js';

const FEES = 'knowledge/facts/TH/fees.yaml';
const { reviewer, privateKey } = newReviewer('counsellor-one', 'The reviewer of this test');
const DATE = '2026-11-20';

function entryOf(knowledge: Knowledge) {
  const entry = knowledge.entries.get(KEY);
  if (!entry) throw new Error('the sample has no entry');
  return entry;
}

/** reviews.yaml with the sample signed in these languages. */
function signed(locales: readonly Locale[] = LOCALES): string {
  let file = withReviewer('', reviewer);
  const knowledge = { ...load(), reviews: { reviewers: [reviewer], reviews: [] } };
  for (const locale of locales) {
    const made = signReading(knowledge, { entry: entryOf(knowledge), locale, reviewer: reviewer.id, date: DATE }, privateKey);
    if (!made.ok) throw new Error(made.problem);
    file = withReview(file, made.review);
  }
  return file;
}

const states = (knowledge: Knowledge) => LOCALES.map((l) => reviewState(knowledge, entryOf(knowledge), l).state);
const withReviews = (file: string, over: Files = {}) => load({ ...over, 'knowledge/reviews.yaml': file });

describe('a signature', () => {
  const file = signed();

  it('holds over the text that was read, and is said under the answer', () => {
    const knowledge = withReviews(file);
    expect(states(knowledge)).toEqual(LOCALES.map(() => 'signed'));
    expect(problemsOf(folderOf({ 'knowledge/reviews.yaml': file }))).toEqual([]);
    expect(voiceOf(knowledge)(TODAY).speak(KEY, 'en')?.footer).toContain('Confirmed by The reviewer of this test on 20 November 2026. Newest source: February 2026.');
    expect(statusOf(knowledge, TODAY).totals).toMatchObject({ reviewed: 6, sourced: 0 });
  });

  it('is void in six languages when one figure changes, and the change is shown', () => {
    const over = changed(FEES, 'amount: 900', 'amount: 950');
    const knowledge = withReviews(file, over);
    expect(states(knowledge)).toEqual(LOCALES.map(() => 'voided'));
    const warnings = problemsOf(folderOf({ ...over, 'knowledge/reviews.yaml': file }));
    expect(warnings.map((p) => [p.level, p.file])).toEqual(expect.arrayContaining(LOCALES.map((l) => ['warning', `${ENTRY}/${l}.md`])));
    const state = reviewState(knowledge, entryOf(knowledge), 'my');
    if (state.state !== 'voided') throw new Error('not voided');
    expect(changedLines(state.review.text, readingOf(knowledge, entryOf(knowledge), 'my') ?? '')).toEqual(['-   value: amount 900, currency THB', '+   value: amount 950, currency THB']);
    expect(voiceOf(knowledge)(TODAY).speak(KEY, 'my')?.footer).toContain('အတည်မပြုရသေးပါဘူး');
  });

  it('is void in one language when a letter of that language changes', () => {
    const knowledge = withReviews(file, changed(`${ENTRY}/th.md`, 'นายหน้า', 'นายหน้าา'));
    expect(states(knowledge)).toEqual(LOCALES.map((l) => (l === 'th' ? 'voided' : 'signed')));
  });

  it('is not void when only a way of asking is added', () => {
    expect(states(withReviews(file, changed(`${ENTRY}/en.md`, '  - permit cost a', '  - permit cost a\n  - permit price')))).not.toContain('voided');
  });

  it.each<[string, string, string]>([
    ['date', 'date: 2026-11-20', 'date: 2026-11-19'],
    ['language', 'locale: my', 'locale: km'],
    ['reviewer’s key', reviewer.publicKey, newReviewer('x', 'x').reviewer.publicKey],
    ['text', 'The permit costs', 'The permit cost'],
  ])('does not hold where somebody changed its %s', (_, from, to) => {
    expect(file).toContain(from);
    const found = problemsOf(folderOf({ 'knowledge/reviews.yaml': file.replace(from, to) }));
    expect(found.some((p) => p.level === 'error' && p.file === 'knowledge/reviews.yaml' && /signature does not match/.test(p.message))).toBe(true);
  });

  it('is made only with the reviewer’s own key', () => {
    const knowledge = { ...load(), reviews: { reviewers: [reviewer], reviews: [] } };
    const reading = { entry: entryOf(knowledge), locale: 'en', reviewer: reviewer.id, date: DATE } as const;
    expect(signReading(knowledge, reading, newReviewer('x', 'x').privateKey)).toMatchObject({ ok: false, problem: expect.stringMatching(/not that of counsellor-one/) });
    expect(signReading(knowledge, reading, 'no key')).toMatchObject({ ok: false, problem: expect.stringMatching(/no Ed25519/) });
    expect(signReading(knowledge, { ...reading, reviewer: 'who' }, privateKey)).toMatchObject({ ok: false, problem: expect.stringMatching(/not among the reviewers/) });
  });
});

describe('CONTENT_POLICY', () => {
  it('reviewed: says only what is signed, in the language that is', () => {
    const said = (knowledge: Knowledge, locale: Locale) => voiceOf(knowledge, { policy: 'reviewed' })(TODAY).speak(KEY, locale);
    for (const l of LOCALES) expect(said(load(), l)).toBeNull();
    const burmese = withReviews(signed(['my']));
    expect(said(burmese, 'my')).toMatchObject({ locale: 'my', unsure: false });
    expect(said(burmese, 'th')).toMatchObject({ locale: 'my', unsure: true });
    expect(said(withReviews(signed(['my']), changed(FEES, 'amount: 900', 'amount: 901')), 'my')).toBeNull();
  });

  it('reviewed: says a fact in a flow only where a signed entry rests on it', () => {
    const world = (knowledge: Knowledge) => voiceOf(knowledge, { policy: 'reviewed' })(TODAY);
    expect(world(load()).fill('{{fact:mmth-FEE-08}}', 'en')).toBeNull();
    expect(world(load()).feeMaximum('TH', 'MM', 'en')).toBeNull();
    const signedOnce = withReviews(signed(['my']));
    expect(world(signedOnce).fill('{{fact:mmth-FEE-08}}', 'en')).toBe('900 baht');
    expect(world(signedOnce).feeMaximum('TH', 'MM', 'en')?.amount).toBe(900);
  });

  it('does not say a text that was sent back, until it is another text', () => {
    const knowledge = load();
    const back = sendBack(knowledge, { entry: entryOf(knowledge), locale: 'en', reviewer: reviewer.id, date: DATE }, 'the sum is wrong');
    if (!back.ok) throw new Error(back.problem);
    const file = withReview(withReviewer('', reviewer), back.review);
    const said = (over: Files, locale: Locale) => voiceOf(withReviews(file, over))(TODAY).speak(KEY, locale)?.locale;
    expect(said({}, 'en')).toBe('my');
    expect(said({}, 'vi')).toBe('vi');
    expect(said(changed(FEES, 'amount: 900', 'amount: 950'), 'en')).toBe('en');
  });
});

describe('reviews.yaml', () => {
  it('keeps what a person wrote into it', () => {
    const file = withReview(withReviewer('# Who may sign\nreviewers: []\n', reviewer), { entry: KEY, locale: 'en', reviewer: reviewer.id, date: DATE, verdict: 'sent-back', comment: 'a: b', digest: 'd', text: 'x\ny\n' });
    expect(file).toMatch(/^# Who may sign\n/);
    const root = folderOf();
    put(root, 'knowledge/reviews.yaml', file);
    expect(readKnowledge(root).knowledge.reviews.reviews[0]).toMatchObject({ comment: 'a: b', text: 'x\ny\n' });
    expect(readFileSync(join(root, 'knowledge/reviews.yaml'), 'utf8')).toBe(file);
  });
});

describe('reviews.yaml, one review after another', () => {
  it('is read as it was written, whatever the words', () => {
    const words = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('a: b\n\n  c\n', '- x\nreviews:\n  - y\n', '  lead', '# no comment', 'ပြေစာ\n\n', '"', "it's"));
    const review = fc.record({ comment: words, text: words }).map((r) => ({ entry: KEY, locale: 'my' as const, reviewer: 'one', date: DATE, verdict: 'sent-back' as const, digest: 'd', ...r }));
    fc.assert(
      fc.property(fc.array(review, { minLength: 1, maxLength: 6 }), (reviews) => {
        const text = reviews.reduce(withReview, withReviewer('# Who may sign\n', reviewer));
        const withTwo = withReviewer(text, { ...reviewer, id: 'two' });
        expect(parse(text)).toEqual({ reviewers: [reviewer], reviews });
        expect(parse(withReview(withTwo, reviews[0]!))).toEqual({ reviewers: [reviewer, { ...reviewer, id: 'two' }], reviews: [...reviews, reviews[0]] });
      }),
    );
  });
});

describe('a diff', () => {
  it('leads from one text to the other, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 }).map((l) => l.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const changes = diffLines(before, after);
        expect(changes.filter((c) => c.what !== 'in').map((c) => c.line).join('\n')).toBe(before);
        expect(changes.filter((c) => c.what !== 'out').map((c) => c.line).join('\n')).toBe(after);
        if (before === after) expect(changedLines(before, after)).toEqual([]);
      }),
    );
  });
});
