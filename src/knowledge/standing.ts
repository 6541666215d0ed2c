import type { Place } from '../core/place.js';
import type { Fact, FactValue } from './fact.js';

/** `current` may be said; `unsure` only with its date and "not confirmed"; `expired` not at all. */
export type Standing = 'current' | 'unsure' | 'expired';

/** Months after which a fee is not said as current any more. Source: the facts' README. */
const FEE_MONTHS = 24;
/** Days after which a phone number is followed by the date of its source. Source: the guide for authors. */
const PHONE_DAYS = 90;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Hours ahead of UTC where a day begins and ends. No place has summer time; the Gulf is its easternmost state's. */
const UTC_OFFSET: Record<Place, number> = {
  TH: 7, MY: 8, SG: 8, JP: 9, KR: 9, HK: 8, GULF: 4,
  MM: 6.5, KH: 7, LA: 7, VN: 7,
  // Somebody anywhere in Asia: the first of our places where the day ends.
  ANY: 9,
};

/** Number of the half hour in which a moment lies. Days begin and end on the half hour everywhere, so in between nothing stands otherwise. */
export function halfHourOf(now: number): number {
  return Math.floor(now / (HOUR / 2));
}

/** What a fact is worth at a moment (milliseconds since 1970, UTC). */
export function standing(fact: Fact, now: number): Standing {
  const offset = firstToEnd(fact);
  if (fact.validUntil !== undefined && now >= endOf(fact.validUntil, offset)) return 'expired';
  const unsure =
    fact.use !== 'serve' ||
    fact.confidence === 'low' ||
    (fact.validFrom !== undefined && now < startOf(fact.validFrom, offset)) ||
    (fact.reviewBy !== undefined && now >= endOf(fact.reviewBy, offset)) ||
    (fact.kind === 'fee' && now >= monthsAfter(fact.asOf, FEE_MONTHS, offset));
  return unsure ? 'unsure' : 'current';
}

/**
 * Whether a value of the fact may be spoken at this moment at all: never a background fact, never an expired one, and a
 * phone number only where it is sure and meant to be served.
 */
export function speakable(fact: Fact, value: FactValue | null, now: number): boolean {
  if (fact.use === 'background' || standing(fact, now) === 'expired') return false;
  return value === null || !('phone' in value) || dependable(fact);
}

/** A number that somebody may be told to dial. */
export function dependable(fact: Fact): boolean {
  return fact.use === 'serve' && fact.confidence !== 'low';
}

/** True where a phone number must be followed by the date of its source. */
export function aged(fact: Fact, now: number): boolean {
  return now >= startOf(fact.asOf, firstToEnd(fact)) + PHONE_DAYS * DAY;
}

/** Where a fact holds in several places, the clock of the one where the day ends first. */
function firstToEnd(fact: Fact): number {
  return Math.max(...fact.jurisdiction.map((p) => UTC_OFFSET[p]));
}

/** First moment of a day, month or year. */
export function startOf(date: string, offset: number): number {
  const [y = 0, m = 1, d = 1] = date.split('-').map(Number);
  return Date.UTC(y, m - 1, d) - offset * HOUR;
}

/** First moment after a day, month or year. */
export function endOf(date: string, offset: number): number {
  const [y = 0, m, d] = date.split('-').map(Number);
  const after = m === undefined ? Date.UTC(y + 1, 0, 1) : d === undefined ? Date.UTC(y, m, 1) : Date.UTC(y, m - 1, d + 1);
  return after - offset * HOUR;
}

/** A month or year counts from its first day, so that a fact is never younger than it may be. */
function monthsAfter(date: string, months: number, offset: number): number {
  const [y = 0, m = 1, d = 1] = date.split('-').map(Number);
  return Date.UTC(y, m - 1 + months, d) - offset * HOUR;
}

/** The moments at which a fact begins to stand otherwise, whenever they are. */
export function changesAt(fact: Fact): { at: number; why: 'ends' | 'review' | 'ages' }[] {
  const offset = firstToEnd(fact);
  return [
    ...(fact.validUntil !== undefined ? [{ at: endOf(fact.validUntil, offset), why: 'ends' as const }] : []),
    ...(fact.reviewBy !== undefined ? [{ at: endOf(fact.reviewBy, offset), why: 'review' as const }] : []),
    ...(fact.kind === 'fee' ? [{ at: monthsAfter(fact.asOf, FEE_MONTHS, offset), why: 'ages' as const }] : []),
    ...(fact.kind === 'phone' ? [{ at: startOf(fact.asOf, offset) + PHONE_DAYS * DAY, why: 'ages' as const }] : []),
  ];
}
