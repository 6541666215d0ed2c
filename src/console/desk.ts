import type { Clock, Log, Store } from '../ports.js';
import type { Vault } from '../store/vault.js';

/** What every act of the console works on. */
export interface Desk {
  store: Store;
  vault: Vault;
  clock: Clock;
  log: Log;
}

/** The opened content of a small record, or null where there is none. Throws where it was tampered with. */
export async function readRecord(desk: Desk, kind: string, id: string): Promise<unknown> {
  const sealed = await desk.store.record(kind, id);
  return sealed === null ? null : desk.vault.openRecord(kind, id, sealed);
}

/** Seals and keeps a small record; false where `ifAbsent` was asked and there is one. */
export function keepRecord(
  desk: Desk,
  kind: string,
  id: string,
  plain: unknown,
  options: { ifAbsent?: boolean; expiresAt?: number } = {},
): Promise<boolean> {
  return desk.store.putRecord(kind, id, desk.vault.sealRecord(kind, id, plain), options);
}
