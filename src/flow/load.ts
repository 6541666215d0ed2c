import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { flow, flowWords, type FlowGraph, type FlowWords } from '../core/flow.js';
import { LOCALES, type Locale } from '../core/locale.js';
import { COMMANDS, type Command } from '../core/session.js';
import { readLined } from '../knowledge/lined.js';
import type { Problem } from '../knowledge/knowledge.js';

/** All that lies in `flows/`: the guided conversations and the bot's standing sentences. */
export interface FlowBook {
  flows: ReadonlyMap<string, LoadedFlow>;
  phrases: Partial<Record<Locale, Readonly<Record<string, string>>>>;
  /** Where each of them stands. */
  phraseLines: Partial<Record<Locale, Readonly<Record<string, { file: string; line: number }>>>>;
  commands: readonly { words: string; command: Command }[];
  answers: readonly { words: string; answer: 'yes' | 'no' }[];
  /** What people begin a correction with. */
  corrections: readonly string[];
  contrasts: readonly string[];
  rewrites: readonly string[];
  /** What stands beside greetings, thanks, yes and no and says nothing by itself. */
  particles: readonly string[];
  menu: readonly MenuItem[];
  office: Office;
}

export interface LoadedFlow {
  graph: FlowGraph;
  words: Partial<Record<Locale, FlowWords>>;
  file: string;
  /** Line of each node in the file. */
  lines: Lines;
  /** Lines of the words: of each text by its key, of the title and the triggers. */
  wordLines: Partial<Record<Locale, Lines & { title: number; triggers: number }>>;
}

export type Lines = Readonly<Record<string, number>>;

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const time = z.string().regex(/^\d\d:\d\d$/, 'write a time as "09:00"');
const office = z.strictObject({
  /** IANA time zone. */
  timezone: z.string().refine((zone) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      return true;
    } catch {
      return false;
    }
  }, 'is no time zone: write one such as Asia/Bangkok'),
  hours: z.array(z.strictObject({ days: z.array(z.enum(DAYS)).min(1), from: time, to: time })),
});
export type Office = z.infer<typeof office>;

const menu = z.array(z.union([z.strictObject({ flow: z.string() }), z.strictObject({ topic: z.string() }), z.strictObject({ command: z.enum(COMMANDS) })])).min(1);
export type MenuItem = z.infer<typeof menu>[number];

const system = z.strictObject({
  texts: z.record(z.string(), z.string()),
  commands: z.partialRecord(z.enum(COMMANDS), z.array(z.string())).default({}),
  /** What people say for yes and no. */
  answers: z.partialRecord(z.enum(['yes', 'no']), z.array(z.string())).default({}),
  /** What people begin a correction of an earlier answer with. */
  corrections: z.array(z.string()).default([]),
  /** Forms of sentences that name the wrong answer, `{old}`, and the right one, `{new}`. */
  contrasts: z.array(z.string().regex(/\{new\}/).regex(/\{old\}/)).default([]),
  /** What people begin with who want to write something in other words. */
  rewrites: z.array(z.string()).default([]),
  /** Words that stand beside greetings, thanks, yes and no and say nothing by themselves. */
  particles: z.array(z.string()).default([]),
});

/** Reads `flows/` below the project's root; all problems together, each with file, line and mend. */
export function readFlows(root: string): { book: FlowBook; problems: Problem[] } {
  const problems: Problem[] = [];
  const read = <T>(file: string, schema: z.ZodType<T>) => {
    const lined = readLined(readFileSync(join(root, file), 'utf8'), file, schema);
    problems.push(...lined.problems);
    return lined;
  };

  const flows = new Map<string, LoadedFlow>();
  const folders = readdirSync(join(root, 'flows'), { withFileTypes: true }).filter((d) => d.isDirectory() && d.name !== 'system');
  for (const { name } of folders.sort((a, b) => a.name.localeCompare(b.name))) {
    const file = `flows/${name}/flow.yaml`;
    const graph = read(file, flow);
    const words: LoadedFlow['words'] = {};
    const wordLines: LoadedFlow['wordLines'] = {};
    for (const locale of LOCALES) {
      const path = `flows/${name}/${locale}.yaml`;
      if (!existsSync(join(root, path))) continue;
      const { data, lineOf } = read(path, flowWords);
      if (!data) continue;
      words[locale] = data;
      wordLines[locale] = { ...linesOf(Object.keys(data.texts), (key) => lineOf(['texts', key])), title: lineOf(['title']), triggers: lineOf(['triggers']) };
    }
    if (!graph.data) continue;
    if (graph.data.flow !== name) problems.push({ file, line: graph.lineOf(['flow']), level: 'error', message: `the flow is called "${graph.data.flow}" and its folder "${name}": give both one name` });
    flows.set(graph.data.flow, { graph: graph.data, words, file, wordLines, lines: linesOf(Object.keys(graph.data.nodes), (node) => graph.lineOf(['nodes', node])) });
  }

  const phrases: FlowBook['phrases'] = {};
  const phraseLines: FlowBook['phraseLines'] = {};
  const commands: { words: string; command: Command }[] = [];
  const answers: { words: string; answer: 'yes' | 'no' }[] = [];
  const corrections: string[] = [];
  const contrasts: string[] = [];
  const rewrites: string[] = [];
  const particles: string[] = [];
  for (const locale of LOCALES) {
    const files = readdirSync(join(root, 'flows/system')).filter((f) => f === `${locale}.yaml` || f.endsWith(`.${locale}.yaml`));
    for (const name of files) {
      const file = `flows/system/${name}`;
      const { data, lineOf } = read(file, system);
      phrases[locale] = { ...phrases[locale], ...data?.texts };
      const stands = Object.keys(data?.texts ?? {}).map((key) => [key, { file, line: lineOf(['texts', key]) }] as const);
      phraseLines[locale] = { ...phraseLines[locale], ...Object.fromEntries(stands) };
      corrections.push(...(data?.corrections ?? []));
      contrasts.push(...(data?.contrasts ?? []));
      rewrites.push(...(data?.rewrites ?? []));
      particles.push(...(data?.particles ?? []));
      for (const answer of ['yes', 'no'] as const) answers.push(...(data?.answers[answer] ?? []).map((words) => ({ words, answer })));
      for (const command of COMMANDS) commands.push(...(data?.commands[command] ?? []).map((words) => ({ words, command })));
    }
  }
  return {
    book: {
      flows,
      phrases,
      phraseLines,
      commands,
      answers,
      corrections,
      contrasts,
      rewrites,
      particles,
      menu: read('flows/system/menu.yaml', menu).data ?? [],
      office: read('flows/system/office.yaml', office).data ?? { timezone: 'UTC', hours: [] },
    },
    problems,
  };
}

function linesOf(keys: readonly string[], lineOf: (key: string) => number): Lines {
  return Object.fromEntries(keys.map((key) => [key, lineOf(key)]));
}
