import { createHash } from 'node:crypto';
import type { Locale } from '../core/locale.js';
import { LOCALES } from '../core/locale.js';
import type { EntryKey } from '../core/understanding.js';
import { asciiDigits } from '../language/normalise.js';
import { format } from './format.js';
import type { Knowledge, LoadedEntry } from './knowledge.js';
import { replaceSlots, valueAt } from './slot.js';

/*
 * A receipt names what was said: three signs for the entry, three for its words and figures in a language, one check
 * sign; written K7M-3QXR. It needs no memory: the present content tells whether the same would be said today.
 */

/** No 0 and O, 1, I and L. The size is a prime, so that the check sees any one wrong sign and any two swapped. */
const SIGNS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const PART = 3;

/** The code of an entry in a language as its text and facts are now; null where it has no such text. */
export function codeOf(knowledge: Pick<Knowledge, 'facts'>, entry: LoadedEntry, locale: Locale): string | null {
  const words = wordsOf(knowledge, entry, locale);
  if (words === null) return null;
  const signs = entryPart(entry.key) + part(`${locale}\n${words}`);
  return written(signs + checkSign(signs));
}

/** Signs that name the entry, the same in every language and version. */
export function entryPart(key: EntryKey): string {
  return part(key);
}

/** A code found in what somebody wrote. */
export interface FoundCode {
  /** As it is written on answers. */
  code: string;
  entryPart: string;
  /** False where a sign was mistyped. */
  intact: boolean;
  /** True where it cannot be a word by chance: written with its hyphen, with letters and digits. */
  plainlyCode: boolean;
}

export function codeIn(text: string): FoundCode | null {
  const upper = asciiDigits(text).toUpperCase();
  const found = [...upper.matchAll(/(?<![A-Z0-9-])([A-Z0-9]{3})(-?)([A-Z0-9]{4})(?![A-Z0-9-])/g)].map(([, first = '', hyphen, rest = '']): FoundCode => {
    const signs = first + rest;
    const mixed = /\d/.test(signs) && /[A-Z]/.test(signs);
    const known = [...signs].every((s) => SIGNS.includes(s));
    return {
      code: written(signs),
      entryPart: first,
      intact: known && checkSign(signs.slice(0, -1)) === signs.at(-1) && (mixed || hyphen === '-'),
      plainlyCode: mixed && hyphen === '-',
    };
  });
  return found.find((f) => f.intact) ?? found.find((f) => f.plainlyCode) ?? null;
}

/** Languages in which the entry says today what the code stands for. */
export function stillSaid(knowledge: Pick<Knowledge, 'facts'>, entry: LoadedEntry, code: string): Locale | null {
  return LOCALES.find((l) => codeOf(knowledge, entry, l) === code) ?? null;
}

/** Words and figures as they are said, without marks that come with time. */
function wordsOf({ facts }: Pick<Knowledge, 'facts'>, entry: LoadedEntry, locale: Locale): string | null {
  const text = entry.texts[locale];
  if (!text) return null;
  return replaceSlots(`${text.short}\n\n${text.more}`, (s) => {
    if (s.what === 'asof') return facts.get(s.fact)?.asOf ?? '';
    const found = valueAt(facts, `${s.fact}.${s.name}`);
    return found ? format(found.value, locale) : '';
  });
}

function part(words: string): string {
  // 48 bits of the hash: far more than three signs hold, so that each sign is nearly as likely as any other.
  let n = createHash('sha256').update(words, 'utf8').digest().readUIntBE(0, 6);
  let signs = '';
  for (let i = 0; i < PART; i++) {
    signs += SIGNS.charAt(n % SIGNS.length);
    n = Math.floor(n / SIGNS.length);
  }
  return signs;
}

function checkSign(signs: string): string {
  // Each place has a weight of its own, none a multiple of the prime.
  const sum = [...signs].reduce((total, s, i) => total + (i + 1) * SIGNS.indexOf(s), 0);
  return SIGNS.charAt(sum % SIGNS.length);
}

const written = (signs: string) => `${signs.slice(0, PART)}-${signs.slice(PART)}`;
