import type { Store } from '../ports.js';
import type { Vault } from '../store/vault.js';

/** A pause of a channel, milliseconds since 1970. */
export interface Rest {
  since: number;
  until: number;
}

/** Kind of the record of a channel's pause. */
const KIND = 'rest';
/** A record stays for so long after its pause is over: the clock of the store may be ahead of the sender's. */
const KEPT_MS = 60_000;

interface Where {
  store: Store;
  vault: Vault;
}

/** Keeps a pause that a platform asked for, so that no other process and no later one writes to it sooner. Rejects with StoreUnavailable. */
export async function keepRest({ store, vault }: Where, channel: string, rest: Rest): Promise<void> {
  await store.putRecord(KIND, channel, vault.sealRecord(KIND, channel, rest), { expiresAt: rest.until + KEPT_MS });
}

/** The pause that a channel's platform asked for last, maybe long over; null where none can be read. Rejects with StoreUnavailable. */
export async function keptRest({ store, vault }: Where, channel: string): Promise<Rest | null> {
  const sealed = await store.record(KIND, channel);
  try {
    return sealed && (vault.openRecord(KIND, channel, sealed) as Rest);
  } catch {
    // Damaged: at worst the platform asks once more.
    return null;
  }
}
