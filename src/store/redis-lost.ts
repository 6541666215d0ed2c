import type { Cluster, Redis } from 'ioredis';

/** Acknowledged events that are remembered: more than a server takes in the second in which a replica may lag. */
const REMEMBERED = 2_000;
/** What was acknowledged longer ago had long reached every disk and replica; and a dedupe hash is kept for days only. */
const LATELY_MS = 10 * 60_000;
/** Questions that are asked at once. */
const KEYS_AT_ONCE = 200;

/** What this process acknowledged last. */
export interface Acknowledged {
  /** The key under which its dedupe hash lies. */
  note(key: string): void;
}

/**
 * Looks, whenever the connection comes back, whether what was acknowledged before is still there: after a failover to a
 * replica that lagged, or a start from a log that was cut, it is not, and nobody else would know. `lost` is told how many.
 */
export function acknowledged(client: Redis | Cluster, lost: (count: number) => void): Acknowledged {
  let lately: { key: string; at: number }[] = [];

  async function look(): Promise<void> {
    const since = performance.now() - LATELY_MS;
    const keys = lately.filter(({ at }) => at > since).map(({ key }) => key);
    const missing = new Set<string>();
    for (let from = 0; from < keys.length; from += KEYS_AT_ONCE) {
      const some = keys.slice(from, from + KEYS_AT_ONCE);
      const found = await Promise.all(some.map((key) => client.exists(key)));
      some.forEach((key, n) => found[n] === 0 && missing.add(key));
    }
    // Each is told of once.
    lately = lately.filter(({ key }) => !missing.has(key));
    if (missing.size > 0) lost(missing.size);
  }

  client.on('ready', () => void look().catch(() => {}));
  return {
    note(key) {
      // Twice as many now and then, so that it is seldom moved.
      if (lately.length >= 2 * REMEMBERED) lately = lately.slice(-REMEMBERED);
      lately.push({ key, at: performance.now() });
    },
  };
}
