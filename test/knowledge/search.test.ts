import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Origin, Place } from '../../src/core/place.js';
import { bm25 as bm25Of, scoreBy, scoresFor } from '../../src/knowledge/bm25.js';
import { postingsOf } from '../../src/knowledge/postings.js';
import { calibrate, calibrated, confidence, gateOf, isBareWord, UNCALIBRATED } from '../../src/knowledge/gate.js';
import type { Trial } from '../../src/knowledge/gate.js';
import { wordIndex } from '../../src/knowledge/index.js';
import { buildSearch } from '../../src/knowledge/search.js';
import { toZawgyi } from '../../src/language/encoding.js';
import { seeded } from '../../src/risk/machine.js';
import { anyText } from '../language/strings.js';
import { BASE, said, search } from './base.js';

const bm25 = (documents: number[][]) => bm25Of(postingsOf(documents));
const asked = (list: ReturnType<typeof bm25>, tokens: number[]) => {
  const into = scoresFor(list.size);
  const { ideals: [ideal = 0], others } = scoreBy([{ list, tokens, weight: 1 }], into);
  return { ideal, others, scores: into.values };
};
const ask = (text: string, place: Place | null = null, origin: Origin | null = null) => search.ask({ text, said: said(text), place, origin, meaning: null });
const first = (text: string, place: Place | null = 'TH', origin: Origin | null = null) => ask(text, place, origin).matches[0]?.entry;

