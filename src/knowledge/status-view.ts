import { LOCALES } from '../core/locale.js';
import { owed } from './coverage.js';
import { CELLS, type Cell, type Ending, type Status, type StatusRow } from './status.js';

/** One sign a cell, so that a row fits a terminal. */
const SIGN: Record<Cell, string> = { missing: '·', expired: 'X', 'sent-back': '<', unconfirmed: '?', sourced: 's', reviewed: 'R' };

/** The coverage as a table, then what ends soon. A blank: not owed in that language. */
export function statusTable(status: Status): string[] {
  const width = Math.max(...status.rows.map((r) => r.topic.length), 5);
  const row = ({ topic, place, tier, cells }: StatusRow) =>
    `${topic.padEnd(width)} ${place.padEnd(4)} ${tier}  ${LOCALES.map((l) => (cells[l] === 'missing' && !owed({ tier }).includes(l) ? ' ' : SIGN[cells[l]]).padEnd(2)).join(' ')}`.trimEnd();
  const all = CELLS.reduce((n, c) => n + status.totals[c], 0);
  return [
    `${'topic'.padEnd(width)} ${'for'.padEnd(4)} t  ${LOCALES.join(' ')}`,
    ...status.rows.map(row),
    '',
    CELLS.map((c) => `${SIGN[c]} ${c} ${status.totals[c]}`).join('   ') + `   of ${all}`,
    ...status.ending.flatMap(({ days, facts }) => ['', `ends within ${days} days: ${facts.length}`, ...facts.map(endingLine)]),
  ];
}

const WHY: Record<Ending['why'], string> = { ends: 'ends, is not said any more', review: 'must be looked at again', ages: 'grows too old to be said without its date' };

function endingLine({ fact, claim, at, why, entries }: Ending): string {
  return `  ${new Date(at).toISOString().slice(0, 10)}  ${fact}  ${WHY[why]}: ${claim}${entries.length > 0 ? ` (${entries.join(', ')})` : ''}`;
}

/** Colours that stay apart for people who see red and green alike; each cell also has its sign. */
const COLOUR: Record<Cell, string> = { missing: '#f3f4f6', expired: '#b91c1c', 'sent-back': '#f59e0b', unconfirmed: '#fde68a', sourced: '#93c5fd', reviewed: '#1d4ed8' };
const DARK: readonly Cell[] = ['expired', 'reviewed'];

/** The coverage as a picture: a row for each topic and place, a column for each language. */
export function statusSvg(status: Status): string {
  const [left, top, wide, high] = [290, 56, 34, 16];
  const height = top + status.rows.length * high + 40;
  const text = (x: number, y: number, words: string, more = '') => `<text x="${x}" y="${y}"${more}>${escaped(words)}</text>`;
  const square = (x: number, y: number, cell: Cell) =>
    `<rect x="${x}" y="${y}" width="${wide - 2}" height="${high - 2}" fill="${COLOUR[cell]}"/>${text(x + wide / 2 - 1, y + 11, SIGN[cell], ` text-anchor="middle" fill="${DARK.includes(cell) ? '#fff' : '#111'}"`)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + LOCALES.length * wide + 20} ${height}" font-family="sans-serif" font-size="11" fill="#111">`,
    `<title>Coverage of the knowledge base by topic, place and language</title>`,
    text(10, 20, 'Coverage by topic, place and language', ' font-size="14" font-weight="bold"'),
    ...LOCALES.map((l, i) => text(left + i * wide + wide / 2 - 1, top - 8, l, ' text-anchor="middle"')),
    ...status.rows.flatMap((r, n) => [
      text(10, top + n * high + 11, r.topic),
      text(220, top + n * high + 11, `${r.place}, tier ${r.tier}`),
      ...LOCALES.flatMap((l, i) => (r.cells[l] === 'missing' && !owed(r).includes(l) ? [] : [square(left + i * wide, top + n * high, r.cells[l])])),
    ]),
    ...CELLS.flatMap((c, i) => [square(10 + i * 82, height - 28, c), text(10 + i * 82, height - 4, `${c} ${status.totals[c]}`)]),
    '</svg>',
    '',
  ].join('\n');
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
