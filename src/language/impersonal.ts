import { normalise } from './normalise.js';
import { words } from './segment.js';

/**
 * A question without the person who asked it. Names are not looked for, they are left out with everything else that
 * the knowledge base does not say itself.
 */

/** Words of the knowledge base in one language, as `words` cuts a normalised text; and those it writes with a capital, as written. */
export type Vocabulary = ReadonlySet<string>;

/** Longer texts tell a story, and a story is somebody's. */
const LONGEST = 200;
/** With more of the words gone nobody can tell what was asked. */
const MOST_UNKNOWN = 1 / 3;

/** Stands for what was left out. */
export const LEFT_OUT = '…';
/** The same while the text is worked on: NFKC would turn `…` into dots. It is no letter. */
const GONE = '\ufffc';

/** Mail addresses, @names and addresses of pages. */
const ADDRESS = /[\p{L}\p{N}._+-]*@\S*|\b(?:https?:\/\/|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/\S*)?/giu;
/** Five digits or more, in groups or not, with the letters of a passport or a plate before them: four are a year or a small sum. */
const LONG_NUMBER = /[a-z]{0,3}\p{Nd}(?:[ ().,/-]{0,2}\p{Nd}){4,}/giu;
/** A capital inside a sentence: in Latin letters most names are written so, also those that are words ("Rose", "Hoa"). */
const CAPITALISED = /(?<=[^\s.?!…]\s+)\p{Lu}[\p{Ll}\p{M}]+/gu;
/** Whoever says "name" says one next, in scripts without capitals too. */
const TELLS_A_NAME = /\b(?:my name|name is|named|am called|call me)\b|နာမည်|အမည်|ชื่อ|ឈ្មោះ|ຊື່|(?<!\p{L})tên(?!\p{L})/u;

/** The words that may stand in an impersonal question, from texts of the knowledge base. */
export function vocabularyOf(texts: Iterable<string>): Set<string> {
  const found = new Set<string>();
  for (const text of texts) {
    for (const word of words(normalise(text))) if (!/\p{Nd}{5}/u.test(word)) found.add(word);
    for (const [word] of text.normalize('NFKC').matchAll(CAPITALISED)) found.add(word);
  }
  return found;
}

/**
 * The text with only words of the vocabulary, normalised, and `…` for the rest; null where it says a name, is longer
 * than 200 characters, or more than a third of it is left out. Total on any string.
 */
export function impersonal(text: string, vocabulary: Vocabulary): string | null {
  if (text.length > LONGEST) return null;
  const capitals = text.normalize('NFKC').replace(CAPITALISED, (word) => (vocabulary.has(word) ? word : GONE));
  const normal = normalise(capitals);
  if (TELLS_A_NAME.test(normal)) return null;
  const bare = normal.replace(ADDRESS, GONE).replace(LONG_NUMBER, GONE);

  let said = '';
  let at = 0;
  let known = 0;
  for (const word of words(bare)) {
    const from = bare.indexOf(word, at);
    said += between(bare.slice(at, from));
    said += vocabulary.has(word) ? word : GONE;
    if (vocabulary.has(word)) known += 1;
    at = from + word.length;
  }
  said += between(bare.slice(at));
  const unknown = said.split(GONE).length - 1;
  if (known === 0 || unknown > MOST_UNKNOWN * (known + unknown)) return null;
  return said.replace(/\ufffc(?:\s*\ufffc)*/gu, LEFT_OUT).replace(/\s+/gu, ' ').trim();
}

/** What stands between two words: spaces and the ends of sentences. A letter or digit that is in no word is left out too. */
function between(gap: string): string {
  return gap.replace(/[\p{L}\p{M}\p{N}]/gu, GONE).replace(/[^\s.,?!\ufffc]/gu, ' ');
}