describe('bm25', () => {
  it('equals the formula written out', () => {
    const index = bm25([[1, 1, 2], [2, 3], [4]]);
    const { ideal, scores } = asked(index, [1, 2, 9]);
    const idf = (n: number): number => Math.log(1 + (3 - n + 0.5) / (n + 0.5)) ** 1.5;
    const tf = (count: number, length: number): number => (count * 2.2) / (count + 1.2 * (0.25 + (0.75 * length) / 2));
    expect(ideal).toBeCloseTo(idf(1) + idf(2) + idf(0), 5);
    expect(scores[0]).toBeCloseTo((idf(1) * tf(2, 3) + idf(2) * tf(1, 3)) / ideal, 5);
    expect(scores[1]).toBeCloseTo((idf(2) * tf(1, 2)) / ideal, 5);
    expect(scores[2]).toBe(0);
  });
  it('counts what a question repeats for more than once, for less than twice', () => {
    const index = bm25([[1], [2], [3]]);
    const [once, twice] = [asked(index, [1, 2]), asked(index, [1, 1, 2])];
    expect(twice.ideal / once.ideal).toBeCloseTo((1.6 + 1) / 2, 6);
    expect(twice.scores[0]! / twice.scores[1]!).toBeCloseTo(1.6, 6);
  });
  it('forgets a sentence of a document without building again', () => {
    const { scores } = asked(bm25([[1, 2], [7]]), [1, 2]);
    expect(scores[0]).toBeGreaterThan(0);
    expect(bm25([[1, 2], [7]]).scoreWithout([1, 2], 0)).toBe(0);
    expect(bm25([[1, 2, 1], [7]]).scoreWithout([1, 2], 0)).toBeGreaterThan(0);
  });
  it('reads no more than it may: what nearly all documents hold counts between those that lead', () => {
    const many = Array.from({ length: 300_000 }, (_, n) => (n % 100_000 === 7 ? [1, 2] : n % 100_000 === 8 ? [2, 3] : [1, 4]));
    const index = bm25(many);
    const { scores, others } = asked(index, [1, 2]);
    const idf = (n: number): number => Math.log(1 + (many.length - n + 0.5) / (n + 0.5)) ** 1.5;
    // All are of one length, so each token counts its rarity, and both are the whole ideal.
    for (const at of [7, 100_007, 200_007]) expect(scores[at]).toBeCloseTo(1, 6);
    expect(scores[8]).toBeCloseTo(idf(6) / (idf(6) + idf(299_997)), 6);
    expect(scores[7]).toBeGreaterThan(scores[8]!);
    expect(scores[8]).toBeGreaterThan(0);
    // Only the common one: left unread, or else every question would read all there is.
    expect(scores[0]).toBe(0);
    expect(asked(index, [1]).scores[0]).toBeGreaterThan(0);
    // It is told all the same what the unread ones score on average: here each of them just that.
    expect(others).toBeCloseTo(idf(299_997) / (idf(6) + idf(299_997)), 4);
    expect(asked(index, [1]).others).toBe(0);
  });
  it.each([1_000, 6_000])('finds in %i documents what comes first by the formula written out, and scores it as that does', (size) => {
    const chance = seeded();
    // Some words stand in nearly all documents, most in few, as in any language.
    const documents = Array.from({ length: size }, () => Array.from({ length: 20 + Math.floor(20 * chance()) }, () => Math.floor(2_000 ** chance())));
    const list = bm25(documents);
    const usual = documents.reduce((sum, { length }) => sum + length, 0) / size;
    for (let n = 0; n < 40; n += 1) {
      const tokens = [...new Set(documents[Math.floor(chance() * size)]!)].filter((_, at) => at % 2 === 0);
      const exact = new Float64Array(size);
      let ideal = 0;
      for (const token of tokens) {
        const counts = documents.map((document) => document.filter((other) => other === token).length);
        const holding = counts.filter((count) => count > 0).length;
        const idf = Math.log(1 + (size - holding + 0.5) / (holding + 0.5)) ** 1.5;
        ideal += idf;
        counts.forEach((count, at) => (exact[at]! += (idf * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * documents[at]!.length) / usual))));
      }
      const { scores } = asked(list, tokens);
      const best = (of: Float64Array): number[] => [...documents.keys()].sort((a, b) => of[b]! - of[a]!).slice(0, 3);
      expect(best(scores)).toEqual(best(exact));
      for (const at of size < 4_096 ? documents.keys() : best(exact)) if (Math.abs(scores[at]! - exact[at]! / ideal) > 1e-9) expect([at, scores[at]]).toEqual([at, exact[at]! / ideal]);
    }
  });
  it('keeps nothing of one question for the next, and tells what it found', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat({ max: 9 }), { maxLength: 5 }), { maxLength: 30 }), fc.array(fc.array(fc.nat({ max: 12 }), { maxLength: 6 }), { maxLength: 4 }), (documents, questions) => {
        const list = bm25(documents);
        const into = scoresFor(list.size);
        for (const tokens of questions) {
          const { ideals: [ideal = 0], others } = scoreBy([{ list, tokens, weight: 1 }], into);
          expect({ ideal, others, scores: into.values }).toEqual(asked(list, tokens));
          expect([...into.found.subarray(0, into.count)].sort((a, b) => a - b)).toEqual([...into.values.keys()].filter((n) => into.values[n]! > 0));
        }
      }),
    );
  });
  it('scores nothing where nothing is asked or there', () => {
    expect(asked(bm25([]), [1]).ideal).toBeGreaterThanOrEqual(0);
    expect(asked(bm25([[1]]), []).ideal).toBe(0);
  });
});

