import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Content } from '../content.js';
import { toZawgyi } from '../language/encoding.js';
import { markdown } from './eval.js';
import { evalQuestions, type Tally, type Tenth } from './eval-questions.js';
import type { Io } from './io.js';

/** `eval`: everything measured at once, as a report that people read, one that machines read, and pictures. */

export const QUESTIONS = 'test/questions';
const REPORT = 'docs/eval';

/** The same Burmese questions typed in both encodings. */
interface Encodings {
  unicode: Pick<Tally, 'rightFirst' | 'rightAmongThree' | 'languageRight'>;
  zawgyi: Pick<Tally, 'rightFirst' | 'rightAmongThree' | 'languageRight'>;
}

/** Writes the report below `docs/eval/`; 2 where the pictures cannot be drawn. */
export async function evalReport(io: Io, content: Content): Promise<number> {
  const draw = await drawer();
  if (draw === null) {
    io.err('the pictures are drawn by vega, which is not installed here; run "npm ci" with its development packages');
    return 2;
  }
  const report = await evalQuestions(questionFiles(io.root), content, io.now);
  const encodings = await bothEncodings(io, content);
  const folder = join(io.root, REPORT);
  mkdirSync(folder, { recursive: true });
  const pictures = Object.entries(report.languages).map(([language, { reliability }]) => ({ language, name: `reliability-${language}.svg`, reliability }));
  for (const { name, language, reliability } of pictures) writeFileSync(join(folder, name), await draw(language, reliability));
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify({ ...report, encodings }, null, 2)}\n`);
  const seen = pictures.map(({ language, name }) => `<img src="${name}" width="200" alt="Score against truth, ${language}">`).join('\n');
  writeFileSync(join(folder, 'README.md'), `${[...markdown(report), ...inBoth(encodings), '\n## Score against truth, by language\n', seen].join('\n')}\n`);
  io.out(`${REPORT}/README.md, report.json and ${pictures.length} pictures are written.`);
  return 0;
}

export function questionFiles(root: string): string[] {
  return readdirSync(join(root, QUESTIONS)).filter((name) => name.endsWith('.jsonl')).sort().map((name) => join(root, QUESTIONS, name));
}

async function bothEncodings({ root, now }: Io, content: Content): Promise<Encodings> {
  const ask = async (typed: (text: string) => string): Promise<Tally> => (await evalQuestions([join(root, QUESTIONS, 'my.jsonl')], content, now, typed)).all;
  return { unicode: await ask((text) => text), zawgyi: await ask(toZawgyi) };
}

function inBoth({ unicode, zawgyi }: Encodings): string[] {
  const row = (name: string, { rightFirst, rightAmongThree, languageRight }: Encodings['zawgyi']) =>
    `| ${[name, ...[rightFirst, rightAmongThree, languageRight].map((share) => share?.toFixed(3) ?? '')].join(' | ')} |`;
  return ['\n## The Burmese questions in both encodings\n', '| typed in | right first | among three | language |', '| --- | ---: | ---: | ---: |', row('Unicode', unicode), row('Zawgyi', zawgyi)];
}

/** What is used of vega, which is a development package. */
interface Vega {
  parse(spec: unknown): unknown;
  View: new (runtime: unknown, options: { renderer: 'none' }) => { toSVG(): Promise<string> };
}

async function drawer(): Promise<((language: string, bins: readonly Tenth[]) => Promise<string>) | null> {
  const name = 'vega';
  try {
    const { parse, View } = (await import(name)) as Vega;
    return (language, bins) => new View(parse(diagram(language, bins)), { renderer: 'none' }).toSVG();
  } catch {
    return null;
  }
}

/** Bars where the score should be right as often as it says, and the line on which they should end. */
function diagram(language: string, bins: readonly Tenth[]): unknown {
  const axis = { domain: [0, 1], tickCount: 5 };
  const at = (scale: string, field: string) => ({ scale, field });
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    width: 160,
    height: 160,
    padding: 5,
    title: { text: language },
    data: [
      { name: 'bins', values: bins.filter(({ questions }) => questions > 0) },
      { name: 'line', values: [{ score: 0, right: 0 }, { score: 1, right: 1 }] },
    ],
    scales: [
      { name: 'x', domain: axis.domain, range: 'width' },
      { name: 'y', domain: axis.domain, range: 'height' },
    ],
    axes: [
      { orient: 'bottom', scale: 'x', title: 'score', tickCount: axis.tickCount },
      { orient: 'left', scale: 'y', title: 'share right', tickCount: axis.tickCount },
    ],
    marks: [
      { type: 'line', from: { data: 'line' }, encode: { enter: { x: at('x', 'score'), y: at('y', 'right'), stroke: { value: '#999' }, strokeDash: { value: [4, 3] } } } },
      { type: 'symbol', from: { data: 'bins' }, encode: { enter: { x: at('x', 'score'), y: at('y', 'right'), fill: { value: '#1f6feb' }, size: { signal: '12 + 3 * datum.questions' }, fillOpacity: { value: 0.7 } } } },
    ],
  };
}
