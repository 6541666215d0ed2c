import type { Flag } from '../core/understanding.js';
import type { Rules } from './compile.js';
import { featuresOf } from './features.js';
import { findDangers } from './find.js';
import { passagesOf, windowsOf } from './passages.js';
import type { Passage } from './passages.js';

/** Some four syllables: shorter keys of sound are found in ordinary sentences. */
const FEWEST_SOUNDS = 9;
/** A word by its sound: shorter ones are found everywhere. */
const FEWEST_SOUNDS_OF_AN_IDEA = 4;

/** What speaks for danger in a message. */
export interface Evidence {
  /** The dangers whose signals stand in it, gravest first. */
  ruled: Flag[];
  /** Its features as a whole, and those of each of its parts, made when they are asked for. By the part that says most it is judged. */
  whole(): number[];
  parts(): Iterable<number[]>;
}

/** `readings` and `romanised` as in `readRisk`. */
export function evidenceIn(rules: Rules, readings: readonly string[], romanised: boolean): Evidence {
  const passages = passagesOf(readings, romanised);
  const ruledIn = (some: readonly Passage[]): Flag[] => {
    const raised = new Set<number>();
    for (const passage of some) {
      findDangers(rules.written, ` ${passage.written} `, 0, raised);
      if (romanised) findDangers(rules.spoken, passage.sounds, FEWEST_SOUNDS, raised);
    }
    return rules.dangers.filter((_, n) => raised.has(n));
  };
  // A part has what the rules see in itself: what they see elsewhere in a long story says nothing of it.
  const featuresIn = (passage: Passage): number[] => featuresOf(passage, ruledIn([passage]), ideasIn(rules, passage, romanised));
  return {
    ruled: ruledIn(passages),
    whole: () => featuresIn(passages[0] ?? { written: '', sounds: '' }),
    *parts() {
      for (const window of windowsOf(passages)) yield featuresIn(window);
    },
  };
}

function ideasIn({ ideas, spokenIdeas }: Rules, { written, sounds }: Passage, romanised: boolean): number[] {
  const meant = new Set<number>();
  findDangers(ideas, ` ${written} `, 0, meant);
  if (romanised) findDangers(spokenIdeas, sounds, FEWEST_SOUNDS_OF_AN_IDEA, meant);
  return [...meant].sort((a, b) => a - b);
}
