import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Besides } from '../../src/knowledge/besides.js';
import { fitChoices } from '../../src/knowledge/choice-model.js';
import { encoderOf, learnEncoder } from '../../src/knowledge/encoder.js';
import type { Sample } from '../../src/knowledge/encoder.js';
import { against, byTongue, probabilityOf, strength } from '../../src/knowledge/fusion.js';
import { packedSearch, unpackedSearch } from '../../src/knowledge/learned-file.js';
import { askHashes, learnSearch, unlearned } from '../../src/knowledge/learn-search.js';
import { buildSearch, openSearch } from '../../src/knowledge/search.js';
import { seeded } from '../../src/risk/machine.js';
import { anyText } from '../language/strings.js';
import { AROUND, BASE, said } from './base.js';

const placeless = (text: string): string => said(text).marked;
const TOPICS = ['a', 'b', 'c'];
const BESIDES: Besides = { strange: [{ language: 'en', text: 'best noodle soup recipe' }, { language: 'vi', text: 'thời tiết ngày mai' }], around: AROUND };
/** Each topic has features of its own (10 to 19, 20 to 29, …) among some that all share. */
const chance = seeded();
const samples: Sample[] = Array.from({ length: 300 }, (_, n) => ({
  topic: n % 3,
  features: Array.from({ length: 6 }, (_, k) => (k < 2 ? Math.floor(chance() * 10) : 10 * (1 + (n % 3)) + Math.floor(chance() * 10))),
}));

describe('the encoder', () => {
  const encoder = encoderOf(learnEncoder(samples, TOPICS));
  const best = (features: number[]): string | undefined => {
    const logs = encoder.ask(features);
    return encoder.topics[logs.indexOf(Math.max(...logs))];
  };

  it('finds a topic by features that never stood together', () => {
    expect(best([11, 19])).toBe('a');
    expect(best([1, 25])).toBe('b');
    expect(best([5, 9, 33])).toBe('c');
  });
  it('gives shares that add up to one, whatever is asked', () => {
    fc.assert(fc.property(fc.array(fc.nat(50)), (features) => void expect(encoder.ask(features).reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 6)));
  });
  it('learns the same from the same', () => {
    expect(learnEncoder(samples, TOPICS)).toEqual(learnEncoder(samples, TOPICS));
  });
});

describe('the choice model', () => {
  it('finds the weights by which choices were made', () => {
    const weights = [2, -1, 0.5];
    const draw = seeded();
    const choices = Array.from({ length: 4_000 }, () => {
      const options = Float64Array.from({ length: 5 * 3 }, () => draw() * 4 - 2);
      const scores = Array.from({ length: 5 }, (_, k) => weights.reduce((sum, weight, n) => sum + weight * options[k * 3 + n]!, -Math.log(-Math.log(draw() || 0.5))));
      return { options, right: scores.indexOf(Math.max(...scores)), weight: 1 };
    });
    fitChoices(choices, 3).forEach((weight, n) => expect(Math.abs(weight - weights[n]!)).toBeLessThan(0.15));
  });
  it('stays finite where nothing is ever wrong', () => {
    const sure = Array.from({ length: 50 }, () => ({ options: Float64Array.of(1, 0), right: 0, weight: 1 }));
    expect(Number.isFinite(fitChoices(sure, 1)[0])).toBe(true);
  });
});

describe('what was learned of a base', () => {
  const { learned, tallies } = learnSearch(BASE, placeless, BESIDES);
  const asks = askHashes(BASE, placeless);
  const search = openSearch(BASE, buildSearch(BASE, placeless).data, learned);
  const ask = (text: string) => search.ask({ text, said: said(text), place: 'TH', origin: null, meaning: null });

  it('says how well it did, for each language', () => {
    expect(tallies.map(({ language }) => language)).toEqual(expect.arrayContaining(['en', 'my', 'th', 'vi', 'all']));
    expect(tallies.at(-1)?.questions).toBeGreaterThan(0);
  });
  it('comes back from its file as it was', () => {
    const file = { learned, asks, tallies };
    expect(unpackedSearch(packedSearch(file))).toEqual(file);
    expect(() => unpackedSearch(packedSearch(file).subarray(0, -8))).toThrow();
  });
  it('finds what an author wrote', () => {
    expect(ask('my employer took my passport').matches[0]?.entry).toBe('documents/kept-by-employer@TH');
    expect(ask('အလုပ်ရှင်က လစာ မပေးသေးဘူး').matches[0]?.entry).toBe('wages/unpaid@TH');
  });
  it('serves a base that has grown: topics that came later are found by their words', () => {
    const old = learnSearch(BASE.filter(({ topic }) => topic !== 'documents/pink-card'), placeless, BESIDES).learned;
    const grown = openSearch(BASE, buildSearch(BASE, placeless).data, old);
    const { matches } = grown.ask({ text: 'pink card lost', said: said('pink card lost'), place: 'TH', origin: null, meaning: null });
    expect(matches[0]?.entry).toBe('documents/pink-card@TH');
  });
  it('knows how much was written since', () => {
    expect(unlearned(asks, asks)).toBe(0);
    expect(unlearned(askHashes(BASE, placeless), askHashes(BASE.slice(1), placeless))).toBeLessThan(0.5);
    expect(unlearned(asks, new Uint32Array())).toBe(1);
  });
  it('gives probabilities in order, for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const scores = ask(text).matches.map(({ score }) => score);
        for (const score of scores) expect(score >= 0 && score <= 1).toBe(true);
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
      }),
      { numRuns: 200 },
    );
  });
});

describe('the fusion', () => {
  const fusion = { words: 1, weighed: 0.1, learned: 1, none: byTongue(() => 1), noneEvidence: -0.5, share: 1, rest: 1, intercepts: byTongue(() => 0) };
  it('grows with words, evidence and what was learned', () => {
    expect(strength(fusion, 1, -1, 100)).toBeGreaterThan(strength(fusion, 0.5, -1, 100));
    expect(strength(fusion, 1, -1, 100)).toBeGreaterThan(strength(fusion, 1, -2, 100));
    expect(against(fusion, 100, 'my')).toBeLessThan(against(fusion, 1, 'my'));
    expect(probabilityOf(fusion, 0.9, 'my')).toBeGreaterThan(probabilityOf(fusion, 0.2, 'my'));
    for (const share of [0, 1]) expect(Number.isFinite(probabilityOf(fusion, share, 'unknown'))).toBe(true);
  });
});
