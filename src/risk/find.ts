import { fold } from '../language/fold.js';
import { listAt } from './lists.js';
import { childOf } from './trie.js';
import type { Tracks } from './tracks.js';

/**
 * Finds the signals in a text. One pass finds every pattern; a phrase is followed only where all of its steps were met.
 * Time grows with the length of the text, not faster.
 */

/** A place in the text. */
interface Span {
  start: number;
  end: number;
}
/** Where a phrase stands up to some step; `spoken` is how many letters of it are the phrase's own. */
interface Reach extends Span {
  spoken: number;
}

/** What was met in one text. */
interface Met {
  /** By choice: 1 where one of its patterns was met. */
  isMet: Uint8Array;
  /** The choices that were met. */
  choices: readonly number[];
  /** The places of a choice, in order; they are gathered once. */
  spansOf(choice: number): readonly Span[];
}

/** Adds to `raised` the dangers of the signals that stand in the text over at least `fewest` letters. */
export function findDangers(tracks: Tracks, text: string, fewest: number, raised: Set<number>): void {
  const met = read(tracks, text);
  for (const choice of met.choices) {
    for (const signal of listAt(tracks.beginning, choice)) {
      const danger = tracks.danger[signal] ?? 0;
      if (raised.has(danger)) continue;
      const places = reachesOf(tracks, tracks.phrase[signal] ?? 0, met).filter(({ spoken }) => spoken >= fewest);
      if (places.length > 0 && !isCancelled(places, listAt(tracks.not, signal), tracks, met, text.length)) raised.add(danger);
    }
  }
}

/** What cancels a signal stands no further from it than a sentence is long: lines without marks hold many. */
const SENTENCE = 60;

/** Whether each of the places has a phrase near that cancels it. */
function isCancelled(places: readonly Span[], not: Uint32Array, tracks: Tracks, met: Met, length: number): boolean {
  const cancelling = [...not].flatMap((phrase) => reachesOf(tracks, phrase, met));
  if (cancelling.length === 0) return false;
  const changes = new Int32Array(length + 2 * SENTENCE + 2);
  for (const { start, end } of cancelling) {
    changes[start]! += 1;
    changes[end + 2 * SENTENCE]! -= 1;
  }
  let open = 0;
  const covered = changes.map((change) => (open += change));
  return places.every(({ start, end }) => covered[start + SENTENCE]! > 0 || covered[end + SENTENCE]! > 0);
}

/** The places in the text of all signals that stand in it, with their danger. */
export function findPlaces(tracks: Tracks, text: string): { danger: number; start: number; end: number }[] {
  const met = read(tracks, text);
  return [...met.choices].flatMap((choice) =>
    [...listAt(tracks.beginning, choice)].flatMap((signal) =>
      reachesOf(tracks, tracks.phrase[signal] ?? 0, met).map(({ start, end }) => ({ danger: tracks.danger[signal] ?? 0, start, end })),
    ),
  );
}

function read(tracks: Tracks, text: string): Met {
  const { trie, wholeWords, marked } = tracks;
  const folded = withoutMarks(text);
  const spans = new Map<number, Span[]>();
  for (let start = 0; start < folded.length; start += 1) {
    if (wholeWords && start > 0 && isLatin(folded.charCodeAt(start)) && isLatin(folded.charCodeAt(start - 1))) continue;
    if (start > 0 && isWrittenFirst(folded.charCodeAt(start - 1))) continue;
    for (let node = childOf(trie, 0, folded.charCodeAt(start)), at = start + 1; node !== 0; node = childOf(trie, node, folded.charCodeAt(at)), at += 1) {
      for (let pattern = trie.from[node]!; pattern < trie.to[node]!; pattern += 1) {
        const end = wholeWords ? endOf(folded, at, tracks.open[pattern] === 1) : at;
        if (end < 0 || !marksAgree(marked[pattern]!, text, folded, start, at)) continue;
        const there = spans.get(pattern);
        if (there) there.push({ start, end });
        else spans.set(pattern, [{ start, end }]);
      }
      if (at === folded.length) break;
    }
  }
  const isMet = new Uint8Array(tracks.patternsOf.starts.length - 1);
  const choices: number[] = [];
  for (const pattern of spans.keys()) {
    for (const choice of listAt(tracks.choicesOf, pattern)) {
      if (isMet[choice] === 0) choices.push(choice);
      isMet[choice] = 1;
    }
  }
  return { isMet, choices, spansOf: gathering(tracks, spans) };
}

