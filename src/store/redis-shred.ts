import type { Cluster, Redis } from 'ioredis';

/** While Redis is rewriting its log already, an erase after its start has to wait for the next rewrite. */
const AGAIN_AFTER_MS = 5_000;

/**
 * Has Redis write its append-only log anew after an erase, so that what was erased is in no file of it any more. Best
 * effort: what is left until then is ciphertext under a key that LANPYA_KEY wraps.
 */
export function shredder(client: Redis | Cluster): { shred(): Promise<void>; stop(): void } {
  let later: NodeJS.Timeout | null = null;

  async function shred(): Promise<void> {
    try {
      const primaries = 'nodes' in client ? client.nodes('master') : [client];
      await Promise.all(primaries.map((primary) => primary.bgrewriteaof()));
    } catch {
      later ??= setTimeout(() => {
        later = null;
        void shred();
      }, AGAIN_AFTER_MS).unref();
    }
  }

  return {
    shred,
    stop() {
      if (later) clearTimeout(later);
    },
  };
}
