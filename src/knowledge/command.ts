import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { isLocale, LOCALES, type Locale } from '../core/locale.js';
import { isOrigin, isPlace, ORIGINS, PLACES, type Origin, type Place } from '../core/place.js';
import { byPlace, checkKnowledge } from './check.js';
import { changedLines } from './diff.js';
import { exportPo, importPo } from './exchange.js';
import type { Knowledge, LoadedEntry } from './knowledge.js';
import { readKnowledge } from './load.js';
import { newReceipts, writeReceipt } from './receipts-file.js';
import { readingOf, reviewState } from './reading.js';
import { changeReviews, REVIEWS } from './reviews-file.js';
import { newReviewer, sendBack, signReading, withReview, withReviewer } from './sign.js';
import { statusOf } from './status.js';
import { statusSvg, statusTable } from './status-view.js';
import { restingOn } from './voids.js';
import { newEntry, newFact, newTranslation, type NewFile } from './template.js';

export interface CommandIo {
  out(line: string): void;
  err(line: string): void;
  /** Milliseconds since 1970, UTC. */
  now: number;
  /** Folder that holds `knowledge/` and `flows/`. */
  root: string;
}

/** 0 done, 1 what was asked about is not in order, 2 wrong use. */
type ExitCode = 0 | 1 | 2;

const RECEIPTS = 'knowledge/receipts';

/** `lanpya knowledge …`. Resolves to the exit code: 0 done, 1 not in order, 2 wrong use. */
export async function knowledgeCommand(args: string[], io: CommandIo): Promise<number> {
  let code: ExitCode = 0;
  const program = new Command('knowledge')
    .description('The knowledge base: check it, see what is covered, sign, write, translate')
    .exitOverride()
    .configureOutput({ writeOut: (s) => io.out(s.trimEnd()), writeErr: (s) => io.err(s.trimEnd()) })
    .addHelpText('after', '\nSee also `lanpya knowledge gaps`: questions that found no answer, from the store of the settings.');

  program
    .command('check')
    .description('Every problem with file and line, and how to mend it. A gap of the coverage map in tier 1 is an error')
    .option('--json', 'one JSON object')
    .option('--draft', 'a gap in tier 1 is a warning, while the content is being written')
    .action((o: { json?: true; draft?: true }) => void (code = check(io, o)));

  program
    .command('status')
    .description('What is covered, by topic, place and language, and what ends within 30, 60 and 90 days')
    .option('--json', 'one JSON object')
    .option('--svg', 'a picture')
    .action((o: { json?: true; svg?: true }) => void (code = status(io, o)));

  program
    .command('voids')
    .description('Every entry and language whose signature a change of this fact has voided, or would void')
    .argument('<fact>', 'for example mmth-FEE-08')
    .option('--json', 'one JSON object')
    .action((fact: string, o: { json?: true }) => void (code = voids(io, fact, o)));

  program
    .command('sign')
    .description('Read the present text of an entry in a language with its facts, and sign it. A changed letter or figure voids the signature')
    .argument('<entry>', 'for example fees/legal-maximum@TH-MM')
    .argument('<language>', LOCALES.join(', '), locale)
    .option('--reviewer <id>', 'your id in knowledge/reviews.yaml')
    .option('--key <file>', 'your private key, kept outside this folder')
    .option('--send-back <comment>', 'do not sign; say what is wrong: the text is not said any more')
    .option('--show', 'only read')
    .action((entry: string, language: Locale, o: SignOptions) => void (code = signText(io, entry, language, o)));

  const make = program.command('new').description('A new file from a template; `knowledge check` says what is still to be filled in');
  make
    .command('fact')
    .argument('<id>', 'the id of the sheet with its prefix, for example mmth-FEE-30')
    .argument('<place>', PLACES.join(', '), place)
    .action((id: string, where: Place) => void (code = create(io, [newFact(id, where)])));
  make
    .command('entry')
    .argument('<topic>', 'for example fees/legal-maximum')
    .argument('<place>', PLACES.join(', '), place)
    .option('--origin <origin>', `only for people from ${ORIGINS.join(', ')}`, origin)
    .action((topic: string, where: Place, o: { origin?: Origin }) => void (code = create(io, newEntry(topic, where, o.origin ?? null))));
  make
    .command('translation')
    .argument('<entry>', 'for example fees/legal-maximum@TH-MM')
    .argument('<language>', LOCALES.join(', '), locale)
    .action((key: string, language: Locale) => void (code = withEntry(io, key, (_, e) => translation(io, e, language))));
  make
    .command('reviewer')
    .description('Make a key for a reviewer and put their public key into knowledge/reviews.yaml')
    .argument('<id>')
    .requiredOption('--name <name>', 'as people read it under an answer')
    .requiredOption('--key <file>', 'where to write the private key, outside this folder')
    .action((id: string, o: { name: string; key: string }) => void (code = reviewer(io, id, o)));

  program
    .command('export')
    .description('One language as a PO file for translators, on standard output')
    .argument('<language>', LOCALES.join(', '), locale)
    .action((language: Locale) => io.out(exportPo(readKnowledge(io.root).knowledge, language)));

  program
    .command('import')
    .description('Take the translations of a PO file')
    .argument('<file>')
    .action((file: string) => void (code = importFile(io, file)));

  program
    .command('receipts')
    .description('Note the codes that answers carry from now on, so that a later change or withdrawal can be told with its day')
    .action(() => noteReceipts(io));

  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (failure) {
    if (failure instanceof CommanderError) return failure.exitCode === 0 ? 0 : 2;
    throw failure;
  }
}

