/**
 * Thai and Lao are near kin: most everyday words are the same, each in its own letters. A key that both share lets what
 * is written in one help to understand the other ("ເງິນເດືອນ", "เงินเดือน"). Coarse on purpose: tones fall out, and letters
 * that sound alike become one.
 */

/** The Unicode blocks run in step: a Lao letter stands this far after the Thai one of the same sound. */
const APART = 0x80;
/** Lao letters that stand elsewhere, or that Thai writes with two. */
const ELSEWHERE: Readonly<Record<string, string>> = { ໜ: 'หน', ໝ: 'หม', ຍ: 'ย', ຽ: 'ย', ຮ: 'ร', ໃ: 'ไ', '\u0eb3': '\u0e33', '\u0ebb': '', '\u0ebc': 'ล', ໆ: 'ๆ' };
/** Thai letters of one sound: by the first of each. Lao says r as l or h. */
const ALIKE: readonly string[] = ['สศษซ', 'นณ', 'ยญ', 'ถฐ', 'ตฏ', 'ดฎ', 'พภผ', 'ทธฑฒ', 'คฆขฅฃ', 'ลฬรฤ', 'ฟฝ', 'ชฌฉ', 'ไใ'];
/** Tone marks, the mark that silences a letter, and the short o that Thai leaves unwritten. */
const UNSAID = /[\u0e47-\u0e4e]/gu;

const FIRST = new Map(ALIKE.flatMap((letters) => [...letters].map((letter) => [letter, letters.charAt(0)] as const)));

/** The key of the Thai and Lao letters in a normalised text; other scripts fall out. */
export function kinOf(text: string): string {
  const thai = text.replace(/[\u0e80-\u0eff]/gu, (letter) => ELSEWHERE[letter] ?? String.fromCharCode(letter.charCodeAt(0) - APART));
  return thai
    .replace(/[^\u0e01-\u0e7f]+/gu, ' ')
    .replace(UNSAID, '')
    .replace(/./gu, (letter) => FIRST.get(letter) ?? letter)
    .trim();
}
