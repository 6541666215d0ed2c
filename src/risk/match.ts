import { LOCALES } from '../core/locale.js';
import type { Locale } from '../core/locale.js';
import { RISK_LEVELS } from '../core/understanding.js';
import type { Flag } from '../core/understanding.js';
import { normalise } from '../language/normalise.js';
import { soundsLike, soundsOf } from '../language/romanise.js';
import { Finder, holds } from './finder.js';
import type { Met, Track } from './finder.js';
import { phraseReader } from './phrase.js';
import type { Step } from './phrase.js';
import type { Danger } from './rule.js';
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
/** Signals by the options of their first step: the others need not be tried. */
type ByFirst = ReadonlyMap<number, readonly Wanted[]>;

interface CompiledDanger {
  flag: Flag;
  written: ByFirst;
  /** The Burmese signals by their sound, for messages in Latin letters. */
  spoken: ByFirst;
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
  const asHeard = hearing();
  const gravity = (flag: Flag): number => RISK_LEVELS.indexOf(flag.level);
  return {
    letters,
    sounds,
    dangers: dangers
      .map((danger) => {
        const burmese = readSignals(danger, 'my');
        const all = [...burmese, ...LOCALES.filter((locale) => locale !== 'my').flatMap((locale) => readSignals(danger, locale))];
        return {
          flag: { danger: danger.danger, level: danger.level },
          written: wanted(all, (steps) => letters.track(steps)),
          spoken: wanted(burmese, (steps) => sounds.track(asHeard(steps))),
        };
      })
      .sort((a, b) => gravity(b.flag) - gravity(a.flag)),
  };
}

interface ReadSignal {
  steps: readonly Step[];
  not: readonly (readonly Step[])[];
}

function readSignals({ words, signals, notWhen }: Danger, locale: Locale): ReadSignal[] {
  const read = phraseReader(words[locale] ?? {});
  const always = (notWhen?.[locale] ?? []).map(read);
  return (signals[locale] ?? []).map((signal) =>
    typeof signal === 'string' ? { steps: read(signal), not: always } : { steps: read(signal.phrase), not: [...always, ...signal.not.map(read)] },
  );
}

function wanted(signals: readonly ReadSignal[], trackOf: (steps: readonly Step[]) => Track): ByFirst {
  const known = new Map<readonly Step[], Track>();
  const track = (steps: readonly Step[]): Track => {
    const made = known.get(steps) ?? trackOf(steps);
    known.set(steps, made);
    return made;
  };
  const byFirst = new Map<number, Wanted[]>();
  for (const signal of signals) {
    const one = { track: track(signal.steps), not: signal.not.map(track) };
    for (const option of one.track.steps[0]?.options ?? []) {
      const beginning = byFirst.get(option);
      if (beginning) beginning.push(one);
      else byFirst.set(option, [one]);
    }
  }
  return byFirst;
}

/** Makes steps into what they sound like in Burmese, whichever letters they are written in; none where one has no sound. */
function hearing(): (steps: readonly Step[]) => Step[] {
  const known = new Map<string, string>();
  const soundOf = (text: string): string => {
    const sound = known.get(text) ?? soundsOf(text) + soundsLike(text);
    known.set(text, sound);
    return sound;
  };
  return (steps) => {
    const heard = steps.map((step) => ({
      ...step,
      options: step.options.flatMap(({ text }) => {
        const sound = soundOf(text);
        return sound.length < SHORTEST_SOUND ? [] : [{ text: sound, folded: sound, open: false }];
      }),
    }));
    return heard.every(({ options, optional }) => optional || options.length > 0) ? heard : [];
  };
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

function fires(signals: ByFirst, texts: readonly Met[], fewest: number): boolean {
  const isMeant = ({ track, not }: Wanted, met: Met): boolean => holds(track, met, fewest) && !not.some((phrase) => holds(phrase, met));
  return texts.some((met) => [...met.keys()].some((option) => signals.get(option)?.some((signal) => isMeant(signal, met)) === true));
}
