import type { Gate } from '../core/understanding.js';
import { words } from '../language/segment.js';
import type { Given } from './reliability.js';

/**
 * When the bot may answer by itself. Raw scores mean nothing by themselves, so the knowledge base calibrates them: each
 * of its sample questions is asked once with its own topic left out (whatever is found is wrong) and once with only
 * that question left out (what is found may be right).
 */

/** The first is judged beside so many that follow it: whether anything fits shows in the lead over all of them, not over a near neighbour. */
export const FOLLOWING = 9;
/** How much of what those that follow score on average is taken off; all of it would call two good answers none. */
const TAKEN_OFF = 0.5;
/** Between its fourth root, which leaves short questions too sure, and its square root, which makes long ones so. */
const EVIDENCE_POWER = 0.3;

/**
 * Raw confidence: (score − half the mean of those that follow) × evidence^0.3. On 14 public sets (`docs/eval/public.md`) it tells
 * questions whose article is not there from all others better than the lead over the next alone and a fourth root (AUROC 0.812
 * against 0.809; on either half of the questions too).
 */
export function confidence(best: number, following: readonly number[], evidence: number): number {
  const usual = following.reduce((sum, score) => sum + score, 0) / Math.max(1, following.length);
  return best <= 0 ? 0 : (best - TAKEN_OFF * usual) * evidence ** EVIDENCE_POWER;
}

/** One sample question put to the base. */
export interface Trial {
  confidence: number;
  /** Whether the best topic was the question's own. */
  right: boolean;
  /** True where the question's own topic was left out, so that every answer is wrong. */
  leftOut: boolean;
}

export interface Calibration {
  /** Probability that the best topic is right, as a logistic function of the logarithm of the confidence. */
  slope: number;
  intercept: number;
  /** From this score on the bot answers. */
  answerAt: number;
  /** From this score on it offers the likeliest topics. */
  clarifyAt: number;
}

/**
 * Share of left-out questions that may pass: the conformal rule errs to the safe side, since a left-out topic still has
 * its neighbours. Measured: 0.2 lets 2 to 4 % of real out-of-scope questions through.
 */
const ANSWER_ALPHA = 0.2;
/** The risk that is taken: of all questions that the base can answer, this share may get a neighbour's answer. */
const WRONG_ANSWERS = 0.04;
/** And of all that nothing answers, this share may get one: most of it is about something else, the rest has near neighbours. */
const ANSWERED_WITHOUT = 0.05;
/** Offering wrong topics costs a tap, not harm: from this chance on that the first is right, three are offered. */
const CLARIFY_AT = 0.2;
/**
 * Each sample question is tried once with its topic and once without. Real questions without an answer are fewer, and
 * most are about something else altogether: what is tried without its topic weighs a tenth.
 */
const LEFT_OUT_WEIGHT = 0.1;
/** Scores of a base too small to calibrate: only near-certain ones answer. */
export const UNCALIBRATED: Calibration = { slope: 3, intercept: -4, answerAt: 0.5, clarifyAt: 0.25 };
/** Fewer trials say nothing about a quantile of one in five. */
const FEWEST_TRIALS = 20;

/** Fits score and thresholds to the trials of a base. */
export function calibrate(trials: readonly Trial[]): Calibration {
  const leftOut = trials.filter((trial) => trial.leftOut).map((trial) => trial.confidence);
  if (leftOut.length < FEWEST_TRIALS || trials.length === leftOut.length) return UNCALIBRATED;
  const { slope, intercept } = logistic(trials.map(({ confidence: raw, right, leftOut: out }) => ({ x: logOf(raw), right: right && !out, weight: out ? LEFT_OUT_WEIGHT : 1 })));
  const at = (raw: number): number => probability(raw, slope, intercept);
  const safe = Math.max(conformalQuantile(leftOut, ANSWER_ALPHA), safeFrom(trials.filter((trial) => !trial.leftOut).map(({ confidence: score, right }) => ({ score, right, weight: 1 })), WRONG_ANSWERS));
  return { slope, intercept, answerAt: at(safe), clarifyAt: Math.min(CLARIFY_AT, at(safe)) };
}

/** A probability that was given to the first topic of a question; `outside` where nothing answers it. */
export interface Judgement extends Given {
  outside: boolean;
}

/** Where to answer and where to offer: where both risks are kept, by probabilities that were given to what was tried. */
export function thresholdsOf(judged: readonly Judgement[]): Pick<Calibration, 'answerAt' | 'clarifyAt'> {
  const [inside, outside] = [judged.filter((one) => !one.outside), judged.filter((one) => one.outside)];
  const answerAt = Math.max(safeFrom(inside, WRONG_ANSWERS), safeFrom(outside, ANSWERED_WITHOUT));
  return { answerAt, clarifyAt: Math.min(CLARIFY_AT, answerAt) };
}

