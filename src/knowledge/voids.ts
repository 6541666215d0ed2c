import type { Locale } from '../core/locale.js';
import { LOCALES } from '../core/locale.js';
import type { EntryKey } from '../core/understanding.js';
import type { FactId } from './fact.js';
import type { Knowledge } from './knowledge.js';
import { factsIn, readingOf, reviewState } from './reading.js';

/** A signature that rests on a fact. */
export interface Resting {
  entry: EntryKey;
  locale: Locale;
  by: string;
  /** Day of signing, `2026-12-01`. */
  date: string;
  /** True where the fact has changed since, so that the signature is void; false where a change would void it. */
  void: boolean;
}

/** Every signature that a change of this fact has voided or would void, by entry and language. */
export function restingOn(knowledge: Knowledge, fact: FactId): Resting[] {
  return [...knowledge.entries.values()].flatMap((entry) =>
    LOCALES.flatMap((locale): Resting[] => {
      const review = reviewState(knowledge, entry, locale);
      const reading = readingOf(knowledge, entry, locale);
      if (reading === null) return [];
      switch (review.state) {
        case 'signed':
          return factsIn(reading).has(fact) ? [{ entry: entry.key, locale, by: review.by, date: review.date, void: false }] : [];
        case 'voided':
          return changedFacts(review.review.text, reading).includes(fact) ? [{ entry: entry.key, locale, by: review.review.reviewer, date: review.review.date, void: true }] : [];
        case 'sent-back':
        case 'unread':
          return [];
      }
    }),
  );
}

/** Facts that stand otherwise in two readings of the same text, or only in one of them. */
export function changedFacts(before: string, after: string): FactId[] {
  const [old, now] = [factsIn(before), factsIn(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((id) => old.get(id) !== now.get(id));
}
