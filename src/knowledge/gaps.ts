import { stringify } from 'yaml';
import type { Gap } from '../core/gap.js';
import type { Locale } from '../core/locale.js';
import { normalise } from '../language/normalise.js';
import { grams } from '../language/segment.js';
import { readText } from './front.js';

/** Alike: the cosine of their character n-grams. Below, questions of one topic with other wishes fall together. */
const ALIKE = 0.6;
/** Different texts that are compared, each with every group: half a second for a flood in which none are alike. The rest come up as these go. */
const MOST_COMPARED = 300;

/** Questions that are alike; the first of them is the most frequent. */
export interface Alike {
  locale: Locale;
  example: string;
  ids: string[];
}

/** Groups alike questions of one language, greedily from the most frequent; most asked first, then in order of the text. */
export function groupGaps(gaps: readonly Gap[]): Alike[] {
  const groups: (Alike & { profile: Profile })[] = [];
  for (const same of byFrequency(sameTexts(gaps)).slice(0, MOST_COMPARED)) {
    const profile = profileOf(same.example);
    const group = groups.find((g) => g.locale === same.locale && alike(g.profile, profile) >= ALIKE);
    if (group) group.ids.push(...same.ids);
    else groups.push({ ...same, profile });
  }
  return byFrequency(groups).map(({ locale, example, ids }) => ({ locale, example, ids }));
}

function sameTexts(gaps: readonly Gap[]): Alike[] {
  const found = new Map<string, Alike>();
  for (const { id, text, locale } of gaps) {
    const same = found.get(`${locale} ${text}`);
    if (same) same.ids.push(id);
    else found.set(`${locale} ${text}`, { locale, example: text, ids: [id] });
  }
  return [...found.values()];
}

function byFrequency<T extends Alike>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => b.ids.length - a.ids.length || (a.example < b.example ? -1 : 1));
}

/** How often each n-gram stands in a text, and the length of that vector. */
interface Profile {
  counts: Map<number, number>;
  length: number;
}

function profileOf(text: string): Profile {
  const counts = new Map<number, number>();
  for (const gram of grams(normalise(text))) counts.set(gram, (counts.get(gram) ?? 0) + 1);
  return { counts, length: Math.hypot(...counts.values()) };
}

function alike(a: Profile, b: Profile): number {
  let product = 0;
  for (const [gram, count] of a.counts) product += count * (b.counts.get(gram) ?? 0);
  return product === 0 ? 0 : product / (a.length * b.length);
}

/**
 * The text of `<lang>.md` with one more way of asking behind the last; every other byte stays. Null where the list is
 * not one item a line, or holds these words.
 */
export function withAsk(file: string, words: string): string | null {
  const { text: before } = readText(file, '');
  if (!before || before.asks.includes(words)) return null;
  const last = before.lines.asks.at(-1) ?? 0;
  const lines = file.split('\n');
  const indent = /^( *)- /.exec(lines[last - 1] ?? '')?.[1];
  if (indent === undefined) return null;
  const item = `${indent}- ${stringify(words, { lineWidth: 0 }).trimEnd()}`;
  const made = [...lines.slice(0, last), item, ...lines.slice(last)].join('\n');
  // Read again: an item of several lines would have been cut in two.
  const { text: after } = readText(made, '');
  const whole = after !== null && after.asks.join('\n') === [...before.asks, words].join('\n') && after.title === before.title && after.short === before.short && after.more === before.more;
  return whole ? made : null;
}
