import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { Io } from '../commands/io.js';
import { contentOf, type Content } from '../content.js';
import { readContent } from '../content-read.js';
import { liveContent } from '../content-live.js';
import { ORIGINS, PLACES } from '../core/place.js';
import { checkKnowledge } from '../knowledge/check.js';
import { keyOf, type Knowledge, type LoadedEntry } from '../knowledge/knowledge.js';
import { readKnowledge } from '../knowledge/load.js';
import { foreignFacts } from '../knowledge/origin.js';
import { writeText } from '../knowledge/template.js';
import { dangerRows } from './danger.js';
import type { Row } from './figures.js';

/** As many entries as all topics, places and origins of ten such projects together. */
const ENTRIES = 10_000;
const LOCALES = ['en', 'my'] as const;
const CONFIG = { contentPolicy: 'sourced', embeddings: { kind: 'builtin' } } as const;
const NOBODY = { place: null, origin: null, zawgyiEvidence: 0 };
/** Answering alone, to compare the longest pause with: long enough that other work of the machine shows in it too. */
const QUIET_MS = 20_000;

/**
 * The knowledge base made large: entries with the texts of this project's own, each for a topic, place and origin of
 * its own, are read, checked and made searchable; then one is changed, and all are read, checked and made searchable
 * again while questions are answered. Takes some three minutes.
 */
export async function benchKnowledge(io: Pick<Io, 'root' | 'now'>): Promise<Row[]> {
  const root = mkdtempSync(join(tmpdir(), 'lanpya-bench-knowledge-'));
  try {
    const made = writeEntries(io.root, root, ENTRIES);
    return [...readAndChecked(io, root), ...(await readAgain(io, root, made)), ...dangerRows(io.root)];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function readAndChecked(io: Pick<Io, 'now'>, root: string): Row[] {
  const { result, ms } = timed(() => {
    const { knowledge, problems } = readKnowledge(root);
    return [...problems, ...checkKnowledge(knowledge, io.now)].filter((p) => p.level === 'error');
  });
  const [first] = result;
  if (first) throw new Error(`the synthetic content is not in order: ${first.file}:${first.line}: ${first.message}`);
  return [{ name: `${ENTRIES} entries read and checked`, ours: ms, baseline: null, unit: 'ms' }];
}

async function readAgain(io: Pick<Io, 'now'>, root: string, { questions, text }: Made): Promise<Row[]> {
  const starts = performance.now();
  const result = await readContent(root, io.now);
  const ms = performance.now() - starts;
  if (!result.ok) throw new Error('the synthetic content could not be read');
  const content = liveContent(await contentOf(root, result.data, CONFIG, io.now), root, CONFIG, () => io.now);
  const quietUntil = performance.now() + QUIET_MS;
  const quiet = await pauses(content, questions, () => performance.now() > quietUntil);
  // The search that was saved is of the text before: it is built again.
  appendFileSync(text, '\nAsk a counsellor.\n');
  let done = false;
  const began = performance.now();
  const reloading = content.reload().finally(() => (done = true));
  const busy = await pauses(content, questions, () => done);
  const { problems } = await reloading;
  if (problems.length > 0) throw new Error('the synthetic content was not taken again');
  return [
    { name: `${ENTRIES} entries read, checked and made searchable`, ours: ms, baseline: null, unit: 'ms' },
    { name: 'the same again, while questions are answered', ours: performance.now() - began, baseline: null, unit: 'ms' },
    { name: 'longest pause meanwhile, against answering alone', ours: busy, baseline: quiet, unit: 'ms' },
  ];
}

/** Longest time between two turns of the event loop, milliseconds, with one question answered in each. */
async function pauses(content: Content, questions: readonly string[], enough: () => boolean): Promise<number> {
  let longest = 0;
  let last = performance.now();
  for (let answers = 0; !enough(); answers += 1) {
    await content.understand(questions[answers % questions.length] ?? '', NOBODY);
    await setImmediate();
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}

function timed<T>(work: () => T): { result: T; ms: number } {
  const began = performance.now();
  const result = work();
  return { result, ms: performance.now() - began };
}

/** What runs, besides the content and what was installed. */
const PROGRAM = ['dist/src', 'dist/channels', 'package.json', 'src/console/page', 'channels/web/page'];

/** The program beside a base of so many entries, in a folder of its own. */
export function largeProject(from: string, count: number): { root: string; question: string; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), 'lanpya-bench-large-'));
  const { questions } = writeEntries(from, root, count);
  for (const part of PROGRAM) cpSync(join(from, part), join(root, part), { recursive: true });
  symlinkSync(join(from, 'node_modules'), join(root, 'node_modules'));
  return { root, question: questions[0] ?? '', remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Some questions that the entries answer, and the path of a text of one. */
interface Made {
  questions: string[];
  text: string;
}

/** Writes the entries into `to`. */
function writeEntries(from: string, to: string, count: number): Made {
  const { knowledge } = readKnowledge(from);
  const models = [...knowledge.entries.values()].filter((e) => LOCALES.every((l) => e.texts[l]));
  if (models.length === 0) throw new Error('there is no entry in English and Burmese to write others by');
  for (const part of ['knowledge/facts', 'knowledge/names.yaml', 'knowledge/places.yaml', 'flows/system', 'flows/welcome']) cpSync(join(from, part), join(to, part), { recursive: true });
  writeFileSync(join(to, 'flows/system/menu.yaml'), '- {command: human}\n');
  const origins = [undefined, ...ORIGINS];
  const perTopic = PLACES.length * origins.length;
  for (let n = 0; n < count; n += 1) {
    const model = models[n % models.length]!;
    const topic = `bench/${lettersOf(Math.floor(n / perTopic))}`;
    const place = PLACES[n % PLACES.length]!;
    const origin = origins[Math.floor(n / PLACES.length) % origins.length];
    write(to, knowledge, model, { topic, place, origin }, lettersOf(n));
  }
  const questions = models.slice(0, 50).flatMap((e) => LOCALES.flatMap((l) => e.texts[l]?.asks[0] ?? []));
  return { questions, text: join(to, 'knowledge/entries/bench/a', PLACES[0], 'en.md') };
}

function write(root: string, { facts }: Knowledge, model: LoadedEntry, head: Pick<LoadedEntry, 'topic' | 'place' | 'origin'>, word: string): void {
  const folder = join(root, 'knowledge/entries', keyOf(head).replace('@', '/'));
  mkdirSync(folder, { recursive: true });
  const origin = head.origin === undefined ? {} : { origin: head.origin };
  const ofOneOrigin = Object.fromEntries(foreignFacts({ ...model, ...head }, facts).map((id) => [id, 'It stands for an entry of its own.']));
  writeFileSync(join(folder, 'entry.yaml'), stringify({ topic: head.topic, place: head.place, ...origin, kind: model.kind, facts: [...model.facts], next: [{ human: true }], ofOneOrigin }));
  for (const l of LOCALES) {
    const text = model.texts[l];
    // A word of its own in each way of asking, as entries of their own have.
    if (text) writeFileSync(join(folder, `${l}.md`), writeText({ ...text, asks: text.asks.map((ask) => `${ask} ${word}`) }));
  }
}

/** A number as a word, as prose holds no digits: 27 → `ch`. */
function lettersOf(n: number): string {
  return [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
}
