import type { Store } from '../ports.js';
import type { Vault } from '../store/vault.js';

/*
 * Whoever opens a store with another key than it was begun with takes everybody for a stranger, and takes messages that it
 * cannot read. So each store keeps something sealed with its key, and each start tries to open that.
 */

const KIND = 'key-check';
const ID = 'first';

interface On {
  store: Pick<Store, 'record' | 'records' | 'putRecord' | 'sessions'>;
  vault: Pick<Vault, 'seal' | 'sealRecord' | 'openRecord'>;
}

/**
 * Whether this is the key of the store. An empty store takes it for its own; of several that start at once on one, with
 * several keys, the first. A store of an earlier version, and one whose check was damaged, is asked by what else is sealed there.
 */
export async function keyFits(on: On): Promise<boolean> {
  const check = await on.store.record(KIND, ID);
  if (check && opensRecord(on, KIND, ID, check)) return true;
  const known = await opensWhatIsThere(on);
  if (known === false || (check && known === null)) return false;
  const sealed = on.vault.sealRecord(KIND, ID, null);
  if (await on.store.putRecord(KIND, ID, sealed, { ifAbsent: check === null })) return true;
  // Another process was first.
  const theirs = await on.store.record(KIND, ID);
  return theirs !== null && opensRecord(on, KIND, ID, theirs);
}

/** Sessions looked at: a disk that changed the keys of so many did not change them alone. */
const SOME = 20;

/** Whether the key opens accounts, or keys of conversations; null where there is neither. One that it opens is enough: the others may be damaged. */
async function opensWhatIsThere({ store, vault }: On): Promise<boolean | null> {
  const accounts = await store.records('account');
  if (accounts.some(({ id, sealed }) => opensRecord({ vault }, 'account', id, sealed))) return true;
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<Store['sessions']>> = await store.sessions(SOME, after);
    if (page.sessions.length > 0) return page.sessions.some(({ conversation, key }) => opens(() => vault.seal(conversation, key, KIND, null)));
    after = page.next;
  } while (after !== null);
  return accounts.length > 0 ? false : null;
}

function opensRecord({ vault }: Pick<On, 'vault'>, kind: string, id: string, sealed: Uint8Array): boolean {
  return opens(() => vault.openRecord(kind, id, sealed));
}

function opens(open: () => unknown): boolean {
  try {
    open();
    return true;
  } catch {
    return false;
  }
}
