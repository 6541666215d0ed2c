import { z } from 'zod';
import { LOCALES } from '../core/locale.js';
import { PLACES } from '../core/place.js';
import { flawOf } from './phrase.js';

/**
 * A danger: `knowledge/risk/<danger>.yaml`, owned by protection staff. It fires where one of its signals is found in
 * the message; `first` is then said, word for word, before anything else.
 */

const perLocale = <T extends z.ZodType>(schema: T) =>
  z.strictObject(Object.fromEntries(LOCALES.map((l) => [l, schema.optional()])) as { [L in (typeof LOCALES)[number]]: z.ZodOptional<T> });

/**
 * One signal, in the grammar of `phrase.ts`. `not` names phrases that cancel it ("what is …"). A `sure` one raises the danger
 * wherever it stands, whatever the score says of the rest: only what is said of here and now may be.
 */
export const signal = z.union([
  z.string().min(1),
  z.strictObject({ phrase: z.string().min(1), not: z.array(z.string()).min(1).optional(), sure: z.literal(true).optional() }),
]);

export const danger = z
  .strictObject({
    danger: z.string().regex(/^[a-z][a-z-]*$/),
    level: z.enum(['R1', 'R2', 'R3']),
    /** Fixed first words in each language; no digit of a phone number: `{{fact:…}}` as in entries. */
    first: perLocale(z.string().min(1)),
    /** Words that serve alike, for `<name>` in the signals of that language. */
    words: perLocale(z.record(z.string().regex(/^[a-z]+$/), z.string().min(1))).default({}),
    signals: perLocale(z.array(signal)),
    /** Words that cancel every signal of this danger in that language: questions about the subject, things long past. */
    notWhen: perLocale(z.array(z.string())).optional(),
    /** Which line to show, by country; ids of facts with a phone number. */
    hotlines: z.partialRecord(z.enum(PLACES), z.array(z.string())).default({}),
    /** The entry to offer next, as `topic@PLACE`. */
    entry: z.string().optional(),
    /** What must never be said to this person, for authors and reviewers. */
    never: z.array(z.string()).default([]),
  })
  .superRefine((it, context) => {
    for (const locale of LOCALES) {
      const words = it.words[locale] ?? {};
      const written: [phrase: string, path: (string | number)[]][] = [
        ...(it.signals[locale] ?? []).flatMap((one, n) => phrasesOf(one).map((phrase): [string, (string | number)[]] => [phrase, ['signals', locale, n]])),
        ...(it.notWhen?.[locale] ?? []).map((phrase, n): [string, (string | number)[]] => [phrase, ['notWhen', locale, n]]),
      ];
      for (const [phrase, path] of written) {
        const flaw = flawOf(phrase, words);
        if (flaw !== null) context.addIssue({ code: 'custom', path, message: `"${phrase}": ${flaw}` });
      }
    }
  });
export type Danger = z.infer<typeof danger>;
export type Signal = z.infer<typeof signal>;

function phrasesOf(one: Signal): string[] {
  return typeof one === 'string' ? [one] : [one.phrase, ...(one.not ?? [])];
}
