import { z } from 'zod';
import { PLACES } from '../core/place.js';

/**
 * One figure or rule, once. Files: `knowledge/facts/<jurisdiction>/<subject>.yaml`, each a list of facts.
 * Entries speak a fact's values by `{{fact:<id>}}` or `{{fact:<id>.<name>}}`; they are formatted for the language
 * at the moment of speaking, so a figure stands in one place and all languages change together.
 */

const day = z
  .string()
  .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'write a date as 2026-12-11, 2026-12 or 2026')
  .refine((s) => {
    const [y, m = '01', d = '01'] = s.split('-');
    const at = new Date(`${y}-${m}-${d}T00:00:00Z`);
    return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(`${y}-${m}-${d}`);
  }, 'this day does not exist');

/** ISO 4217. */
export const CURRENCIES = ['THB', 'MMK', 'MYR', 'SGD', 'JPY', 'KRW', 'HKD', 'USD', 'KHR', 'LAK', 'VND', 'AED', 'SAR', 'JOD', 'BHD', 'KWD', 'QAR', 'OMR', 'EUR'] as const;
export const UNITS = ['year', 'month', 'week', 'day', 'working-day', 'hour', 'minute', 'times', 'person', 'square-metre', 'kilogram', 'baht-gold', 'step'] as const;

const number = z.number();

/** A value as data. Exactly one shape; ranges are inclusive. */
export const value = z.union([
  z.strictObject({ amount: number, to: number.optional(), currency: z.enum(CURRENCIES), per: z.enum(['hour', 'day', 'week', 'month', 'year', 'person']).optional() }),
  z.strictObject({ count: number, to: number.optional(), unit: z.enum(UNITS).optional() }),
  z.strictObject({ percent: number, to: number.optional() }),
  /** Ages in years. */
  z.strictObject({ age: number, to: number.optional() }),
  /** A day, month or year; `to` makes it a period. */
  z.strictObject({ date: day, to: day.optional() }),
  /** Local time of day, 24 h; `to` makes it opening hours. */
  z.strictObject({ time: z.string().regex(/^\d\d:\d\d$/), to: z.string().regex(/^\d\d:\d\d$/).optional() }),
  /** As it is dialled in the jurisdiction. */
  z.strictObject({ phone: z.string().regex(/^[+\d][\d \-,/]*\d$|^\d{3,5}$/) }),
  z.strictObject({ url: z.string() }),
  /** A proper name, code or address that is the same in every language. */
  z.strictObject({ name: z.string() }),
]);
export type FactValue = z.infer<typeof value>;

export const source = z.strictObject({
  publisher: z.string().min(1),
  title: z.string().min(1),
  /** Year, month or day of publication, or `undated`. */
  date: z.union([day, z.literal('undated')]),
  url: z.string().min(1),
});
export type Source = z.infer<typeof source>;

export const fact = z.strictObject({
  /** The sheet's prefix and its id, for example `mmth-FEE-06`. Unique over all files. */
  id: z.string().regex(/^(mmth|dest|mek)-[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/, 'start with mmth-, dest- or mek- and the id of the sheet'),
  /** What kind of thing it is: decides how fast it ages (see standing). */
  kind: z.enum(['fee', 'wage', 'benefit', 'deadline', 'phone', 'address', 'rule', 'figure']),
  /** The rule or figure in one English sentence, in our own words. */
  claim: z.string().min(1),
  /** Named values; `value` is the one spoken by `{{fact:<id>}}`. Empty for a rule without figures. */
  values: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), value).default({}),
  jurisdiction: z.array(z.enum(PLACES)).min(1),
  /** The newest date for which a source confirms it. */
  asOf: day,
  validFrom: day.optional(),
  /** Last day on which it holds. */
  validUntil: day.optional(),
  /** Day by which somebody must have looked at it again. */
  reviewBy: day.optional(),
  confidence: z.enum(['high', 'medium', 'low']),
  /**
   * `serve` may be said with its date; `verify` is said only with "not confirmed" and the offer of a person;
   * `background` is never said.
   */
  use: z.enum(['serve', 'verify', 'background']),
  sources: z.array(source).min(1),
  /** Ids of facts that say otherwise. */
  conflicts: z.array(z.string()).optional(),
  note: z.string().optional(),
});
export type Fact = z.infer<typeof fact>;
export type FactId = string;
export const factFile = z.array(fact);
