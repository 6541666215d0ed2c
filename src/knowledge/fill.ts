import type { Locale } from '../core/locale.js';
import type { World } from '../core/world.js';
import type { Fact, FactId } from './fact.js';
import { date, format } from './format.js';
import { replaceSlots } from './slot.js';
import { aged, speakable, standing } from './standing.js';

/** What facts are said with: the facts, the moment, and the bot's standing sentences. */
export interface Telling {
  facts: ReadonlyMap<FactId, Fact>;
  now: number;
  phrase: World['phrase'];
}

/**
 * A text with its facts said as of this moment, each figure that is not sure followed by its date and "not confirmed"
 * where it is first said. Null where the text speaks a fact that may not be said now: expired, background, unknown.
 */
export function fill(text: string, locale: Locale, { facts, now, phrase }: Telling): string | null {
  const marked = new Set<string>();
  let silent = false;
  const filled = replaceSlots(text, ({ what, fact: id, name }) => {
    const fact = facts.get(id);
    // The date of a number that may not be dialled may be said all the same.
    const value = what === 'fact' ? (fact?.values[name] ?? null) : null;
    if (!fact || !speakable(fact, value, now) || (what === 'fact' && value === null)) {
      silent = true;
      return '';
    }
    if (value === null) return date(fact.asOf, locale);
    const words = format(value, locale);
    const mark = markOf(fact, 'phone' in value, now);
    if (!mark || marked.has(`${id}.${name}`)) return words;
    marked.add(`${id}.${name}`);
    return `${words} ${phrase(mark, locale, { date: date(fact.asOf, locale) })}`;
  });
  return silent ? null : filled;
}

function markOf(fact: Fact, isPhone: boolean, now: number): 'knowledge.unsure-mark' | 'knowledge.phone-as-of' | null {
  if (standing(fact, now) === 'unsure') return 'knowledge.unsure-mark';
  return isPhone && aged(fact, now) ? 'knowledge.phone-as-of' : null;
}

/** The name of the value that is a fact's phone number, or null. */
export function phoneOf(fact: Fact): string | null {
  if (fact.values['value'] && 'phone' in fact.values['value']) return 'value';
  return Object.entries(fact.values).find(([, v]) => 'phone' in v)?.[0] ?? null;
}

/** A line with a number to call, who answers and when; null where it may not be said now. */
export function callLine(id: FactId, locale: Locale, telling: Telling): string | null {
  const fact = telling.facts.get(id);
  const phone = fact && (fact.spokenIn?.[locale] ?? phoneOf(fact));
  if (!fact || !phone) return null;
  const number = fill(`{{fact:${id}.${phone}}}`, locale, telling);
  if (number === null) return null;
  const label = fact.label?.[locale] ?? fact.label?.en;
  const line = label ? `${label}: ${number}` : telling.phrase('knowledge.call', locale, { phone: number });
  const hours = fact.values['hours'];
  return hours ? `${line}, ${format(hours, locale)}` : line;
}
