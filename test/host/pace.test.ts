import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paceOf } from '../../channels/telegram/limits.js';
import { pace as viberPace } from '../../channels/viber/limits.js';
import { FULL, backOff, mayGoAt, spent, tokens, type Bucket } from '../../src/host/pace.js';
import type { Rate } from '../../src/ports.js';
import { NOON } from '../core/world.js';

/** When messages go that are all there from the start, each looked at `late` milliseconds after it might go. */
function times(rate: Rate, count: number, late: (n: number) => number): number[] {
  let bucket: Bucket = FULL;
  let now = NOON;
  return Array.from({ length: count }, (_, n) => {
    const at = mayGoAt(bucket, rate, now);
    now = at > now ? at + late(n) : now;
    bucket = spent(bucket, rate, now);
    return now;
  });
}

/** The most that fall into any stretch of `ms`. */
function most(at: readonly number[], ms: number): number {
  return Math.max(...at.map((from, i) => at.slice(i).filter((t) => t < from + ms).length));
}

const rate = fc.record({ perSecond: fc.double({ min: 0.1, max: 500, noNaN: true }), burst: fc.double({ min: 1, max: 50, noNaN: true }) });

describe('a token bucket', () => {
  it('lets go what the platform takes, whenever its second begins, and hardly less', () => {
    const telegram = times(paceOf(30).bot, 900, (n) => n % 7);
    expect(most(telegram, 1_000)).toBeLessThanOrEqual(30);
    expect(899 / ((telegram.at(-1)! - telegram[0]!) / 1_000)).toBeGreaterThanOrEqual(0.95 * 30);
    const chat = times(paceOf(30).chat, 60, () => 0);
    expect(most(chat, 60_000)).toBeLessThanOrEqual(60 + 8);
    expect(most(times(viberPace.bot, 2_000, (n) => n % 7), 10_000)).toBeLessThanOrEqual(500);
  });

  it('holds at most its burst and the rate, at any pace of asking', () => {
    fc.assert(
      fc.property(rate, fc.array(fc.nat({ max: 2_000 }), { minLength: 1, maxLength: 200 }), fc.nat({ max: 60_000 }), (rate, waits, ms) => {
        let bucket: Bucket = FULL;
        let now = NOON;
        const gone: number[] = [];
        for (const wait of waits) {
          now += wait;
          if (tokens(bucket, rate, now) === 0) continue;
          bucket = spent(bucket, rate, now);
          gone.push(now);
        }
        if (gone.length > 0) expect(most(gone, ms)).toBeLessThanOrEqual(rate.burst + (rate.perSecond * ms) / 1_000 + 1);
      }),
    );
  });

  it('says when it has a token, and has one then', () => {
    fc.assert(
      fc.property(rate, fc.nat({ max: 100 }), (rate, sent) => {
        let bucket: Bucket = FULL;
        for (let n = 0; n < sent && tokens(bucket, rate, NOON) > 0; n += 1) bucket = spent(bucket, rate, NOON);
        const at = mayGoAt(bucket, rate, NOON);
        expect(tokens(bucket, rate, at)).toBeGreaterThanOrEqual(1);
        if (at > NOON) expect(tokens(bucket, rate, at - 1)).toBe(0);
      }),
    );
  });

  it('is full again after the clock was set back', () => {
    const rate = { perSecond: 1, burst: 8 };
    const bucket = spent(FULL, rate, NOON);
    expect(mayGoAt(bucket, rate, NOON - 3_600_000)).toBe(NOON - 3_600_000);
  });
});

describe('backing off', () => {
  it('doubles from a second to a minute, half of it by chance', () => {
    expect([1, 2, 3, 7, 50].map((n) => backOff(n, 0))).toEqual([1_000, 2_000, 4_000, 60_000, 60_000]);
    fc.assert(fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, chance) => backOff(n, chance) <= backOff(n, 0) && backOff(n, chance) >= backOff(n, 0) / 2));
  });
});
