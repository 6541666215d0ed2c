import { parse } from 'yaml';
import { z } from 'zod';
import { PLACES, isOrigin } from '../core/place.js';
import type { Origin, Place } from '../core/place.js';
import type { PlaceMention } from '../core/understanding.js';
import { lexicon, type Lexicon } from './lexicon.js';
import { normalise } from './normalise.js';
import { scriptOf, isSpaceless } from './script.js';

/** Countries, peoples, towns and border gates as people name them: `knowledge/places.yaml`. */

const spellings = z.array(z.string().min(1)).default([]);
/** `latn`: without diacritics, and romanised Burmese. */
const inEachLanguage = z.strictObject({ en: spellings, my: spellings, th: spellings, km: spellings, lo: spellings, vi: spellings, latn: spellings });
const beside = z.strictObject({ before: inEachLanguage, after: inEachLanguage });

export const placesFile = z.strictObject({
  names: z.array(
    z.strictObject({
      /** `ELSEWHERE`: a country the knowledge base says nothing about. */
      place: z.enum([...PLACES.filter((place) => place !== 'ANY'), 'ELSEWHERE'] as const),
      kind: z.enum(['country', 'people', 'town', 'gate', 'document']),
      /** Where an everyday word is spelt alike: `apart`, it counts only with no letter right before it; `led`, only beside a word of `to`. */
      only: z.enum(['apart', 'led']).optional(),
      ...inEachLanguage.shape,
    }),
  ),
  /** Everyday words that contain a name ("chủ nhật", Sunday). */
  ordinary: z.array(z.string().min(1)).default([]),
  directions: z.strictObject({ to: beside, from: beside }),
  /** Words that say that a place is not meant; those of `spared` only look like it. */
  denials: z.strictObject({ not: beside, go: beside, stay: beside, spared: beside }),
  /** Words between two names. */
  joins: z.strictObject({ or: inEachLanguage, and: inEachLanguage }),
  /** Codes of countries, read in capitals only; those of `last` are everyday words, and count where nothing follows. */
  codes: z.strictObject({ clear: z.array(z.enum(PLACES)), last: z.array(z.enum(PLACES)) }),
});
export type PlacesFile = z.infer<typeof placesFile>;

interface Name {
  place: Place | 'ELSEWHERE';
  kind: PlacesFile['names'][number]['kind'];
  only: PlacesFile['names'][number]['only'];
}

/** The names ready for matching. Made by `compilePlaces`. */
export interface Places {
  /** By spelling without spaces and hyphens. */
  names: ReadonlyMap<string, Name>;
  spellings: Lexicon;
  beside: Record<'to' | 'from' | Denial | 'spared', Beside>;
  /** All that stands between two names which are joined. */
  joins: { or: RegExp; and: RegExp };
  codes: { clear: RegExp; last: RegExp; names: ReadonlyMap<string, string> };
}
interface Beside {
  before: RegExp;
  after: RegExp;
}

/** "I am not in Malaysia"; "I do not want to go to Malaysia"; "I do not want to stay in Malaysia". */
const DENIALS = ['not', 'go', 'stay'] as const;
type Denial = (typeof DENIALS)[number];

/** A name where it stands in the text. */
interface Named extends Name {
  at: number;
  end: number;
  direction: PlaceMention['direction'];
  denial: Denial | null;
}

/** What a message says about places. */
export interface PlacesFound {
  /** Without those that somebody says they do not mean. */
  mentions: PlaceMention[];
  /** Named only to say that they are not meant. */
  denied: Place[];
  /** Places asked about in one breath ("in Thailand or Malaysia"), two at least; else none. */
  together: Place[];
  /** What papers say that only one country has ("pink card"); they name no country by themselves. */
  implied: PlaceMention[];
  /** True where a country is named that the knowledge base says nothing about. */
  elsewhere: boolean;
  /** The normalised text without the names: what the question is about. */
  rest: string;
  /** The same with a mark for each name, which tells a country of origin from all others but not one from its like. */
  marked: string;
}

