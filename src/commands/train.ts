import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LEARNED } from '../content-data.js';
import { isLocale, LOCALES } from '../core/locale.js';
import { readFlows, type FlowBook } from '../flow/load.js';
import { readKnowledge } from '../knowledge/load.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import { identify, isRomanisedBurmese } from '../language/identify.js';
import { compileRules } from '../risk/compile.js';
import { evidenceIn } from '../risk/evidence.js';
import { IDEAS } from '../risk/ideas.js';
import { learn, LEARNING, type Example, type Learning } from '../risk/learn.js';
import { packed } from '../risk/learned.js';
import type { RiskTally } from '../risk/measure.js';
import type { Io } from './io.js';

/**
 * A file a language, `<language>.jsonl`: calls for help with their danger, ordinary messages with null. Below `known`
 * those that the authors of the rules went by, below `told` long ordinary stories with strong words and no danger.
 */
export const EXAMPLES = 'knowledge/risk/examples';
const SOURCES = { '': 'written', known: 'known', told: 'told' } as const;

const line = z.strictObject({ text: z.string().min(1), danger: z.string().nullable() });

/**
 * The examples below `root`, and the hash by which the learned file is known to be made of them.
 *
 * @throws Error with file and line where a line is no example.
 */
export function readExamples(root: string): { examples: Example[]; hash: string } {
  const hash = createHash('sha256').update(JSON.stringify([LEARNING, IDEAS]));
  const examples: Example[] = [];
  for (const [folder, source] of Object.entries(SOURCES)) {
    const names = readdirSync(join(root, EXAMPLES, folder)).filter((name) => name.endsWith('.jsonl')).sort();
    for (const name of names) {
      const file = join(EXAMPLES, folder, name);
      const language = name.slice(0, -'.jsonl'.length);
      if (!isLocale(language)) throw new Error(`${file}: its name is no language of the bot: ${LOCALES.join(', ')}`);
      const text = readFileSync(join(root, file), 'utf8');
      hash.update(`\n${file}\n${text}`);
      examples.push(...text.trim().split('\n').map((json, n) => ({ ...exampleIn(json, `${file}:${n + 1}`), language, source })));
    }
  }
  return { examples, hash: hash.digest('hex') };
}

function exampleIn(json: string, where: string): z.infer<typeof line> {
  try {
    return line.parse(JSON.parse(json));
  } catch {
    throw new Error(`${where}: this is no example: {"text":"…","danger":"locked-in"}, or null for an ordinary message`);
  }
}

/** Every second question is enough: many are alike. */
const OF_ASKED = 2;

/** What people ask of entries about no danger, or a worry at most, as more ordinary messages. */
function asked({ entries }: Knowledge): Example[] {
  const ordinary = [...entries.values()].filter(({ risk }) => risk === 'R0' || risk === 'R1');
  const all = ordinary.flatMap(({ texts }) =>
    LOCALES.flatMap((language) => (texts[language]?.asks ?? []).map((text): Example => ({ text, danger: null, language, source: 'asked' }))),
  );
  return all.filter((_, n) => n % OF_ASKED === 0);
}

/** What we ask people to type, and what they answer with: ordinary wherever it stands. */
function typed({ flows, commands, answers, corrections, contrasts, rewrites }: FlowBook): Example[] {
  const ofFlows = [...flows.values()].flatMap(({ words }) => Object.values(words).flatMap(({ title, triggers }) => [title, ...triggers]));
  const texts = [...ofFlows, ...commands.map((one) => one.words), ...answers.map((one) => one.words), ...corrections, ...contrasts, ...rewrites];
  return [...new Set(texts)].map((text) => ({ text, danger: null, language: identify(text).locale ?? 'en', source: 'typed' }));
}

/** `train risk`: learns red flags from the examples, says how well, and writes the file that ships. */
export function trainRisk(io: Io): number {
  const { knowledge } = readKnowledge(io.root);
  const { examples, hash } = readExamples(io.root);
  const unknown = examples.find(({ danger }) => danger !== null && !knowledge.dangers.has(danger));
  if (unknown) {
    io.err(`"${unknown.danger ?? ''}" is no danger of knowledge/risk, but an example says so: ${unknown.text}`);
    return 1;
  }
  const rules = compileRules([...knowledge.dangers.values()]);
  const all = [...examples, ...asked(knowledge), ...typed(readFlows(io.root).book)];
  const { learned, learning } = learn(all, (text) => evidenceIn(rules, [text], isRomanisedBurmese(identify(text))), hash);
  const file = packed(learned);
  writeFileSync(join(io.root, LEARNED), file);
  for (const row of markdown(learning)) io.out(row);
  io.out(`\n${LEARNED}: ${(file.length / 1024).toFixed(0)} KiB from ${all.length} messages`);
  return 0;
}

const PARTS: readonly (readonly [keyof Learning, string])[] = [
  ['rules', 'The rules alone, on examples'],
  ['both', 'Rules and score, on examples that were not learned from'],
  ['stories', 'Rules and score, on long messages made of those'],
  ['told', 'Rules and score, on long stories as people tell them, and on calls for help among these'],
  ['asked', 'Rules and score, on what people ask of ordinary entries'],
  ['typed', 'Rules and score, on what we ask people to type'],
];
const COLUMNS: readonly (readonly [keyof RiskTally, string])[] = [
  ['urgent', 'calls for help'],
  ['seen', 'seen'],
  ['named', 'named'],
  ['noticed', 'noticed'],
  ['ordinary', 'ordinary'],
  ['alarms', 'false alarms'],
  ['doubted', 'doubted'],
];

function markdown(learning: Learning): string[] {
  return PARTS.flatMap(([part, title]) => [
    `\n## ${title}\n`,
    `| language | ${COLUMNS.map(([, name]) => name).join(' | ')} |`,
    `| --- |${' ---: |'.repeat(COLUMNS.length)}`,
    ...learning[part].map((row) => `| ${[row.language, ...COLUMNS.map(([key]) => shown(key, row[key]))].join(' | ')} |`),
  ]);
}

function shown(key: keyof RiskTally, value: RiskTally[keyof RiskTally]): string {
  return typeof value === 'number' && key !== 'urgent' && key !== 'ordinary' ? value.toFixed(3) : String(value ?? '');
}
