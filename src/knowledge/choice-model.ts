/**
 * Logistic regression over choices (McFadden's conditional logit): each choice has several options with features, and the
 * weights are sought under which those that were right are likeliest. With two options, one of them without features, it
 * is ordinary logistic regression.
 */
export interface Choice {
  /** Features of all options, one option after the other. */
  options: Float64Array;
  /** Number of the right option. */
  right: number;
  weight: number;
}

/** Newton steps; the fits here stand after fifteen. */
const STEPS = 25;
/** A step that makes things worse was too long: it is halved so often, and then the fit stands. */
const HALVINGS = 20;
/** A little pull towards zero keeps choices that are never wrong from running to infinity. */
const RIDGE = 1e-2;

/** The likeliest weights, one for each of `size` features. */
export function fitChoices(choices: readonly Choice[], size: number): Float64Array {
  let weights = new Float64Array(size);
  let loss = lossOf(choices, weights);
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = weights.map((value) => -RIDGE * value);
    const curvature = Array.from({ length: size }, (_, row) => Float64Array.from({ length: size }, (_, column) => (row === column ? RIDGE : 0)));
    for (const choice of choices) add(choice, weights, gradient, curvature);
    const move = solve(curvature, gradient);
    const before = loss;
    for (let halving = 0; halving < HALVINGS; halving += 1) {
      const moved = weights.map((value, n) => value + move[n]! / 2 ** halving);
      const now = lossOf(choices, moved);
      if (!(now < loss)) continue;
      [weights, loss] = [moved, now];
      break;
    }
    if (loss === before) break;
  }
  return weights;
}

function lossOf(choices: readonly Choice[], weights: Float64Array): number {
  const pull = weights.reduce((sum, value) => sum + (RIDGE / 2) * value * value, 0);
  return choices.reduce((sum, { options, right, weight }) => sum - weight * Math.log(Math.max(Number.MIN_VALUE, sharesOf(options, weights)[right]!)), pull);
}

/** Adds what one choice says of the weights: the gradient of its likelihood, and the curvature (with the sign turned). */
function add({ options, right, weight }: Choice, weights: Float64Array, gradient: Float64Array, curvature: readonly Float64Array[]): void {
  const size = weights.length;
  const shares = sharesOf(options, weights);
  const mean = new Float64Array(size);
  shares.forEach((share, option) => {
    for (let n = 0; n < size; n += 1) {
      const value = options[option * size + n]!;
      if (value === 0) continue;
      mean[n]! += share * value;
      for (let m = 0; m < size; m += 1) curvature[n]![m]! += weight * share * value * options[option * size + m]!;
    }
  });
  for (let n = 0; n < size; n += 1) {
    gradient[n]! += weight * (options[right * size + n]! - mean[n]!);
    for (let m = 0; m < size; m += 1) curvature[n]![m]! -= weight * mean[n]! * mean[m]!;
  }
}

/** How likely each option is under these weights. */
function sharesOf(options: Float64Array, weights: Float64Array): Float64Array {
  const size = weights.length;
  const scores = new Float64Array(options.length / size);
  for (let at = 0; at < options.length; at += 1) scores[Math.floor(at / size)]! += options[at]! * weights[at % size]!;
  const most = scores.reduce((max, score) => Math.max(max, score), -Infinity);
  const odds = scores.map((score) => Math.exp(score - most));
  const all = odds.reduce((sum, odd) => sum + odd, 0);
  return odds.map((odd) => odd / all);
}

/** Gaussian elimination with the largest pivot; the matrix is positive definite by its ridge. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const rows = matrix.map((row, n) => Float64Array.from([...row, right[n]!]));
  const size = rows.length;
  for (let n = 0; n < size; n += 1) {
    const pivot = rows.reduce((best, row, m) => (m > n && Math.abs(row[n]!) > Math.abs(rows[best]![n]!) ? m : best), n);
    [rows[n], rows[pivot]] = [rows[pivot]!, rows[n]!];
    for (let m = 0; m < size; m += 1) {
      if (m === n) continue;
      const share = rows[m]![n]! / rows[n]![n]!;
      for (let k = n; k <= size; k += 1) rows[m]![k]! -= share * rows[n]![k]!;
    }
  }
  return Float64Array.from(rows, (row, n) => row[size]! / row[n]!);
}
