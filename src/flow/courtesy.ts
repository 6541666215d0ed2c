import type { FlowBook } from './load.js';

/** What a message of nothing but courtesies is: a greeting or thanks, a yes or a no; `yes` and `hello` both in "yes, thank you". */
export type Courtesy = ReadonlySet<'hello' | 'yes' | 'no'>;

type Kind = 'hello' | 'yes' | 'no' | 'particle';

/** Nobody thanks at greater length, and what is read is bounded. */
const LONGEST = 80;
/** Signs that say the word before them twice. */
const TWICE = /[ๆໆៗ]/gu;
const NONE: Courtesy = new Set();

/** Two readings of doubled letters: many stand for one ("ค่าาา"), or any for one ("goood", where "good" has two itself). */
const READINGS = [/([\p{L}\p{M}])\1{2,}/gu, /([\p{L}\p{M}])\1+/gu];

/**
 * Reads a message that is made of nothing but words of greeting, thanks, yes and no and particles ("thank you sooo much bro",
 * "dạ em cảm ơn ạ"), in any language and with letters doubled; nothing where it holds any other word.
 */
export function courteous({ commands, answers, particles }: Pick<FlowBook, 'commands' | 'answers' | 'particles'>): (text: string) => Courtesy {
  const words = [
    ...commands.flatMap(({ words, command }) => (command === 'hello' ? [{ words, kind: command }] : [])),
    ...answers.map(({ words, answer }) => ({ words, kind: answer })),
    ...particles.map((words) => ({ words, kind: 'particle' as const })),
  ];
  const readers = READINGS.map((doubled) => piecesBy(words, doubled));
  return (text) => {
    if (text.length > LONGEST || /\p{N}/u.test(text)) return NONE;
    const said = readers.map((read) => read(text)).find((pieces) => pieces.length > 0) ?? [];
    const telling = said.filter((kinds) => !kinds.has('particle'));
    // "ครับ" stands beside other words, and is a yes where it stands alone; "ok" beside others only greets: "ok my friend" consents to nothing.
    const all = new Set((telling.length > 0 ? telling : said).flatMap((kinds) => (kinds.has('hello') ? (['hello'] as const) : [...kinds])).filter((kind) => kind !== 'particle'));
    return all.has('yes') && all.has('no') ? NONE : all;
  };
}

/** Takes a text into these words, the longest first, from left to right; into none where something else stands between. */
function piecesBy(words: readonly { words: string; kind: Kind }[], doubled: RegExp): (text: string) => ReadonlySet<Kind>[] {
  const kinds = new Map<string, Set<Kind>>();
  for (const { words: spelt, kind } of words) {
    const key = withoutSpaces(plain(spelt, doubled));
    kinds.set(key, (kinds.get(key) ?? new Set()).add(kind));
  }
  const longest = Math.max(...[...kinds.keys()].map((key) => key.length));
  return (typed) => {
    const text = plain(typed, doubled);
    const found: ReadonlySet<Kind>[] = [];
    for (let at = 0; at < text.length; ) {
      // A space may stand between any two letters of a word.
      let end = Math.min(text.length, at + 2 * longest);
      while (end > at && !(kinds.has(withoutSpaces(text.slice(at, end))) && stands(text, at, end))) end -= 1;
      if (end === at) return [];
      found.push(kinds.get(withoutSpaces(text.slice(at, end)))!);
      at = end + (text[end] === ' ' ? 1 : 0);
    }
    return found;
  };
}

/** Letters only, small, none doubled, words apart by one space. */
function plain(text: string, doubled: RegExp): string {
  const letters = text.normalize('NFC').toLowerCase().replace(TWICE, '').replace(/[\u200b-\u200d'’]/gu, '');
  return letters.replace(/[^\p{L}\p{M}]+/gu, ' ').replace(doubled, '$1').trim();
}

function withoutSpaces(text: string): string {
  return text.replaceAll(' ', '');
}

/** A word in Latin letters stands between spaces; in scripts without them it only does not end inside a syllable. */
function stands(text: string, start: number, end: number): boolean {
  if (/\p{Script=Latin}/u.test(text.slice(start, end))) return (start === 0 || text[start - 1] === ' ') && (end === text.length || text[end] === ' ');
  return !/^\p{M}/u.test(text.slice(end, end + 1));
}
