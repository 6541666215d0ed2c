import { z } from 'zod';
import { LOCALES, type Locale } from '../core/locale.js';
import { PLACES } from '../core/place.js';

/**
 * One figure or rule, once. Files: `knowledge/facts/<jurisdiction>/<subject>.yaml`, each a list of facts.
 * Entries speak a fact's values by `{{fact:<id>}}` or `{{fact:<id>.<name>}}`; they are formatted for the language
 * at the moment of speaking, so a figure stands in one place and all languages change together.
 */

/** A year may stand without quotes, as YAML then reads a number. */
const day = z
  .preprocess((v) => (typeof v === 'number' && Number.isInteger(v) ? String(v) : v), z.string({ error: 'write a date as 2026-12-11, 2026-12 or 2026' }))
  .pipe(z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'write a date as 2026-12-11, 2026-12 or 2026').refine((s) => {
    const [y, m = '01', d = '01'] = s.split('-');
    const at = new Date(`${y}-${m}-${d}T00:00:00Z`);
    return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(`${y}-${m}-${d}`);
  }, 'this day does not exist'));

/** ISO 4217. */
export const CURRENCIES = ['THB', 'MMK', 'MYR', 'SGD', 'JPY', 'KRW', 'HKD', 'USD', 'KHR', 'LAK', 'VND', 'AED', 'SAR', 'JOD', 'BHD', 'KWD', 'QAR', 'OMR', 'EUR'] as const;
/** `times` multiplies (1.5 times the wage); `occasion` counts (3 times a year). */
export const UNITS = ['year', 'month', 'week', 'day', 'working-day', 'hour', 'minute', 'times', 'person', 'square-metre', 'kilogram', 'baht-gold', 'step', 'occasion'] as const;

const number = z.number();

const perLocale = <T extends z.ZodType>(schema: T) =>
  z.strictObject(Object.fromEntries(LOCALES.map((l) => [l, schema.optional()])) as { [L in Locale]: z.ZodOptional<T> });

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time as "08:30"');

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
  z.strictObject({ time: timeOfDay, to: timeOfDay.optional() }),
  /** As it is dialled in the jurisdiction. */
  z.strictObject({ phone: z.string().regex(/^[+\d][\d \-,/]*\d$|^\d{3,5}$/) }),
  z.strictObject({ url: z.string() }),
  /** A proper name, code or address that is the same in every language. */
  z.strictObject({ name: z.string() }),
], { error: 'write one of {amount, currency}, {count, unit}, {percent}, {age}, {date}, {time}, {phone: "…"}, {url}, {name}, with only the words of the guide; phone numbers and times in quotes' });
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
  /** Who answers a number or what an address is, in people's words, for the line that shows it. */
  label: perLocale(z.string().min(1)).optional(),
  /** Name of the value that is the number for a language, where a line has one for each. */
  spokenIn: perLocale(z.string().min(1)).optional(),
  /** Ids of facts that say otherwise. */
  conflicts: z.array(z.string()).optional(),
  note: z.string().optional(),
});
export type Fact = z.infer<typeof fact>;
export type FactId = string;
