import { seeded } from '../risk/machine.js';

/** A probability that was given, and whether it came true. What weighs more counts as so many. */
export interface Given {
  score: number;
  right: boolean;
  weight: number;
}

/** Some of what was given: what it said on average, and how much of it came true. `weight` is 0 where there was none. */
export interface Bin {
  weight: number;
  score: number;
  right: number;
}

/** The bins that everybody takes, of one width or one weight. */
export const BINS = 10;

/** Ten bins of one width: the reliability diagram. */
export function tenths(given: readonly Given[]): Bin[] {
  const bins = Array.from({ length: BINS }, (): Given[] => []);
  for (const one of given) bins[Math.min(BINS - 1, Math.floor(one.score * BINS))]!.push(one);
  return bins.map(binOf);
}

/**
 * Ten bins that weigh alike. An error over these is less biased by chance than one over tenths, of which most hold a
 * handful (Nixon and others, 2019; Roelofs and others, 2022).
 */
export function equalMass(given: readonly Given[]): Bin[] {
  const all = given.reduce((sum, { weight }) => sum + weight, 0);
  const bins = Array.from({ length: BINS }, (): Given[] => []);
  let before = 0;
  for (const one of [...given].sort((a, b) => a.score - b.score)) {
    bins[Math.min(BINS - 1, Math.floor((BINS * (before + one.weight / 2)) / all))]!.push(one);
    before += one.weight;
  }
  return bins.map(binOf);
}

/** Expected calibration error: how far what was said is from what came true, over bins; null of nothing. */
export function calibrationError(bins: readonly Bin[]): number | null {
  const all = bins.reduce((sum, { weight }) => sum + weight, 0);
  return all === 0 ? null : bins.reduce((sum, { weight, score, right }) => sum + (weight / all) * Math.abs(score - right), 0);
}

/** Draws that settle the mean of an error to a thousandth. */
const DRAWS = 500;

/** The error over tenths that chance alone would show if each probability were exactly right: none is to be had below. */
export function errorByChance(given: readonly Given[]): number | null {
  if (given.length === 0) return null;
  const chance = seeded();
  const errors = Array.from({ length: DRAWS }, () => calibrationError(tenths(given.map((one) => ({ ...one, right: chance() < one.score })))) ?? 0);
  return errors.reduce((sum, error) => sum + error, 0) / DRAWS;
}

function binOf(inside: readonly Given[]): Bin {
  const weight = inside.reduce((sum, one) => sum + one.weight, 0);
  const mean = (of: (one: Given) => number): number => (weight === 0 ? 0 : inside.reduce((sum, one) => sum + one.weight * of(one), 0) / weight);
  return { weight, score: mean(({ score }) => score), right: mean(({ right }) => Number(right)) };
}
