import type { Clock } from '../ports.js';

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
