/**
 * A key of how Burmese sounds, the same for Burmese letters and for the Latin ones people type instead ("thein htar",
 * "tein tar"). Coarse on purpose: no two people spell alike. One syllable is a consonant class, a vowel class and
 * whether it ends open, in a nasal (`n`) or in a stop (`t`).
 */

/** Consonant classes of Burmese letters: voice and breath are rarely kept in Latin. */
const LETTERS: Readonly<Record<string, string>> = {
  က: 'k', ခ: 'k', ဂ: 'k', ဃ: 'k', င: 'g', စ: 's', ဆ: 's', ဇ: 's', ဈ: 's', ဉ: 'ny', ည: 'ny', ဋ: 't', ဌ: 't', ဍ: 't', ဎ: 't', ဏ: 'n',
  တ: 't', ထ: 't', ဒ: 't', ဓ: 't', န: 'n', ပ: 'p', ဖ: 'p', ဗ: 'p', ဘ: 'p', မ: 'm', ယ: 'y', ရ: 'y', လ: 'l', ဝ: 'w', သ: 'd', ဿ: 'd',
  ဟ: 'h', ဠ: 'l', အ: '', ဣ: 'i', ဤ: 'i', ဥ: 'u', ဦ: 'u', ဧ: 'e', ဩ: 'o', ဪ: 'o',
};
const NASAL_CODAS = 'ငညဉနမဏ';

/** consonant or independent vowel, medials, vowel signs, then a killed or stacked consonant. */
const SYLLABLE = /([\u1000-\u102a\u103f])([\u103b-\u103e]*)([\u102b-\u1032\u1036-\u1038\u103a]*)(?:([\u1000-\u1021])(?:\u103a[\u1037\u1038]*\u1039?|\u1039))?/gu;

/** The key of the Burmese letters in a normalised text; other scripts fall out. */
export function soundsOf(burmese: string): string {
  return [...burmese.matchAll(SYLLABLE)].map(([, letter = '', medials = '', vowels = '', coda = '']) => onset(letter, medials) + rime(letter, medials, vowels, coda)).join('');
}

function onset(letter: string, medials: string): string {
  const base = LETTERS[letter] ?? '';
  const glide = medials.includes('\u103b') || medials.includes('\u103c');
  if (medials.includes('\u103e') && (letter === 'ရ' || (glide && (letter === 'လ' || letter === 'သ')))) return 'x';
  if (base === 'k' && glide) return 'c';
  return glide && base !== '' ? `${base}y` : base;
}

function rime(letter: string, medials: string, vowels: string, coda: string): string {
  // Independent vowels carry their own.
  if (/[\u1023-\u102a]/u.test(letter)) return '';
  const has = (sign: string): boolean => vowels.includes(sign);
  const au = has('\u1031') && (has('\u102b') || has('\u102c'));
  const o = has('\u102d') && (has('\u102f') || has('\u1030'));
  if (coda === 'ယ') return 'e';
  if (coda === '' && !has('\u1036')) {
    if (au || o) return 'o';
    if (has('\u1031') || has('\u1032')) return 'e';
    if (has('\u102d') || has('\u102e')) return 'i';
    return has('\u102f') || has('\u1030') ? 'u' : 'a';
  }
  const end = has('\u1036') || NASAL_CODAS.includes(coda) ? 'n' : 't';
  if (coda === 'ည' && !au && !o) return 'i';
  if (au) return `o${end}`;
  if (o) return `a${end}`;
  if (has('\u102d')) return `e${end}`;
  if (coda === 'က') return `e${end}`;
  if (has('\u102f') || medials.includes('\u103d')) return `o${end}`;
  return coda === 'င' || coda === 'စ' || coda === 'ဉ' ? `i${end}` : `a${end}`;
}