function check(io: CommandIo, options: { json?: true; draft?: true }): ExitCode {
  const { knowledge, problems: unread } = readKnowledge(io.root);
  const problems = [...unread, ...checkKnowledge(knowledge, io.now, options.draft !== true)].sort(byPlace);
  const errors = problems.filter((p) => p.level === 'error').length;
  const { totals } = statusOf(knowledge, io.now);
  const owed = Object.values(totals).reduce((sum, n) => sum + n, 0);
  if (options.json) io.out(JSON.stringify({ errors, warnings: problems.length - errors, coverage: { owed, ...totals }, problems }));
  else {
    for (const p of problems) io.out(`${p.file}:${p.line}: ${p.level === 'error' ? '' : 'warning: '}${p.message}`);
    io.out(`${owed - totals.missing} of ${owed} texts of the coverage map are written (by topic, place and language: lanpya knowledge status)`);
    io.out(`${knowledge.facts.size} facts, ${knowledge.entries.size} entries: ${errors} errors, ${problems.length - errors} warnings`);
  }
  return errors > 0 ? 1 : 0;
}

function status(io: CommandIo, options: { json?: true; svg?: true }): ExitCode {
  const found = statusOf(readKnowledge(io.root).knowledge, io.now);
  if (options.json) io.out(JSON.stringify(found));
  else if (options.svg) io.out(statusSvg(found));
  else for (const line of statusTable(found)) io.out(line);
  return 0;
}

function voids(io: CommandIo, fact: string, options: { json?: true }): ExitCode {
  const { knowledge } = readKnowledge(io.root);
  if (!knowledge.facts.has(fact)) return wrong(io, `there is no fact ${fact}`);
  const signatures = restingOn(knowledge, fact);
  if (options.json) io.out(JSON.stringify({ fact, signatures }));
  else {
    for (const s of signatures) io.out(`${s.entry} ${s.locale}: ${s.void ? 'void since the fact changed' : 'holds until the fact changes'} (signed by ${s.by}, ${s.date})`);
    io.out(`${signatures.filter((s) => s.void).length} signatures void, ${signatures.filter((s) => !s.void).length} rest on ${fact}`);
  }
  return 0;
}

interface SignOptions {
  reviewer?: string;
  key?: string;
  sendBack?: string;
  show?: true;
}

function signText(io: CommandIo, key: string, language: Locale, options: SignOptions): ExitCode {
  return withEntry(io, key, (knowledge, entry) => {
    const reading = readingOf(knowledge, entry, language);
    if (reading === null) return wrong(io, `${key} has no text in ${language}`);
    for (const line of reading.split('\n')) io.out(line);
    const before = reviewState(knowledge, entry, language);
    if (before.state === 'voided') {
      io.out(`Changed since ${before.review.reviewer} signed it on ${before.review.date}:`);
      for (const line of changedLines(before.review.text, reading)) io.out(line);
    }
    if (options.show) return 0;
    if (!options.reviewer) return wrong(io, 'say who reads it: --reviewer <id>');
    const asked = { entry, locale: language, reviewer: options.reviewer, date: today(io) };
    if (options.sendBack !== undefined) return keep(io, sendBack(knowledge, asked, options.sendBack));
    if (!options.key) return wrong(io, 'name your private key: --key <file>');
    const path = outside(io, options.key);
    if (path === null) return wrong(io, 'keep the private key outside this folder, so that it is never published');
    if (!existsSync(path)) return wrong(io, 'there is no such key file');
    return keep(io, signReading(knowledge, asked, readFileSync(path, 'utf8')));
  });
}

