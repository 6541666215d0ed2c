import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import { PLACES, type Place } from '../core/place.js';

/** Regions of a place, for numbers as they are dialled there. Source: ISO 3166-1; for the Gulf its states and Jordan. */
const REGIONS: Record<Place, readonly CountryCode[]> = {
  TH: ['TH'], MY: ['MY'], SG: ['SG'], JP: ['JP'], KR: ['KR'], HK: ['HK'], MM: ['MM'], KH: ['KH'], LA: ['LA'], VN: ['VN'],
  GULF: ['AE', 'SA', 'QA', 'KW', 'OM', 'BH', 'JO'],
  ANY: [],
};

/** Where numbers are dialled at home without a 0 before them. Source: ITU-T national numbering plans. */
const WITHOUT_ZERO: ReadonlySet<CountryCode> = new Set<CountryCode>(['SG', 'HK', 'QA', 'KW', 'OM', 'BH']);

/** Seven digits, the shortest of our places' numbers, to fifteen, the longest of ITU-T E.164, perhaps in groups; not a date such as 05-05-2027. */
const TYPED = /(?<![\d,./:-])(?!\d{1,2}[-. ]\d{1,2}[-. ]\d{4}(?!\d)|\d{4}[-. ]\d{1,2}[-. ]\d{1,2}(?!\d))\+?\d(?:[ ().-]{0,2}\d){6,14}(?![\d,/:]|\.\d)/gu;
/** A number with its country's code is at least this long; shorter ones that begin with no 0 are sums. */
const SHORTEST_ABROAD = 10;

/** Who gives a number writes less than this. */
const LONGEST_TEXT = 500;

/**
 * Phone numbers in a normalised text, in its order: E.164 where the number says its country, or is valid as dialled in
 * one of `near` (the first of them) or in only one of our places; else its digits as typed, for a person to make out.
 */
export function findPhones(text: string, near: readonly (Place | null)[]): string[] {
  return [...text.slice(0, LONGEST_TEXT).matchAll(TYPED)].flatMap(([typed]) => phone(typed.replace(/[^\d+]/gu, ''), near) ?? []);
}

function phone(digits: string, near: readonly (Place | null)[]): string | null {
  if (digits.startsWith('+') || digits.startsWith('00')) return valid(digits.replace(/^00/u, '+'));
  const home = near.flatMap((place) => (place === null ? [] : REGIONS[place]));
  if (!digits.startsWith('0')) {
    const known = home.filter((region) => WITHOUT_ZERO.has(region)).map((region) => valid(digits, region)).find((n) => n !== null);
    return known ?? (digits.length >= SHORTEST_ABROAD ? valid(`+${digits}`) : null);
  }
  const dialled = home.map((region) => valid(digits, region)).find((n) => n !== null);
  const anywhere = new Set(PLACES.flatMap((place) => REGIONS[place]).flatMap((region) => valid(digits, region) ?? []));
  return dialled ?? (anywhere.size === 1 ? ([...anywhere][0] ?? null) : digits);
}

function valid(digits: string, region?: CountryCode): string | null {
  const parsed = parsePhoneNumberFromString(digits, region);
  return parsed?.isValid() ? parsed.number : null;
}
