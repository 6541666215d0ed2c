import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { LOCALES } from '../core/locale.js';
import type { Locale } from '../core/locale.js';
import type { Around } from './otherwise.js';

/** What people write besides the ways of asking: such as nothing in the base answers, and around what they ask. */
export interface Besides {
  strange: { language: Locale; text: string }[];
  around: Around;
}

const FOLDER = 'knowledge/search';
const sentence = z.string().min(1);
const strange = z.array(z.strictObject({ en: sentence, my: sentence, th: sentence, km: sentence, lo: sentence, vi: sentence }));
const sentences = z.array(sentence).min(1);
const inEachLanguage = z.strictObject({ en: sentences, my: sentences, th: sentences, km: sentences, lo: sentences, vi: sentences });
const around = z.strictObject({ before: inEachLanguage, after: inEachLanguage });

/** @throws Error where a file is not as its first lines say. */
export function readBesides(root: string): Besides {
  const read = <T>(name: string, shape: z.ZodType<T>): T => shape.parse(parse(readFileSync(join(root, FOLDER, name), 'utf8')));
  return {
    strange: read('strange.yaml', strange).flatMap((one) => LOCALES.map((language) => ({ language, text: one[language] }))),
    around: read('around.yaml', around),
  };
}
