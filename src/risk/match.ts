import { LOCALES } from '../core/locale.js';
import { RISK_LEVELS } from '../core/understanding.js';
import type { Flag } from '../core/understanding.js';
import { normalise } from '../language/normalise.js';
import { soundsLike, soundsOf } from '../language/romanise.js';
import { Finder, holds } from './finder.js';
import type { Met, Track } from './finder.js';
import { parsePhrase } from './phrase.js';
import type { Step, Words } from './phrase.js';
import type { Danger, Signal } from './rule.js';
import { searchable } from './searchable.js';

/**
 * Red flags in a message. Every language's signals are tried whatever the language is: people mix, and a wrong guess
 * must not cost a call for help. Where it doubts, it flags.
 */

/** A signal as it is looked for, with what cancels it. */
interface Wanted {
  track: Track;
  not: readonly Track[];
}
interface CompiledDanger {
  flag: Flag;
  written: readonly Wanted[];
  /** The Burmese signals by their sound, for messages in Latin letters. */
  spoken: readonly Wanted[];
}

export interface Risk {
  /** Gravest first. */
  dangers: readonly CompiledDanger[];
  letters: Finder;
  sounds: Finder;
}

/** Some four syllables: shorter keys of sound are found in ordinary sentences. */
const FEWEST_SOUNDS = 9;
/** A step of one vowel is heard everywhere. */
const SHORTEST_SOUND = 2;

/** Prepares the dangers for matching. */
export function compileRisk(dangers: readonly Danger[]): Risk {
  const letters = new Finder(true);
  const sounds = new Finder(false);
  const gravity = (flag: Flag): number => RISK_LEVELS.indexOf(flag.level);
  return {
    letters,
    sounds,
    dangers: dangers
      .map((danger) => ({
        flag: { danger: danger.danger, level: danger.level },
        written: LOCALES.flatMap((locale) =>
          wanted(danger.signals[locale], danger.notWhen?.[locale], (phrase) => letters.track(parsePhrase(phrase, danger.words[locale] ?? {}))),
        ),
        spoken: wanted(danger.signals.my, danger.notWhen?.my, (phrase) => sounds.track(soundSteps(phrase, danger.words.my ?? {}))).filter(({ track }) => track.steps.length > 0),
      }))
      .sort((a, b) => gravity(b.flag) - gravity(a.flag)),
  };
}

function wanted(signals: readonly Signal[] = [], notWhen: readonly string[] = [], trackOf: (phrase: string) => Track): Wanted[] {
  const always = notWhen.map(trackOf);
  return signals.map((signal) => {
    const { phrase, not } = typeof signal === 'string' ? { phrase: signal, not: [] } : signal;
    return { track: trackOf(phrase), not: [...always, ...not.map(trackOf)] };
  });
}

/** The steps of a Burmese phrase as they sound, whichever letters it is written in; none where a step has no sound. */
function soundSteps(phrase: string, words: Words): Step[] {
  const steps = parsePhrase(phrase, words).map(({ options, ...step }) => ({
    ...step,
    options: options
      .map(({ text }) => soundsOf(text) + soundsLike(text))
      .filter((sound) => sound.length >= SHORTEST_SOUND)
      .map((sound) => ({ text: sound, folded: sound, open: false })),
  }));
  return steps.every(({ options, optional }) => optional || options.length > 0) ? steps : [];
}

/**
 * The flags a message raises, gravest first. `readings` are the ways its letters may be meant: as typed, as converted
 * from Zawgyi. `romanised`: it is Burmese in Latin letters, and is compared by sound too. Time grows with the length
 * of the message, not faster.
 */
export function flags(risk: Risk, readings: readonly string[], romanised: boolean): Flag[] {
  const parts = [...new Set(readings.flatMap(passages))];
  const read = parts.map((passage) => risk.letters.read(` ${searchable(passage)} `));
  const heard = romanised ? parts.map((passage) => risk.sounds.read(soundsLike(normalise(passage)))) : [];
  return risk.dangers
    .filter(({ written, spoken }) => fires(written, read, 0) || fires(spoken, heard, FEWEST_SOUNDS))
    .map(({ flag }) => flag);
}

/** The whole message and each of its sentences, so that what cancels in one ("last year …") does not silence the next. */
function passages(reading: string): string[] {
  const sentences = reading.split(/[.!?။៕។…\n]+/u).filter((sentence) => sentence.trim() !== '');
  return sentences.length > 1 ? [reading, ...sentences] : [reading];
}

function fires(signals: readonly Wanted[], texts: readonly Met[], fewest: number): boolean {
  return texts.some(
    (met) => met.size > 0 && signals.some(({ track, not }) => holds(track, met, fewest) && !not.some((phrase) => holds(phrase, met))),
  );
}
