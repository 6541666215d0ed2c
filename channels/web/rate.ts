import type { Clock } from '../../src/ports.js';

/** True where `key` may go on, and one is taken from its bucket. */
export type Rate = (key: string) => boolean;

/** Buckets that are kept at most (some 100 bytes each); then the one unused longest goes. */
const KEPT = 20_000;

/** A token bucket for each key: `burst` at once, refilled at `perMinute`. */
export function rate(clock: Clock, { burst, perMinute }: { burst: number; perMinute: number }): Rate {
  const buckets = new Map<string, { left: number; at: number }>();
  return (key) => {
    const now = clock();
    const before = buckets.get(key) ?? { left: burst, at: now };
    const left = Math.min(burst, before.left + ((now - before.at) * perMinute) / 60_000);
    buckets.delete(key);
    if (buckets.size >= KEPT) buckets.delete(buckets.keys().next().value as string);
    buckets.set(key, { left: left >= 1 ? left - 1 : left, at: now });
    return left >= 1;
  };
}

/** What stands for one caller: an IPv4 address, or the /64 network that one IPv6 subscriber has whole (RFC 6177). */
export function callerOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped || !ip.includes(':')) return mapped ?? ip;
  const [left = '', right] = ip.split('::');
  const head = left.split(':').filter((group) => group !== '');
  const tail = right?.split(':').filter((group) => group !== '') ?? [];
  return [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail].slice(0, 4).join(':');
}
