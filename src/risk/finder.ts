import { fold } from '../language/fold.js';
import type { Option, Step } from './phrase.js';

/**
 * Finds the steps of many phrases in one pass over a text: every option is filed under its first letters, and a
 * phrase is followed only where all of its steps were met. Time grows with the length of the text, not faster.
 */

/** A place in the text; `spoken` is how many letters of the phrase stand up to its end. */
interface Span {
  start: number;
  end: number;
}
interface Reach {
  end: number;
  spoken: number;
}

/** A phrase made ready: each step as the numbers of its options. */
export interface Track {
  steps: readonly { options: readonly number[]; gap: number; optional: boolean }[];
}

/** What was met in one text: the places of each option, by its number. */
export type Met = ReadonlyMap<number, readonly Span[]>;

/** Options are filed under as many first letters as this, or under all where they have fewer. */
const FILED_BY = 3;

const LATIN = /[a-z\u00df-\u024f\u0300-\u036f\u1e00-\u1eff]/u;
const MARKED = /[\u00c0-\u024f\u1e00-\u1eff]/gu;

export class Finder {
  readonly #numbers = new Map<string, number>();
  readonly #options: Option[] = [];
  readonly #filed = new Map<string, number[]>();

  /** `wholeWords`: words in Latin letters match only as a whole. */
  constructor(private readonly wholeWords: boolean) {}

  /** Files the options of a phrase. */
  track(steps: readonly Step[]): Track {
    return { steps: steps.map(({ options, ...step }) => ({ ...step, options: options.map((option) => this.#number(option)) })) };
  }

  #number(option: Option): number {
    const name = `${option.text}${option.open ? '*' : ''}`;
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#options.push(option) - 1;
    this.#numbers.set(name, number);
    const key = option.folded.slice(0, FILED_BY);
    const file = this.#filed.get(key);
    if (file) file.push(number);
    else this.#filed.set(key, [number]);
    return number;
  }

  /** Everything filed that stands in the text. */
  read(text: string): Met {
    const folded = text.replace(MARKED, bare);
    const met = new Map<number, Span[]>();
    for (let at = 0; at < folded.length; at += 1) {
      if (this.wholeWords && at > 0 && isLatin(folded, at) && isLatin(folded, at - 1)) continue;
      for (let length = 1; length <= FILED_BY; length += 1) {
        for (const number of this.#filed.get(folded.slice(at, at + length)) ?? []) {
          const option = this.#options[number];
          if (option === undefined || !folded.startsWith(option.folded, at) || !marksAgree(option, text, at)) continue;
          const end = this.#endOf(option, folded, at);
          if (end < 0) continue;
          const spans = met.get(number);
          if (spans) spans.push({ start: at, end });
          else met.set(number, [{ start: at, end }]);
        }
      }
    }
    return met;
  }

  /** Where the option ends in the text; -1 where it is only part of a word. */
  #endOf({ folded: option, open }: Option, text: string, at: number): number {
    let end = at + option.length;
    if (!this.wholeWords || !isLatin(text, end - 1)) return end;
    if (open) while (isLatin(text, end)) end += 1;
    return isLatin(text, end) ? -1 : end;
  }
}

function isLatin(text: string, at: number): boolean {
  return LATIN.test(text.charAt(at));
}

function bare(letter: string): string {
  const folded = fold(letter);
  return folded.length === letter.length ? folded : letter;
}

/** Vietnamese is typed with its marks or without: a letter stands for itself or for its marked sisters. */
function marksAgree({ text: option, folded }: Option, text: string, at: number): boolean {
  if (option === folded) return text.startsWith(option, at);
  for (let n = 0; n < option.length; n += 1) {
    const typed = text[at + n];
    if (typed !== option[n] && typed !== folded[n]) return false;
  }
  return true;
}

/** Whether the steps stand in order, each within its gap after the one before, over at least `fewest` letters. */
export function holds({ steps }: Track, met: Met, fewest = 0): boolean {
  if (!steps.every(({ options, optional }) => optional || options.some((option) => met.has(option)))) return false;
  let reached: Reach[] = [];
  for (const [n, { options, gap, optional }] of steps.entries()) {
    const spans = options.flatMap((option) => met.get(option) ?? []).sort((a, b) => a.start - b.start);
    reached = n === 0 ? spans.map(({ start, end }) => ({ end, spoken: end - start })) : [...(optional ? reached : []), ...follow(reached, spans, gap)];
    if (reached.length === 0) return false;
    reached.sort((a, b) => a.end - b.end);
  }
  return reached.some(({ spoken }) => spoken >= fewest);
}

/** The spans that begin after some end reached, at most `gap` after the nearest. Both lists are in order. */
function follow(reached: readonly Reach[], spans: readonly Span[], gap: number): Reach[] {
  const next: Reach[] = [];
  let nearest = -1;
  for (const { start, end } of spans) {
    while ((reached[nearest + 1]?.end ?? Infinity) <= start) nearest += 1;
    const before = reached[nearest];
    if (before !== undefined && start - before.end <= gap) next.push({ end, spoken: before.spoken + end - start });
  }
  return next;
}