/**
 * Reads `knowledge/places.yaml`.
 *
 * @throws Error naming the line of a YAML mistake, the path of a wrong key, or a name given to two places.
 */
export function parsePlaces(text: string): Places {
  return compilePlaces(readPlaces(text));
}

/** The same as plain data. @throws Error naming the line of a YAML mistake or the path of a wrong key. */
export function readPlaces(text: string): PlacesFile {
  const read = placesFile.safeParse(parse(text));
  if (!read.success) throw new Error(`places.yaml: ${z.prettifyError(read.error)}`);
  return read.data;
}

/** @throws Error naming a name given to two places. */
export function compilePlaces(file: PlacesFile): Places {
  const names = new Map<string, Name>();
  const all: string[] = [];
  for (const { place, kind, only, ...languages } of file.names) {
    for (const spelling of Object.values(languages).flat()) {
      const other = names.get(joined(spelling));
      if (other !== undefined && other.place !== place) throw new Error(`places.yaml: "${spelling}" names both ${other.place} and ${place}; keep one`);
      names.set(joined(spelling), { place, kind, only });
      all.push(spelling);
    }
  }
  const { to, from } = file.directions;
  const { not, go, stay, spared } = file.denials;
  return {
    names,
    spellings: lexicon([...all, ...file.ordinary].map(normalise)),
    beside: { to: matcher(to), from: matcher(from), not: matcher(not), go: matcher(go), stay: matcher(stay), spared: matcher(spared) },
    joins: { or: joiner(file.joins.or, to), and: joiner(file.joins.and, to) },
    codes: {
      clear: codes(file.codes.clear, ''),
      last: codes(file.codes.last, '(?=\\s*(?:$|[^\\p{L}\\p{N}\\s]))'),
      names: new Map(file.names.flatMap(({ place, kind, en: [name] }) => (kind === 'country' && name !== undefined ? [[place, name] as const] : []))),
    },
  };
}

