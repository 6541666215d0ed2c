import { LOCALES } from '../core/locale.js';
import type { Locale } from '../core/locale.js';
import { RISK_LEVELS } from '../core/understanding.js';
import type { Flag } from '../core/understanding.js';
import { soundsLike, soundsOf } from '../language/romanise.js';
import { denialTracks } from './denial.js';
import { IDEAS } from './ideas.js';
import { alternativesOf, phraseReader } from './phrase.js';
import type { Step } from './phrase.js';
import type { Danger } from './rule.js';
import { tracksOf } from './tracks.js';
import type { ReadSignal, Tracks } from './tracks.js';

/** The rules ready for matching: plain data, which takes a third of a second to make and none to read. */
export interface Rules {
  /** Gravest first; signals name a danger by its place here. */
  dangers: readonly Flag[];
  written: Tracks;
  /** Those of them that are sure. */
  sure: Tracks;
  /** The Burmese signals by their sound, for messages in Latin letters. */
  spoken: Tracks;
  /** The ideas of `ideas.ts`, by their place there, written and by their sound. */
  ideas: Tracks;
  spokenIdeas: Tracks;
  /** What is denied (`denial.ts`). */
  denials: Tracks;
}

/** A step of one vowel is heard everywhere. */
const SHORTEST_SOUND = 2;

/** Prepares the signals of the dangers for matching. */
export function compileRules(dangers: readonly Danger[]): Rules {
  const gravity = ({ level }: Danger): number => RISK_LEVELS.indexOf(level);
  const gravestFirst = [...dangers].sort((a, b) => gravity(b) - gravity(a));
  const burmese = gravestFirst.flatMap((danger, n) => readSignals(danger, n, 'my'));
  const others = gravestFirst.flatMap((danger, n) => LOCALES.filter((locale) => locale !== 'my').flatMap((locale) => readSignals(danger, n, locale)));
  return {
    dangers: gravestFirst.map(({ danger, level }) => ({ danger, level })),
    written: tracksOf([...burmese, ...others], true),
    sure: tracksOf([...burmese, ...others].filter(({ sure }) => sure), true),
    spoken: tracksOf(asHeard(burmese), false),
    ideas: tracksOf(LOCALES.flatMap(readIdeas), true),
    spokenIdeas: tracksOf(asHeard(readIdeas('my')), false),
    denials: denialTracks(),
  };
}

interface Signal extends ReadSignal {
  sure: boolean;
}

function readIdeas(locale: Locale): ReadSignal[] {
  const read = phraseReader({});
  return IDEAS.flatMap((idea, n) => alternativesOf(idea[locale]).map((phrase) => ({ danger: n, steps: read(phrase), not: [] })));
}

function readSignals({ words, signals, notWhen }: Danger, danger: number, locale: Locale): Signal[] {
  const read = phraseReader(words[locale] ?? {});
  const always = (notWhen?.[locale] ?? []).map(read);
  return (signals[locale] ?? []).map((signal) =>
    typeof signal === 'string'
      ? { danger, steps: read(signal), not: always, sure: false }
      : { danger, steps: read(signal.phrase), not: [...always, ...(signal.not ?? []).map(read)], sure: signal.sure === true },
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
