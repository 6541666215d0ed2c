/** What became of a line: it stayed, it was taken out, it was added. */
export interface LineChange {
  what: 'same' | 'out' | 'in';
  line: string;
}

/** The shortest way from one text to another, line by line (longest common subsequence). For texts of some hundred lines. */
export function diffLines(before: string, after: string): LineChange[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  // common[i][j]: most lines that a from i and b from j share.
  const common = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = common[i];
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const changes: LineChange[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [out, added] = [a[i], b[j]];
    if (out !== undefined && out === added) {
      changes.push({ what: 'same', line: out });
      i++;
      j++;
    } else if (out !== undefined && (added === undefined || at(i + 1, j) >= at(i, j + 1))) {
      changes.push({ what: 'out', line: out });
      i++;
    } else if (added !== undefined) {
      changes.push({ what: 'in', line: added });
      j++;
    }
  }
  return changes;
}

/** Only what changed, with `-` and `+` before it. */
export function changedLines(before: string, after: string): string[] {
  return diffLines(before, after).flatMap(({ what, line }) => (what === 'same' ? [] : [`${what === 'out' ? '-' : '+'} ${line}`]));
}
