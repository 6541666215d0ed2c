import { LOCALES } from '../core/locale.js';
import { RISK_LEVELS } from '../core/understanding.js';
import type { Flag } from '../core/understanding.js';
import { fold } from '../language/fold.js';
import { normalise } from '../language/normalise.js';
import { soundsLike, soundsOf } from '../language/romanise.js';
import type { Danger, Signal } from './rule.js';

/**
 * Red flags in a message. Every language's signals are tried whatever the language is: people mix, and a wrong guess
 * must not cost a call for help. Where it doubts, it flags.
 */

/** The words of a rule between two gaps, in the form the message is searched in. */
type Parts = readonly string[];

interface CompiledSignal {
  parts: Parts;
  /** How Burmese parts sound, for messages in Latin letters; empty where that would be too short to mean anything. */
  sounds: Parts;
  /** Phrases that cancel this signal. */
  not: readonly Parts[];
}
interface CompiledDanger {
  flag: Flag;
  byLocale: readonly { signals: readonly CompiledSignal[]; notWhen: readonly Parts[] }[];
}

export interface Risk {
  /** Gravest first. */
  dangers: readonly CompiledDanger[];
}

/** What may stand between two parts: some four words; in scripts without spaces as much as six syllables. */
const LONGEST_GAP = 30;

/** Some four syllables: shorter keys of sound are found in ordinary sentences. */
const SHORTEST_SOUND = 9;

/** Prepares the dangers for matching. */
export function compileRisk(dangers: readonly Danger[]): Risk {
  const gravity = (flag: Flag): number => RISK_LEVELS.indexOf(flag.level);
  return {
    dangers: dangers
      .map((danger) => ({
        flag: { danger: danger.danger, level: danger.level },
        byLocale: LOCALES.map((locale) => ({
          signals: (danger.signals[locale] ?? []).map(compileSignal),
          notWhen: (danger.notWhen?.[locale] ?? []).map(partsOf),
        })),
      }))
      .sort((a, b) => gravity(b.flag) - gravity(a.flag)),
  };
}

function compileSignal(signal: Signal): CompiledSignal {
  const { phrase, not } = typeof signal === 'string' ? { phrase: signal, not: [] } : signal;
  const parts = partsOf(phrase);
  const sounds = parts.map(soundsOf);
  return { parts, sounds: sounds.every((sound) => sound.length >= SHORTEST_SOUND) ? sounds : [], not: not.map(partsOf) };
}

function partsOf(phrase: string): Parts {
  return phrase
    .split(/…|\.\.\./u)
    .map((part) => searchable(part).trim())
    .filter((part) => part !== '');
}

/**
 * The flags a message raises, gravest first. `readings` are the ways its letters may be meant: as typed, as converted
 * from Zawgyi. `romanised`: it is Burmese in Latin letters, and is compared by sound too. Time grows with the length
 * of the message, not faster.
 */
export function flags(risk: Risk, readings: readonly string[], romanised: boolean): Flag[] {
  const texts = [...new Set(readings.flatMap(passages))];
  const sounds = romanised ? readings.map((reading) => soundsLike(normalise(reading))) : [];
  return risk.dangers.filter((danger) => fires(danger, texts) || isHeard(danger, sounds)).map(({ flag }) => flag);
}

/**
 * The whole message and each of its sentences, so that what cancels in one sentence ("last year …") does not silence
 * the next; each also without Vietnamese diacritics, since signals are written with and without.
 */
function passages(reading: string): string[] {
  const sentences = reading.split(/[.!?။…\n]+/u);
  return (sentences.length > 1 ? [reading, ...sentences] : [reading]).flatMap((passage) => {
    const text = ` ${searchable(passage).trim()} `;
    return text.trim() === '' ? [] : [text, fold(text)];
  });
}

function fires({ byLocale }: CompiledDanger, texts: readonly string[]): boolean {
  return byLocale.some(({ signals, notWhen }) =>
    signals.some(({ parts, not }) => texts.some((text) => holds(parts, text) && ![...not, ...notWhen].some((phrase) => holds(phrase, text)))),
  );
}

/** A key of sounds has no words, so its parts may stand anywhere. */
function isIn(keys: Parts, sound: string): boolean {
  return keys.length > 0 && keys.every((key) => sound.includes(key));
}

function isHeard({ byLocale }: CompiledDanger, sounds: readonly string[]): boolean {
  return byLocale.some(({ signals }) => signals.some((signal) => sounds.some((sound) => isIn(signal.sounds, sound))));
}

/**
 * Normal form without punctuation, and no spaces inside scripts that need none: people put them anywhere.
 */
function searchable(text: string): string {
  return normalise(text)
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .replace(/(?<=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]) (?=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])/gu, '');
}

/** Whether the parts stand in the text in order, each near the one before. */
function holds(parts: Parts, text: string): boolean {
  const [first, ...rest] = parts;
  if (first === undefined) return false;
  for (let at = find(first, text, 0, text.length); at >= 0; at = find(first, text, at + 1, text.length)) if (follows(rest, text, at + first.length)) return true;
  return false;
}

/** Looks only within the gap after the part before, so that no text makes this slow. */
function follows(parts: Parts, text: string, from: number): boolean {
  let at = from;
  for (const part of parts) {
    const next = find(part, text, at, at + LONGEST_GAP + part.length + 1);
    if (next < 0) return false;
    at = next + part.length;
  }
  return true;
}

/** First place of a part from `from` on that ends before `until`; Latin words stand whole. -1 where there is none. */
function find(part: string, text: string, from: number, until: number): number {
  const window = until >= text.length ? text : text.slice(0, until);
  for (let at = window.indexOf(part, from); at >= 0; at = window.indexOf(part, at + 1)) if (standsWhole(part, text, at)) return at;
  return -1;
}

const LATIN = /\p{Script=Latin}/u;

function standsWhole(part: string, text: string, at: number): boolean {
  const before = text[at - 1] ?? ' ';
  const after = text[at + part.length] ?? ' ';
  return !(LATIN.test(part[0] ?? '') && LATIN.test(before)) && !(LATIN.test(part.at(-1) ?? '') && LATIN.test(after));
}
