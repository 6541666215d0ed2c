import type { Place } from '../core/place.js';
import { LOCALES } from '../core/locale.js';
import { proseProblems, type Prose } from './check-text.js';
import type { Fact, FactValue } from './fact.js';
import type { Knowledge, Problem, Where } from './knowledge.js';
import { error, warning } from './lined.js';
import { slotsIn, valueAt } from './slot.js';
import { dependable, endOf, startOf } from './standing.js';

/** What no schema sees in facts: dates that cannot be, ranges upside down, conflicts with one side. */
export function checkFacts(knowledge: Knowledge, now: number): Problem[] {
  return [...knowledge.facts.values()].flatMap((fact) => {
    const { file, line } = whereIs(knowledge, `fact ${fact.id}`);
    const wrong = (message: string) => error(file, line, `${fact.id}: ${message}`);
    return [...[...dates(fact, now), ...values(fact), ...conflicts(fact, knowledge)].map(wrong), ...nameless(fact).map((message) => warning(file, line, `${fact.id}: ${message}`))];
  });
}

function dates(fact: Fact, now: number): string[] {
  // The day has begun somewhere on Earth: no fact is confirmed later than that.
  const future = (day: string) => startOf(day, 14) > now;
  return [
    ...(future(fact.asOf) ? [`asOf ${fact.asOf} has not come yet: it is the newest date for which a source confirms the fact`] : []),
    ...fact.sources.flatMap((s) => (s.date !== 'undated' && future(s.date) ? [`the source of ${s.publisher} is dated ${s.date}, which has not come yet`] : [])),
    ...(fact.validFrom && fact.validUntil && startOf(fact.validFrom, 0) >= endOf(fact.validUntil, 0)
      ? [`validFrom ${fact.validFrom} is later than validUntil ${fact.validUntil}: correct one of them`]
      : []),
  ];
}

function values(fact: Fact): string[] {
  const named = Object.entries(fact.values);
  return [
    ...named.flatMap(([name, v]) => (upsideDown(v) ? [`values.${name}: "to" must be more than the first figure`] : [])),
    ...(fact.kind === 'phone' && !named.some(([, v]) => 'phone' in v) ? ['a fact of kind phone needs a value {phone: "…"}'] : []),
    ...Object.entries(fact.spokenIn ?? {}).flatMap(([locale, name]) => (name !== undefined && fact.values[name] === undefined ? [`spokenIn.${locale}: there is no value "${name}"; there is ${named.map(([n]) => n).join(', ')}`] : [])),
    ...(fact.kind === 'deadline' && fact.use !== 'background' && named.length === 0 ? ['a deadline needs its value, for example {date: 2026-12-11} or {count: 90, unit: day}'] : []),
  ];
}

/** A number that may be dialled stands beside who answers it. */
function nameless(fact: Fact): string[] {
  if (!dependable(fact) || !Object.values(fact.values).some((v) => 'phone' in v)) return [];
  if (!fact.label) return ['people are not told who answers this number: add a label, for example label: {en: Employment office, my: …}'];
  const missing = LOCALES.filter((l) => fact.label?.[l] === undefined);
  return missing.length > 0 ? [`the label is missing in ${missing.join(', ')}: people would read it in English, or not at all`] : [];
}

function upsideDown(v: FactValue): boolean {
  if ('amount' in v) return v.to !== undefined && v.to <= v.amount;
  if ('count' in v) return v.to !== undefined && v.to <= v.count;
  if ('percent' in v) return v.to !== undefined && v.to <= v.percent;
  if ('age' in v) return v.to !== undefined && v.to <= v.age;
  return 'date' in v && v.to !== undefined && startOf(v.to, 0) <= startOf(v.date, 0);
}

function conflicts(fact: Fact, { facts }: Knowledge): string[] {
  return (fact.conflicts ?? []).flatMap((id) => {
    const other = facts.get(id);
    if (id === fact.id) return ['conflicts with itself: take it out of "conflicts"'];
    if (!other) return [`conflicts with ${id}, which is no fact: write the other side down too, or take it out`];
    return other.conflicts?.includes(fact.id) ? [] : [`conflicts with ${id}, but ${id} does not say so: add "conflicts: [${fact.id}]" there`];
  });
}

/** The fixed words of red flags, their numbers and entries. Their signals are tested where they are read. */
export function checkDangers(knowledge: Knowledge, prose: Prose): Problem[] {
  return [...knowledge.dangers.values()].flatMap((d) => {
    const { file, line } = whereIs(knowledge, `danger ${d.danger}`);
    const numbers = Object.entries(d.hotlines).flatMap(([place, ids]) => ids.flatMap((id) => phoneProblem(knowledge, id).map((p) => error(file, line, `hotlines.${place}: ${p}`))));
    const first = LOCALES.flatMap((locale) => {
      const words = d.first[locale];
      if (words === undefined) return [warning(file, line, `first.${locale} is missing: people would be told in English`)];
      const said = slotsIn(words).flatMap((s) => (s.what === 'fact' && valueAt(knowledge.facts, `${s.fact}.${s.name}`) ? [] : [`${s.written} is no value of a fact`]));
      const at = whereIs(knowledge, `danger ${d.danger} ${locale}`).line;
      return [...said, ...proseProblems(words, locale, prose)].map((p) => error(file, at, `first.${locale}: ${p}`));
    });
    const entry = d.entry !== undefined && !knowledge.entries.has(d.entry) ? [error(file, line, `entry ${d.entry} does not exist`)] : [];
    return [...numbers, ...first, ...(d.first.en === undefined ? [error(file, line, 'first.en is missing: every language falls back to it')] : []), ...entry];
  });
}

/** Why a fact cannot be shown as a number to call. */
export function phoneProblem({ facts }: Knowledge, id: string): string[] {
  const fact = facts.get(id);
  if (!fact) return [`${id} is no fact: correct the id or add the fact`];
  if (!Object.values(fact.values).some((v) => 'phone' in v)) return [`${id} holds no phone number`];
  return dependable(fact) ? [] : [`${id} is not sure enough to be dialled (confidence ${fact.confidence}, use ${fact.use}): take it out until somebody has checked it`];
}

/** The map of legal maxima. */
export function checkFees({ facts, fees }: Knowledge): Problem[] {
  const file = 'knowledge/fees.yaml';
  const seen = new Set<string>();
  return fees.flatMap((rule: { place: Place; origin?: string | undefined; maximum: string }) => {
    const id = `${rule.place}${rule.origin ? `-${rule.origin}` : ''}`;
    const twice = seen.has(id) ? [error(file, 1, `${id} stands twice: keep one`)] : [];
    seen.add(id);
    const found = valueAt(facts, rule.maximum);
    if (!found) return [...twice, error(file, 1, `${id}: ${rule.maximum} is no value of a fact`)];
    if (!('amount' in found.value)) return [...twice, error(file, 1, `${id}: ${rule.maximum} is not an amount of money`)];
    return found.fact.use === 'background' ? [...twice, error(file, 1, `${id}: ${rule.maximum} is background and never said`)] : twice;
  });
}

export function whereIs(knowledge: Knowledge, what: string): Where {
  return knowledge.where.get(what) ?? { file: 'knowledge', line: 1 };
}
