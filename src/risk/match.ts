import { LOCALES } from '../core/locale.js';
import type { Locale } from '../core/locale.js';
import { RISK_LEVELS } from '../core/understanding.js';
import type { Flag } from '../core/understanding.js';
import { soundsLike, soundsOf } from '../language/romanise.js';
import { findDangers } from './find.js';
import { judge } from './learned.js';
import type { Learned } from './learned.js';
import { passagesOf } from './passages.js';
import { phraseReader } from './phrase.js';
import type { Step } from './phrase.js';
import type { Danger } from './rule.js';
import { tracksOf } from './tracks.js';
import type { ReadSignal, Tracks } from './tracks.js';

/**
 * Red flags in a message. Every language's signals are tried whatever the language is: people mix, and a wrong guess
 * must not cost a call for help. Where it doubts, it flags.
 */

/** The rules ready for matching: plain data, which takes a third of a second to make and none to read. */
export interface Rules {
  /** Gravest first; signals name a danger by its place here. */
  dangers: readonly Flag[];
  written: Tracks;
  /** The Burmese signals by their sound, for messages in Latin letters. */
  spoken: Tracks;
}

/** All that red flags are seen by. */
export interface Risk extends Rules {
  /** Null where nothing was learned: the rules alone speak. */
  learned: Learned | null;
}

/** Some four syllables: shorter keys of sound are found in ordinary sentences. */
const FEWEST_SOUNDS = 9;
/** A step of one vowel is heard everywhere. */
const SHORTEST_SOUND = 2;

/** Red flags from rules, and from what was learned. */
export function compileRisk(dangers: readonly Danger[], learned: Learned | null = null): Risk {
  return { ...compileRules(dangers), learned };
}

/** Prepares the signals of the dangers for matching. */
export function compileRules(dangers: readonly Danger[]): Rules {
  const gravity = ({ level }: Danger): number => RISK_LEVELS.indexOf(level);
  const gravestFirst = [...dangers].sort((a, b) => gravity(b) - gravity(a));
  const burmese = gravestFirst.flatMap((danger, n) => readSignals(danger, n, 'my'));
  const others = gravestFirst.flatMap((danger, n) => LOCALES.filter((locale) => locale !== 'my').flatMap((locale) => readSignals(danger, n, locale)));
  return {
    dangers: gravestFirst.map(({ danger, level }) => ({ danger, level })),
    written: tracksOf([...burmese, ...others], true),
    spoken: tracksOf(asHeard(burmese), false),
  };
}

function readSignals({ words, signals, notWhen }: Danger, danger: number, locale: Locale): ReadSignal[] {
  const read = phraseReader(words[locale] ?? {});
  const always = (notWhen?.[locale] ?? []).map(read);
  return (signals[locale] ?? []).map((signal) =>
    typeof signal === 'string'
      ? { danger, steps: read(signal), not: always }
      : { danger, steps: read(signal.phrase), not: [...always, ...signal.not.map(read)] },
  );
}

/** The signals as they sound in Burmese, whichever letters they are written in; those without a sound fall out. */
function asHeard(signals: readonly ReadSignal[]): ReadSignal[] {
  const known = new Map<string, string>();
  const soundOf = (text: string): string => {
    const sound = known.get(text) ?? soundsOf(text) + soundsLike(text);
    known.set(text, sound);
    return sound;
  };
  const heard = new Map<readonly Step[], Step[]>();
  const hear = (steps: readonly Step[]): Step[] => {
    const made = heard.get(steps) ?? heardSteps(steps, soundOf);
    heard.set(steps, made);
    return made;
  };
  return signals.map(({ danger, steps, not }) => ({ danger, steps: hear(steps), not: not.map(hear) }));
}

function heardSteps(steps: readonly Step[], soundOf: (text: string) => string): Step[] {
  const heard = steps.map((step) => ({
    ...step,
    options: step.options.flatMap(({ text }) => {
      const sound = soundOf(text);
      return sound.length < SHORTEST_SOUND ? [] : [{ text: sound, folded: sound, open: false }];
    }),
  }));
  return heard.every(({ options, optional }) => optional || options.length > 0) ? heard : [];
}

/** What a message raises. */
export interface Reading {
  /** Gravest first. */
  flags: Flag[];
  /** It may be a call for help for all that was learned, too unsure to call somebody. */
  doubt: boolean;
}

/**
 * The flags a message raises. `readings` are the ways its letters may be meant: as typed, as converted from Zawgyi.
 * `romanised`: it is Burmese in Latin letters, and is compared by sound too. Time grows with the length of the message,
 * not faster.
 */
export function readRisk({ dangers, written, spoken, learned }: Risk, readings: readonly string[], romanised: boolean): Reading {
  const passages = passagesOf(readings, romanised);
  const raised = new Set<number>();
  for (const passage of passages) {
    findDangers(written, ` ${passage.written} `, 0, raised);
    if (romanised) findDangers(spoken, passage.sounds, FEWEST_SOUNDS, raised);
  }
  const ruled = dangers.filter((_, n) => raised.has(n));
  if (ruled.length > 0 || learned === null) return { flags: ruled, doubt: false };
  const { danger, doubt } = judge(learned, passages);
  return { flags: dangers.filter((flag) => flag.danger === danger), doubt };
}

/** The flags alone. */
export function flags(risk: Risk, readings: readonly string[], romanised: boolean): Flag[] {
  return readRisk(risk, readings, romanised).flags;
}
