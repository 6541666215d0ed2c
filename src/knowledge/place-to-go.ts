import { z } from 'zod';
import { LOCALES, type Locale } from '../core/locale.js';
import { PLACES } from '../core/place.js';

/*
 * Where a person can call or go: `knowledge/places-to-go/<place>.yaml`, a list, and the towns they lie in,
 * `knowledge/places-to-go/towns.yaml`. Numbers, addresses, hours and dates stay in the facts; here they are named.
 */

const perLocale = <T extends z.ZodType>(schema: T) =>
  z.strictObject(Object.fromEntries(LOCALES.map((l) => [l, schema.optional()])) as { [L in Locale]: z.ZodOptional<T> });

/** A fact's id, or `id.name` for one of its named values. */
const reference = z.string().regex(/^[A-Za-z0-9-]+(\.[A-Za-z0-9]+)?$/, 'write a fact’s id, or id.name for one of its values');

export const placeToGo = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, 'write small letters, digits and "-"'),
  kind: z.enum(['hotline', 'complaint-office', 'mrc', 'embassy', 'organisation']),
  /** Its name; where one is missing, the English. */
  name: perLocale(z.string().min(1)).refine((name) => name.en !== undefined, 'en is missing: every language falls back to it'),
  place: z.enum(PLACES),
  /** Id of a town in towns.yaml; none for a line that is called from anywhere. */
  town: z.string().optional(),
  address: reference.optional(),
  hours: reference.optional(),
  phone: reference.optional(),
  /** Languages spoken there, as far as a fact says so. */
  languages: z.array(z.enum(LOCALES)).optional(),
  cost: z.literal('free').optional(),
  /** Every fact this rests on; the oldest of their dates is when it was last checked. */
  facts: z.array(z.string()).min(1),
});
export type PlaceToGo = z.infer<typeof placeToGo>;

export const town = z.strictObject({
  id: z.string().regex(/^[a-z-]+$/),
  place: z.enum(PLACES),
  /** Where the town lies, in degrees; of the town and not of any office in it. */
  lat: z.number().min(-90).max(90),
  lon: z.number().min(-180).max(180),
  /** How people write it, the usual name first. */
  names: perLocale(z.array(z.string().min(1)).min(1)).refine((names) => names.en !== undefined, 'en is missing'),
});
export type Town = z.infer<typeof town>;
