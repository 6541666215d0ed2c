import type { Flag } from '../core/understanding.js';
import type { Rules } from './compile.js';
import { featuresOf } from './features.js';
import { findDangers } from './find.js';
import { passagesOf, windowsOf } from './passages.js';

/** What speaks for danger in a message. */
export interface Evidence {
  /** The dangers whose signals stand in it, gravest first. */
  ruled: Flag[];
  /** The features of each part of the message; by the part that says most it is judged. */
  sets: number[][];
}

/** Some four syllables: shorter keys of sound are found in ordinary sentences. */
const FEWEST_SOUNDS = 9;
/** A word by its sound: shorter ones are found everywhere. */
const FEWEST_SOUNDS_OF_AN_IDEA = 4;

export function evidenceIn({ dangers, written, spoken, ideas, spokenIdeas }: Rules, readings: readonly string[], romanised: boolean): Evidence {
  const passages = passagesOf(readings, romanised);
  const raised = new Set<number>();
  for (const passage of passages) {
    findDangers(written, ` ${passage.written} `, 0, raised);
    if (romanised) findDangers(spoken, passage.sounds, FEWEST_SOUNDS, raised);
  }
  const ruled = dangers.filter((_, n) => raised.has(n));
  const sets = windowsOf(passages).map((window) => {
    const meant = new Set<number>();
    findDangers(ideas, ` ${window.written} `, 0, meant);
    if (romanised) findDangers(spokenIdeas, window.sounds, FEWEST_SOUNDS_OF_AN_IDEA, meant);
    return featuresOf(window, ruled, [...meant].sort((a, b) => a - b));
  });
  return { ruled, sets };
}
