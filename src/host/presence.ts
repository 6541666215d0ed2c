import { GONE_AFTER_MS } from '../core/due.js';
import type { Activity } from '../core/activity.js';
import type { Session } from '../core/session.js';
import type { Store } from '../ports.js';
import type { Vault } from '../store/vault.js';

/*
 * Who of the counsellors is there: a small record of each, renewed while their console is open, gone by itself.
 */

const PRESENT = 'counsellor-present';

interface On {
  store: Pick<Store, 'record' | 'putRecord' | 'handoff'>;
  vault: Pick<Vault, 'sealRecord' | 'openRecord'>;
}

/** A counsellor's console is open at `now`, milliseconds since 1970. */
export async function markPresent({ store, vault }: On, counsellor: string, now: number): Promise<void> {
  await store.putRecord(PRESENT, counsellor, vault.sealRecord(PRESENT, counsellor, now), { expiresAt: now + GONE_AFTER_MS });
}

/** When a counsellor's console was last open, null where that is `GONE_AFTER_MS` ago or more. */
async function lastPresent({ store, vault }: On, counsellor: string): Promise<number | null> {
  const sealed = await store.record(PRESENT, counsellor);
  return sealed && Number(vault.openRecord(PRESENT, counsellor, sealed));
}

/** A timer that rings in a counsellor's talk, with what is known of the counsellor; anything else as it is. */
export async function withHolder(on: On, session: Session | null, activity: Activity): Promise<Activity> {
  if (activity.type !== 'event' || activity.name !== 'timer' || session?.speaker !== 'counsellor' || !session.handoff) return activity;
  const row = await on.store.handoff(session.handoff.id);
  if (!row || row.holder === null || row.acceptedAt === null) return activity;
  return { ...activity, value: { ...activity.value, holder: { since: row.acceptedAt, seenAt: await lastPresent(on, row.holder) } } };
}
