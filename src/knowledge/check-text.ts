import type { Locale } from '../core/locale.js';
import { LOCALES } from '../core/locale.js';
import { judgeEncoding } from '../language/encoding.js';
import { words } from '../language/segment.js';
import type { Knowledge, Problem } from './knowledge.js';
import { error, warning } from './lined.js';

/** How prose is read: with the names of `names.yaml` and all `{{…}}` taken out. */
export interface Prose {
  bare(text: string): string;
}

const LINK = /\S*(?:https?:\/\/|www\.|@)\S*|\b[a-z0-9-]+(?:\.[a-z0-9-]+)+\b/gi;

export function proseOf(names: readonly string[]): Prose {
  const longestFirst = [...names].sort((a, b) => b.length - a.length).map((n) => n.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // A name ends where its letters end: "P11" is no part of "P112".
  const named = longestFirst.length > 0 ? new RegExp(`(?<![A-Za-z0-9])(?:${longestFirst.join('|')})(?![A-Za-z0-9])`, 'giu') : null;
  return {
    bare(text) {
      const words = text.replace(/\{\{[^}]*\}\}/g, ' ');
      // Most lines hold no address: the first look saves the long one.
      const linkless = /[@.:]\w|:\/\//.test(words) ? words.replace(LINK, (link) => (/[a-z]/i.test(link) ? ' ' : link)) : words;
      return named ? linkless.replace(named, ' ') : linkless;
    },
  };
}

/** Letters that are neither the language's own nor Latin, in which names may stand. */
const NO_FOREIGN: Record<Locale, RegExp> = {
  my: /[^\p{Script=Myanmar}\p{Script=Latin}\p{Script=Inherited}\p{Script=Common}]/u,
  en: /[^\p{Script=Latin}\p{Script=Inherited}\p{Script=Common}]/u,
  th: /[^\p{Script=Thai}\p{Script=Latin}\p{Script=Inherited}\p{Script=Common}]/u,
  km: /[^\p{Script=Khmer}\p{Script=Latin}\p{Script=Inherited}\p{Script=Common}]/u,
  lo: /[^\p{Script=Lao}\p{Script=Latin}\p{Script=Inherited}\p{Script=Common}]/u,
  vi: /[^\p{Script=Latin}\p{Script=Inherited}\p{Script=Common}]/u,
};

/**
 * What is wrong with a line of prose in a language: digits, letters, encoding, words of another language. `whole`: the
 * text it stands in, for a short line of Burmese says little of its encoding by itself.
 */
export function proseProblems(text: string, locale: Locale, prose: Prose, whole = text): string[] {
  const bare = prose.bare(text);
  if (bare.trim() === '') return [];
  return [...digitsIn(bare), ...scriptOf(bare, locale), ...zawgyi(text, locale, whole), ...english(bare, locale)];
}

function digitsIn(bare: string): string[] {
  if (!/\p{Nd}/u.test(bare)) return [];
  const found = bare.split(/\s+/).filter((word) => /\p{Nd}/u.test(word));
  return [`digits stand in the prose (${found.slice(0, 3).join(', ')}): say them with {{fact:…}}, or add the name to knowledge/names.yaml`];
}

function scriptOf(bare: string, locale: Locale): string[] {
  const foreign = NO_FOREIGN[locale].exec(bare);
  if (foreign) return [`"${foreign[0]}" is a letter of another language: write ${NAMES[locale]}, or add the name to knowledge/names.yaml`];
  if (locale === 'en' || locale === 'vi') return [];
  const latin = bare.match(/\p{Script=Latin}/gu)?.length ?? 0;
  // Names may stand in Latin letters; where they are the greater part of a longer line, it is no translation.
  return latin >= 10 && latin > bare.length / 2 ? [`most letters are not ${NAMES[locale]}: translate this line`] : [];
}

const NAMES: Record<Locale, string> = { my: 'Burmese', en: 'English', th: 'Thai', km: 'Khmer', lo: 'Lao', vi: 'Vietnamese' };

function zawgyi(text: string, locale: Locale, whole: string): string[] {
  if (locale !== 'my' || judgeEncoding(text, 0).encoding !== 'zawgyi') return [];
  return judgeEncoding(text, judgeEncoding(whole, 0).evidence).encoding === 'zawgyi' ? ['this is Zawgyi: convert it to Unicode'] : [];
}

/** Words that no Vietnamese text holds, enough to see a sentence that was left in English. */
const ENGLISH = /\b(?:the|and|your|you|with|from|must|should|for|of|is|are|worker|employer|passport|wage|agency|fee)\b/gi;

function english(bare: string, locale: Locale): string[] {
  if (locale === 'en') return [];
  const left = locale === 'vi' ? vietnamese(bare) : lowerCaseWords(bare);
  return left.length > 0 ? [`English is left over (${left.slice(0, 4).join(', ')}): translate it, or add the name to knowledge/names.yaml`] : [];
}

function vietnamese(bare: string): string[] {
  const found = [...new Set(bare.match(ENGLISH)?.map((w) => w.toLowerCase()))];
  return found.length >= 2 ? found : [];
}

