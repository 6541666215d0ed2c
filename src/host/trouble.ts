import type { Clock, Store } from '../ports.js';
import type { Vault } from '../store/vault.js';

/*
 * What befell the store, kept in it for whoever answers people: those who read logs may be asleep, and the process that
 * noticed need not be the one that shows the console.
 */

/** Messages that were acknowledged are gone; or what is on the disk was changed. */
export const TROUBLES = ['lost', 'damaged'] as const;

export interface Trouble {
  what: (typeof TROUBLES)[number];
  /** Messages, or faults that were found. */
  count: number;
  /** When it was noticed, milliseconds since 1970. */
  at: number;
}

const TROUBLE = 'store-trouble';
/** A long weekend: each shift has then seen it. Damage that stays is found again each night. */
const SHOWN_MS = 4 * 24 * 60 * 60 * 1000;

interface On {
  store: Pick<Store, 'records' | 'putRecord' | 'deleteRecord'>;
  vault: Pick<Vault, 'sealRecord' | 'openRecord'>;
}

export async function noteTrouble({ store, vault, clock }: On & { clock: Clock }, what: Trouble['what'], count: number): Promise<void> {
  const [id, at] = [crypto.randomUUID(), clock()];
  await store.putRecord(TROUBLE, id, vault.sealRecord(TROUBLE, id, { what, count, at } satisfies Trouble), { expiresAt: at + SHOWN_MS });
}

/** Each kind once: messages lost are added up, damage is what was found last. */
export async function troublesOf(on: On): Promise<Trouble[]> {
  const all = (await noted(on)).map(({ trouble }) => trouble).sort((a, b) => a.at - b.at);
  return TROUBLES.flatMap((what) => {
    const those = all.filter((trouble) => trouble.what === what);
    const last = those.at(-1);
    return last ? [{ ...last, count: what === 'lost' ? those.reduce((sum, { count }) => sum + count, 0) : last.count }] : [];
  });
}

/** Somebody saw to what happened up to `at`: it is shown no more. */
export async function endTrouble(on: On, { what, at }: Pick<Trouble, 'what' | 'at'>): Promise<void> {
  const over = (await noted(on)).filter(({ trouble }) => trouble.what === what && trouble.at <= at);
  await Promise.all(over.map(({ id }) => on.store.deleteRecord(TROUBLE, id)));
}

/** One that does not open is left out: a damaged notice must not keep the list of those who wait from being shown. */
async function noted({ store, vault }: On): Promise<{ id: string; trouble: Trouble }[]> {
  return (await store.records(TROUBLE)).flatMap(({ id, sealed }) => {
    try {
      return [{ id, trouble: vault.openRecord(TROUBLE, id, sealed) as Trouble }];
    } catch {
      return [];
    }
  });
}
