import { soundsLike, soundsOf } from '../language/romanise.js';
import { searchable } from './searchable.js';

/** A part of a message, in the forms in which it is compared. */
export interface Passage {
  /** In the form of `searchable`. */
  written: string;
  /** Its key of sound, where it is Burmese in either script. */
  sounds: string;
}

/**
 * The whole message and each of its sentences, in each reading, so that what is said in one ("last year …") does not
 * silence the next.
 */
export function passagesOf(readings: readonly string[], romanised: boolean): Passage[] {
  return [...new Set(readings.flatMap(cut))].map((text) => heard(saidOnce(searchable(text)), romanised));
}

/** With its sound. */
export function heard(written: string, romanised: boolean): Passage {
  return { written, sounds: romanised ? soundsLike(written) : soundsOf(written) };
}

/** Shorter ones are words that are doubled in many languages; longer ones are looked at in windows. */
const REPEATED = /(.{8,60}?)(?: ?\1)+/gsu;

/** What is said again and again, said once: else it outweighs the signal in it. */
export function saidOnce(text: string): string {
  return text.replace(REPEATED, '$1');
}

function cut(reading: string): string[] {
  const sentences = reading.split(/[.!?။៕។…\n]+/u).filter((sentence) => sentence.trim() !== '');
  return sentences.length > 1 ? [reading, ...sentences] : [reading];
}

/**
 * A window as long as nearly all examples, in letters: weak signs of danger add up over more, and only one in fifty calls for
 * help is longer. The next begins before its end, so that a cry for help stands whole in one.
 */
const WINDOW = 120;
const STEP = 60;

/** The passages, each longer one as windows on it: a cry for help in a long story is short. */
export function windowsOf(passages: readonly Passage[]): Passage[] {
  return passages.flatMap((passage) => {
    const { written } = passage;
    if (written.length <= WINDOW) return [passage];
    const windows = Math.ceil((written.length - WINDOW) / STEP) + 1;
    return Array.from({ length: windows }, (_, n) => ({ written: written.slice(n * STEP, n * STEP + WINDOW), sounds: '' }));
  });
}
