import { describe, expect, it } from 'vitest';
import { BUGS } from './bugs.js';
import { simulate } from './simulate.js';

/** `npm run simulate -- --seeds 200000` is for a night. */
const SEEDS = 2_000;
/** Some seconds each, so that a slow machine shows where it is. */
const AT_ONCE = 250;
/** By then a planted bug must have been seen, or the simulator is blind to its kind. */
const MOST_SEEDS = 1_000;

describe('the host in virtual time', () => {
  it('does the same for the same seed', async () => {
    for (const seed of [7, 8, 9]) {
      const [one, other] = [await simulate(seed, { tell: true }), await simulate(seed, { tell: true })];
      expect(one.story.length).toBeGreaterThan(20);
      expect(other).toEqual(one);
    }
    expect((await simulate(7)).trace).not.toBe((await simulate(8)).trace);
  });

  for (let from = 1; from <= SEEDS; from += AT_ONCE) {
    it(`keeps every promise: seeds ${from} to ${from + AT_ONCE - 1}`, async () => {
      for (let seed = from; seed < from + AT_ONCE; seed += 1) {
        const { broken } = await simulate(seed);
        expect(broken, `npm run simulate -- --seed ${seed}`).toEqual([]);
      }
    });
  }
});

/** A simulator that finds nothing may be blind: each of these is a bug that it must see. */
describe('a planted bug is found', () => {
  it.each(BUGS.map((bug) => [bug.name, bug] as const))('%s', async (_, bug) => {
    for (let seed = 1; seed <= MOST_SEEDS; seed += 1) if ((await simulate(seed, { bug })).broken.length > 0) return;
    expect.unreachable(`not seen in ${MOST_SEEDS} seeds`);
  });
});
