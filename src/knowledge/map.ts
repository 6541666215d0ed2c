import { z } from 'zod';
import { LOCALES } from '../core/locale.js';
import { ORIGINS, PLACES } from '../core/place.js';

/**
 * `knowledge/topics.yaml`, the coverage map: each topic, the places that need an entry, and the tier. Tier 1 is owed in
 * every language of the bot, tier 2 in Burmese and English first.
 */
export const topic = z.strictObject({
  asks: z.string().min(1),
  places: z.array(z.enum(PLACES)).min(1),
  tier: z.union([z.literal(1), z.literal(2)]),
});
export const topicFile = z.record(z.string(), topic);
export type Topic = z.infer<typeof topic>;

/**
 * `knowledge/fees.yaml`: which fact holds the most that an agency may charge, by destination and, where it is the
 * origin's rule, origin. Only facts with an amount of money; a maximum in months of pay has none.
 */
export const feeRule = z.strictObject({
  place: z.enum(PLACES),
  origin: z.enum(ORIGINS).optional(),
  /** A fact's id, or `id.name` for one of its named values. */
  maximum: z.string(),
});
export const feeFile = z.array(feeRule);
export type FeeRule = z.infer<typeof feeRule>;

/** `knowledge/names.yaml`. */
export const nameFile = z.array(z.string().min(1));

/** One line of `knowledge/receipts`: a code that answers carried from that day on. */
export const receiptLine = z.strictObject({
  code: z.string(),
  entry: z.string(),
  locale: z.enum(LOCALES),
  since: z.string(),
});
export type Receipt = z.infer<typeof receiptLine>;
