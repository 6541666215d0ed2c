import { z } from 'zod';
import { ORIGINS, PLACES } from '../core/place.js';
import { RISK_LEVELS } from '../core/understanding.js';

/**
 * One topic for one place: `knowledge/entries/<topic>/<place>/entry.yaml` (what is the same in every language) and
 * `<lang>.md` beside it (what people ask, the answer, more). An entry for workers from one origin only lies in
 * `<place>-<origin>/`.
 */

/** Most ways on for one person, so that the buttons fit a small phone; beside them stand those for other countries of origin. */
export const MOST_STEPS = 4;

/** Where a person can go from the answer. Entries that hold for another country of origin than theirs are not offered. */
export const nextStep = z.union([
  z.strictObject({ flow: z.string() }),
  /** `topic@PLACE` of another entry. */
  z.strictObject({ entry: z.string() }),
  /** Id of a fact that holds a phone number. */
  z.strictObject({ hotline: z.string() }),
  z.strictObject({ human: z.literal(true) }),
]);
export type NextStep = z.infer<typeof nextStep>;

export const entry = z.strictObject({
  topic: z.string().regex(/^[a-z]+\/[a-z0-9-]+$/),
  place: z.enum(PLACES),
  origin: z.enum(ORIGINS).optional(),
  /**
   * `answer`: the facts carry an answer. `unconfirmed`: they do not; the text says what is known and since when, and
   * that a counsellor can check. An unconfirmed entry always offers a person.
   */
  kind: z.enum(['answer', 'unconfirmed']),
  /** For whom the rule holds where it differs. */
  audience: z
    .strictObject({
      sector: z.array(z.string()).optional(),
      sex: z.enum(['female', 'male']).optional(),
      ageFrom: z.number().int().optional(),
      ageTo: z.number().int().optional(),
    })
    .optional(),
  /** What a person who asks this may be going through. */
  risk: z.enum(RISK_LEVELS).default('R0'),
  /** Every fact the texts rest on, spoken or not: their sources are shown with the answer. */
  facts: z.array(z.string()),
  next: z.array(nextStep).max(MOST_STEPS + ORIGINS.length - 1).default([]),
  /**
   * In an entry for everybody: why it may rest on a fact that is the rule of one country of origin (by the fact's id), or
   * lead people from other countries somewhere and from this one (by its code) nowhere.
   */
  ofOneOrigin: z.record(z.string(), z.string().min(1)).optional(),
});
export type EntryHead = z.infer<typeof entry>;

/**
 * The front matter of `<lang>.md`. Below it stands the short answer; a heading `## More` parts the detail on demand.
 */
export const entryFront = z.strictObject({
  /** A short label for buttons, at most 40 graphemes. */
  title: z.string().min(1),
  /** What people type, in that language. */
  asks: z.array(z.string()).min(1),
});

/** One entry in one language. */
export interface EntryText {
  title: string;
  asks: readonly string[];
  short: string;
  /** Detail on demand, empty where there is none. */
  more: string;
}
