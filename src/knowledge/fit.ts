import { isDestination, isOrigin } from '../core/place.js';
import type { Origin, Place } from '../core/place.js';
import { isAskedOf, type PlacesFound } from '../language/places.js';
import type { Document } from './search.js';

/** What is known of where a person is and comes from: what the message says, then what the conversation knows. */
export interface Where {
  said: Pick<PlacesFound, 'mentions' | 'elsewhere' | 'denied'>;
  place: Place | null;
  origin: Origin | null;
}

/**
 * How an entry of a topic stands to a person: `fits` it is for their place; `ask` the topic has entries for several places
 * and theirs is not known; `near` the topic's only place, but not the one they are in; `elsewhere` the topic has
 * nothing for their place.
 */
export interface Fit {
  entry: Document;
  standing: 'fits' | 'ask' | 'near' | 'elsewhere';
}

/** Chooses among the entries of one topic, of which there is at least one. */
export function fit(entries: readonly Document[], where: Where): Fit {
  const origin = originOf(where);
  const open = entries.filter((entry) => entry.origin === null || entry.origin === origin);
  const at = (place: Place): Document | undefined => open.find((entry) => entry.place === place && entry.origin !== null) ?? open.find((entry) => entry.place === place);

  /** "Money to Myanmar", asked in Thailand: the entry for people from there holds for both ends. */
  const from = (home: Place): Document | undefined => open.find((entry) => entry.origin === home && entry.place === knownPlace(where));

  const known = placesKnown(where);
  for (const place of known) {
    const entry = at(place) ?? from(place);
    if (entry !== undefined) return { entry, standing: 'fits' };
  }
  const home = origin === null ? undefined : at(origin);
  const destinations = new Set(entries.map((entry) => entry.place).filter(isDestination));
  // "How do I check an agency?" is asked at home; "which number do I call?" depends on where somebody is.
  if (home !== undefined && (known.length > 0 || destinations.size <= 1)) return { entry: home, standing: 'fits' };
  const anywhere = at('ANY');
  // "Send money to Cambodia" is done where they are: what is known of it there says more than what holds anywhere.
  const here = knownPlace(where);
  const there = here !== null && known.every(isOrigin) ? at(here) : undefined;
  if (anywhere !== undefined) return { entry: there ?? anywhere, standing: 'fits' };

  const first = (home ?? open[0] ?? entries[0])!;
  const places = new Set(entries.map((entry) => entry.place));
  if (known.length === 0 && !where.said.elsewhere) {
    if (places.size > 1) return { entry: first, standing: 'ask' };
    return { entry: first, standing: open.length > 0 ? 'fits' : 'near' };
  }
  return { entry: first, standing: places.size === 1 && !where.said.elsewhere ? 'near' : 'elsewhere' };
}

/**
 * An entry for the place in question, or for the country somebody says they are from, is a little likelier than the
 * same words for another. Measured on our own questions: +1 of 100.
 */
const NAMED = 1.1;
/** A topic that has nothing for the place in question is less likely meant. */
const ELSEWHERE = 0.8;

/** How much likelier its place makes an entry, as a factor of its score. */
export function likelierIn(where: Where): (place: Place) => number {
  const named: readonly (Place | null)[] = [originSaid(where), ...placesKnown(where)];
  return (place) => (named.includes(place) ? NAMED : 1);
}

/**
 * The entry of a topic for the country that the message says somebody is from: what is asked may be done at home or
 * there ("where do I get advice, from Laos to Thailand"), and the words decide.
 */
export function atHome(entries: readonly Document[], where: Where): Document | null {
  const origin = originSaid(where);
  return entries.find((entry) => origin !== null && entry.place === origin && (entry.origin ?? origin) === origin) ?? null;
}

/** The same for a topic, once its entry is chosen. */
export function likelierAs(standing: Fit['standing']): number {
  return standing === 'elsewhere' || standing === 'near' ? ELSEWHERE : 1;
}

/** The places in question: those of the message, else the one of the conversation. */
function placesKnown(where: Where): Place[] {
  const said = placesSaid(where);
  const here = knownPlace(where);
  return said.length > 0 || where.said.elsewhere || here === null ? said : [here];
}

/** The place of the conversation, unless the message says that they are not there. */
function knownPlace({ place, said }: Where): Place | null {
  return place !== null && said.denied.includes(place) ? null : place;
}

/** Where they go or are first, then places without a direction. */
function placesSaid({ said }: Where): Place[] {
  return said.mentions
    .filter(isAskedOf)
    .sort((a, b) => Number(b.direction === 'to') - Number(a.direction === 'to'))
    .map(({ place }) => place);
}

function originOf(where: Where): Origin | null {
  return originSaid(where) ?? where.origin ?? homeNamed(where);
}

/** "The phone of the embassy for Myanmar, in Bangkok": of two countries, the one that people come from is theirs. */
function homeNamed({ said }: Where): Origin | null {
  const home = said.mentions.map(({ place }) => place).find(isOrigin);
  return home !== undefined && said.mentions.some(({ place }) => isDestination(place)) ? home : null;
}

function originSaid({ said }: Where): Origin | null {
  const from = said.mentions.find(({ place, direction }) => direction !== 'to' && isOrigin(place))?.place;
  return from !== undefined && isOrigin(from) ? from : null;
}
