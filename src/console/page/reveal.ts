export type Part = { kind: 'text'; text: string } | { kind: 'turning' | 'thin'; label: string; name: string };

/** Characters that turn the direction of what follows: a number or a link can be made to read backwards. */
const TURNING: Record<string, string> = {
  '\u061C': 'ALM',
  '\u200E': 'LRM',
  '\u200F': 'RLM',
  '\u202A': 'LRE',
  '\u202B': 'RLE',
  '\u202C': 'PDF',
  '\u202D': 'LRO',
  '\u202E': 'RLO',
  '\u2066': 'LRI',
  '\u2067': 'RLI',
  '\u2068': 'FSI',
  '\u2069': 'PDI',
};

/** Characters without width. Burmese, Khmer, Lao and Thai use the first for line breaks, so its mark is a faint one. */
const THIN: Record<string, string> = {
  '\u200B': 'zero-width space',
  '\u200C': 'zero-width non-joiner',
  '\u200D': 'zero-width joiner',
  '\u2060': 'word joiner',
  '\u00AD': 'soft hyphen',
  '\uFEFF': 'byte order mark',
  '\u180E': 'Mongolian vowel separator',
};

const INVISIBLE = new RegExp(`[${Object.keys({ ...TURNING, ...THIN }).join('')}]|[\\u0000-\\u0008\\u000B-\\u001F\\u007F-\\u009F]|[\\u{E0000}-\\u{E007F}]`, 'gu');

/**
 * A text cut at the characters that cannot be seen; those come as parts of their own, never as text, so that they
 * have no effect. A joiner between two pictures stays: it makes one picture of them.
 */
export function revealed(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const found of text.matchAll(INVISIBLE)) {
    const [character] = found;
    if (character === '\u200D' && joinsPictures(text, found.index)) continue;
    if (found.index > from) parts.push({ kind: 'text', text: text.slice(from, found.index) });
    parts.push(markOf(character));
    from = found.index + character.length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

function markOf(character: string): Part {
  const turning = TURNING[character];
  if (turning !== undefined) return { kind: 'turning', label: turning, name: 'turns the direction of writing' };
  const thin = THIN[character];
  if (thin !== undefined) return { kind: 'thin', label: '·', name: thin };
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return { kind: 'turning', label: `U+${code}`, name: 'a control character' };
}

function joinsPictures(text: string, at: number): boolean {
  return /\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0F]*$/u.test(text.slice(Math.max(0, at - 8), at)) && /^\p{Extended_Pictographic}/u.test(text.slice(at + 1));
}