/** A code as a word; "10 MM" is a measure. */
function codes(all: readonly Place[], then: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{M}\\p{N}]|\\p{N} )(?:${all.join('|') || '(?!)'})(?![\\p{L}\\p{M}\\p{N}])${then}`, 'gu');
}

/** "HK" as "Hong Kong". In words that are all in capitals a code that is an everyday word says nothing. */
function codesAsNames(typed: string, { codes: { clear, last, names } }: Places): string {
  const nameOf = (code: string): string => names.get(code) ?? code;
  const named = typed.replace(clear, nameOf);
  return /[\p{Ll}\p{Lo}]/u.test(typed) ? named.replace(last, nameOf) : named;
}

/** Letters that nobody types here and every cutting of words keeps: "home" and "abroad". */
const MARKS = { origin: '\u5bb6', other: '\u5916' } as const;

/** The places named in a text, in its order, each once; a direction said once holds for the place. */
export function findPlaces(typed: string, places: Places): PlacesFound {
  const text = normalise(codesAsNames(typed, places));
  const named: Named[] = [];
  const papers = new Map<Place, PlaceMention>();
  let rest = '';
  let marked = '';
  for (let at = 0; at < text.length; ) {
    const length = places.spellings.at(text, at);
    const name = length > 0 ? nameAt(text, at, length, places) : undefined;
    if (name?.kind === 'document' && name.place !== 'ELSEWHERE') papers.set(name.place, { place: name.place, direction: isOrigin(name.place) ? 'from' : 'to' });
    if (name === undefined || name.kind === 'document') {
      // An everyday word that contains a name is passed over whole, and a paper is what the question is about.
      const passed = length > 0 ? text.slice(at, at + length) : String.fromCodePoint(text.codePointAt(at) ?? 0);
      rest += passed;
      marked += passed;
      at += passed.length;
      continue;
    }
    named.push(name);
    rest += ' ';
    marked += ` ${isOrigin(name.place) ? MARKS.origin : MARKS.other} `;
    at += length;
  }
  return { ...meant(named, text, places), implied: [...papers.values()], rest: spaced(rest), marked: spaced(marked) };
}

/** What stands at a place of the text, if it is a name there and no everyday word. */
function nameAt(text: string, at: number, length: number, places: Places): Named | undefined {
  const end = at + length;
  const name = places.names.get(joined(text.slice(at, end)));
  if (name === undefined || (name.only === 'apart' && /[\p{L}\p{M}]$/u.test(text.slice(Math.max(0, at - 2), at)))) return undefined;
  const [before, after] = [text.slice(Math.max(0, at - REACH), at), text.slice(end, end + REACH)];
  const direction = directionOf(before, after, name, places);
  return name.only === 'led' && direction !== 'to' ? undefined : { ...name, at, end, direction, denial: denialOf(before, after, { ...name, direction }, places) };
}

/** Which of the places named are meant: "not in Thailand, in Malaysia". */
function meant(all: readonly Named[], text: string, places: Places): Pick<PlacesFound, 'mentions' | 'denied' | 'together' | 'elsewhere'> {
  const named = shared(all, text, places);
  const held = named.filter(({ denial }) => denial === null);
  // Who does not want to go somewhere asks of it only where they name no other place; who does not want to stay may be there.
  const unwished = named
    .filter(({ denial }) => denial === 'go' || denial === 'stay')
    .map((name): Named => ({ ...name, direction: null }))
    .filter((name) => name.denial === 'stay' || !held.some((other) => isAskedOf(other) === isAskedOf(name)));
  const mentions = new Map<Place, PlaceMention>();
  for (const { place, direction } of [...held, ...unwished]) {
    if (place !== 'ELSEWHERE') mentions.set(place, { place, direction: mentions.get(place)?.direction ?? direction });
  }
  const denied = ours(named.filter(({ denial }) => denial !== null)).filter((place) => !mentions.has(place));
  const elsewhere = [...held, ...unwished].some(({ place }) => place === 'ELSEWHERE');
  return { mentions: [...mentions.values()], denied, together: together(named, text, places), elsewhere };
}

/** With what is said of the first of two names also said of the second: "not in Thailand or Laos". */
function shared(all: readonly Named[], text: string, { joins }: Places): Named[] {
  const named: Named[] = [];
  for (const name of all) {
    const before = named.at(-1);
    const shares = before !== undefined && joins.or.test(text.slice(before.end, name.at));
    named.push(shares ? { ...name, direction: name.direction ?? (before.direction === 'to' ? 'to' : null), denial: name.denial ?? before.denial } : name);
  }
  return named;
}

/** The first list of names ("Thailand, Malaysia or Japan") that asks about two places at least. */
function together(named: readonly Named[], text: string, { joins }: Places): Place[] {
  let list: Named[] = [];
  let isJoined = false;
  for (const [n, name] of named.entries()) {
    list.push(name);
    const next = named[n + 1];
    const between = next && text.slice(name.end, next.at);
    const isNext = between !== undefined && (joins.or.test(between) || joins.and.test(between));
    isJoined ||= isNext;
    if (isNext || (between !== undefined && COMMA.test(between))) continue;
    const asked = isJoined ? ours(list.filter((one) => one.denial === null && isAskedOf(one))) : [];
    if (asked.length > 1) return asked;
    list = [];
    isJoined = false;
  }
  return [];
}

const COMMA = /^ ?[,၊] ?$/u;

/** Each place of ours once. */
function ours(named: readonly Named[]): Place[] {
  return [...new Set(named.flatMap(({ place }) => (place === 'ELSEWHERE' ? [] : [place])))];
}

/** A country of origin without "to" or "in" says where somebody is from ("Myanmar workers"), not what place they ask about. */
export function isAskedOf({ place, direction }: { place: Place | 'ELSEWHERE'; direction: PlaceMention['direction'] }): boolean {
  return direction === 'to' || !isOrigin(place);
}

/** One reading for each of the places that are asked about in one breath; else the reading as it is. */
export function apart(found: PlacesFound): PlacesFound[] {
  const { together, mentions } = found;
  if (together.length === 0) return [found];
  return together.map((place) => ({ ...found, together: [], mentions: mentions.filter((m) => m.place === place || !together.includes(m.place)) }));
}

/** With what papers imply, where no country is named and the person has not told theirs: "pink card, and now Malaysia" is about Malaysia. */
export function withImplied(found: PlacesFound, { place, origin }: { place: Place | null; origin: Origin | null }): PlacesFound {
  if (found.mentions.length > 0 || found.elsewhere) return found;
  return { ...found, mentions: found.implied.filter(({ direction }) => (direction === 'from' ? origin : place) === null) };
}

function spaced(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** Longest words beside a name with their spaces, in code units: what must be looked at. */
const REACH = 40;

function directionOf(before: string, after: string, name: Name, { beside }: Places): PlaceMention['direction'] {
  // "From" first: the to-words ("มา") are part of longer from-words ("มาจาก").
  if (beside.from.before.test(before) || beside.from.after.test(after)) return 'from';
  if (name.kind === 'people' && name.place !== 'ELSEWHERE' && isOrigin(name.place)) return 'from';
  return beside.to.before.test(before) || beside.to.after.test(after) ? 'to' : null;
}

function denialOf(before: string, after: string, { place, kind, direction }: Omit<Named, 'at' | 'end' | 'denial'>, { beside }: Places): Denial | null {
  const says = (words: Beside): boolean => words.before.test(before) || words.after.test(after);
  // Who is no Thai, or no citizen of Thailand, may well be there.
  if (says(beside.spared) || (!isOrigin(place) && (kind === 'people' || direction === 'from'))) return null;
  return DENIALS.find((denial) => says(beside[denial])) ?? null;
}

function joiner(words: z.infer<typeof inEachLanguage>, to: z.infer<typeof beside>): RegExp {
  const [after, all, before] = [to.after, words, to.before].map((of) => alternatives(Object.values(of).flat()));
  return new RegExp(`^ ?(?:${after})? ?(?:${all}) ?(?:${before})? ?$`, 'u');
}

function matcher(words: z.infer<typeof beside>): Beside {
  return {
    before: new RegExp(`(?:${alternatives(Object.values(words.before).flat())}) ?$`, 'u'),
    after: new RegExp(`^ ?(?:${alternatives(Object.values(words.after).flat())})`, 'u'),
  };
}

/** "Mae Sot", "mae-sot" and "maesot" are one name. */
function joined(spelling: string): string {
  return normalise(spelling).replace(/[ -]/gu, '');
}

/**
 * All spellings at once, the longest first, so that "ประเทศไทย" is not read as "ไทย". A Latin name stands as a word; in
 * scripts without spaces a name only must not end inside a syllable. Each bound stands once: in every spelling they took
 * longer to compile than all else that names need.
 */
function alternatives(spellings: readonly string[]): string {
  const longestFirst = [...new Set(spellings.map(normalise))].sort((a, b) => b.length - a.length);
  const spaceless = longestFirst.filter(isCutBySyllable).map(literal);
  const spaced = longestFirst.filter((spelling) => !isCutBySyllable(spelling)).map(literal);
  const bounded = [
    ...(spaced.length > 0 ? [`(?<![\\p{L}\\p{M}\\p{N}])(?:${spaced.join('|')})(?![\\p{L}\\p{M}\\p{N}])`] : []),
    ...(spaceless.length > 0 ? [`(?:${spaceless.join('|')})(?!\\p{M})`] : []),
  ];
  return bounded.join('|') || '(?!)';
}

function isCutBySyllable(spelling: string): boolean {
  return isSpaceless(scriptOf(spelling.codePointAt(0) ?? 0));
}

function literal(spelling: string): string {
  return spelling.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&').replace(/[ -]/gu, '[ -]?');
}
