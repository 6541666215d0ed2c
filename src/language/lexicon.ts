import { isSpaceless, scriptOf } from './script.js';

/** Many spellings, looked for at once: a trie, so that time grows with the text and not with the number of spellings. */
export interface Lexicon {
  /** Length of the longest spelling that stands as a word at this position of the text; 0 where none does. */
  at(text: string, position: number): number;
}

interface Node {
  next: Map<string, Node>;
  /** Whether a spelling ends here, and in which kind of script. */
  ends: 'spaced' | 'spaceless' | null;
}

/** Stands in the trie for a space or hyphen of a spelling, which the text may write as either or leave out. */
const GAP = ' ';

/** Takes spellings in normal form. */
export function lexicon(spellings: Iterable<string>): Lexicon {
  const root: Node = { next: new Map(), ends: null };
  for (const spelling of spellings) {
    let node = root;
    for (const unit of spelling.replace(/[ -]+/gu, GAP)) {
      const known: Node = node.next.get(unit) ?? { next: new Map(), ends: null };
      node.next.set(unit, known);
      node = known;
    }
    node.ends = isSpaceless(scriptOf(spelling.codePointAt(0) ?? 0)) ? 'spaceless' : 'spaced';
  }

  return {
    at(text, position) {
      let longest = 0;
      const open: [Node, number][] = [[root, position]];
      for (let step = open.pop(); step !== undefined; step = open.pop()) {
        const [node, end] = step;
        if (node.ends !== null && end - position > longest && stands(text, position, end, node.ends)) longest = end - position;
        const unit = String.fromCodePoint(text.codePointAt(end) ?? 0);
        const next = unit === GAP ? undefined : node.next.get(unit);
        if (next) open.push([next, end + unit.length]);
        const gap = node.next.get(GAP);
        if (gap) {
          open.push([gap, end]);
          if (unit === GAP || unit === '-') open.push([gap, end + 1]);
        }
      }
      return longest;
    },
  };
}

/** A Latin name stands as a word; in scripts without spaces a name only must not end inside a syllable. */
function stands(text: string, start: number, end: number, script: 'spaced' | 'spaceless'): boolean {
  const after = text.slice(end, end + 2);
  if (script === 'spaceless') return !/^\p{M}/u.test(after);
  return !/[\p{L}\p{M}\p{N}]$/u.test(text.slice(Math.max(0, start - 2), start)) && !/^[\p{L}\p{M}\p{N}]/u.test(after);
}