/** Latin words that are no names: names begin with a capital ("Ministry of Labour" is one). */
function lowerCaseWords(bare: string): string[] {
  const words = bare.match(/[A-Za-z][A-Za-z'’]*/g) ?? [];
  const capital = (i: number) => /^[A-Z]/.test(words[i] ?? '');
  return words.filter((w, i) => w.length > 1 && !capital(i) && !(/^(?:of|and|for|the|on)$/.test(w) && capital(i - 1)));
}

/**
 * Fewest and most: words in English, letters (graphemes) elsewhere. Source: the guide asks for 60 to 120 words; the
 * others are as many letters as translations of so many words have, from the twentieth part of the vetted texts that
 * is the shortest for its English to that which is the longest.
 */
const SHORT: Record<Locale, readonly [least: number, most: number]> = {
  en: [60, 120],
  my: [180, 510],
  th: [170, 480],
  km: [140, 400],
  lo: [170, 480],
  vi: [280, 730],
};
const TITLE = 40;

export function lengthProblems(locale: Locale, title: string, short: string): { part: 'title' | 'short'; message: string }[] {
  const [least, most] = SHORT[locale];
  const length = locale === 'en' ? short.split(/\s+/).filter(Boolean).length : graphemesWithin(short, least, most);
  const unit = locale === 'en' ? 'words' : 'letters';
  return [
    ...(graphemesWithin(title, 1, TITLE) > TITLE ? [{ part: 'title' as const, message: `the title is longer than ${TITLE} letters: it must fit on a button` }] : []),
    ...(length < least ? [{ part: 'short' as const, message: `the short answer has ${length} ${unit}: write at least ${least}` }] : []),
    ...(length > most ? [{ part: 'short' as const, message: `the short answer has ${length} ${unit}: write at most ${most} and put the rest under "## More"` }] : []),
  ];
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Graphemes of a text; where it lies within the bounds for sure, any number within them: counting is slow. */
function graphemesWithin(text: string, least: number, most: number): number {
  // Each letter begins a grapheme, but for one that is stacked under another (Burmese U+1039, Khmer U+17D2).
  const surelyEnough = () => (text.match(/(?<![\u1039\u17d2])\p{L}/gu)?.length ?? 0) >= least;
  // No sign above or below a letter begins one, nor do these that stand beside it (Burmese E, Y and R, Thai and Lao AM).
  const surelyNotTooMany = () => text.length <= most || (text.match(/[^\p{Mn}\u1031\u103b\u103c\u0e33\u0eb3]/gu)?.length ?? 0) <= most;
  if (surelyEnough() && surelyNotTooMany()) return least;
  return [...segmenter.segment(text)].length;
}

/** How much of a text is cut into words as a sample: a text is typed one way from its beginning to its end. */
const SAMPLE = 200;
/** Longest word of the vetted content is 19 letters; what is longer could not be cut, and search would not find it. */
const LONGEST_WORD = 30;

/** Words that the dictionaries cannot cut, in the languages that write none apart: letters in a wrong order, mostly. */
export function cuttingProblems(locale: Locale, short: string): string[] {
  if (locale === 'en' || locale === 'vi') return [];
  const sample = short.replace(/\{\{[^}]*\}\}/g, ' ').slice(0, SAMPLE);
  // Cutting is slow: what stands between spaces and is no longer than a word need not be cut.
  const phrases = sample.split(/[\p{P}\s]+/u).filter((phrase) => phrase.length > LONGEST_WORD);
  const uncut = phrases.flatMap(words).find((w) => w.length > LONGEST_WORD);
  return uncut === undefined ? [] : [`"${uncut.slice(0, LONGEST_WORD)}…" cannot be cut into words: type it again, and put a space between phrases`];
}

/** Longest sentence a child of twelve follows, in words. Only English can be measured so. */
const LONGEST_SENTENCE = 28;

export function readingProblems(locale: Locale, short: string): string[] {
  if (locale !== 'en') return [];
  const longest = Math.max(...short.split(/[.!?:;]\s|\n/).map((s) => s.split(/\s+/).filter(Boolean).length));
  return longest > LONGEST_SENTENCE ? [`one sentence has ${longest} words: part it, so that it can be read easily`] : [];
}

/** The same question in two places: twice in one text, or in two topics, so that nobody can tell which is meant. */
export function checkAsks(knowledge: Knowledge): Problem[] {
  const seen = new Map<string, { topic: string; key: string }>();
  return [...knowledge.entries.values()].flatMap((entry) =>
    LOCALES.flatMap((locale) => {
      const text = entry.texts[locale];
      return (text?.asks ?? []).flatMap((ask, i): Problem[] => {
        const encoding = zawgyi(ask, locale, text?.short ?? ask).map((message) => error(text?.file ?? '', text?.lines.asks[i] ?? 1, message));
        const words = `${locale} ${ask.normalize('NFC').toLowerCase().replace(/[\p{P}\s]+/gu, ' ').trim()}`;
        const first = seen.get(words);
        if (!first) {
          seen.set(words, { topic: entry.topic, key: entry.key });
          return encoding;
        }
        const [file, line] = [text?.file ?? '', text?.lines.asks[i] ?? 1];
        if (first.key === entry.key) return [error(file, line, `"${ask}" stands twice: take one out`)];
        return first.topic === entry.topic ? [] : [warning(file, line, `"${ask}" is asked in ${first.key} too: word one of them so that the topic is clear`)];
      });
    }),
  );
}
