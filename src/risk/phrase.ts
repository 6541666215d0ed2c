import { fold } from '../language/fold.js';
import { searchableEach } from './searchable.js';

/**
 * The grammar of a signal, as protection staff write it:
 *
 *     (lock*|shut) ~ (door|gate) … <cannot> (leave|get out)
 *
 * `(a|b)` one of these, `<name>` one of the file's `words` of that name, `…` up to a few words between, `~` up to one
 * or two, `lock*` a word that begins so. What stands side by side in the phrase does so in the message.
 */

/** One way to write a step. `folded` is without the marks of Latin letters; `open`: the word may go on. */
export interface Option {
  text: string;
  folded: string;
  open: boolean;
}

/** What may stand at one place of a phrase. */
interface Choice {
  options: readonly Option[];
  /** It may be left out: one of its alternatives is empty. */
  optional: boolean;
}

export interface Step extends Choice {
  /** The most characters between the step before and this one. */
  gap: number;
}

/** Names for words that serve alike, as alternatives in one string: `me: me|us|my friend`. */
export type Words = Readonly<Record<string, string>>;

/** Only the space between two words. */
const SIDE_BY_SIDE = 1;
/** Some two short words, or three syllables. */
const NEAR = 14;
/** Some five words; in scripts without spaces six to eight syllables. */
const WITHIN_REACH = 32;

/** Letters that may lose a mark. */
const MARKED = /[\u00c0-\u024f\u1e00-\u1eff]/u;
const NAMED = /<([^<>]*)>/gu;

/** Reads phrases into their steps, in order. A reader remembers what it has read: the same words stand in many phrases. */
export function phraseReader(words: Words): (phrase: string) => Step[] {
  const known = new Map<string, Choice>();
  const choiceOf = (token: string): Choice => {
    const choice = known.get(token) ?? readChoice(token);
    known.set(token, choice);
    return choice;
  };
  const stepsOf = (phrase: string): Step[] => {
    const steps: Step[] = [];
    let gap = SIDE_BY_SIDE;
    for (const token of topLevel(spellOut(phrase, words))) {
      if (token === '…') gap = WITHIN_REACH;
      else if (token === '~') gap = NEAR;
      else {
        const choice = choiceOf(token);
        // A phrase begins with a word that must be there.
        if (choice.options.length === 0 || (choice.optional && steps.length === 0)) continue;
        steps.push({ ...choice, gap });
        gap = SIDE_BY_SIDE;
      }
    }
    return steps;
  };
  const read = new Map<string, Step[]>();
  return (phrase) => {
    const steps = read.get(phrase) ?? stepsOf(phrase);
    read.set(phrase, steps);
    return steps;
  };
}

function spellOut(phrase: string, words: Words): string {
  return phrase.replace(/\.\.\./gu, '…').replace(NAMED, (_, name: string) => `(${words[name] ?? ''})`);
}

function readChoice(token: string): Choice {
  const written = [...new Set(alternatives(token))].map((alternative) => alternative.trim());
  const texts = searchableEach(written);
  const options = written.flatMap((alternative, n) => {
    const text = texts[n] ?? '';
    return text === '' ? [] : [{ text, folded: MARKED.test(text) ? fold(text) : text, open: alternative.endsWith('*') }];
  });
  return { options, optional: written.includes('') };
}

/** The phrases that stand between the bars outside of brackets: `(a|b) ~ c|d` is "(a|b) ~ c" and "d". */
export function alternativesOf(phrases: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= phrases.length; at += 1) {
    const letter = phrases[at];
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (depth > 0 || (letter !== '|' && letter !== undefined)) continue;
    found.push(phrases.slice(from, at));
    from = at + 1;
  }
  return found;
}

/** Cuts at the outermost brackets, and at the gaps between them. */
function topLevel(phrase: string): string[] {
  const tokens: string[] = [];
  let depth = 0;
  let token = '';
  const close = (): void => {
    if (token.trim() !== '') tokens.push(token.trim());
    token = '';
  };
  for (const letter of phrase) {
    if (letter === '(' && depth === 0) close();
    if (letter === '(') depth += 1;
    if (depth === 0 && (letter === '…' || letter === '~')) {
      close();
      tokens.push(letter);
      continue;
    }
    token += letter;
    if (letter === ')') depth -= 1;
    if (letter === ')' && depth === 0) close();
  }
  close();
  return tokens;
}

/** Every way to read a token: `(at (the|my) door|gate)` is "at the door", "at my door", "gate". */
function alternatives(token: string): string[] {
  const inside = token.replace(/^\(([^()]*)\)$/u, '$1');
  if (!inside.includes('(')) return inside.split('|');
  const letters = [...token][Symbol.iterator]();
  const upToBracket = (): string[] => {
    const read: string[] = [];
    let reading = [''];
    for (let next = letters.next(); next.done !== true && next.value !== ')'; next = letters.next()) {
      if (next.value === '|') read.push(...reading.splice(0, Infinity, ''));
      else {
        const ways = next.value === '(' ? upToBracket() : [next.value];
        reading = reading.flatMap((begun) => ways.map((way) => begun + way));
      }
    }
    return [...read, ...reading];
  };
  return upToBracket();
}

/** What is wrong with a phrase, for its author; null where nothing is. */
export function flawOf(phrase: string, words: Words): string | null {
  const unknown = [...phrase.matchAll(NAMED)].map(([, name = '']) => name).find((name) => !(name in words));
  if (unknown !== undefined) return `no words are named <${unknown}> for this language`;
  let depth = 0;
  for (const letter of phrase) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (depth < 0) break;
  }
  if (depth !== 0) return 'a bracket has no partner';
  return /[\p{L}\p{N}]/u.test(phrase) ? null : 'no letter and no digit stands in it';
}
