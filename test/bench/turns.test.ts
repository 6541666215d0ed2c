import { beforeAll, describe, expect, it } from 'vitest';
import { turnRows } from '../../src/bench/turns.js';
import type { Content } from '../../src/content.js';
import { ratioOf, type Row } from '../../src/bench/figures.js';
import { wholeContent } from '../content.js';
import { NOON } from '../core/world.js';

/** Nothing that a turn does looks at every flow: what is measured beyond this is a list that is gone through. */
const NOT_GROWN = 2;
/** A hundred times the flows, gone through once a turn, would cost many times this: a short measurement sees it in any noise. */
const SIZE = { turns: 300, rounds: 2, small: 10, large: 1_000 };

let content: Content;
beforeAll(async () => {
  content = await wholeContent();
}, 120_000);

describe('the benchmark of turns', () => {
  it('counts turns, and a turn costs the same with a thousand flows as with ten; to begin costs as much for each flow', () => {
    // The best of two: what the machine does beside us only ever adds.
    const tries = Array.from({ length: 2 }, () => turnRows(content, NOON, SIZE));
    const best = (nth: number) => Math.min(...tries.map((rows) => ratioOf(rows[nth] as Row) ?? Infinity));
    expect(tries[0]?.map((r) => r.name)).toEqual([
      'turn in a flow, against a plain object with JSON state',
      'turn in a flow, 1,000 flows against 10',
      'words that begin no flow, 1,000 flows against 10',
      'world made, for each flow, 1,000 flows against 10',
    ]);
    for (const nth of [1, 2, 3]) expect(best(nth), tries[0]?.[nth]?.name).toBeLessThan(NOT_GROWN);
    expect(best(0)).toBeGreaterThan(1);
  }, 120_000);
});
