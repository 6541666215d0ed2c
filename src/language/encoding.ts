import myanmarTools from 'myanmar-tools';
import type { Encoding } from '../core/understanding.js';
import { withoutInvisible } from './normalise.js';
import { pieces } from './pieces.js';

/**
 * Zawgyi or Unicode: two encodings of Burmese on the same code points, neither readable as the other. Four letters
 * decide little and a message of a phone is like the last one, so the evidence is summed over the conversation.
 */

const detector = new myanmarTools.ZawgyiDetector();
const converter = new myanmarTools.ZawgyiConverter();

/** The sum never says more than this: log odds of 20 are one error in 500 million, beyond any detector. */
export const EVIDENCE_BOUND = 20;
/** Log odds of p = 0.95, above which the makers of the detector advise to convert. Converting Unicode garbles it. */
const SURE = Math.log(0.95 / 0.05);
/** Log odds of p = 0.999: a message this clear decides for itself (somebody forwards a text from another phone). */
const CLEAR = Math.log(0.999 / 0.001);

/** Letters and marks; digits and punctuation are the same in both encodings. */
const BURMESE = /[\u1000-\u103f\u1050-\u108f\u109a-\u109f\ua9e0-\ua9ef\ua9fa-\ua9ff\uaa60-\uaa7f]/u;
/** Letters of Mon, Karen, Kayah, Shan and Pali that Burmese does not use; Zawgyi gives the same numbers to other shapes. */
const MINORITY = /[\u1022\u1028\u1033-\u1035\u103f\u1050-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f]/u;
/**
 * What no Unicode text of any of these languages holds: the vowel sign E before its consonant, a stacking mark with
 * nothing to stack (Zawgyi's asat), or the medial RA (Zawgyi: YA) at a word's beginning.
 */
const ONLY_ZAWGYI = /(?:^|[^\u1000-\u102a\u103b-\u103f\u1050-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f])[\u1031\u103b]|[\u1038\u103a]\u1031\u1031|\u1039(?![\u1000-\u1021\u1050-\u109f])/u;
/** The vowel sign E, asat, stacks and medials are written otherwise in either. To see it so takes no time, to convert does. */
const DIFFERS = /[\u1031\u1039-\u103e]/u;
/** No Burmese of so many letters does without all of them, and to convert a long text to find out would be slow. */
const LONGEST_ALIKE = 200;
/** Tones of S'gaw Karen; as Zawgyi, a small GA or GHA with YA beside it, or a kinzi after a vowel, and no word has either. */
const KAREN = /[\u1062\u1063]\u103a|[\u102d-\u1032]\u1064/u;
/** Stacks that Pali knows: two letters of one class, or a nasal before its class; Zawgyi's asat joins any two. */
const STACKS = /\u1039/gu;
const PALI_STACK =
  /(?:[\u1000-\u1004\u103a]\u1039[\u1000-\u1004]|[\u1005-\u100a]\u1039[\u1005-\u100a]|[\u100b-\u100f]\u1039[\u100b-\u100f]|[\u1010-\u1014]\u1039[\u1010-\u1014\u101d\u101b]|[\u1015-\u1019]\u1039[\u1015-\u1019]|\u103a\u1039[\u1000-\u1021]|([\u101a\u101c\u101d\u101e])\u1039\1)/gu;

export interface Judgement {
  encoding: Encoding;
  /** In Unicode where `encoding` is `zawgyi`, else as it came; a line or a part of one that is clear by itself goes by that. */
  text: string;
  /** The new sum of log odds for Zawgyi, within ±20. */
  evidence: number;
}

/**
 * Judges a message in the light of those before it. `evidenceSoFar` is the last judgement's `evidence`, 0 at first.
 * Converts only where it is sure.
 */
export function judgeEncoding(text: string, evidenceSoFar: number): Judgement {
  if (!BURMESE.test(text)) return { encoding: 'none', text, evidence: bounded(evidenceSoFar) };
  const own = ownEvidence(text);
  const evidence = bounded(own + evidenceSoFar);
  const decisive = Math.abs(own) >= CLEAR ? own : evidence;
  const encoding = decisive >= SURE ? 'zawgyi' : decisive <= -SURE ? 'unicode' : 'undecided';
  return { encoding, text: inUnicode(text, encoding), evidence };
}

/** People forward what came from another phone and write a line of their own to it, or go on in the same one. */
function inUnicode(text: string, encoding: Encoding): string {
  return text.split('\n').map((line) => lineInUnicode(line, clearly(line) ?? encoding)).join('\n');
}

function lineInUnicode(line: string, encoding: Encoding): string {
  const runs = runsOf(line);
  const mixed = runs.length > 1 && runs.length <= MOST_CHANGES;
  return mixed ? runs.map((run) => (run.encoding === 'zawgyi' ? toUnicode(run.text) : run.text)).join('') : encoding === 'zawgyi' ? toUnicode(line) : line;
}

