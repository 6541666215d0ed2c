import type { Locale } from '../core/locale.js';
import type { Fact } from './fact.js';
import type { Telling } from './fill.js';
import { date } from './format.js';
import type { ReviewState } from './reading.js';
import { standing } from './standing.js';

/** Sources named under an answer; the others are "and more", so that the answer stays short on a phone. */
const SOURCES_SHOWN = 3;

/**
 * What stands under an answer: publishers with their years, whether a counsellor has confirmed it, and a warning where
 * a fact it rests on is not sure but none of its figures is said (a figure that is said carries its own mark).
 */
export function footer(facts: readonly Fact[], spoken: ReadonlySet<string>, review: ReviewState, locale: Locale, telling: Telling): string {
  const silentlyUnsure = facts.filter((f) => !spoken.has(f.id) && standing(f, telling.now) === 'unsure').map((f) => f.asOf);
  const changed = silentlyUnsure.sort()[0];
  const told = facts.filter((f) => spoken.has(f.id));
  return [
    ...sourceLine([...told, ...facts.filter((f) => !spoken.has(f.id))], locale, telling),
    // The date is that of the figures that are said: a newer one of another fact would make them look fresher.
    reviewLine(told.length > 0 ? told : facts, review, locale, telling),
    ...(changed ? [telling.phrase('knowledge.may-have-changed', locale, { date: date(changed, locale) })] : []),
  ].join('\n');
}

/** "Sources: Ministry of Labour (2017), …" in the order of the facts, each fact's newest first; nothing where there are none. */
export function sourceLine(facts: readonly Fact[], locale: Locale, { phrase }: Telling): string[] {
  const inOrder = facts.flatMap((f) => [...f.sources].sort((a, b) => (year(b.date) < year(a.date) ? -1 : year(b.date) > year(a.date) ? 1 : 0)));
  const named = new Set(
    inOrder.map((s) => `${s.publisher} (${s.date === 'undated' ? phrase('knowledge.undated', locale) : s.date.slice(0, 4)})`),
  );
  if (named.size === 0) return [];
  const list = [...named].slice(0, SOURCES_SHOWN).join(', ');
  return [phrase(named.size > SOURCES_SHOWN ? 'knowledge.sources-more' : 'knowledge.sources', locale, { list })];
}
/** Undated sources come last. */
const year = (d: string) => (d === 'undated' ? '' : d.slice(0, 4));

function reviewLine(facts: readonly Fact[], review: ReviewState, locale: Locale, { phrase }: Telling): string {
  const newest = facts.map((f) => f.asOf).sort().at(-1);
  if (review.state === 'signed') {
    const by = { name: review.by, date: date(review.date, locale) };
    return newest
      ? phrase('knowledge.confirmed', locale, { ...by, newest: date(newest, locale) })
      : phrase('knowledge.confirmed-undated', locale, by);
  }
  return newest
    ? phrase('knowledge.not-confirmed', locale, { date: date(newest, locale) })
    : phrase('knowledge.not-confirmed-undated', locale);
}
