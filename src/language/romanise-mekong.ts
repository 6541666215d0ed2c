/**
 * A key of how Thai, Lao and Khmer sound, the same for their letters and for the Latin ones people type instead
 * ("เงินเดือน", "ngoen duean", "ngern deuan"). Coarse on purpose: no two people spell alike. One syllable is the classes of
 * its consonants, a vowel of three (`e` in front, `a`, `o` behind) and what closes it. One key for all three languages, so that
 * a short question in Latin letters, of which nobody could tell whether it is Thai or Lao, is understood all the same. In capitals,
 * so that none is taken for a Burmese one: with one alphabet for both, an encoder finds three of a hundred Burmese ones less.
 */

/** The key of the Thai, Lao and Khmer letters in a normalised text; other scripts fall out. */
export function mekongSoundsOf(text: string): string {
  return (thaiOrLao(text) + khmer(text)).toUpperCase();
}

/** By letter what it is read as, from what is read as the letters. */
function readAs(letters: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(letters).flatMap(([sound, all]) => [...all].map((letter) => [letter, sound] as const)));
}

/** Each letter as it is read; what is not in the table parts what stands before it from what follows. */
function read(text: string, table: ReadonlyMap<string, string>): string {
  return text.replace(/./gsu, (letter) => table.get(letter) ?? ' ');
}

/** Consonants before a vowel, by those of the tables below. */
const ONSET = readAs({ k: 'k', g: 'g', s: 'sz', y: 'yv', t: 'td', n: 'n', p: 'pb', f: 'f', m: 'm', l: 'lr', w: 'w', h: 'hx', '': 'q+' });

// --- Thai and Lao ----------------------------------------------------------------------------------------------------

/** The Unicode blocks run in step: a Lao letter stands this far after the Thai one of the same sound. */
const APART = 0x80;
/** Lao letters that stand elsewhere, or are read otherwise. `\u0e3a` is the short o, which Thai leaves unwritten. */
const LAO: Readonly<Record<string, string>> = { ໜ: 'หน', ໝ: 'หม', ຍ: 'ย', ຽ: 'ีย', ຮ: 'ฮ', '\u0ebb': '\u0e3a', '\u0ebc': 'ล', '\u0ecd': '\u0e3a' };
/** The mark that silences a letter, and what it silences. */
const THAI_SILENT = /ร?[ก-ฮ][ุิ]?\u0e4c/gu;
/**
 * Vowels written before their consonant are capitals, `A` is long a, `M` the end of am, `u` a mark above that is no vowel. `q` carries a
 * vowel and says nothing; of `t` and `d`, `p` and `b`, `h` and `x`, `l` and `r` only the one begins with another letter.
 */
const THAI = readAs({
  ...{ k: 'กขฃคฅฆ', g: 'ง', s: 'จฉชซฌศษส', y: 'ญย', t: 'ฏฐฑฒตถทธ', d: 'ฎด', n: 'ณน', p: 'ปผพภ', b: 'บ', f: 'ฝฟ', m: 'ม', r: 'รฤ', l: 'ลฬ', w: 'ว', h: 'ห', x: 'ฮ', q: 'อ' },
  ...{ E: 'เ', Æ: 'แ', O: 'โ', I: 'ไใ', a: 'ะั', A: 'า', aM: 'ำ', e: 'ิีึื', o: 'ุู\u0e3a', u: '\u0e47\u0e48\u0e49\u0e4a\u0e4b' },
});

const C = '[kgsytdnpbfmrlwhxq]';
const V = '[aAeou]';
/** The first of two at the beginning: an h or a mute letter that only sets the tone, an s that silences r, and what is said with r, l, w. */
const FIRST = `h(?=[gnymrlw])|q(?=y)|s(?=r${V})|(?:k(?=[rlw])|[pf](?=[rl])|t(?=r))(?=.(?:${V}|${C}(?!${V})))`;
const AI = `I(h(?=[gnymrlw])|k(?=[rl]))?(${C})`;
/** A vowel written before, the consonants, marks above and below, a letter that stands for a vowel. */
const OTHER = `([EÆO]?)(${FIRST})?(${C})(${V}*)(q(?!${V})|w(?=${C}(?!${V}))|(?<=eu?)y)?`;
/** What closes a syllable is followed by no vowel. */
const END = `(?:(M)|(${C})(?!${V}|q(?![qy]|${V})))?`;
const THAI_SYLLABLE = new RegExp(`${AI}|${OTHER}${END}`, 'gu');
const THAI_CODA = readAs({ k: 'k', g: 'g', t: 'tds', n: 'nlr', p: 'pbf', m: 'mM' });

function thaiOrLao(text: string): string {
  const thai = text.replace(/[\u0e80-\u0eff]/gu, (letter) => LAO[letter] ?? String.fromCharCode(letter.charCodeAt(0) - APART));
  return [...read(thai.replace(THAI_SILENT, ''), THAI).matchAll(THAI_SYLLABLE)].map(thaiSyllable).join('');
}

function thaiSyllable([, firstOfAi = '', ofAi, before = '', first = '', consonant = '', marks = '', letter = '', am = '', end = '']: RegExpMatchArray): string {
  if (ofAi !== undefined) return `${onset(firstOfAi, ofAi)}a`;
  return onset(first, consonant) + thaiVowel(before, marks.replace(/u/gu, ''), letter, end) + read(am + end, THAI_CODA).trim();
}

