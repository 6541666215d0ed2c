/** The writing systems that decide how a text is cut and which language it may be in. */
export type Script = 'burmese' | 'thai' | 'lao' | 'khmer' | 'latin' | 'other';

/** Scripts written without spaces between words. */
export type Spaceless = Exclude<Script, 'latin' | 'other'>;

/** Script of a code point by its Unicode block; digits, marks of Latin and punctuation are `other`. */
export function scriptOf(codePoint: number): Script {
  if (codePoint < 0x0250) return isLatin(codePoint) ? 'latin' : 'other';
  if (codePoint >= 0x0e01 && codePoint <= 0x0e5b) return 'thai';
  if (codePoint >= 0x0e81 && codePoint <= 0x0edf) return 'lao';
  if (codePoint >= 0x1000 && codePoint <= 0x109f) return 'burmese';
  // Myanmar Extended-A and -B: Shan, Khamti, Aiton, Mon.
  if ((codePoint >= 0xaa60 && codePoint <= 0xaa7f) || (codePoint >= 0xa9e0 && codePoint <= 0xa9ff)) return 'burmese';
  if (codePoint >= 0x1780 && codePoint <= 0x17ff) return 'khmer';
  // Latin Extended Additional holds the Vietnamese letters with two marks.
  return codePoint >= 0x1e00 && codePoint <= 0x1eff ? 'latin' : 'other';
}

function isLatin(codePoint: number): boolean {
  const lower = codePoint | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (codePoint >= 0xc0 && codePoint !== 0xd7 && codePoint !== 0xf7);
}

export function isSpaceless(script: Script): script is Spaceless {
  return script !== 'latin' && script !== 'other';
}
