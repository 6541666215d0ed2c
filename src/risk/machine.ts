/**
 * A linear support vector machine with squared hinge loss, trained by dual coordinate descent. Source: Hsieh and others,
 * "A dual coordinate descent method for large-scale linear SVM", ICML 2008, algorithm 1. The same examples in the same
 * order give the same weights on every machine: sums, products and square roots only.
 */

/** One text: its features with repetitions, whether it belongs, and how much an error on it costs. */
export interface Sample {
  features: Int32Array;
  belongs: boolean;
  cost: number;
}

export interface Weights {
  weights: Float64Array;
  bias: number;
}

/**
 * What the rarity of a feature counts: the natural logarithm of how many times fewer texts hold it than there are. Rare ones so move
 * further; of calls for help that were not learned from, two more of a hundred are seen at the same false alarms (0.2 gives one).
 */
const RARITY = 0.4;
/** More passes change the figures by less than one in a hundred. */
const MOST_PASSES = 12;
/** A pass in which no example moved further than this is the last. */
const STILL = 1e-3;

export function trained(samples: readonly Sample[], buckets: number): Weights {
  const weights = new Float64Array(buckets);
  const rarities = raritiesOf(samples, buckets);
  let bias = 0;
  const share = samples.map(({ features }) => shareOf(features.length));
  const counts = new Uint16Array(buckets);
  const square = samples.map(({ features }, n) => squareOf(features, counts, rarities) * share[n]! * share[n]! + 1);
  const alpha = new Float64Array(samples.length);
  const order = samples.map((_, n) => n);
  const chance = seeded();
  for (let pass = 0, moved = Infinity; pass < MOST_PASSES && moved > STILL; pass += 1) {
    moved = 0;
    shuffle(order, chance);
    for (const n of order) {
      const { features, belongs, cost } = samples[n]!;
      const sign = belongs ? 1 : -1;
      let sum = 0;
      for (const feature of features) sum += weights[feature]! * rarities[feature]!;
      const slack = 1 / (2 * cost);
      const gradient = sign * (sum * share[n]! + bias) - 1 + slack * alpha[n]!;
      const next = Math.max(0, alpha[n]! - gradient / (square[n]! + slack));
      const step = (next - alpha[n]!) * sign;
      if (step === 0) continue;
      moved = Math.max(moved, Math.abs(step));
      alpha[n] = next;
      for (const feature of features) weights[feature]! += step * share[n]! * rarities[feature]!;
      bias += step;
    }
  }
  return { weights: weights.map((weight, feature) => weight * rarities[feature]!), bias };
}

/** What one of `count` features counts: so long and short texts reach the same. */
export function shareOf(count: number): number {
  return 1 / Math.sqrt(Math.max(1, count));
}

/** What each feature counts by its rarity; what no text holds counts nothing. */
function raritiesOf(samples: readonly Sample[], buckets: number): Float64Array {
  const texts = new Uint32Array(buckets);
  const last = new Int32Array(buckets).fill(-1);
  samples.forEach(({ features }, n) => {
    for (const feature of features) {
      if (last[feature] === n) continue;
      last[feature] = n;
      texts[feature]! += 1;
    }
  });
  return Float64Array.from(texts, (count) => (count === 0 ? 0 : RARITY * Math.log((samples.length + 1) / count)));
}

/** The sum of the squares of how often each feature stands, by its rarity; `counts` holds zeros, before and after. */
function squareOf(features: Int32Array, counts: Uint16Array, rarities: Float64Array): number {
  let sum = 0;
  for (const feature of features) {
    sum += (2 * counts[feature]! + 1) * rarities[feature]! ** 2;
    counts[feature]! += 1;
  }
  for (const feature of features) counts[feature] = 0;
  return sum;
}

/** A linear congruential generator of "Numerical Recipes"; its upper bits are even enough to shuffle. */
export function seeded(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function shuffle(items: number[], chance: () => number): void {
  for (let n = items.length - 1; n > 0; n -= 1) {
    const other = Math.floor(chance() * (n + 1));
    [items[n], items[other]] = [items[other]!, items[n]!];
  }
}
