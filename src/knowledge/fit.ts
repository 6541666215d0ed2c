import { isDestination, isOrigin } from '../core/place.js';
import type { Origin, Place } from '../core/place.js';
import type { PlacesFound } from '../language/places.js';
import type { Document } from './search.js';

/** What is known of where a person is and comes from: what the message says, then what the conversation knows. */
export interface Where {
  said: Pick<PlacesFound, 'mentions' | 'elsewhere'>;
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

  const said = placesSaid(where);
  const known = said.length > 0 || where.said.elsewhere ? said : where.place === null ? [] : [where.place];
  for (const place of known) {
    const entry = at(place);
    if (entry !== undefined) return { entry, standing: 'fits' };
  }
  const home = origin === null ? undefined : at(origin);
  const destinations = new Set(entries.map((entry) => entry.place).filter(isDestination));
  // "How do I check an agency?" is asked at home; "which number do I call?" depends on where somebody is.
  if (home !== undefined && (known.length > 0 || destinations.size <= 1)) return { entry: home, standing: 'fits' };
  const anywhere = at('ANY');
  if (anywhere !== undefined) return { entry: anywhere, standing: 'fits' };

  const first = (open[0] ?? entries[0])!;
  const places = new Set(entries.map((entry) => entry.place));
  if (known.length === 0 && !where.said.elsewhere) {
    if (places.size > 1) return { entry: first, standing: 'ask' };
    return { entry: first, standing: open.length > 0 ? 'fits' : 'near' };
  }
  return { entry: first, standing: places.size === 1 && !where.said.elsewhere ? 'near' : 'elsewhere' };
}

/**
 * Where they go or are first, then places without a direction. A country of origin without "to" or "in" says where
 * somebody is from ("Myanmar workers"), not what place they ask about.
 */
function placesSaid({ said }: Where): Place[] {
  const asked = said.mentions.filter(({ place, direction }) => direction === 'to' || !isOrigin(place));
  return [...asked].sort((a, b) => Number(b.direction === 'to') - Number(a.direction === 'to')).map(({ place }) => place);
}

function originOf({ said, origin }: Where): Origin | null {
  const from = said.mentions.find(({ place, direction }) => direction !== 'to' && isOrigin(place))?.place;
  return from !== undefined && isOrigin(from) ? from : origin;
}
