import type { Locale } from '../core/locale.js';
import { LOCALES } from '../core/locale.js';
import { phoneProblem, whereIs } from './check-facts.js';
import { cuttingProblems, lengthProblems, proseProblems, readingProblems, type Prose } from './check-text.js';
import type { NextStep } from './entry.js';
import type { Knowledge, LoadedEntry, LoadedText, Problem } from './knowledge.js';
import { error, warning } from './lined.js';
import { format } from './format.js';
import { originProblems } from './origin.js';
import { brokenSlots, replaceSlots, slotsIn, valueAt, type Slot } from './slot.js';
import { dependable } from './standing.js';

/** Fewest ways of asking an entry needs in each language, so that it is found. Source: the guide for authors. */
const FEWEST_ASKS = 8;
/** Of these, fewest that are Burmese in Latin letters, as many people type it. Every vetted entry has as many. */
const FEWEST_ROMANISED = 3;

/** One entry: what it rests on, where it leads, and its text in each language. */
export function checkEntry(knowledge: Knowledge, entry: LoadedEntry, prose: Prose): Problem[] {
  const { file } = whereIs(knowledge, `entry ${entry.key}`);
  const { lines } = entry;
  const english = entry.texts.en;
  return [
    ...topic(knowledge, entry).map((message) => error(file, 1, message)),
    ...entry.facts.flatMap((id, i) => listed(knowledge, entry, id, i).map((message) => error(file, lines.facts[i] ?? 1, message))),
    ...entry.next.flatMap((s, i) => step(knowledge, entry, s).map((message) => error(file, lines.next[i] ?? 1, message))),
    ...originProblems(knowledge, entry).map(({ fact, message }) => error(file, lines[fact === undefined ? 'next' : 'facts'][fact ?? 0] ?? 1, message)),
    ...(english ? [] : [error(file, 1, 'en.md is missing: every translation is checked against the English')]),
    ...(entry.kind === 'answer' && entry.facts.length === 0 ? [warning(file, 1, 'this answer rests on no fact: name its facts, or make it "kind: unconfirmed"')] : []),
    ...LOCALES.flatMap((locale) => {
      const text = entry.texts[locale];
      return text ? checkText(knowledge, entry, locale, text, prose) : [];
    }),
  ];
}

function listed({ facts }: Knowledge, entry: LoadedEntry, id: string, i: number): string[] {
  if (!facts.has(id)) return [`${id} is no fact: correct the id or add the fact`];
  return entry.facts.indexOf(id) < i ? [`${id} is listed twice: take one out`] : [];
}

function topic({ topics }: Knowledge, entry: LoadedEntry): string[] {
  if (topics.size === 0) return [];
  const known = topics.get(entry.topic);
  if (!known) return [`${entry.topic} is not in the coverage map knowledge/topics.yaml`];
  return known.places.includes(entry.place) ? [] : [`${entry.topic} is not asked for ${entry.place}: add the place to knowledge/topics.yaml or move the entry`];
}

function step(knowledge: Knowledge, entry: LoadedEntry, next: NextStep): string[] {
  if ('flow' in next) return knowledge.flows.has(next.flow) ? [] : [`next: there is no flow ${next.flow}`];
  if ('hotline' in next) return phoneProblem(knowledge, next.hotline).map((p) => `next: ${p}`);
  if ('human' in next) return [];
  if (next.entry === entry.key) return ['next: the entry leads to itself'];
  return knowledge.entries.has(next.entry) ? [] : [`next: there is no entry ${next.entry}`];
}

