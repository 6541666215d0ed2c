import type { Flag } from '../core/understanding.js';
import { withoutMarks } from './find.js';
import type { Passage } from './passages.js';

/**
 * What a text is made of, as numbers of buckets: sequences of letters, syllables or words, pairs of these a little apart
 * ("not … leave"), and what the rules and the ideas of `ideas.ts` find in it. No dictionary is asked, so that a model learned on one machine reads the same on another.
 */

/** 262,144: four times as many tell no more on our examples, and the file stays small. */
export const BUCKET_BITS = 18;

/** Letters of a sequence; longer ones only repeat the units below. */
const SHORTEST = 2;
const LONGEST = 5;
/** How far apart two units of a pair may stand. */
const APART = 4;
/** What begins the hash of each kind of feature, so that kinds do not meet in one bucket more than by chance. */
const BARE = 0x811c9dc5;
const TYPED = 0x1b873593;
const UNIT = 0x2545f491;
const SOUND = 0x3c6ef372;
const RULED = 0x5f356495;
const IDEA = 0x2c9277b5;
/** Prime of the 32-bit FNV-1a hash. */
const FNV_PRIME = 0x01000193;
/** Fibonacci hashing: the golden ratio in 32 bits tells a pair from its reverse. */
const GOLDEN = 0x9e3779b1;

/** A syllable of Burmese, Khmer, Thai or Lao, roughly; else what stands between spaces. */
const UNITS =
  /[\u1000-\u102a\u103f](?:\u1039[\u1000-\u1021]|[\u102b-\u1038\u103a-\u103e]|[\u1000-\u1021](?=\u103a))*|[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b6-\u17d1])*|[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e30-\u0e3a\u0e45-\u0e4e]*|[\u0ec0-\u0ec4]?[\u0e81-\u0eae][\u0eb0-\u0ebd\u0ec8-\u0ecd]*|[^ \u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+/gu;

/** A number of four digits or more, with a space for a comma: which sum it is says nothing, and must not be learned. */
const SUM = /\d{1,3}(?: \d{3})+(?!\d)|\d{4,}/gu;

/** An idea says as much as six sequences of letters, two ideas side by side as much as two more: measured best of 1, 3, 6, 10. */
const IDEA_COUNTS = 6;
const PAIR_COUNTS = 2;

/**
 * The features of a part of a message, with repetitions: its letters and sounds, the dangers whose signals stand in the
 * message, and the ideas it holds, in their order.
 */
export function featuresOf({ written, sounds }: Passage, ruled: readonly Flag[], ideas: readonly number[]): number[] {
  const found: number[] = [];
  const typed = written.replace(SUM, 'a sum');
  const bare = withoutMarks(typed);
  sequences(` ${bare} `, BARE, found);
  if (bare !== typed) sequences(` ${typed} `, TYPED, found);
  if (sounds !== '') sequences(sounds, SOUND, found);
  pairs(bare.match(UNITS) ?? [], found);
  if (ruled.length > 0) found.push(bucket(RULED));
  for (const { danger } of ruled) found.push(bucket(hashOf(danger, RULED)));
  for (const [n, idea] of ideas.entries()) {
    for (let time = 0; time < IDEA_COUNTS; time += 1) found.push(pairOf(IDEA, idea));
    for (const other of ideas.slice(n + 1)) for (let time = 0; time < PAIR_COUNTS; time += 1) found.push(pairOf(IDEA + 1 + idea, other));
  }
  return found;
}

function sequences(text: string, basis: number, found: number[]): void {
  for (let start = 0; start < text.length; start += 1) {
    const end = Math.min(text.length, start + LONGEST);
    let hash = basis;
    for (let at = start; at < end; at += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
      if (at - start + 1 >= SHORTEST) found.push(bucket(hash));
    }
  }
}

function pairs(units: readonly string[], found: number[]): void {
  const hashes = units.map((unit) => hashOf(unit, UNIT));
  for (const [n, hash] of hashes.entries()) {
    found.push(bucket(hash));
    for (const other of hashes.slice(n + 1, n + 1 + APART)) found.push(pairOf(hash, other));
  }
}

function pairOf(one: number, other: number): number {
  return bucket(Math.imul(one ^ Math.imul(other, GOLDEN), FNV_PRIME));
}

function hashOf(text: string, basis: number): number {
  let hash = basis;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  return hash;
}

/** The upper bits depend on all letters once the hash is mixed. Constants: the finaliser of the "lowbias32" hash. */
function bucket(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x7feb352d);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> (32 - BUCKET_BITS);
}
