import { listsOf } from './lists.js';
import type { Lists } from './lists.js';
import type { Option, Step } from './phrase.js';
import { trieOf } from './trie.js';
import type { Trie } from './trie.js';

/**
 * Signals made ready for matching, as plain arrays. A *pattern* is one way to write a step, a *choice* the patterns that
 * may stand at one step, a *phrase* its steps, a *signal* a phrase with the phrases that cancel it.
 */
export interface Tracks {
  /** Words in Latin letters match only as a whole. */
  wholeWords: boolean;
  /** The patterns without the marks of Latin letters; their numbers are the patterns' numbers. */
  trie: Trie;
  /** By pattern: as it is written where that has marks, else empty; and 1 where its last word may go on. */
  marked: string[];
  open: Uint8Array;
  choicesOf: Lists;
  patternsOf: Lists;
  /** By phrase: the numbers of its steps; by step: its choice, the most letters between it and the one before, whether it may be left out. */
  stepsOf: Lists;
  choice: Uint32Array;
  gap: Uint8Array;
  optional: Uint8Array;
  /** By choice: the signals that begin with it. */
  beginning: Lists;
  /** By signal: its danger, its phrase and the phrases that cancel it. */
  danger: Uint16Array;
  phrase: Uint32Array;
  not: Lists;
}

export interface ReadSignal {
  danger: number;
  steps: readonly Step[];
  not: readonly (readonly Step[])[];
}

export function tracksOf(signals: readonly ReadSignal[], wholeWords: boolean): Tracks {
  const patterns = numbered<Option>(({ folded, text, open }) => `${folded}\n${text}\n${open ? '*' : ''}`);
  const choices = numbered<readonly number[]>(String);
  const phrases = numbered<readonly number[]>(String);
  const steps = numbered<{ choice: number; gap: number; optional: boolean }>(({ choice, gap, optional }) => `${choice} ${gap} ${optional ? 1 : 0}`);

  const choiceOf = remembered((options: readonly Option[]) => choices.number([...new Set(options.map(patterns.number))]));
  const phraseOf = remembered((read: readonly Step[]) =>
    phrases.number(read.map(({ options, gap, optional }) => steps.number({ choice: choiceOf(options), gap, optional }))),
  );
  const known = signals.filter((signal) => signal.steps.length > 0);
  const phrase = known.map((signal) => phraseOf(signal.steps));
  const not = known.map((signal) => signal.not.filter((read) => read.length > 0).map(phraseOf));

  const sorted = patterns.all.map((pattern, n) => ({ ...pattern, n })).sort((a, b) => (a.folded < b.folded ? -1 : a.folded > b.folded ? 1 : 0));
  const rank = new Uint32Array(sorted.length);
  sorted.forEach(({ n }, place) => (rank[n] = place));
  const patternsOf = choices.all.map((of) => of.map((pattern) => rank[pattern]!));
  const first = phrase.map((n) => steps.all[phrases.all[n]![0]!]!.choice);
  return {
    wholeWords,
    trie: trieOf(sorted.map(({ folded }) => folded)),
    marked: sorted.map(({ text, folded }) => (text === folded ? '' : text)),
    open: Uint8Array.from(sorted, ({ open }) => (open ? 1 : 0)),
    choicesOf: listsOf(inverse(patternsOf, sorted.length)),
    patternsOf: listsOf(patternsOf),
    stepsOf: listsOf(phrases.all),
    choice: Uint32Array.from(steps.all, ({ choice }) => choice),
    gap: Uint8Array.from(steps.all, ({ gap }) => gap),
    optional: Uint8Array.from(steps.all, ({ optional }) => (optional ? 1 : 0)),
    beginning: listsOf(inverse(first.map((choice) => [choice]), choices.all.length)),
    danger: Uint16Array.from(known, ({ danger }) => danger),
    phrase: Uint32Array.from(phrase),
    not: listsOf(not),
  };
}

/** Numbers things from 0 in the order they come; things of one name have one number. */
function numbered<T>(nameOf: (thing: T) => string): { all: T[]; number: (thing: T) => number } {
  const all: T[] = [];
  const numbers = new Map<string, number>();
  const number = (thing: T): number => {
    const name = nameOf(thing);
    const known = numbers.get(name) ?? all.push(thing) - 1;
    numbers.set(name, known);
    return known;
  };
  return { all, number };
}

/** Readers give the same object for the same words: they are looked at once. */
function remembered<T extends object>(make: (from: T) => number): (from: T) => number {
  const made = new Map<T, number>();
  return (from) => {
    const known = made.get(from) ?? make(from);
    made.set(from, known);
    return known;
  };
}

/** Who holds each of `size` things: `lists[n]` holds `thing` becomes `inverse[thing]` holds `n`. */
function inverse(lists: readonly (readonly number[])[], size: number): number[][] {
  const holders: number[][] = Array.from({ length: size }, () => []);
  lists.forEach((list, n) => list.forEach((thing) => holders[thing]?.push(n)));
  return holders;
}