/** A line cut where it changes from the one encoding to the other beyond doubt; what is in doubt goes with what stands before it. */
function runsOf(line: string): { text: string; encoding: Encoding | null }[] {
  const runs: { text: string; encoding: Encoding | null }[] = [];
  for (const text of BURMESE.test(line) && !KAREN.test(line) ? line.split(BETWEEN_PIECES) : []) {
    const last = runs.at(-1);
    const encoding = clearly(text) ?? last?.encoding ?? null;
    if (last && (last.encoding ?? encoding) === encoding) Object.assign(last, { text: last.text + text, encoding });
    else runs.push({ text, encoding });
  }
  return runs;
}

/** What a line or a piece is beyond doubt, whatever stands around it; null where there is a doubt. */
function clearly(line: string): Encoding | null {
  const own = BURMESE.test(line) && Math.abs(oddsOf(withoutInvisible(line))) >= CLEAR ? ownEvidence(line) : 0;
  return Math.abs(own) < CLEAR ? null : own > 0 ? 'zawgyi' : 'unicode';
}

/** Log odds for Zawgyi of one text by itself, within ±20. */
function ownEvidence(typed: string): number {
  const text = withoutInvisible(typed);
  const odds = oddsOf(text);
  if (isAlike(text)) return 0;
  if (odds <= 0 || ONLY_ZAWGYI.test(text)) return odds;
  // The model was not trained on minority languages and Pali, and takes both for Zawgyi.
  if (KAREN.test(text) || stacksLikePali(text)) return 0;
  return !MINORITY.test(text) || becomesBurmese(text) ? odds : 0;
}

/** The same as the model has it, which takes words for words of the one encoding that are spelt alike in both. */
function oddsOf(text: string): number {
  const p = detector.getZawgyiProbability(text);
  if (!(p > 0)) return Number.isFinite(p) ? -EVIDENCE_BOUND : 0;
  return p >= 1 ? EVIDENCE_BOUND : bounded(Math.log(p / (1 - p)));
}

/** True where a text is written with the same code points in both encodings: then nothing is known of the phone. */
function isAlike(text: string): boolean {
  return text.length <= LONGEST_ALIKE && !DIFFERS.test(text) && toUnicode(text) === text && toZawgyi(text) === text;
}

/** True where conversion makes clear Burmese of it, with no letter left that Burmese does not use: of another language it makes none. */
function becomesBurmese(text: string): boolean {
  const converted = toUnicode(text);
  const p = detector.getZawgyiProbability(converted);
  return !MINORITY.test(converted) && Number.isFinite(p) && p < 1 / (1 + Math.exp(EVIDENCE_BOUND));
}

function stacksLikePali(text: string): boolean {
  const stacks = text.match(STACKS)?.length ?? 0;
  return stacks > 0 && (text.match(PALI_STACK)?.length ?? 0) === stacks;
}

function bounded(odds: number): number {
  return Math.max(-EVIDENCE_BOUND, Math.min(EVIDENCE_BOUND, odds));
}

/** Zawgyi as Unicode, whatever the text is: only for trying both readings, never for showing. */
export function toUnicode(zawgyi: string): string {
  return pieces(zawgyi).map((piece) => converter.zawgyiToUnicode(piece)).join('');
}

/** Unicode as Zawgyi, for people whose phone shows that: the last step before a channel. */
export function toZawgyi(unicode: string): string {
  return BURMESE.test(unicode) ? pieces(unicode).map((piece) => converter.unicodeToZawgyi(piece)).join('') : unicode;
}

/** True where a text in Burmese letters may be Zawgyi for all we know: then a search tries both readings. */
export function mayBeZawgyi(text: string): boolean {
  return BURMESE.test(text) && ownEvidence(text) > -CLEAR;
}

/** What stands between the pieces of a line that may come from different phones, kept by the split. */
const BETWEEN_PIECES = /([^\p{L}\p{M}\p{N}\p{Cf}]+)/u;
/** A line of more changes from the one to the other was made to be slow. */
const MOST_CHANGES = 50;

/**
 * A text of both encodings, with what is Zawgyi by itself made Unicode; null where no part of it is, and where it changes more than
 * fifty times. Only for trying a reading: a piece of a few letters may be taken for what it is not.
 */
export function mixedInUnicode(typed: string): string | null {
  const runs: { text: string; zawgyi: boolean }[] = [];
  for (const piece of BURMESE.test(typed) ? typed.split(BETWEEN_PIECES) : []) {
    const last = runs.at(-1);
    const zawgyi = BURMESE.test(piece) ? ownEvidence(piece) >= SURE : (last?.zawgyi ?? false);
    if (last?.zawgyi === zawgyi) last.text += piece;
    else runs.push({ text: piece, zawgyi });
  }
  if (runs.length > MOST_CHANGES || !runs.some(({ zawgyi }) => zawgyi)) return null;
  return runs.map(({ text, zawgyi }) => (zawgyi ? toUnicode(text) : text)).join('');
}

/**
 * How an undecided text reads if it is Zawgyi; null where it reads the same, and where it may be of a language whose
 * letters Zawgyi gives to other shapes.
 */
export function asZawgyi(typed: string): string | null {
  if (!ONLY_ZAWGYI.test(typed) && (MINORITY.test(typed) || stacksLikePali(typed))) return null;
  const converted = inUnicode(typed, 'zawgyi');
  return converted === typed ? null : converted;
}