function keep(io: CommandIo, signed: ReturnType<typeof signReading>): ExitCode {
  if (!signed.ok) return wrong(io, signed.problem);
  const code = changeReviews(io.root, (text) => withReview(text, signed.review));
  if (code !== null) return wrong(io, `${REVIEWS} cannot be written (${code})`);
  io.out(`${signed.review.verdict === 'signed' ? 'Signed' : 'Sent back'}: ${signed.review.entry} in ${signed.review.locale}, written to ${REVIEWS}`);
  return 0;
}

function reviewer(io: CommandIo, id: string, { name, key }: { name: string; key: string }): ExitCode {
  const path = outside(io, key);
  if (path === null) return wrong(io, 'keep the private key outside this folder, so that it is never published');
  if (existsSync(path)) return wrong(io, 'the key file exists already: name another');
  if (readKnowledge(io.root).knowledge.reviews.reviewers.some((r) => r.id === id)) return wrong(io, `there is a reviewer ${id} already`);
  const made = newReviewer(id, name);
  // Only its owner may read a private key.
  writeFileSync(path, made.privateKey, { mode: 0o600 });
  const code = changeReviews(io.root, (text) => withReviewer(text, made.reviewer));
  if (code !== null) return wrong(io, `${REVIEWS} cannot be written (${code})`);
  io.out(`${name} can sign as ${id}`);
  return 0;
}

function translation(io: CommandIo, entry: LoadedEntry, language: Locale): ExitCode {
  const file = newTranslation(entry, language);
  return file ? create(io, [file]) : wrong(io, `${entry.key} has no English text to translate`);
}

/** Writes new files; nothing at all where one of them exists. */
function create(io: CommandIo, files: readonly NewFile[]): ExitCode {
  const there = files.find((f) => existsSync(join(io.root, f.file)));
  if (there) return wrong(io, `${there.file} exists already`);
  write(io, files);
  return 0;
}

function importFile(io: CommandIo, path: string): ExitCode {
  if (!existsSync(path)) return wrong(io, `there is no file ${path}`);
  const { files, problems } = importPo(readKnowledge(io.root).knowledge, readFileSync(path, 'utf8'));
  write(io, files);
  for (const p of problems) io.err(p);
  io.out(`${files.length} texts changed, ${problems.length} not taken`);
  return problems.length > 0 ? 1 : 0;
}

function noteReceipts(io: CommandIo): void {
  const fresh = newReceipts(readKnowledge(io.root).knowledge, today(io));
  const file = join(io.root, RECEIPTS);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (fresh.length > 0) writeFileSync(file, before + fresh.map(writeReceipt).join(''));
  io.out(`${fresh.length} new codes noted in ${RECEIPTS}`);
}

function write(io: CommandIo, files: readonly NewFile[]): void {
  for (const { file, text } of files) {
    mkdirSync(dirname(join(io.root, file)), { recursive: true });
    writeFileSync(join(io.root, file), text);
    io.out(file);
  }
}

function withEntry(io: CommandIo, key: string, act: (knowledge: Knowledge, entry: LoadedEntry) => ExitCode): ExitCode {
  const { knowledge } = readKnowledge(io.root);
  const entry = knowledge.entries.get(key);
  return entry ? act(knowledge, entry) : wrong(io, `there is no entry ${key}: write it as topic@PLACE, for example fees/overcharged@TH`);
}

function wrong(io: CommandIo, message: string): ExitCode {
  io.err(message);
  return 2;
}

/** The path where it lies outside the project, else null. */
function outside(io: CommandIo, path: string): string | null {
  const full = resolve(path);
  return relative(resolve(io.root), full).startsWith('..') ? full : null;
}

const today = (io: CommandIo) => new Date(io.now).toISOString().slice(0, 10);

function locale(value: string): Locale {
  if (isLocale(value)) return value;
  throw new InvalidArgumentError(`write one of ${LOCALES.join(', ')}.`);
}
function place(value: string): Place {
  if (isPlace(value)) return value;
  throw new InvalidArgumentError(`write one of ${PLACES.join(', ')}.`);
}
function origin(value: string): Origin {
  if (isOrigin(value)) return value;
  throw new InvalidArgumentError(`write one of ${ORIGINS.join(', ')}.`);
}