/** Latin onsets, the longest first: each maps to the class of the Burmese letters it is used for. */
const ONSETS: readonly (readonly [RegExp, string])[] = [
  [/^(?:hky|khy|kyw|ky|gy|ch|jh?|ghy)/u, 'c'],
  [/^(?:shw|sh|hsh|hly|sy)/u, 'x'],
  [/^(?:thw?|dh)/u, 'd'],
  [/^(?:htw?|tw?|dw?)/u, 't'],
  [/^(?:hsw?|sw?|z)/u, 's'],
  [/^(?:hkw?|khw?|kw?|gw?|q|c)/u, 'k'],
  [/^(?:ph|hp|p|b|f|v)[yr]/u, 'py'],
  [/^(?:ph|hp|p|b|f|v)w?/u, 'p'],
  [/^(?:h?m[yr])/u, 'my'],
  [/^h?mh?w?/u, 'm'],
  [/^(?:h?ny)/u, 'ny'],
  [/^(?:h?ngw?)/u, 'g'],
  [/^h?nh?w?/u, 'n'],
  [/^h?lh?y?w?/u, 'l'],
  [/^[yr]w?/u, 'y'],
  [/^h?w/u, 'w'],
  [/^h/u, 'h'],
];
/** Vowel with what closes it, where no vowel and no second letter of an onset follows: else it begins the next syllable. */
const RIMES: readonly (readonly [RegExp, string])[] = [
  [/^(?:aing|ine)(?![aeiouhyw])/u, 'an'],
  [/^(?:ein|ain|ane|eni|en)(?:g|t)?(?![aeiouhyw])/u, 'en'],
  [/^(?:aung|aun|ong|oung|own|oun|one|oon|on|un|om|um)(?:g)?(?![aeiouhyw])/u, 'on'],
  [/^(?:ing|in|im|inn)(?![aeiouhyw])/u, 'in'],
  [/^(?:ang|ann|an|am)(?![aeiouhyw])/u, 'an'],
  [/^(?:ike|ite|aik|aip|ikes?)(?![aeiouhyw])/u, 'at'],
  [/^(?:eik|eit|ate|ake|ait|eip|ape|et|ek|ec)(?![aeiouhyw])/u, 'et'],
  [/^(?:auk|aut|out|ouk|oak|oat|oke|ote|ope|ok|ot|op|ut|uk|up)e?(?![aeiouhyw])/u, 'ot'],
  [/^(?:it|is|ick|ik|ip)(?![aeiouhyw])/u, 'it'],
  [/^(?:att|at|ap|ak|art)(?![aeiouhyw])/u, 'at'],
  [/^(?:aw|au|or|oh|oe|oh|ol|ow|oo(?=$)|o)(?:r|h|l|w)?(?![aeiouhyw])/u, 'o'],
  [/^(?:ay|ey|ei|ae|ai|al|el|eh|e)(?:r|h|l|y)?(?![aeiouhyw])/u, 'e'],
  [/^(?:ii|ee|i|yi)(?:h|y)?/u, 'i'],
  [/^(?:oo|ou|uu|u)(?:h|w)?/u, 'u'],
  [/^(?:ar|aa|ah|a)(?:r|h)?/u, 'a'],
  [/^(?:o)/u, 'o'],
  [/^(?:e)/u, 'e'],
];

/** The key of what a Latin spelling would sound like in Burmese; other scripts and digits fall out. */
export function soundsLike(latin: string): string {
  return (latin.match(/[a-z]+/gu) ?? []).map(wordKey).join('');
}

function wordKey(word: string): string {
  let rest = word;
  let key = '';
  while (rest !== '') {
    const [onsetLength, consonant] = first(ONSETS, rest);
    rest = rest.slice(onsetLength);
    const [rimeLength, vowel] = first(RIMES, rest);
    rest = rest.slice(rimeLength);
    key += consonant + vowel;
    // A letter neither table knows ("x"), so that the loop always ends.
    if (onsetLength + rimeLength === 0) rest = rest.slice(1);
  }
  return key;
}

function first(table: readonly (readonly [RegExp, string])[], text: string): [number, string] {
  for (const [pattern, key] of table) {
    const found = pattern.exec(text);
    if (found !== null) return [found[0].length, key];
  }
  return [0, ''];
}
