import { LOCALES } from '../core/locale.js';
import type { Locale } from '../core/locale.js';
import { RISK_LEVELS } from '../core/understanding.js';
import type { Flag } from '../core/understanding.js';
import { normalise } from '../language/normalise.js';
import { soundsLike, soundsOf } from '../language/romanise.js';
import { findDangers } from './find.js';
import { phraseReader } from './phrase.js';
import type { Step } from './phrase.js';
import type { Danger } from './rule.js';
import { searchable } from './searchable.js';
import { tracksOf } from './tracks.js';
import type { ReadSignal, Tracks } from './tracks.js';

/**
 * Red flags in a message. Every language's signals are tried whatever the language is: people mix, and a wrong guess
 * must not cost a call for help. Where it doubts, it flags.
 */

/** The dangers ready for matching: plain data, which takes half a second to make and none to read. */
export interface Risk {
  /** Gravest first; signals name a danger by its place here. */
  dangers: readonly Flag[];
  written: Tracks;
  /** The Burmese signals by their sound, for messages in Latin letters. */
  spoken: Tracks;
}

/** Some four syllables: shorter keys of sound are found in ordinary sentences. */
const FEWEST_SOUNDS = 9;
/** A step of one vowel is heard everywhere. */
const SHORTEST_SOUND = 2;

/** Prepares the dangers for matching. */
export function compileRisk(dangers: readonly Danger[]): Risk {
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

/**
 * The flags a message raises, gravest first. `readings` are the ways its letters may be meant: as typed, as converted
 * from Zawgyi. `romanised`: it is Burmese in Latin letters, and is compared by sound too. Time grows with the length
 * of the message, not faster.
 */
export function flags(risk: Risk, readings: readonly string[], romanised: boolean): Flag[] {
  const raised = new Set<number>();
  for (const passage of new Set(readings.flatMap(passages))) {
    findDangers(risk.written, ` ${searchable(passage)} `, 0, raised);
    if (romanised) findDangers(risk.spoken, soundsLike(normalise(passage)), FEWEST_SOUNDS, raised);
  }
  return risk.dangers.filter((_, n) => raised.has(n));
}

/** The whole message and each of its sentences, so that what cancels in one ("last year …") does not silence the next. */
function passages(reading: string): string[] {
  const sentences = reading.split(/[.!?။៕។…\n]+/u).filter((sentence) => sentence.trim() !== '');
  return sentences.length > 1 ? [reading, ...sentences] : [reading];
}
