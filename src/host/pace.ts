import type { Rate } from '../ports.js';

/**
 * A token bucket as plain data: the moment at which it is full again, milliseconds since 1970; 0 is full. A message takes
 * one token; they come back evenly, `perSecond` of them, up to `burst`.
 */
export type Bucket = number;

export const FULL: Bucket = 0;

/** Milliseconds until one token comes back. */
const every = ({ perSecond }: Rate) => 1_000 / perSecond;

/** Whole tokens there are now. */
export function tokens(bucket: Bucket, rate: Rate, now: number): number {
  if (mayGoAt(bucket, rate, now) > now) return 0;
  return Math.max(1, Math.floor(rate.burst - Math.max(0, held(bucket, rate, now) - now) / every(rate)));
}

/** When a message may go: `now`, or the whole millisecond in which a token is back. */
export function mayGoAt(bucket: Bucket, rate: Rate, now: number): number {
  return Math.max(now, Math.ceil(held(bucket, rate, now) - (rate.burst - 1) * every(rate)));
}

/** The bucket after one message at `now`. */
export function spent(bucket: Bucket, rate: Rate, now: number): Bucket {
  return Math.max(held(bucket, rate, now), now) + every(rate);
}

/** No bucket is emptier than empty: one that looks so is from before the clock was set back, and must not hold a channel for hours. */
function held(bucket: Bucket, rate: Rate, now: number): Bucket {
  return bucket > now + (rate.burst + 1) * every(rate) ? FULL : bucket;
}

const FIRST_PAUSE_MS = 1_000;
/** After an outage a platform is written to again within a minute. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * How long to wait after so many failures in a row, 1 and up: a second doubling to a minute, with up to half taken off by
 * `chance` (0 to 1), so that many do not come back in step.
 */
export function backOff(failures: number, chance: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)) * (1 - chance / 2);
}
