import { fold } from '../language/fold.js';
import { searchable } from './searchable.js';

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

export interface Step {
  options: readonly Option[];
  /** The most characters between the step before and this one. */
  gap: number;
  /** It may be left out: one of its alternatives is empty. */
  optional: boolean;
}

/** Names for words that serve alike, as alternatives in one string: `me: me|us|my friend`. */
export type Words = Readonly<Record<string, string>>;

/** Only the space between two words. */
const SIDE_BY_SIDE = 1;
/** Some two short words, or three syllables. */
const NEAR = 14;
/** Some five words; in scripts without spaces six to eight syllables. */
const WITHIN_REACH = 32;

const NAMED = /<([^<>]*)>/gu;

/** The steps of a phrase, in order. */
export function parsePhrase(phrase: string, words: Words): Step[] {
  const steps: Step[] = [];
  let gap = SIDE_BY_SIDE;
  for (const token of topLevel(spellOut(phrase, words))) {
    if (token === '…') gap = WITHIN_REACH;
    else if (token === '~') gap = NEAR;
    else {
      const step = stepOf(token, gap);
      // A phrase begins with a word that must be there.
      if (step.options.length === 0 || (step.optional && steps.length === 0)) continue;
      steps.push(step);
      gap = SIDE_BY_SIDE;
    }
  }
  return steps;
}

function spellOut(phrase: string, words: Words): string {
  return phrase.replace(/\.\.\./gu, '…').replace(NAMED, (_, name: string) => `(${words[name] ?? ''})`);
}

function stepOf(token: string, gap: number): Step {
  const written = [...new Set(alternatives(token))];
  const options = written.flatMap((alternative) => {
    const text = searchable(alternative);
    return text === '' ? [] : [{ text, folded: fold(text), open: alternative.trim().endsWith('*') }];
  });
  return { options, gap, optional: written.some((alternative) => alternative.trim() === '') };
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
  return /\p{L}/u.test(phrase) ? null : 'no letter stands in it';
}
