import { seeded, shuffle } from '../risk/machine.js';

/**
 * The encoder learned from the base itself: every way of asking, in every language, is pulled towards its topic and
 * pushed from all others. A text becomes a vector with one place for each topic, the sum of what its letters, words and
 * sounds say (multinomial logistic regression). So what nobody wrote is found too, by what it has in common with all
 * that was written, weighed by how much that tells.
 */
export interface EncoderData {
  topics: string[];
  /** What the encoder knows, as hashes in ascending order, each with its rarity and one row of weights by topic. */
  features: Uint32Array<ArrayBuffer>;
  rarities: Float32Array<ArrayBuffer>;
  weights: Int8Array<ArrayBuffer>;
  /** What one step of a topic's weights is worth, and where the topic begins. */
  steps: Float32Array<ArrayBuffer>;
  biases: Float32Array<ArrayBuffer>;
}

export interface Encoder {
  readonly topics: readonly string[];
  /** Logarithm of how likely each topic is, among all of them, for a text's features. */
  ask(features: readonly number[]): Float64Array;
}

/** A text to learn from: its features, and the number of its topic. */
export interface Sample {
  features: readonly number[];
  topic: number;
}

/** A feature of fewer texts says little of others: as many questions are found as with those of three, in a file a third smaller. Some 123,000 stay. */
const FEWEST_TEXTS = 8;
/** Chosen by cross-validation on ways of asking: more passes and other rates change less than one in a hundred. */
const PASSES = 6;
const RATE = 0.8;
/** Share of certainty that is kept back from the right topic, so that rare features do not run away. */
const SMOOTHING = 0.05;
/** The biases move slowly: topics asked often in the base need not be asked often by people. */
const BIAS_RATE = 0.02;
/** Keeps the first step of a feature finite. */
const FIRST_SQUARE = 1e-3;
/** The largest weight in steps: a signed byte. */
const MOST_STEPS = 127;

export function encoderOf({ topics, features, rarities, weights, steps, biases }: EncoderData): Encoder {
  return {
    topics,
    ask(tokens) {
      const sums = new Float64Array(topics.length);
      let square = 0;
      for (const token of new Set(tokens)) {
        const row = rowOf(features, token);
        if (row < 0) continue;
        const value = rarities[row]!;
        square += value * value;
        for (let topic = 0, at = row * topics.length; topic < topics.length; topic += 1) sums[topic]! += value * weights[at + topic]!;
      }
      const length = square === 0 ? 1 : Math.sqrt(square);
      return logShares(sums.map((sum, topic) => biases[topic]! + (sum * steps[topic]!) / length));
    },
  };
}

/** Learns by stochastic gradient descent with a rate of its own for each feature (AdaGrad); the same samples give the same encoder. */
export function learnEncoder(samples: readonly Sample[], topics: string[]): EncoderData {
  const { features, rarities } = vocabularyOf(samples);
  const rows = samples.map((sample) => vectorOf(sample.features, features, rarities));
  const weights = new Float32Array(features.length * topics.length);
  const biases = new Float32Array(topics.length);
  const squares = new Float32Array(features.length).fill(FIRST_SQUARE);
  const errors = new Float32Array(topics.length);
  const order = samples.map((_, n) => n);
  const chance = seeded();
  for (let step = 0; step < PASSES * samples.length; step += 1) {
    if (step % samples.length === 0) shuffle(order, chance);
    const n = order[step % samples.length]!;
    const { at, values } = rows[n]!;
    errors.set(biases);
    for (let k = 0; k < at.length; k += 1) for (let topic = 0, from = at[k]! * topics.length; topic < topics.length; topic += 1) errors[topic]! += values[k]! * weights[from + topic]!;
    const square = asErrors(errors, samples[n]!.topic);
    const rate = RATE * (1 - step / (PASSES * samples.length));
    for (let topic = 0; topic < topics.length; topic += 1) biases[topic]! -= BIAS_RATE * rate * errors[topic]!;
    for (let k = 0; k < at.length; k += 1) {
      squares[at[k]!]! += square * values[k]! * values[k]!;
      const move = (rate * values[k]!) / Math.sqrt(squares[at[k]!]!);
      for (let topic = 0, from = at[k]! * topics.length; topic < topics.length; topic += 1) weights[from + topic]! -= move * errors[topic]!;
    }
  }
  return { topics, features, rarities, biases, ...inSteps(weights, topics.length) };
}

function vocabularyOf(samples: readonly Sample[]): Pick<EncoderData, 'features' | 'rarities'> {
  const texts = new Map<number, number>();
  for (const { features } of samples) for (const feature of new Set(features)) texts.set(feature, (texts.get(feature) ?? 0) + 1);
  const features = Uint32Array.from([...texts].flatMap(([feature, count]) => (count < FEWEST_TEXTS ? [] : [feature]))).sort();
  return { features, rarities: Float32Array.from(features, (feature) => Math.log(1 + samples.length / texts.get(feature)!)) };
}

/** The known features of a text, each once, weighed by rarity: a vector of length 1. */
function vectorOf(tokens: readonly number[], features: Uint32Array, rarities: Float32Array): { at: Uint32Array; values: Float32Array } {
  const at = Uint32Array.from([...new Set(tokens)].map((token) => rowOf(features, token)).filter((row) => row >= 0));
  const length = Math.sqrt(at.reduce((sum, row) => sum + rarities[row]! ** 2, 0));
  return { at, values: Float32Array.from(at, (row) => rarities[row]! / length) };
}

/** Turns scores in place into how far each topic's share is from where it should be; returns the sum of their squares. */
function asErrors(scores: Float32Array, right: number): number {
  const most = scores.reduce((max, score) => Math.max(max, score), -Infinity);
  let all = 0;
  for (let topic = 0; topic < scores.length; topic += 1) all += scores[topic] = Math.exp(scores[topic]! - most);
  let square = 0;
  for (let topic = 0; topic < scores.length; topic += 1) {
    const wanted = SMOOTHING / scores.length + (topic === right ? 1 - SMOOTHING : 0);
    const error = (scores[topic] = scores[topic]! / all - wanted);
    square += error * error;
  }
  return square;
}

/** A signed byte for each weight, with a step of its own for each topic. */
function inSteps(weights: Float32Array, topics: number): Pick<EncoderData, 'weights' | 'steps'> {
  const steps = new Float32Array(topics);
  weights.forEach((weight, at) => (steps[at % topics] = Math.max(steps[at % topics]!, Math.abs(weight) / MOST_STEPS)));
  return { steps, weights: Int8Array.from(weights, (weight, at) => Math.round(weight / (steps[at % topics]! || 1))) };
}

function logShares(scores: Float64Array): Float64Array {
  const most = scores.reduce((max, score) => Math.max(max, score), -Infinity);
  const all = most + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - most), 0));
  return scores.map((score) => score - all);
}

/** Where a feature stands in the list; -1 where it does not. */
function rowOf(features: Uint32Array, feature: number): number {
  let [low, high] = [0, features.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (features[middle]! < feature) low = middle + 1;
    else high = middle;
  }
  return features[low] === feature ? low : -1;
}