function checkText(knowledge: Knowledge, entry: LoadedEntry, locale: Locale, text: LoadedText, prose: Prose): Problem[] {
  const { file, lines } = text;
  /** Problems of a part, on the line where its words stand. */
  const at = (part: string, line: number, check: (words: string) => string[]) =>
    part.split('\n').flatMap((words, i) => check(words).map((message) => error(file, line + i, message)));
  const english = entry.texts.en;
  const parts = [
    ['short', text.short, lines.short, english?.short],
    ['more', text.more, lines.more, english?.more],
  ] as const;
  return [
    ...parts.flatMap(([, words, line]) => at(words, line, (w) => [...slots(knowledge, entry, w), ...proseProblems(w, locale, prose, text.short)])),
    ...at(text.title, lines.title, (w) => [...proseProblems(w, locale, prose, text.short), ...(slotsIn(w).length > 0 ? ['a title holds no figures: take the {{…}} out'] : [])]),
    ...lengthProblems(locale, text.title, spoken(knowledge, text.short, locale)).map(({ part, message }) => error(file, lines[part], message)),
    ...cuttingProblems(locale, text.short).map((message) => error(file, lines.short, message)),
    ...readingProblems(locale, text.short).map((message) => warning(file, lines.short, message)),
    ...(text.asks.length < FEWEST_ASKS ? [error(file, lines.asks[0] ?? lines.title, `${text.asks.length} ways of asking: write at least ${FEWEST_ASKS}, short and long, as people type`)] : []),
    ...(locale === 'my' && romanised(text) < FEWEST_ROMANISED
      ? [error(file, lines.asks[0] ?? lines.title, `${romanised(text)} ways of asking are in Latin letters: write at least ${FEWEST_ROMANISED}, as people type Burmese ("lote kha ma ya loh")`)]
      : []),
    ...(english && locale !== 'en' ? parts.flatMap(([part, words, line, original]) => sameSlots(part, words, original ?? '').map((m) => error(file, line, m))) : []),
  ];
}

function romanised({ asks }: LoadedText): number {
  return asks.filter((ask) => !/\p{Script=Myanmar}/u.test(ask)).length;
}

function slots(knowledge: Knowledge, entry: LoadedEntry, words: string): string[] {
  return [
    ...brokenSlots(words).map((b) => `${b} is not read: write {{fact:id}}, {{fact:id.name}} or {{asof:id}}`),
    ...slotsIn(words).flatMap((s) => slot(knowledge, entry, s)),
  ];
}

function slot({ facts }: Knowledge, entry: LoadedEntry, { written, what, fact: id, name }: Slot): string[] {
  const fact = facts.get(id);
  if (!fact) return [`${written}: there is no fact ${id}: correct the id or add the fact`];
  const listed = entry.facts.includes(id) ? [] : [`${written}: add ${id} to "facts" in entry.yaml`];
  if (fact.use === 'background') return [...listed, `${written}: ${id} is background and never said`];
  if (what === 'asof') return listed;
  const value = fact.values[name];
  if (!value) return [...listed, `${written}: ${id} has no value "${name}"; it has ${Object.keys(fact.values).join(', ') || 'none'}`];
  return 'phone' in value && !dependable(fact) ? [...listed, `${written}: this number is not sure enough to be dialled (confidence ${fact.confidence}, use ${fact.use})`] : listed;
}

function sameSlots(part: string, words: string, english: string): string[] {
  const [mine, theirs] = [new Set(slotsIn(words).map((s) => s.written)), new Set(slotsIn(english).map((s) => s.written))];
  const missing = [...theirs].filter((s) => !mine.has(s));
  const added = [...mine].filter((s) => !theirs.has(s));
  return [
    ...(missing.length > 0 ? [`the ${part} answer leaves out ${missing.join(', ')}, which the English says`] : []),
    ...(added.length > 0 ? [`the ${part} answer says ${added.join(', ')}, which the English does not`] : []),
  ];
}

/** The text as long as people read it. */
function spoken({ facts }: Knowledge, text: string, locale: Locale): string {
  return replaceSlots(text, (s) => {
    const found = valueAt(facts, `${s.fact}.${s.name}`);
    return found ? format(found.value, locale) : '';
  });
}
