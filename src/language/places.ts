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
      ...inEachLanguage.shape,
    }),
  ),
  /** Everyday words that contain a name ("chủ nhật", Sunday). */
  ordinary: z.array(z.string().min(1)).default([]),
  directions: z.strictObject({ to: beside, from: beside }),
});
export type PlacesFile = z.infer<typeof placesFile>;

interface Name {
  place: Place | 'ELSEWHERE';
  kind: PlacesFile['names'][number]['kind'];
}

/** The names ready for matching. Made by `compilePlaces`. */
export interface Places {
  /** By spelling without spaces and hyphens. */
  names: ReadonlyMap<string, Name>;
  spellings: Lexicon;
  beside: { to: Beside; from: Beside };
}
interface Beside {
  before: RegExp;
  after: RegExp;
}

/** What a message says about places. */
export interface PlacesFound {
  mentions: PlaceMention[];
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
  for (const { place, kind, ...languages } of file.names) {
    for (const spelling of Object.values(languages).flat()) {
      const other = names.get(joined(spelling));
      if (other !== undefined && other.place !== place) throw new Error(`places.yaml: "${spelling}" names both ${other.place} and ${place}; keep one`);
      names.set(joined(spelling), { place, kind });
      all.push(spelling);
    }
  }
  const { to, from } = file.directions;
  return { names, spellings: lexicon([...all, ...file.ordinary].map(normalise)), beside: { to: matcher(to), from: matcher(from) } };
}

/** Letters that nobody types here and every cutting of words keeps: "home" and "abroad". */
const MARKS = { origin: '\u5bb6', other: '\u5916' } as const;

/** The places named in a normalised text, in its order, each once; a direction said once holds for the place. */
export function findPlaces(text: string, places: Places): PlacesFound {
  const mentions = new Map<Place, PlaceMention>();
  const papers = new Map<Place, PlaceMention>();
  let elsewhere = false;
  let rest = '';
  let marked = '';
  for (let at = 0; at < text.length; ) {
    const length = places.spellings.at(text, at);
    const found = text.slice(at, at + length);
    const name = length > 0 ? places.names.get(joined(found)) : undefined;
    if (name?.kind === 'document' && name.place !== 'ELSEWHERE') papers.set(name.place, { place: name.place, direction: isOrigin(name.place) ? 'from' : 'to' });
    if (name === undefined || name.kind === 'document') {
      // An everyday word that contains a name is passed over whole, and a paper is what the question is about.
      const passed = length > 0 ? found : String.fromCodePoint(text.codePointAt(at) ?? 0);
      rest += passed;
      marked += passed;
      at += passed.length;
      continue;
    }
    if (name.place === 'ELSEWHERE') elsewhere = true;
    else {
      const direction = directionOf(text.slice(Math.max(0, at - REACH), at), text.slice(at + length, at + length + REACH), name, places);
      const earlier = mentions.get(name.place);
      mentions.set(name.place, { place: name.place, direction: earlier?.direction ?? direction });
    }
    rest += ' ';
    marked += ` ${isOrigin(name.place) ? MARKS.origin : MARKS.other} `;
    at += length;
  }
  return { mentions: [...mentions.values()], implied: [...papers.values()], elsewhere, rest: spaced(rest), marked: spaced(marked) };
}

/** With what papers imply, where no country is named and the person has not told theirs: "pink card, and now Malaysia" is about Malaysia. */
export function withImplied(found: PlacesFound, { place, origin }: { place: Place | null; origin: Origin | null }): PlacesFound {
  if (found.mentions.length > 0 || found.elsewhere) return found;
  return { ...found, mentions: found.implied.filter(({ direction }) => (direction === 'from' ? origin : place) === null) };
}

function spaced(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** Longest direction words with their spaces, in code units: what must be looked at beside a name. */
const REACH = 24;

function directionOf(before: string, after: string, name: Name, { beside }: Places): PlaceMention['direction'] {
  // "From" first: the to-words ("มา") are part of longer from-words ("มาจาก").
  if (beside.from.before.test(before) || beside.from.after.test(after)) return 'from';
  if (name.kind === 'people' && name.place !== 'ELSEWHERE' && isOrigin(name.place)) return 'from';
  return beside.to.before.test(before) || beside.to.after.test(after) ? 'to' : null;
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
