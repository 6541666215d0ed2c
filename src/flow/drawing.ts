import type { Picture } from './graph.js';

/** Letters of a line: four lines of an ordinary question make a box a little wider than high. */
const LINE = 34;
/** Longest text of one node: the picture shows the way, the file has the words. */
const LONGEST = 140;
/** Points. */
const TEXT = 11;
const FONT = 'system-ui, Noto Sans, Noto Sans Myanmar, Noto Sans Thai, Noto Sans Khmer, Noto Sans Lao, sans-serif';
/** Dark enough on white to be read in grey print; a person is the one warm colour. */
const LOOKS: Record<Picture['nodes'][number]['kind'], string> = {
  step: 'shape=box, style=filled, fillcolor="#ffffff", color="#5b6b6a"',
  question: 'shape=box, style="filled,rounded", fillcolor="#e6f1f0", color="#0f6b66", penwidth=1.6',
  person: 'shape=box, style=filled, fillcolor="#ffe9d2", color="#9c4600", penwidth=2.4',
  'other-flow': 'shape=folder, style=filled, fillcolor="#eef0f6", color="#46507a"',
};
/** Scripts with marks above and below, and how wide a letter of each is, in ems of the fonts above. */
const TALL = /[\p{Script=Myanmar}\p{Script=Khmer}\p{Script=Thai}\p{Script=Lao}]/u;
const WIDE = /[\p{Script=Myanmar}\p{Script=Khmer}]/u;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const pieces = new Intl.Segmenter('my', { granularity: 'word' });
const lengthOf = (text: string) => [...graphemes.segment(text)].length;

interface Line {
  text: string;
  look: string;
}

/**
 * The picture as SVG. Graphviz places boxes and arrows; it has no measures of our scripts and would place their letters
 * wrongly, so each box is measured and filled here.
 */
export async function svg(picture: Picture): Promise<string> {
  // Graphviz as WebAssembly is 1.4 MB: loaded by whoever draws, not by whoever talks.
  const { instance } = await import('@viz-js/viz');
  const boxes = picture.nodes.map(linesOf);
  const drawn = (await instance()).renderString(dot(picture, boxes), { format: 'svg', engine: 'dot' });
  const filled = drawn.replace(/<text[^>]*? x="([\d.-]+)" y="([\d.-]+)"[^>]*>\?box(\d+)<\/text>/g, (_, x: string, y: string, n: string) => textAt(Number(x), Number(y), boxes[Number(n)] ?? []));
  return `${filled.replace(/^[\s\S]*?(?=<svg)/, '').trimEnd()}\n`;
}

function linesOf({ name, said, done }: Picture['nodes'][number]): Line[] {
  return [
    { text: name, look: 'font-weight="bold"' },
    ...said.flatMap(wrapped).map((text) => ({ text, look: '' })),
    ...done.flatMap(wrapped).map((text) => ({ text, look: 'fill="#3d504e" font-style="italic"' })),
  ];
}

/** In Graphviz's own language, with a mark in each box where its lines go. */
function dot({ title, nodes, ways }: Picture, boxes: Line[][]): string {
  const drawn = nodes.map(({ name, kind }, n) => `  "${name}" [${LOOKS[kind]}, ${size(boxes[n] ?? [])}, label="?box${n}"]`);
  const arrows = ways.map(({ from, to, when, kind }) => `  "${from ?? '?start'}" -> "${to}" [${kind === 'aside' ? 'style=dashed, ' : ''}label="${wrapped(when).map((line) => `  ${quoted(line)}  `).join('\\n')}"]`);
  return [
    'digraph {',
    `  graph [label="${quoted(title)}", labelloc=t, fontsize=16, fontname="${FONT}", bgcolor="#ffffff", ranksep=0.45, nodesep=0.3, pad=0.2]`,
    `  node [fixedsize=true, fontname="${FONT}", fontsize=${TEXT}]`,
    `  edge [fontname="${FONT}", fontsize=10, fontcolor="#33423f", color="#5b6b6a", arrowsize=0.7]`,
    '  "?start" [shape=circle, style=filled, fillcolor="#16211f", fontcolor="#ffffff", label="start", fontsize=10, width=0.5]',
    ...drawn,
    ...arrows,
    '}',
  ].join('\n');
}

const quoted = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');

const leading = (lines: Line[]) => TEXT * (lines.some((line) => TALL.test(line.text)) ? 1.6 : 1.3);

/** Width and height of a box, in inches as Graphviz wants them. */
function size(lines: Line[]): string {
  const letters = Math.max(6, ...lines.map(({ text }) => lengthOf(text) * (WIDE.test(text) ? 0.8 : 0.58)));
  return `width=${((letters * TEXT) / 72 + 0.3).toFixed(2)}, height=${((lines.length * leading(lines)) / 72 + 0.2).toFixed(2)}`;
}

function textAt(x: number, y: number, lines: Line[]): string {
  const high = leading(lines);
  // Graphviz gives the base line of the one line that it placed.
  const first = y - ((lines.length - 1) * high) / 2;
  const spans = lines.map(({ text, look }, n) => `<tspan x="${x}" y="${(first + n * high).toFixed(2)}" ${look}>${escaped(text)}</tspan>`);
  return `<text text-anchor="middle" font-family="${FONT}" font-size="${TEXT}" fill="#16211f">${spans.join('')}</text>`;
}

/** A text in lines of `LINE` letters, cut between words also where a script has no spaces. */
function wrapped(text: string): string[] {
  const whole = [...graphemes.segment(text.replace(/\s+/g, ' ').trim())].map((g) => g.segment);
  const short = whole.length > LONGEST ? `${whole.slice(0, LONGEST - 1).join('').trimEnd()}…` : whole.join('');
  const lines: string[] = [];
  let line = '';
  for (const { segment } of pieces.segment(short)) {
    const closes = /^[\p{Pe}\p{Po}\p{Pf}]/u.test(segment);
    if (line !== '' && !closes && lengthOf(line + segment.trimEnd()) > LINE) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += line === '' ? segment.trimStart() : segment;
  }
  return [...lines, line.trimEnd()].filter((l) => l !== '');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
