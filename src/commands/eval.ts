import { writeFileSync } from 'node:fs';
import type { Content } from '../content.js';
import { evalQuestions, type QuestionsReport, type Tally } from './eval-questions.js';
import { evalRetrieval, type Evaluation } from '../eval.js';
import type { Io } from './io.js';

const SHARES = ['recallAt1', 'recallAt3', 'mrrAt10', 'auroc', 'aurocLeftOut'] as const;

/** `eval retrieval`: a table, a row a language; or JSON. 2 where a file is not what it should be. */
export function evalCommand(io: Io, { json, ...files }: { corpus: string; queries: string; out?: string; leaveOut?: boolean; json?: boolean }): number {
  let rows: Evaluation[];
  try {
    rows = evalRetrieval(files);
  } catch (error) {
    io.err(error instanceof Error ? error.message : 'the files could not be read');
    return 2;
  }
  if (json) io.out(JSON.stringify(rows));
  else {
    io.out('| language | questions | out of scope | Recall@1 | Recall@3 | MRR@10 | AUROC | AUROC, left out | build ms | questions/s |');
    io.out('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
    for (const r of rows) io.out(`| ${[r.lang, r.inScope, r.outOfScope, ...SHARES.map((k) => r[k]?.toFixed(3) ?? ''), r.buildMs.toFixed(0), r.queriesPerSecond.toFixed(0)].join(' | ')} |`);
  }
  return 0;
}

/** Columns of the report, in the order of the bars they are held to. */
const COLUMNS: readonly (readonly [keyof Tally, string])[] = [
  ['questions', 'questions'],
  ['rightFirst', 'right first'],
  ['rightAmongThree', 'among three'],
  ['answeredRight', 'answered right'],
  ['answeredWrong', 'answered wrong'],
  ['clarifyRight', 'asked back right'],
  ['answeredWithout', 'answered without'],
  ['urgentRecall', 'urgent seen'],
  ['falseAlarms', 'false alarms'],
  ['calibrationError', 'calibration error'],
  ['calibrationErrorByMass', 'bins of equal size'],
  ['calibrationErrorByChance', 'by chance alone'],
  ['languageRight', 'language'],
];
/** Confusions worth reading. */
const MOST_CONFUSIONS = 20;

/** `eval questions`: the report as Markdown, or JSON; `out` gets the JSON beside it. 2 where a file is not what it should be. */
export async function evalQuestionsCommand(io: Io, content: Content, files: readonly string[], { json, out }: { json?: boolean; out?: string }): Promise<number> {
  let report: QuestionsReport;
  try {
    report = await evalQuestions(files, content, io.now);
  } catch (error) {
    io.err(error instanceof Error ? error.message : 'the files could not be read');
    return 2;
  }
  if (out !== undefined) writeFileSync(out, `${JSON.stringify(report, null, 2)}\n`);
  if (json) io.out(JSON.stringify(report));
  else for (const line of markdown(report)) io.out(line);
  return 0;
}

/** The report on questions as lines of Markdown. */
export function markdown({ languages, all, reliability, confusions, questionsPerSecond, p99 }: QuestionsReport): string[] {
  const rows = Object.entries(languages);
  return [
    `# What the bot understands\n\n${questionsPerSecond.toFixed(0)} questions a second, 99 of 100 within ${p99.toFixed(1)} ms.\n`,
    ...table([...rows, ['all', all]], 'language'),
    ...rows.flatMap(([language, { styles }]) => [`\n## ${language}, by style\n`, ...table(Object.entries(styles), 'style')]),
    '\n## Score against truth\n\n| score from | questions | mean score | right first |\n| --- | ---: | ---: | ---: |',
    ...reliability.map((bin) => `| ${[bin.from.toFixed(1), bin.questions, bin.score.toFixed(2), bin.right.toFixed(2)].join(' | ')} |`),
    '\n## Confused most\n\n| wanted | came first | times |\n| --- | --- | ---: |',
    ...confusions.slice(0, MOST_CONFUSIONS).map(({ wanted, first, times }) => `| ${wanted} | ${first} | ${times} |`),
  ];
}

function table(rows: readonly (readonly [string, Tally])[], of: string): string[] {
  return [
    `| ${[of, ...COLUMNS.map(([, name]) => name)].join(' | ')} |`,
    `| --- |${' ---: |'.repeat(COLUMNS.length)}`,
    ...rows.map(([name, tallied]) => `| ${[name, ...COLUMNS.map(([key]) => (key === 'questions' ? String(tallied.questions) : (tallied[key]?.toFixed(3) ?? '')))].join(' | ')} |`),
  ];
}