describe('the search', () => {
  it.each([
    ['my boss hasnt paid my salary', 'wages/unpaid@TH'],
    ['my bos did not payed me', 'wages/unpaid@TH'],
    ['အလုပ်ရှင်က လစာ မပေးသေးဘူး', 'wages/unpaid@TH'],
    ['နေ့စား အနည်းဆုံးလုပ်ခ ဘယ်လောက်', 'wages/minimum@TH'],
    ['anae sone loke kha be lout le', 'wages/minimum@TH'],
    ['passport thein htar tal', 'documents/kept-by-employer@TH'],
    ['นายจ้างไม่ยอมจ่ายเงินเดือน', 'wages/unpaid@TH'],
    ['ค่าแรงขั้นต่ำวันละกี่บาท', 'wages/minimum@TH'],
    ['chu khong tra luong', 'wages/unpaid@TH'],
    ['Chủ giữ hộ chiếu', 'documents/kept-by-employer@TH'],
    ['boss က passport သိမ်းထားတယ်', 'documents/kept-by-employer@TH'],
  ])('%s → %s', (question, entry) => {
    expect(first(question)).toBe(entry);
  });

  it('finds the same for Zawgyi as for Unicode', () => {
    const question = 'အလုပ်ရှင်က ပတ်စ်ပို့ သိမ်းထားတယ်';
    expect(first(toZawgyi(question))).toBe(first(question));
  });

  it('answers what an author wrote, and none of what nobody wrote about', () => {
    expect(ask('what is the minimum wage', 'TH').gate).toBe('answer');
    for (const question of ['who won the football match', 'asdfgh qwerty', '😀😀', '', 'best noodle soup recipe']) expect(ask(question, 'TH').gate, question).not.toBe('answer');
    for (const question of ['asdfgh qwerty', '😀😀', '']) expect(ask(question, 'TH').gate, question).toBe('none');
  });

  it('is total on any question', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { matches } = ask(text);
        expect(matches.length).toBeLessThanOrEqual(5);
        for (const [n, { score }] of matches.entries()) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(matches[n - 1]?.score ?? 1);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the place', () => {
  it.each([
    ['is asked where the topic has several and none is known', 'what is the minimum wage', null, null, 'place', 'wages/minimum@'],
    ['is the one in the message', 'what is the minimum wage in Malaysia', 'TH', null, 'answer', 'wages/minimum@MY'],
    ['is the one of the session', 'what is the minimum wage', 'SG', null, 'answer', 'wages/minimum@SG'],
    ['is anywhere where no entry is for theirs', 'my employer took my passport', 'JP', null, 'answer', 'documents/kept-by-employer@ANY'],
    ['is anywhere where none is known', 'my employer took my passport', null, null, 'answer', 'documents/kept-by-employer@ANY'],
    ['is the only one there is', 'what is the pink card', null, null, 'answer', 'documents/pink-card@TH'],
    ['decides with the origin', 'how much can an agency charge', 'TH', 'MM', 'answer', 'fees/legal-maximum@TH-MM'],
    ['leaves out an entry for another origin', 'how much can an agency charge', 'TH', 'KH', 'answer', 'fees/legal-maximum@TH'],
    ['is home for what is asked at home', 'is there pre-departure training', 'TH', 'KH', 'answer', 'departure/training@KH'],
    ['takes the origin from the message', 'I am from Cambodia, is there pre-departure training', 'TH', 'MM', 'answer', 'departure/training@KH'],
  ] as const)('%s', (_, question, place, origin, gate, entry) => {
    const found = ask(question, place, origin);
    expect(found.gate).toBe(gate);
    expect(found.matches[0]?.entry.startsWith(entry)).toBe(true);
  });

  it('is where they are for what is done towards home', () => {
    expect(first('employer took my passport, i want to go to Myanmar', 'TH', 'MM')).toBe('documents/kept-by-employer@TH');
  });

  it('never answers for one country with the rule of another', () => {
    for (const question of ['what is the minimum wage in Japan', 'what is the minimum wage in Taiwan']) expect(ask(question, 'TH').gate, question).toBe('none');
    expect(ask('what is the minimum wage', 'GULF').gate).toBe('none');
    expect(ask('what is the pink card', 'MY').gate).toBe('clarify');
  });
});

describe('the gate', () => {
  const trials = (n: number): Trial[] =>
    Array.from({ length: n }, (_, k) => [
      { confidence: 1 + (k % 10) / 10, right: false, leftOut: true },
      { confidence: 2 + (k % 10) / 5, right: true, leftOut: false },
    ]).flat();

  it('lets at most the share of left-out questions pass', () => {
    const calibration = calibrate(trials(200));
    const passed = trials(200).filter((trial) => trial.leftOut && gateOf(calibrated(trial.confidence, calibration), calibration) === 'answer' && calibrated(trial.confidence, calibration) > calibration.answerAt);
    expect(passed.length / 200).toBeLessThanOrEqual(0.2);
  });
  it('grows with the confidence and stays between 0 and 1', () => {
    const calibration = calibrate(trials(200));
    const scores = [0, 0.5, 1, 1.5, 2, 3, 10, 1e9].map((raw) => calibrated(raw, calibration));
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(scores[0]).toBe(0);
    expect(scores.at(-1)).toBeLessThanOrEqual(1);
  });
  it('is cautious where a base is too small', () => {
    expect(calibrate(trials(5))).toBe(UNCALIBRATED);
  });
  it('trusts evidence and a clear lead', () => {
    expect(confidence(0.5, [0.1], 100)).toBeGreaterThan(confidence(0.5, [0.1], 10));
    expect(confidence(0.5, [0.1], 100)).toBeGreaterThan(confidence(0.5, [0.4], 100));
    expect(confidence(0.5, [0.4, 0.1], 100)).toBeGreaterThan(confidence(0.5, [0.4, 0.4], 100));
    expect(confidence(0.5, [], 100)).toBeGreaterThan(confidence(0.5, [0.1], 100));
    expect(confidence(0, [], 100)).toBe(0);
  });
  it('takes an earlier calibration over the same documents', () => {
    expect(buildSearch(BASE, (text) => text, search.calibration).calibration).toBe(search.calibration);
  });
});

describe('the word index', () => {
  it('asks a small base nothing it cannot bear', () => {
    expect([...wordIndex([]).ask('anything').scores]).toEqual([]);
    expect([...wordIndex([{ said: [''], told: [] }]).ask('anything').scores]).toEqual([0]);
  });
  it('finds Vietnamese without diacritics', () => {
    const { scores } = wordIndex([{ said: ['giấy phép lao động'], told: [] }, { said: [], told: ['bảo hiểm y tế'] }]).ask('giay phep lao dong');
    expect(scores[0]).toBeGreaterThan(10 * (scores[1] ?? 0));
  });
  it.each([
    ['Burmese', ['လစာ မပေးဘူး', 'ပတ်စပို့ သိမ်းထားတယ်'], 'boss ka la sar ma pay bu'],
    ['Thai', ['นายจ้างไม่จ่ายเงินเดือน', 'นายจ้างยึดหนังสือเดินทาง'], 'nai jang mai jai ngoen duean'],
    ['Lao', ['ນາຍຈ້າງບໍ່ຈ່າຍເງິນເດືອນ', 'ນາຍຈ້າງຍຶດໜັງສືຜ່ານແດນ'], 'nai chang bor jai ngern deuan hao'],
    ['Khmer', ['ថៅកែមិនបើកប្រាក់ខែ', 'ថៅកែយកលិខិតឆ្លងដែនទុក'], 'thaokae min berk prak khae oy khnhom'],
  ])('finds romanised %s where nobody wrote it so', (_, [meant = '', other = ''], question) => {
    const { scores } = wordIndex([{ said: [meant], told: [] }, { said: [other], told: [] }, { said: ['passport'], told: [] }]).ask(question);
    expect(scores[0]).toBeGreaterThan(1.5 * Math.max(scores[1]!, scores[2]!));
  });
  it('hears nothing Thai in English', () => {
    const { scores } = wordIndex([{ said: ['เงินเดือน'], told: [] }]).ask('how much is the fee for a work permit');
    expect([...scores]).toEqual([0]);
  });
});

describe('one bare word', () => {
  it.each(['passport', '外 company', '1300', 'ပတ်စပို့', 'lương', 'ເງິນເດືອນ', '外', ''])('is little to answer for sure: "%s"', (text) => {
    expect(isBareWord(text)).toBe(true);
  });

  it.each(['pink card', 'my boss keeps my passport', 'passport 外 price', 'ပတ်စပို့ ဘယ်လောက်လဲ', 'chủ không trả lương', 'ນາຍຈ້າງບໍ່ຈ່າຍ', 'มีบัตรไหม'])('is not: "%s"', (text) => {
    expect(isBareWord(text)).toBe(false);
  });

  it('keeps the risk of wrong answers by itself, whatever other questions make up for', () => {
    const thresholds = { answerAt: 0.6, clarifyAt: 0.2 };
    expect(gateOf(0.91, thresholds)).toBe('answer');
    expect(gateOf(0.91, thresholds, true)).toBe('clarify');
    expect(gateOf(0.97, thresholds, true)).toBe('answer');
  });
});
