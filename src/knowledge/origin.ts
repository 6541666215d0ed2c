import { isOrigin, ORIGINS, type Origin } from '../core/place.js';
import { MOST_STEPS, type EntryHead, type NextStep } from './entry.js';
import type { Fact, FactId } from './fact.js';
import { keyOf, type Knowledge, type LoadedEntry } from './knowledge.js';

/** The country of origin whose people an entry is for: its own, or that in which its rule holds. Null: for everybody. */
export function originOf({ origin, place }: Pick<EntryHead, 'origin' | 'place'>): Origin | null {
  return origin ?? (isOrigin(place) ? place : null);
}

/** The one country of origin whose rule a fact is. Null: it holds wherever people come from, or for several. */
function originOfFact(fact: Fact | undefined): Origin | null {
  const [first, second] = fact?.jurisdiction.filter(isOrigin) ?? [];
  return first !== undefined && second === undefined ? first : null;
}

/**
 * Where an entry leads somebody from `origin` (null: it is not known): never to what holds for people of another country,
 * and to their own entry of a topic where there is one.
 */
export function stepsFor(knowledge: Pick<Knowledge, 'entries'>, entry: LoadedEntry, origin: Origin | null): NextStep[] {
  const from = originOf(entry) ?? origin;
  const steps = entry.next.flatMap((step): NextStep[] => {
    const target = 'entry' in step ? knowledge.entries.get(step.entry) : undefined;
    if (!target || from === null) return [step];
    const whose = originOf(target);
    if (whose !== null) return whose === from ? [step] : [];
    const own = keyOf({ topic: target.topic, place: target.place, origin: from });
    return [knowledge.entries.has(own) ? { entry: own } : step];
  });
  const keys = steps.map((step) => ('entry' in step ? step.entry : null));
  return steps.filter((_, i) => keys[i] === null || (keys[i] !== entry.key && keys.indexOf(keys[i] ?? null) === i));
}

/** The facts of an entry that are the rule of another country of origin than that whose people it is for. */
export function foreignFacts(entry: Pick<LoadedEntry, 'origin' | 'place' | 'facts'>, facts: Knowledge['facts']): FactId[] {
  const mine = originOf(entry);
  return entry.facts.filter((id) => {
    const theirs = originOfFact(facts.get(id));
    return theirs !== null && theirs !== mine;
  });
}

function foreignRule(id: FactId, origin: Origin | null): string {
  return `${id} is the rule of ${origin} only: move it to an entry with "origin: ${origin}", or say under "ofOneOrigin" why everybody may read it`;
}

/**
 * Where an entry tells people what holds for those from another country. `fact`: the place in the entry's list of the fact
 * that it rests on; none where it is about the ways on.
 */
export function originProblems(knowledge: Knowledge, entry: LoadedEntry): { fact?: number; message: string }[] {
  const marks = entry.ofOneOrigin ?? {};
  const mine = originOf(entry);
  const foreign = new Set(foreignFacts(entry, knowledge.facts));
  const led = new Set(entry.next.flatMap((step) => ('entry' in step ? (originOf(knowledge.entries.get(step.entry) ?? entry) ?? []) : [])));
  const nowhere = mine === null && led.size > 0 ? ORIGINS.filter((o) => !led.has(o)) : [];
  const needed = new Set<string>([...foreign, ...nowhere]);
  const crowded = (mine === null ? ORIGINS : [mine]).filter((o) => stepsFor(knowledge, entry, o).length > MOST_STEPS);
  return [
    ...entry.facts.flatMap((id, fact) =>
      foreign.has(id) && marks[id] === undefined ? [{ fact, message: foreignRule(id, originOfFact(knowledge.facts.get(id))) }] : [],
    ),
    ...[...led].filter((o) => mine !== null && o !== mine).map((o) => ({ message: `next: people from ${mine} are led to what holds for ${o}: take it out` })),
    ...nowhere.filter((o) => marks[o] === undefined).map((o) => ({ message: `next: people from ${o} are led nowhere, where those from ${[...led].join(', ')} are: add their entry, or say why under "ofOneOrigin"` })),
    ...crowded.map((o) => ({ message: `next: people from ${o} are led to more than ${MOST_STEPS} places: take one out` })),
    ...Object.keys(marks).filter((id) => !needed.has(id)).map((id) => ({ message: `ofOneOrigin: ${id} needs no reason here: take it out` })),
  ];
}
