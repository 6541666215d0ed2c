import type { Gap } from '../core/gap.js';
import type { Locale } from '../core/locale.js';
import type { Session } from '../core/session.js';
import type { Turn } from '../core/turn.js';
import type { Understanding } from '../core/understanding.js';
import { impersonal, type Vocabulary } from '../language/impersonal.js';
import type { Clock, Log, Store } from '../ports.js';
import type { Vault } from '../store/vault.js';

/** What a person asked and nobody answered, as they wrote it, in Unicode. */
export interface Missed {
  text: string;
  locale: Locale;
}

const KIND = 'gap';
const DAY_MS = 24 * 60 * 60 * 1000;
/** Long enough to see what is asked often, and to find somebody who writes the answer. */
const KEPT_DAYS = 90;
/** More than a reviewer reads in a day; a flood is not kept, and 90 such days are opened in half a second. */
const MOST_A_DAY = 200;

/**
 * The question of a turn that found no answer, where it may be kept: the person agreed to be remembered and did not take
 * it back, no danger is seen or feared, no question of a flow waits, and no counsellor speaks or is called.
 */
export function missedIn(before: Session | null, understanding: Understanding, { session, events }: Turn): Missed | null {
  if (!events.some(({ type }) => type === 'answer.missed' || type === 'clarification.asked')) return null;
  const calm = understanding.flags.length === 0 && !understanding.doubt && !understanding.partial;
  const agreed = before !== null && before.consentAt !== null && session.consentAt !== null;
  const free = [before, session].every((s) => s === null || (s.run === null && s.naming === 0 && s.handoff === null && s.speaker === 'bot'));
  return calm && agreed && free ? { text: understanding.text, locale: understanding.locale ?? session.locale } : null;
}

type Shelf = { store: Pick<Store, 'records' | 'putRecord' | 'deleteRecord'>; vault: Pick<Vault, 'sealRecord' | 'openRecord'> };

/**
 * Keeps missed questions without the person: words of the knowledge base alone, sealed, under a random id, with the day
 * on which they end and nothing else. A failure is logged and costs nobody an answer.
 */
export function gapKeeper({ store, vault, clock, log }: Shelf & { clock: Clock; log: Log }, vocabulary: (locale: Locale) => Promise<Vocabulary>): (question: Missed) => Promise<void> {
  let day = 0;
  let kept = 0;
  return async ({ text, locale }) => {
    try {
      const today = Math.floor(clock() / DAY_MS);
      if (today !== day) [day, kept] = [today, 0];
      if (kept >= MOST_A_DAY) return;
      const said = impersonal(text, await vocabulary(locale));
      if (said === null) return;
      kept += 1;
      const id = crypto.randomUUID();
      const gap: Omit<Gap, 'id'> = { text: said, locale };
      await store.putRecord(KIND, id, vault.sealRecord(KIND, id, gap), { expiresAt: (today + KEPT_DAYS) * DAY_MS });
    } catch (error) {
      log.warn('gap.not-kept', { code: error instanceof Error ? error.name : 'unknown' });
    }
  };
}

/** Everything that is kept, in no order. */
export async function readGaps({ store, vault }: Shelf): Promise<Gap[]> {
  const sealed = await store.records(KIND);
  return sealed.map((row) => ({ id: row.id, ...(vault.openRecord(KIND, row.id, row.sealed) as Omit<Gap, 'id'>) }));
}

export async function dropGaps({ store }: Shelf, ids: readonly string[]): Promise<void> {
  for (const id of ids) await store.deleteRecord(KIND, id);
}
