import { LOCALES, type Locale } from '../core/locale.js';
import type { Place } from '../core/place.js';
import { entriesFor, owed } from './coverage.js';
import type { Fact } from './fact.js';
import type { Knowledge, LoadedEntry } from './knowledge.js';
import { reviewState } from './reading.js';
import { changesAt, standing } from './standing.js';

/**
 * How a topic stands for a place in a language, the worst first: `missing`; `expired` (a rule it rests on has ended);
 * `sent-back` by a reviewer; `unconfirmed` (the facts carry no answer, and it says so); `sourced`; `reviewed`.
 */
export const CELLS = ['missing', 'expired', 'sent-back', 'unconfirmed', 'sourced', 'reviewed'] as const;
export type Cell = (typeof CELLS)[number];

export interface StatusRow {
  topic: string;
  place: Place;
  tier: 1 | 2;
  cells: Record<Locale, Cell>;
}

/** A fact that stops being current, and what it takes with it. */
export interface Ending {
  fact: string;
  claim: string;
  /** Milliseconds since 1970, UTC: the first moment at which it stands otherwise. */
  at: number;
  /** `ends`: not said any more; `review`: only as not confirmed; `ages`: a fee or phone number older than it may be. */
  why: 'ends' | 'review' | 'ages';
  entries: string[];
}

export interface Status {
  rows: StatusRow[];
  /** How many cells of the coverage map are how, in the languages owed. */
  totals: Record<Cell, number>;
  /** What ends within 30, 60 and 90 days: each fact once, in the first span that holds it. */
  ending: { days: 30 | 60 | 90; facts: Ending[] }[];
}

const DAY = 86_400_000;

/** What is covered at this moment, and what will not be soon. */
export function statusOf(knowledge: Knowledge, now: number): Status {
  const rows = [...knowledge.topics].flatMap(([topic, { places, tier }]) =>
    places.map((place): StatusRow => {
      const entries = entriesFor(knowledge, topic, place);
      const cells = Object.fromEntries(LOCALES.map((l) => [l, cellOf(knowledge, entries, l, now)])) as Record<Locale, Cell>;
      return { topic, place, tier, cells };
    }),
  );
  const totals = Object.fromEntries(CELLS.map((c) => [c, 0])) as Record<Cell, number>;
  for (const row of rows) for (const locale of owed(row)) totals[row.cells[locale]]++;
  const endings = [...knowledge.facts.values()].flatMap((f) => endingsOf(knowledge, f, now)).sort((a, b) => a.at - b.at);
  const within = (days: number) => endings.filter((e) => e.at < now + days * DAY);
  return {
    rows,
    totals,
    ending: [
      { days: 30, facts: within(30) },
      { days: 60, facts: within(60).slice(within(30).length) },
      { days: 90, facts: within(90).slice(within(60).length) },
    ],
  };
}

/** Entries of one origin count with everybody's: the worst of them is how the topic stands. */
function cellOf(knowledge: Knowledge, entries: readonly LoadedEntry[], locale: Locale, now: number): Cell {
  const cells = entries.flatMap((e) => (e.texts[locale] ? [textCell(knowledge, e, locale, now)] : []));
  return CELLS.find((c) => cells.includes(c)) ?? 'missing';
}

function textCell(knowledge: Knowledge, entry: LoadedEntry, locale: Locale, now: number): Cell {
  if (entry.facts.some((id) => { const fact = knowledge.facts.get(id); return fact && standing(fact, now) === 'expired'; })) return 'expired';
  const { state } = reviewState(knowledge, entry, locale);
  if (state === 'sent-back') return 'sent-back';
  if (entry.kind === 'unconfirmed') return 'unconfirmed';
  return state === 'signed' ? 'reviewed' : 'sourced';
}

function endingsOf(knowledge: Knowledge, fact: Fact, now: number): Ending[] {
  if (fact.use === 'background') return [];
  const next = changesAt(fact).filter((c) => c.at > now && c.at <= now + 90 * DAY).sort((a, b) => a.at - b.at)[0];
  if (!next) return [];
  const entries = [...knowledge.entries.values()].filter((e) => e.facts.includes(fact.id)).map((e) => e.key);
  return [{ fact: fact.id, claim: fact.claim, ...next, entries }];
}
