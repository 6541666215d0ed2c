import { isDestination, isOrigin, type Place } from './place.js';
import type { Session } from './session.js';
import type { PlaceMention, Understanding } from './understanding.js';

/**
 * What a message changes of where somebody is and of what the talk is about. A country that they only ask about becomes the
 * subject of what they ask next; where they live it changes only where they say that they are there, and agreed that it is kept.
 */
export function placesAfter(session: Session, understanding: Understanding): Pick<Session, 'about' | 'place'> {
  const { staysIn, places } = understanding;
  return {
    about: staysIn ?? askedAbout(places) ?? session.about,
    place: staysIn !== null && session.consentAt !== null ? staysIn : session.place,
  };
}

/** Where they go or are, else a place without a direction; a country of origin by itself says where somebody is from. */
function askedAbout(places: readonly PlaceMention[]): Place | null {
  const named = places.find(({ direction }) => direction === 'to') ?? places.find(({ place, direction }) => direction === null && !isOrigin(place));
  return named?.place ?? null;
}

/** The country of what was told, where it holds for one that people go to. */
export function aboutAfter(told: Place | null, before: Place | null): Place | null {
  return isDestination(told) ? told : before;
}
