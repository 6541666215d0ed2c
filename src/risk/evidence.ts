import type { Flag } from '../core/understanding.js';
import type { Rules } from './compile.js';
import { deniedIn, supposes } from './denial.js';
import { featuresOf } from './features.js';
import { findDangers } from './find.js';
import { withoutLabels } from './labels.js';
import { heard, passagesOf, windowsOf } from './passages.js';
import type { Passage } from './passages.js';

/** Some four syllables: shorter keys of sound are found in ordinary sentences. */
const FEWEST_SOUNDS = 9;
/** A word by its sound: shorter ones are found everywhere. */
const FEWEST_SOUNDS_OF_AN_IDEA = 4;

/** What speaks for danger in a message. */
export interface Evidence {
  /** The dangers whose signals stand in it, gravest first; and those of the signals that are sure. */
  ruled: Flag[];
  sure: Flag[];
  /** A wish to die was denied. */
  deniesDeath: boolean;
  /** It asks what would be if. */
  supposes: boolean;
  /** Its features as a whole, and those of each of its parts with a letter, made when they are asked for. By the part that says most it is judged. */
  whole(): number[];
  parts(): Iterable<number[]>;
}

const LETTER = /\p{L}/u;

/** `readings` and `romanised` as in `readRisk`. */
export function evidenceIn(rules: Rules, readings: readonly string[], romanised: boolean): Evidence {
  const said = passagesOf(readings, romanised);
  const texts = said.map(({ written }) => written);
  const denied = deniedIn(rules.denials, texts);
  const passages = denied ? said.map(({ written }) => heard(denied.left(written), romanised)) : said;
  const flagsOf = (raised: ReadonlySet<number>): Flag[] => rules.dangers.filter((_, n) => raised.has(n));
  const ruledIn = (some: readonly Passage[]): Flag[] => {
    const raised = new Set<number>();
    for (const passage of some) {
      findDangers(rules.written, ` ${passage.written} `, 0, raised);
      if (romanised) findDangers(rules.spoken, passage.sounds, FEWEST_SOUNDS, raised);
    }
    return flagsOf(raised);
  };
  const sure = new Set<number>();
  for (const { written } of passages) findDangers(rules.sure, ` ${written} `, 0, sure);
  // A part has what the rules see in itself: what they see elsewhere in a long story says nothing of it.
  const featuresIn = (passage: Passage): number[] => {
    const ruled = ruledIn([passage]);
    const { written, sounds } = passage;
    return featuresOf(ruled.length > 0 ? passage : { written: withoutLabels(written), sounds }, ruled, ideasIn(rules, passage, romanised));
  };
  return {
    ruled: ruledIn(passages),
    sure: flagsOf(sure),
    deniesDeath: denied?.ofDeath ?? false,
    supposes: supposes(rules.denials, texts),
    whole: () => featuresIn(passages[0] ?? { written: '', sounds: '' }),
    *parts() {
      for (const window of windowsOf(passages)) if (LETTER.test(withoutLabels(window.written))) yield featuresIn(window);
    },
  };
}

function ideasIn({ ideas, spokenIdeas }: Rules, { written, sounds }: Passage, romanised: boolean): number[] {
  const meant = new Set<number>();
  findDangers(ideas, ` ${written} `, 0, meant);
  if (romanised) findDangers(spokenIdeas, sounds, FEWEST_SOUNDS_OF_AN_IDEA, meant);
  return [...meant].sort((a, b) => a - b);
}