function gathering({ patternsOf }: Tracks, spans: ReadonlyMap<number, readonly Span[]>): (choice: number) => readonly Span[] {
  const gathered = new Map<number, readonly Span[]>();
  return (choice) => {
    const known = gathered.get(choice);
    if (known) return known;
    const found: Span[] = [];
    for (const pattern of listAt(patternsOf, choice)) found.push(...(spans.get(pattern) ?? []));
    found.sort((a, b) => a.start - b.start);
    gathered.set(choice, found);
    return found;
  };
}

/** Where a pattern whose last letter stands before `at` ends; -1 where it is only part of a word. */
function endOf(text: string, at: number, open: boolean): number {
  if (!isLatin(text.charCodeAt(at - 1))) return at;
  let end = at;
  if (open) while (isLatin(text.charCodeAt(end))) end += 1;
  return isLatin(text.charCodeAt(end)) ? -1 : end;
}

/** Letters of words that end at a space, with their marks, also where these stand apart. */
function isLatin(unit: number): boolean {
  if (unit < 0x7b) return unit >= 0x61;
  return (unit >= 0xdf && unit <= 0x24f) || (unit >= 0x300 && unit <= 0x36f) || (unit >= 0x1e00 && unit <= 0x1eff);
}

/** Thai and Lao vowels that are written before the consonant after which they are said: no word begins at that consonant. */
function isWrittenFirst(unit: number): boolean {
  return (unit >= 0x0e40 && unit <= 0x0e44) || (unit >= 0x0ec0 && unit <= 0x0ec4);
}

const MARKED = /[\u00c0-\u024f\u1e00-\u1eff]/gu;
const bareOf = new Map<string, string>();

/** The text with the same length and without the marks of Latin letters. */
export function withoutMarks(text: string): string {
  return text.replace(MARKED, (letter) => {
    const known = bareOf.get(letter);
    if (known !== undefined) return known;
    const bare = fold(letter);
    const same = bare.length === letter.length ? bare : letter;
    bareOf.set(letter, same);
    return same;
  });
}

/** Vietnamese is typed with its marks or without: a letter stands for itself or for its marked sisters, not the other way round. */
function marksAgree(marked: string, text: string, folded: string, start: number, end: number): boolean {
  if (text === folded) return true;
  for (let at = start; at < end; at += 1) {
    const typed = text.charCodeAt(at);
    if (typed !== folded.charCodeAt(at) && typed !== marked.charCodeAt(at - start)) return false;
  }
  return true;
}

/** Where the steps stand in order, each within its gap after the one before. */
function reachesOf({ stepsOf, choice, gap, optional }: Tracks, phrase: number, met: Met): Reach[] {
  const steps = listAt(stepsOf, phrase);
  for (const step of steps) if (optional[step] === 0 && met.isMet[choice[step]!] === 0) return [];
  let reached: Reach[] = met.spansOf(choice[steps[0]!]!).map(({ start, end }) => ({ start, end, spoken: end - start }));
  for (const step of steps.subarray(1)) {
    const next = follow(reached.sort((a, b) => a.end - b.end), met.spansOf(choice[step]!), gap[step]!);
    reached = optional[step] === 1 ? reached.concat(next) : next;
    if (reached.length === 0) return [];
  }
  return reached;
}

/** The spans that begin after some end reached, at most `gap` after the nearest. Both lists are in order. */
function follow(reached: readonly Reach[], spans: readonly Span[], gap: number): Reach[] {
  const next: Reach[] = [];
  let nearest = -1;
  for (const { start, end } of spans) {
    while ((reached[nearest + 1]?.end ?? Infinity) <= start) nearest += 1;
    const before = reached[nearest];
    if (before !== undefined && start - before.end <= gap) next.push({ start: before.start, end, spoken: before.spoken + end - start });
  }
  return next;
}