/** The calibrated confidence, 0 to 1, that the best topic is the right answer. */
export function calibrated(raw: number, calibration: Calibration): number {
  return raw <= 0 ? 0 : probability(raw, calibration.slope, calibration.intercept);
}

/**
 * What a score allows. Whether a country is missing is the search's to say. Among all questions many that are surely right make up
 * for those that are less so; one bare word keeps the risk by itself, or is offered choices.
 */
export function gateOf(score: number, { answerAt, clarifyAt }: Pick<Calibration, 'answerAt' | 'clarifyAt'>, bare = false): Exclude<Gate, 'place'> {
  if (score >= (bare ? Math.max(answerAt, 1 - WRONG_ANSWERS) : answerAt)) return 'answer';
  return score >= clarifyAt ? 'clarify' : 'none';
}

/** Longer than any one word of our languages, in code units: what is longer is not cut to be counted. */
const LONGEST_WORD = 40;
/** A borrowed word in a script without spaces is cut into its syllables ("ပတ်စပို့"); of so few letters, without marks, it is one word. */
const FEW_LETTERS = 4;

/** Whether a normalised text, with marks for the names of places, is a single word beside numbers and names: "passport", "Jap company", "1300". */
export function isBareWord(text: string): boolean {
  if (text.length > LONGEST_WORD) return false;
  const named = text.replace(/\p{Script=Han}/gu, ' ').trim();
  const letters = named.replace(/[^\p{L}\s]/gu, '');
  const spaceless = letters.length <= FEW_LETTERS && /^[^\s\p{Script=Latin}]*$/u.test(letters);
  return spaceless || words(named).filter((word) => /\p{L}/u.test(word)).length <= 1;
}

/** The value that at most a share `alpha` of further such values exceeds: rank ⌈(n+1)(1−α)⌉ (Vovk's conformal rule). */
function conformalQuantile(values: readonly number[], alpha: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.min(sorted.length, Math.ceil((sorted.length + 1) * (1 - alpha)));
  return sorted[rank - 1] ?? Infinity;
}

/**
 * The lowest score from which on wrong answers stay within the risk: the (wrong + 1) / (trials + 1) of conformal risk control
 * (Angelopoulos and others, 2022), with the heaviest for the one to come. Infinite where there is too little to promise it.
 */
function safeFrom(given: readonly Given[], risk: number): number {
  const heaviest = given.reduce((most, { weight }) => Math.max(most, weight), 0);
  const all = given.reduce((sum, { weight }) => sum + weight, heaviest);
  let lowest = Infinity;
  let wrong = heaviest;
  for (const { score, right, weight } of [...given].sort((a, b) => b.score - a.score)) {
    wrong += right ? 0 : weight;
    if (wrong / all > risk) break;
    lowest = score;
  }
  return lowest;
}

function logOf(raw: number): number {
  // A question without any match has no logarithm; it stands just below all that have one.
  return Math.log(Math.max(raw, 1e-3));
}

function probability(raw: number, slope: number, intercept: number): number {
  return 1 / (1 + Math.exp(-(slope * logOf(raw) + intercept)));
}

/** Newton steps until the fit stands; a logistic fit of one variable needs fewer than ten. */
const STEPS = 25;
/** A little pull towards no slope keeps separable trials from running to infinity (Platt's smoothing in spirit). */
const RIDGE = 1e-2;

function logistic(points: readonly { x: number; right: boolean; weight: number }[]): { slope: number; intercept: number } {
  let slope = 0;
  let intercept = 0;
  for (let step = 0; step < STEPS; step += 1) {
    let [gs, gi, hss, hsi, hii] = [-RIDGE * slope, -RIDGE * intercept, RIDGE, 0, RIDGE];
    for (const { x, right, weight: share } of points) {
      const p = 1 / (1 + Math.exp(-(slope * x + intercept)));
      const error = share * ((right ? 1 : 0) - p);
      const weight = share * p * (1 - p);
      gs += error * x;
      gi += error;
      hss += weight * x * x;
      hsi += weight * x;
      hii += weight;
    }
    const determinant = hss * hii - hsi * hsi;
    if (determinant <= 0) break;
    slope += (hii * gs - hsi * gi) / determinant;
    intercept += (hss * gi - hsi * gs) / determinant;
  }
  return { slope: Math.max(0, slope), intercept };
}
