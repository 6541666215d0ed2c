import type { Locale } from '../core/locale.js';
import { LOCALES } from '../core/locale.js';
import type { Place } from '../core/place.js';
import { normalise } from '../language/normalise.js';
import { isSpaceless, scriptOf } from '../language/script.js';
import type { Fact } from './fact.js';
import { callLine, phoneOf, type Telling } from './fill.js';
import { date, format, number } from './format.js';
import type { Knowledge } from './knowledge.js';
import type { PlaceToGo, Town } from './place-to-go.js';
import { valueAt } from './slot.js';
import { speakable, standing } from './standing.js';

/** What a person names or shares of where they are. */
export interface Position {
  latitude: number;
  longitude: number;
}
/** A town with how far it is, in kilometres; null where it was named. */
export interface Reach {
  town: Town;
  km: number | null;
}

/** Farther than a day's way on a bus and back nobody goes for advice. */
const FARTHEST_KM = 150;
/** More than this is no help on a small phone. */
const MOST_PLACES = 3;
/** Mean radius of the Earth. Source: IUGG. */
const EARTH_KM = 6371;
/** Towns are given to a tenth of a degree: some ten kilometres, and distances are said no finer. */
const STEP_KM = 10;

/** Great-circle distance in kilometres, by the haversine formula. */
export function distanceKm(a: Position, b: Position): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const h = Math.sin(rad(b.latitude - a.latitude) / 2) ** 2 + Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * Math.sin(rad(b.longitude - a.longitude) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Towns within reach, the nearest first, all in the country of the nearest: nobody is sent over a border. */
export function townsAround(towns: readonly Town[], at: Position): Reach[] {
  const within = towns
    .map((town) => ({ town, km: distanceKm(at, { latitude: town.lat, longitude: town.lon }) }))
    .filter(({ km }) => km <= FARTHEST_KM)
    .sort((a, b) => a.km - b.km);
  return within.filter(({ town }) => town.place === within[0]?.town.place);
}

/** Finds the towns that a text names, in any language, in its order. */
export function townFinder(towns: readonly Town[]): (text: string) => Reach[] {
  const named = towns.map((town) => ({ town, names: LOCALES.flatMap((l) => town.names[l] ?? []).map(normalise) }));
  return (text) => {
    const said = normalise(text);
    const found = named.flatMap(({ town, names }) => {
      const at = names.map((name) => positionOf(name, said)).filter((n) => n >= 0);
      return at.length > 0 ? [{ town, at: Math.min(...at) }] : [];
    });
    return found.sort((a, b) => a.at - b.at).map(({ town }) => ({ town, km: null }));
  };
}

/** Where a name stands in a text as a word of its own; -1 where it does not. */
function positionOf(name: string, text: string): number {
  const spaceless = isSpaceless(scriptOf(name.codePointAt(0) ?? 0));
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const [before, after] = [text.slice(0, at), text.slice(at + name.length)];
    if (spaceless ? !/^\p{M}/u.test(after) : !/[\p{L}\p{N}]$/u.test(before) && !/^[\p{L}\p{N}]/u.test(after)) return at;
  }
  return -1;
}

/**
 * Lines with the places to go in these towns, as much of each as its facts allow at this moment; null where there is
 * nothing to be said.
 */
export function placesLines(knowledge: Pick<Knowledge, 'placesToGo'>, around: readonly Reach[], locale: Locale, telling: Telling): string | null {
  const lines = around.flatMap((reach) => knowledge.placesToGo.filter((p) => p.town === reach.town.id && p.kind !== 'embassy').flatMap((place) => placeLine(place, reach, locale, telling) ?? []));
  if (lines.length === 0) return null;
  return [telling.phrase('places.near', locale), ...lines.slice(0, MOST_PLACES), telling.phrase('places.ask-first', locale)].join('\n');
}

/** Lines of a country that can be called from anywhere; null where there is none. */
export function hotlineLines(knowledge: Pick<Knowledge, 'placesToGo'>, place: Place, locale: Locale, telling: Telling): string | null {
  const lines = knowledge.placesToGo.filter((p) => p.place === place && p.kind === 'hotline').flatMap((p) => placeLine(p, null, locale, telling) ?? []);
  return lines.length === 0 ? null : [telling.phrase('places.by-phone', locale), ...lines.slice(0, MOST_PLACES)].join('\n');
}

/** One place: name, town and distance, address, number, hours, languages, cost, and of when all this is. */
function placeLine(place: PlaceToGo, reach: Reach | null, locale: Locale, telling: Telling): string | null {
  const facts = place.facts.flatMap((id) => telling.facts.get(id) ?? []);
  if (facts.length < place.facts.length || facts.some((f) => !speakable(f, null, telling.now))) return null;
  const call = place.phone === undefined ? null : numberOf(place.phone, locale, telling);
  if (place.kind === 'hotline' && call === null) return null;
  const name = place.name[locale] ?? place.name.en ?? place.id;
  const parts = [
    ...(reach ? [townOf(reach, locale, telling)] : []),
    ...[place.address, call === null ? undefined : place.hours].flatMap((at) => (at === undefined ? [] : (said(at, locale, telling) ?? []))),
    ...(place.languages ? [place.languages.map((l) => languageName(l, locale)).join(', ')] : []),
    ...(place.cost === undefined ? [] : [telling.phrase('places.free', locale)]),
  ];
  return `• ${name}${call === null ? '' : `: ${call}`}${parts.length > 0 ? ` – ${parts.join(', ')}` : ''} ${checked(facts, locale, telling)}`;
}

function numberOf(reference: string, locale: Locale, telling: Telling): string | null {
  const [id = '', name] = reference.split('.');
  const fact = telling.facts.get(id);
  const value = fact?.values[name ?? phoneOf(fact) ?? ''];
  return fact && value && 'phone' in value && speakable(fact, value, telling.now) && callLine(id, locale, telling) !== null ? value.phone : null;
}

function said(reference: string, locale: Locale, { facts, now }: Telling): string[] | null {
  const found = valueAt(facts, reference);
  return found && speakable(found.fact, found.value, now) ? [format(found.value, locale)] : null;
}

function townOf({ town, km }: Reach, locale: Locale, { phrase }: Telling): string {
  const name = town.names[locale]?.[0] ?? town.names.en?.[0] ?? town.id;
  if (km === null) return name;
  return `${name} (${phrase('places.distance', locale, { km: number(Math.max(STEP_KM, Math.round(km / STEP_KM) * STEP_KM), locale) })})`;
}

/** The oldest date of what the line rests on: a number that is ninety days old is so shown with its date, and any other. */
function checked(facts: readonly Fact[], locale: Locale, { phrase, now }: Telling): string {
  const oldest = facts.map((f) => f.asOf).sort()[0] ?? '';
  const mark = facts.some((f) => standing(f, now) === 'unsure') ? 'knowledge.unsure-mark' : 'places.checked';
  return phrase(mark, locale, { date: date(oldest, locale) });
}

function languageName(language: Locale, inLocale: Locale): string {
  return new Intl.DisplayNames(inLocale, { type: 'language' }).of(language) ?? language;
}
