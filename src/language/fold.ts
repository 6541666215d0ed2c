/** Marks of Latin letters: accents, tone marks, the horn and the dot below. Other scripts' marks are letters to them. */
const LATIN_MARKS = /([a-z])[\u0300-\u036f]+/giu;

/**
 * A text without the diacritics of Latin letters, as people type Vietnamese on a foreign keyboard: "hộ chiếu" → "ho
 * chieu", "đ" → "d". Other scripts are untouched.
 */
export function fold(text: string): string {
  return text.normalize('NFD').replace(LATIN_MARKS, '$1').replace(/đ/gu, 'd').replace(/Đ/gu, 'D').normalize('NFC');
}
