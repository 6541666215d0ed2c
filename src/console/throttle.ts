import type { Clock } from '../ports.js';
import { Refusal } from './refusal.js';

/** Enough for every address of a small service; beyond it the oldest are forgotten, so memory stays bounded. */
const MOST_KEYS = 10_000;

/** Counts tries of a key within a sliding window, in this process's memory. */
export interface Throttle {
  /** Counts a try. 0: go on; else the milliseconds until one is free again, and nothing was counted. */
  wait(key: string): number;
  clear(key: string): void;
}

export function throttle(clock: Clock, most: number, windowMs: number): Throttle {
  const tries = new Map<string, number[]>();
  return {
    wait(key) {
      const now = clock();
      const recent = (tries.get(key) ?? []).filter((at) => at > now - windowMs);
      const oldest = recent[0];
      if (recent.length >= most && oldest !== undefined) return oldest + windowMs - now;
      tries.delete(key);
      if (tries.size >= MOST_KEYS) tries.delete(tries.keys().next().value as string);
      tries.set(key, [...recent, now]);
      return 0;
    },
    clear: (key) => void tries.delete(key),
  };
}

/** Counts a try, or refuses where there were too many. */
export function wait(tries: Throttle, key: string): void {
  const seconds = Math.ceil(tries.wait(key) / 1000);
  if (seconds > 0) throw new Refusal(429, 'slow-down', `Too many tries. Wait ${Math.ceil(seconds / 60)} minutes.`, seconds);
}
