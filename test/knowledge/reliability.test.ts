import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationError, equalMass, errorByChance, tenths, type Given } from '../../src/knowledge/reliability.js';
import { seeded } from '../../src/risk/machine.js';

const given = (score: number, right: boolean, weight = 1): Given => ({ score, right, weight });
const anyGiven = fc.array(fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), right: fc.boolean(), weight: fc.constantFrom(0.1, 1, 3) }), { minLength: 1, maxLength: 60 });

describe('the error of calibration', () => {
  it('is how far what is said lies from what comes true', () => {
    const said = [given(0.95, true), given(0.95, true), given(0.15, false), given(0.15, true)];
    expect(calibrationError(tenths(said))).toBeCloseTo(0.5 * 0.05 + 0.5 * 0.35, 12);
    expect(calibrationError(tenths([]))).toBeNull();
    expect(errorByChance([])).toBeNull();
  });
  it('counts what weighs more as so many', () => {
    expect(tenths([given(0.5, true, 3), given(0.5, false)])[5]).toEqual({ weight: 4, score: 0.5, right: 0.75 });
  });
  it('loses nothing in either kind of bins, and the equal ones run in order', () => {
    fc.assert(
      fc.property(anyGiven, (all) => {
        const total = all.reduce((sum, { weight }) => sum + weight, 0);
        for (const bins of [tenths(all), equalMass(all)]) {
          expect(bins).toHaveLength(10);
          expect(bins.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(total, 6);
        }
        const scores = equalMass(all).filter(({ weight }) => weight > 0).map(({ score }) => score);
        scores.forEach((score, n) => expect(score).toBeGreaterThanOrEqual((scores[n - 1] ?? 0) - 1e-9));
      }),
    );
  });
  it('fills equal bins with as many each', () => {
    const all = Array.from({ length: 200 }, (_, n) => given(1 - 0.1 * (n / 200), true));
    expect(equalMass(all).map(({ weight }) => weight)).toEqual(Array.from({ length: 10 }, () => 20));
  });
  it('is not nothing by chance alone, and falls with the number of questions', () => {
    const draw = seeded();
    const some = (count: number): Given[] => Array.from({ length: count }, () => given(draw(), true));
    const [few, many] = [errorByChance(some(200)) ?? 0, errorByChance(some(2_000)) ?? 0];
    expect(few).toBeGreaterThan(0.05);
    expect(many).toBeLessThan(few / 2);
    const sure = Array.from({ length: 100 }, () => given(1, true));
    expect(errorByChance(sure)).toBe(0);
  });
});
