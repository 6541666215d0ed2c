import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countIn, countsIn, filing, placeOf, postingsOf } from '../../src/knowledge/postings.js';

const hash = fc.nat({ max: 2 ** 32 - 1 });
const texts = fc.array(fc.array(fc.oneof(hash, fc.nat({ max: 9 })), { maxLength: 60 }), { maxLength: 20 });
/** A text so long that the base has as many buckets as there may be. */
const LONG = Array.from({ length: 70_000 }, (_, n) => (n * 2_654_435_761) >>> 0);

/** How often each bucket stands in a text, by its place, counted one by one. */
function counted(postings: ReturnType<typeof postingsOf>, tokens: readonly number[]): Map<number, number> {
  const times = new Map<number, number>();
  for (const token of tokens) times.set(placeOf(postings, token), (times.get(placeOf(postings, token)) ?? 0) + 1);
  return times;
}

describe('postings', () => {
  it.each([['a small base', []], ['a large base', [LONG]]])('of %s hold what each text holds, as often, and nothing else', (_, more) => {
    fc.assert(
      fc.property(texts, (some) => {
        const all = [...some, ...more];
        const postings = postingsOf(all);
        let held = 0;
        all.forEach((tokens, text) => {
          const times = counted(postings, tokens);
          held += times.size;
          expect(postings.lengths[text]).toBe(tokens.length);
          for (const [place, count] of times) if (place < 0 || countIn(postings, text, place) !== count) expect([place, countIn(postings, text, place)]).toEqual([place, count]);
        });
        expect(postings.texts).toHaveLength(held);
        expect(postings.starts.at(-1)).toBe(held);
      }),
      { numRuns: more.length > 0 ? 5 : 100 },
    );
  });

  it('are the same however the tokens of a text come', () => {
    fc.assert(
      fc.property(texts, fc.nat({ max: 30 }), (all, cut) => {
        const filed = filing();
        for (const tokens of all) {
          filed.add(tokens.slice(0, cut));
          filed.add(tokens.slice(cut));
          filed.end();
        }
        expect(isDeepStrictEqual(filed.postings(), postingsOf(all))).toBe(true);
      }),
    );
  });

  it('tell of any text how often it holds a bucket, also where it does not', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat({ max: 9 }), { maxLength: 5 }), { minLength: 1, maxLength: 60 }), (all) => {
        const postings = postingsOf(all);
        const tokens = [...Array(10).keys()].filter((token) => placeOf(postings, token) >= 0);
        for (const token of tokens) {
          const times = all.map((text) => text.filter((other) => other === token).length);
          expect(all.map((_, text) => countIn(postings, text, placeOf(postings, token)))).toEqual(times);
          const some = [...all.keys()].filter((text) => text % 3 !== token % 3);
          expect([...countsIn(postings, some, placeOf(postings, token), new Uint8Array(some.length))]).toEqual(some.map((text) => times[text]));
        }
        expect(tokens).toEqual([...new Set(all.flat())].sort());
      }),
    );
  });

  it.each([2 ** 8, 2 ** 8 + 1, 2 ** 16, 2 ** 16 + 1])('of %d texts tell them all apart', (count) => {
    const postings = postingsOf(Array.from({ length: count }, (_, text) => [text]));
    expect([0, count - 1].map((text) => countIn(postings, text, placeOf(postings, text)))).toEqual([1, 1]);
    expect([0, count - 1].map((text) => countIn(postings, text, placeOf(postings, count - 1 - text)))).toEqual([0, 0]);
  });

  it('count up to what a count can hold', () => {
    const postings = postingsOf([Array.from({ length: 2 ** 16 + 9 }, () => 7)]);
    expect(countIn(postings, 0, placeOf(postings, 7))).toBe(2 ** 8 - 1);
  });
});
