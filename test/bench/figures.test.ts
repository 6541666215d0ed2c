import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNoisy, median, noiseOf, percentile, ratioOf, rowOf, table } from '../../src/bench/figures.js';
import { developers, machine } from '../../src/bench/report.js';

const positive = fc.double({ min: 0.001, max: 1e6, noNaN: true });

describe('figures of a measurement', () => {
  it('the ratio is of the medians, ours in units of the baseline', () => {
    const row = rowOf('turns', '1/s', [300, 100, 310, 305, 302], [100, 101, 99, 500, 100]);
    expect(row).toMatchObject({ ours: 302, baseline: 100 });
    expect(ratioOf(row)).toBeCloseTo(3.02);
    expect(ratioOf({ name: 'memory', ours: 80, baseline: null, unit: 'MiB' })).toBeNull();
  });

  it('one disturbed round of five moves the median to no more than a neighbour, and does not depend on the order', () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 5, maxLength: 5 }), positive, (rounds, disturbed) => {
        const sorted = rounds.toSorted((a, b) => a - b);
        const after = median([...rounds.slice(1), disturbed]);
        expect(median(rounds)).toBe(sorted[2]);
        expect(after).toBeGreaterThanOrEqual(sorted[1] as number);
        expect(after).toBeLessThanOrEqual(sorted[3] as number);
      }),
    );
  });

  it('a percentile is one of the values, with the share of them at or below it', () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 200 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const found = percentile(values, share);
        expect(values).toContain(found);
        expect(values.filter((v) => v <= found).length / values.length).toBeGreaterThanOrEqual(share);
      }),
    );
    expect(percentile(Array.from({ length: 100 }, (_, n) => n + 1), 0.99)).toBe(100);
  });

  it('says beside the row that it is too noisy where rounds of the same differ by more than a tenth, and only there', () => {
    const quiet = rowOf('quiet', 'ms', [100, 105, 101, 104, 100], [50, 51, 50, 51, 50]);
    const noisy = rowOf('noisy', 'ms', [100, 105, 101, 104, 100], [50, 80, 50, 80, 50]);
    expect(noiseOf([100, 105])).toBeCloseTo(0.05);
    expect(noiseOf([7])).toBe(0);
    expect([isNoisy(quiet), isNoisy(noisy)]).toEqual([false, true]);
    const [, , first, second] = table([quiet, noisy]);
    expect(first).toBe('| quiet, ms | 101 | 50.00 | 2.02 |  |');
    expect(second).toContain('too noisy (±60 %), close other programs');
  });

  it('names the machine, its load and the versions measured against', () => {
    expect(machine(new URL('../..', import.meta.url).pathname)).toMatch(/\d+ cores \(.+\), load [\d.]+ [\d.]+ [\d.]+; Node v\d+\..*grammy \d+\..*bullmq 5\./);
  });

  it('names the mend where a package of developers is missing, and hides no other failure', async () => {
    const missing = 'not-a-package-of-anybody';
    await expect(developers('bullmq', () => import(/* @vite-ignore */ missing))).rejects.toThrow(/^bullmq is needed .*"npm ci"/);
    await expect(developers('bullmq', () => Promise.reject(new Error('broken inside')))).rejects.toThrow('broken inside');
  });
});
