/**
 * Marks of a syllable as keyboards and fonts leave them: what looks right on a screen is typed in many orders, twice, or as
 * two signs that look like one. Here each gets the order of its script and stands once. Text that is spelt right stays.
 */

/** Takes and gives composed text (NFKC). Idempotent together with it; time grows with the text. */
export function marksInOrder(text: string): string {
  // Thai and Lao AM, made whole, is no mark any more: last.
  return lao(thai(khmer(burmese(text))));
}

/** Only where no mark of another script stands beside: Unicode has an order for those together, which is not ours. */
function runs(of: string): RegExp {
  return new RegExp(`(?<!\\p{M})[${of}]{2,}(?!\\p{M})`, 'gu');
}

/** In the order of `order`, each once. */
function sorted(marks: string, order: string): string {
  return [...new Set(marks)].sort((a, b) => order.indexOf(a) - order.indexOf(b)).join('');
}

// --- Burmese ---------------------------------------------------------------------------------------------------------

/** The order of the Unicode standard (chapter 16.3): medials, vowels, then anusvara, asat, dot and visarga. A stack (U+1039) is left alone. */
const BURMESE = '\u103b\u103c\u103d\u103e\u1031\u102d\u102e\u1032\u102f\u1030\u102b\u102c\u1036\u103a\u1037\u1038';
const BURMESE_RUN = runs(BURMESE);

function burmese(text: string): string {
  // A letter U and a sign II that come to stand together compose.
  return text.replace(BURMESE_RUN, (marks) => sorted(marks, BURMESE)).replace(/\u1025\u102e/gu, '\u1026');
}

// --- Thai and Lao ----------------------------------------------------------------------------------------------------

const thai = thaiOrLao({ below: '\u0e3a\u0e38\u0e39', above: '\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47', o: '\u0e4d', tones: '\u0e48\u0e49\u0e4a\u0e4b', last: '\u0e4c\u0e4e', beside: 'ะา', aa: 'า', am: 'ำ', e: 'เ', ae: 'แ' });
const lao = thaiOrLao({ below: '\u0ebc\u0eba\u0eb8\u0eb9', above: '\u0eb1\u0eb4\u0eb5\u0eb6\u0eb7\u0ebb', o: '\u0ecd', tones: '\u0ec8\u0ec9\u0eca\u0ecb', last: '\u0ecc\u0ece', beside: 'ະາຽ', aa: 'າ', am: 'ຳ', e: 'ເ', ae: 'ແ' });

/**
 * Vowels below and above, then the tone, then what silences; a tone typed after the vowel that stands beside its consonant
 * belongs before it; two signs E are AE, and the ring with AA is AM, which NFKC takes apart and searchers know whole.
 */
function thaiOrLao(script: Record<'below' | 'above' | 'o' | 'tones' | 'last' | 'beside' | 'aa' | 'am' | 'e' | 'ae', string>): (text: string) => string {
  const { beside, tones, o, aa, am, e, ae } = script;
  const order = script.below + script.above + o + tones + script.last;
  const run = runs(order + beside);
  const vowel = new RegExp(`[${beside}]`, 'u');
  const tone = new RegExp(`[${tones}]`, 'gu');
  const takenApart = new RegExp(`(?<!(?![${order}])\\p{M})${o}([${tones}]?)${aa}`, 'gu');
  function inOrder(marks: string): string {
    const at = marks.search(vowel);
    const [first, rest] = at < 0 ? [marks, ''] : [marks.slice(0, at), marks.slice(at)];
    return sorted(first + (rest.match(tone) ?? []).join(''), order) + rest.replace(tone, '');
  }
  return (text) => text.replace(run, inOrder).replace(takenApart, `$1${am}`).replaceAll(e + e, ae);
}

// --- Khmer -----------------------------------------------------------------------------------------------------------

/** A letter and all that belongs to it; a subscript is a coeng with a letter. */
const KHMER_SYLLABLE = /(?<!\u17d2)([\u1780-\u17b3])((?:\u17d2+[\u1780-\u17b3]|[\u17b6-\u17d1\u17d3\u17dd])+)(?!\p{M})/gu;
const KHMER_PART = /\u17d2[\u1780-\u17b3]|[\u17b6-\u17d1\u17d3\u17dd]/gu;
const COENGS = /\u17d2+/gu;
const SHIFTER = /[\u17c9\u17ca]/u;
/** The order of the Unicode standard (chapter 16.4): robat, subscripts, RO as the last of them, register shifter; */
const BEFORE_VOWEL = [/\u17cc/u, /\u17d2[^រ]/u, /\u17d2រ/u, SHIFTER];
/** the vowel, of signs that may be one; */
const VOWELS = 'ុេាិីឹឺូួើឿៀែៃោៅ';
const VOWEL = [new RegExp(`[${VOWELS}]`, 'u')];
/** nikahit, what shortens or silences, reahmuk. The last one has a place of its own in Unicode's order. */
const AFTER_VOWEL = [/\u17c6/u, /[\u17cb\u17cd-\u17d1\u17d3]/u, /[\u17c7\u17c8]/u, /\u17dd/u];

/** Two signs, and the one that looks like them: of E and another vowel, or with an E of its own. */
const WITH_E = new Map(['េីើ', 'េាោ', 'េើើ', 'េឿឿ', 'េៀៀ', 'េោោ', 'េៅៅ'].map((signs) => [signs.slice(0, 2), signs.slice(2)]));
const U = 'ុ';
/** Under these a register shifter is drawn as the sign U, and typed as one; no syllable has both vowels. */
const UPPER = /^[ិីឹឺើ]$/u;
/** Letters of the second series take the shifter to the first, all others that to the second. */
const SECOND_SERIES = /[គឃងជឈញឌឍទធនពភមយរលវ]/u;
const [TO_FIRST, TO_SECOND] = ['\u17c9', '\u17ca'];

function khmer(text: string): string {
  return text.replace(KHMER_SYLLABLE, (_, letter: string, marks: string) => {
    const parts = [...new Set(marks.replace(COENGS, '\u17d2').match(KHMER_PART))];
    const [before = '', vowels = '', after = ''] = [BEFORE_VOWEL, VOWEL, AFTER_VOWEL].map((kinds) => kinds.flatMap((kind) => parts.filter((part) => kind.test(part))).join(''));
    return letter + before + khmerVowel(letter, before, sorted(vowels, VOWELS)) + after;
  });
}

function khmerVowel(letter: string, before: string, vowels: string): string {
  const u = vowels.startsWith(U) ? U : '';
  const other = vowels.slice(u.length);
  const vowel = WITH_E.get(other) ?? other;
  if (u === '' || !UPPER.test(vowel)) return u + vowel;
  return (SHIFTER.test(before) ? '' : SECOND_SERIES.test(letter) ? TO_FIRST : TO_SECOND) + vowel;
}