function onset(first: string, consonant: string): string {
  if (first === 's') return first;
  return read((first === 'h' ? '' : first) + consonant, ONSET);
}

function thaiVowel(before: string, marks: string, letter: string, end: string): string {
  if (before === 'E' && marks.includes('A')) return 'o';
  if (before === 'E' || before === 'Æ' || marks.startsWith('e')) return 'e';
  // What is written a and w is said ao or ua.
  if (/^a/iu.test(marks)) return end === 'w' ? 'o' : 'a';
  return before + marks + letter + end === '' ? 'a' : 'o';
}

// --- Khmer -----------------------------------------------------------------------------------------------------------

/**
 * `v` is ñ, `z` the s that is not heard at an end; `+` stands before what is written below, `H` ends a syllable that nothing closes,
 * `'` shortens what it closes.
 */
const KHMER = readAs({
  ...{ k: 'កខគឃ', g: 'ង', s: 'ចឆជឈ', z: 'ស', v: 'ញ', y: 'យ', t: 'ដឋឌឍតថទធ', n: 'ណន', p: 'បផពភ', m: 'ម', r: 'រ', l: 'លឡ', w: 'វ', h: 'ហ', q: 'អ', '+': '\u17d2' },
  ...{ a: '\u17b6\u17d0', aH: '\u17c3', e: '\u17b7\u17b8\u17b9\u17ba\u17be\u17bf\u17c0\u17c1\u17c2', o: '\u17bb\u17bc\u17bd\u17c4', oH: '\u17c5', M: '\u17c6', H: '\u17c7', "'": '\u17cb' },
  ...{ qe: 'ឥឦឯឰ', qo: 'ឧឩឪឱឲ', '': '\u17c9\u17ca\u17ce\u17cf\u200b' },
});
/** The mark that silences a letter, and the letter. */
const KHMER_SILENT = /[\u1780-\u17a2]\u17cd/gu;
const K = '[kgszvytnpmrlwhq]';
const KHMER_END = `(?:(H)|(M)|(${K})(?:\\+(?:y|\\6|(?<=t\\+)r))?'?(?![+aeoHM]|${K}'))?`;
const KHMER_SYLLABLE = new RegExp(`(${K})((?:\\+${K})*)([aeo]*)(?:\\+y)?${KHMER_END}`, 'gu');
const KHMER_CODA = readAs({ k: 'k', g: 'g', s: 's', t: 't', n: 'nv', p: 'p', m: 'mM', l: 'l' });

function khmer(text: string): string {
  return [...read(text.replace(KHMER_SILENT, ''), KHMER).matchAll(KHMER_SYLLABLE)].map(khmerSyllable).join('');
}

function khmerSyllable([, consonant = '', below = '', vowels = '', open = '', m = '', end = '']: RegExpMatchArray): string {
  // The letter that carries a vowel is said where another is written below it.
  const carried = consonant === 'q' && below !== '' ? 'a' : '';
  const vowel = vowels.charAt(0) || (open === '' ? 'o' : 'a');
  return carried + read(consonant + below, ONSET) + vowel + read(m + end, KHMER_CODA).trim();
}

// --- Latin -----------------------------------------------------------------------------------------------------------

/** Length is written by few. */
const TWICE = /(.)\1+/gu;
/** What stands for one sound, the longest first. */
const SPELLINGS = /ng|n[yh]|ch+|sh|ts|dt|bp|[kgtdpb]h|[a-z]/gu;
/** As the letters of Khmer above; `z` is an s at which no syllable ends. */
const LATIN: Readonly<Record<string, string>> = {
  ...{ ng: 'g', ny: 'v', nh: 'v', ch: 's', chh: 's', sh: 'z', ts: 's', dt: 't', bp: 'p', kh: 'k', gh: 'k', th: 't', dh: 't', ph: 'p', bh: 'p' },
  ...{ j: 's', s: 'z', x: 'z', z: 'z', g: 'k', q: 'k', c: 'k', d: 't', b: 'p', v: 'w' },
};
/** No syllable begins with more than three sounds; without a bound the time would grow with the square of a word without vowels. */
const LATIN_SYLLABLE = /([^aeiou]{0,3})(aw(?![aeiou])|[aeiou]+)(?:[rhwyz](?![aeiou]))*(?:([kgsvtnpfml])(?![aeiou]))?/gu;
const LATIN_CODA = readAs({ k: 'k', g: 'g', s: 's', t: 't', n: 'nv', p: 'pf', m: 'm', l: 'l' });

/** The key of what a Latin spelling would sound like in one of them; other scripts and digits fall out. */
export function mekongSoundsLike(latin: string): string {
  return (latin.match(/[a-z]+/gu) ?? []).map(wordKey).join('').toUpperCase();
}

function wordKey(word: string): string {
  const sounds = word.replace(TWICE, '$1').replace(SPELLINGS, (spelling) => LATIN[spelling] ?? spelling);
  return [...sounds.matchAll(LATIN_SYLLABLE)].map(([, consonants = '', vowel = '', end = '']) => read(consonants, ONSET) + latinVowel(vowel) + read(end, LATIN_CODA)).join('');
}

/** `ea` is how Khmer long a is often heard; of other vowels the first tells, but for what is said in front. */
function latinVowel(vowel: string): string {
  if (vowel.startsWith('ea')) return 'a';
  if (/^a[ouw]/u.test(vowel)) return 'o';
  return /e|^i/u.test(vowel) ? 'e' : vowel.startsWith('a') ? 'a' : 'o';
}
