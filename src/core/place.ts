/**
 * Places of the knowledge base. Destinations and origins are ISO 3166-1 alpha-2 codes; `GULF` stands for
 * the Gulf states and Jordan; `ANY` for an answer that is the same everywhere.
 */
export const DESTINATIONS = ['TH', 'MY', 'SG', 'JP', 'KR', 'HK', 'GULF'] as const;
export const ORIGINS = ['MM', 'KH', 'LA', 'VN'] as const;
export const PLACES = [...DESTINATIONS, ...ORIGINS, 'ANY'] as const;

export type Destination = (typeof DESTINATIONS)[number];
export type Origin = (typeof ORIGINS)[number];
export type Place = (typeof PLACES)[number];

export function isPlace(value: unknown): value is Place {
  return typeof value === 'string' && (PLACES as readonly string[]).includes(value);
}
export function isOrigin(value: unknown): value is Origin {
  return typeof value === 'string' && (ORIGINS as readonly string[]).includes(value);
}
export function isDestination(value: unknown): value is Destination {
  return typeof value === 'string' && (DESTINATIONS as readonly string[]).includes(value);
}
