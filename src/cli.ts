#!/usr/bin/env node
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { addCounsellor, listCounsellors } from './console/account.js';
import { disableCounsellor } from './console/acts.js';
import type { Io } from './commands/io.js';
import { printProblems } from './commands/io.js';
import { SHAPES } from './commands/shapes.js';
import { readConfig, SettingsError, type Config } from './config.js';
import { loadContent, type Content } from './content.js';
import { LOCALES, type Locale } from './core/locale.js';
import { ORIGINS, PLACES, type Origin, type Place } from './core/place.js';
import { openHost, ROLES, serve, type Role, type Running } from './main.js';

/** The project's folder: two above dist/src. */
const ROOT = resolve(fileURLToPath(new URL('../../', import.meta.url)));

const io: Io = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  now: Date.now(),
  root: ROOT,
};

/** Ends a command with a message and an exit code: 1 not in order, 2 wrong use. */
class Ended extends Error {
  constructor(
    readonly code: number,
    message = '',
  ) {
    super(message);
  }
}

function unmended(problems: readonly string[]): Ended {
  return new Ended(2, `These settings need mending:\n${problems.map((p) => `  ${p}`).join('\n')}`);
}

function settings(): Config {
  try {
    process.loadEnvFile('.env');
  } catch {
    // There is none: the environment alone speaks.
  }
  const result = readConfig(process.env);
  if (result.ok) return result.config;
  throw unmended(result.problems);
}

async function content(config: Config): Promise<Content> {
  const loaded = await loadContent(ROOT, config, io.now);
  if (loaded.ok) return loaded.content;
  printProblems({ ...io, out: io.err }, loaded.problems, false, 'content');
  throw new Ended(1, 'The content needs mending before the bot can speak.');
}

async function serveCommand({ role }: { role: (Role | 'all')[] }): Promise<void> {
  const config = settings();
  const roles = new Set(role.includes('all') ? ROLES : role.filter((r) => r !== 'all'));
  if (!config.redisUrl && roles.size < ROLES.length) {
    throw new Ended(2, 'The embedded store belongs to one process, which does all: leave --role out, or set REDIS_URL and LANPYA_KEY to run several.');
  }
  const loaded = await content(config);
  const running = await serve(config, loaded, ROOT, roles);
  // Heard before it is said that we run: whoever reads that may send a signal at once.
  process.on('SIGHUP', () => void reloadContent(running));
  const stopped = new Promise<void>((resolve) => {
    let stopping = false;
    const stop = () => {
      if (stopping) return;
      stopping = true;
      void running.stop().then(resolve);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
  const at = `http://${config.host === '0.0.0.0' ? 'localhost' : config.host}:${running.port}`;
  const lines = [
    `lanpya is running.`,
    ...(roles.size < ROLES.length ? [`  Does       ${[...roles].join(', ')}; health and metrics at ${at}`] : []),
    ...(roles.has('intake') ? [`  Web chat   ${at}/`] : []),
    ...(roles.has('console') ? [`  Console    ${at}/console`] : []),
    ...(running.setupPath ? [`  First counsellor account (this link works once, for a day): ${at}${running.setupPath}`] : []),
    `  Store      ${config.redisUrl ? `Redis${config.redisAcceptLoss ? ', which may lose messages (REDIS_ACCEPT_LOSS)' : ''}` : `embedded, in ${config.dataDir}`}`,
    `  Telegram   ${config.telegram ? `on, by ${config.telegram.mode}` : 'off: set TELEGRAM_BOT_TOKEN (from @BotFather) to switch it on'}`,
    `  Viber      ${config.viber ? 'on' : 'off: set VIBER_AUTH_TOKEN and PUBLIC_URL to switch it on'}`,
    ...loaded.notes.map((n) => `  ${n}`),
  ];
  for (const line of lines) io.out(line);

  await stopped;
}

/** What an operator reads after SIGHUP: that the new content speaks, or each problem that keeps the earlier one. */
async function reloadContent(running: Running): Promise<void> {
  try {
    const { problems, entries } = await running.reload();
    if (problems.length === 0) return io.out(`The content was read again: ${entries} entries.`);
    printProblems({ ...io, out: io.err }, problems, false, 'content');
    io.err('The earlier content stays in use.');
  } catch (error) {
    io.err(`The content could not be read again, the earlier stays in use: ${error instanceof Error ? error.message : 'unknown'}`);
  }
}

/** `chat`: the whole path on a store in a temporary folder, which goes at the end. */
async function chatCommand({ lang }: { lang?: Locale }): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lanpya-chat-'));
  const own = settings();
  const config: Config = { ...own, dataDir, redisUrl: null, key: null, logLevel: 'error' };
  try {
    const host = await openHost(config, await content(own));
    const { terminal } = await import('../channels/terminal/index.js');
    const channel = terminal({ input: process.stdin, output: process.stdout, locale: lang ?? null, clock: host.clock });
    host.run([channel]);
    await channel.start?.(host.receive);
    await channel.ended;
    await host.idle();
    await host.stop();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Opens the store for one command and closes it again. */
async function withDesk<T>(act: (desk: Parameters<typeof listCounsellors>[0], content: Content, config: Config) => Promise<T>): Promise<T> {
  const config = { ...settings(), logLevel: 'error' as const };
  const loaded = await content(config);
  const host = await openHost(config, loaded);
  try {
    return await act(host, loaded, config);
  } finally {
    await host.stop();
  }
}

const program = new Command('lanpya').description('A chatbot for safe-migration questions, and its counsellor console').exitOverride().showHelpAfterError();
const langOption = () => new Option('--lang <language>', 'language of the answers').choices([...LOCALES]);

program
  .command('serve')
  .description('The bot, its web chat and the counsellor console. Settings come from the environment or .env')
  .addOption(
    new Option(
      '--role <roles...>',
      'what this process does, where several share one Redis: intake takes in what platforms and the web chat bring, worker answers and sends, console serves counsellors',
    )
      .choices(['all', ...ROLES])
      .default(['all'], 'all'),
  )
  .action(serveCommand);
program.command('chat').description('Talk to the bot in the terminal').addOption(langOption()).action(chatCommand);

program
  .command('ask')
  .description('One answer, with its entry, sources, score and risk level; or one for each JSON line on standard input')
  .argument('[question]')
  .addOption(langOption())
  .addOption(new Option('--place <place>', 'where the person works or wants to work').choices([...PLACES]))
  .addOption(new Option('--origin <origin>', 'where the person is from').choices([...ORIGINS]))
  .option('--jsonl', 'read {"id","text","lang"?,"place"?,"origin"?} lines')
  .option('--json', 'print JSON')
  .action(async (text: string | undefined, o: { lang?: Locale; place?: Place; origin?: Origin; jsonl?: boolean; json?: boolean }) => {
    const loaded = await content(settings());
    const { ask, askLines } = await import('./commands/ask.js');
    if (o.jsonl) throw new Ended(await askLines(io, loaded, process.stdin));
    if (text === undefined) throw new Ended(2, 'Write the question in quotes, or use --jsonl');
    const { lang, place, origin } = o;
    throw new Ended(await ask(io, loaded, { id: '1', text, ...(lang && { lang }), ...(place && { place }), ...(origin && { origin }) }, o.json === true));
  });

const knowledge = program
  .command('knowledge')
  .description('Check the knowledge base, see what is covered, sign, write, translate; see `knowledge --help`')
  .allowUnknownOption()
  .helpOption(false)
  .argument('[arguments...]')
  .action(async (args: string[]) => {
    const { knowledgeCommand } = await import('./knowledge/command.js');
    throw new Ended(await knowledgeCommand(args, io));
  });

knowledge
  .command('gaps')
  .description('Questions that found no answer, grouped, without personal words; stop `serve` first when it runs on the embedded store, or use the console')
  .helpOption('-h, --help', 'display help for command')
  .option('--json', 'print JSON')
  .action(async (o: { json?: boolean }) => {
    const { knowledgeGaps } = await import('./commands/gaps.js');
    throw new Ended(await withDesk((desk, loaded, { keepQuestions }) => knowledgeGaps(io, desk, loaded, { json: o.json === true, keeping: keepQuestions })));
  });

const flows = program.command('flows').description('The guided conversations: check, draw, step through');
flows
  .command('check')
  .description('Dead ends, loops, missing words, labels too long for a channel: every problem with file and line')
  .option('--parked', 'instead: how many people stand at a node that is no more, in the store of the settings; stop `serve` first where that is the embedded one')
  .option('--json', 'print JSON')
  .action(async (o: { parked?: boolean; json?: boolean }) => {
    if (o.parked) {
      const [{ checkParked }, { readFlows }] = await Promise.all([import('./commands/flows-parked.js'), import('./flow/load.js')]);
      throw new Ended(await withDesk((desk) => checkParked(io, desk, readFlows(ROOT).book, o.json === true)));
    }
    const [{ checkFlows }, { readKnowledge }] = await Promise.all([import('./commands/flows.js'), import('./knowledge/load.js')]);
    throw new Ended(checkFlows(io, readKnowledge(ROOT).knowledge, o.json === true));
  });
flows
  .command('graph')
  .description('The flow as a picture: SVG, printed or written')
  .argument('<flow>')
  .addOption(langOption().default('en'))
  .option('--out <file>', 'write it there, and print the path')
  .option('--mermaid', 'a Mermaid flowchart instead')
  .action(async (flow: string, o: { lang: Locale; out?: string; mermaid?: boolean }) => {
    const { graphFlow } = await import('./commands/flows.js');
    throw new Ended(await graphFlow(io, flow, o));
  });
flows
  .command('run')
  .description('Step through a flow: messages as a channel shows them (>), events (#) and variables (=)')
  .argument('<flow>')
  .option('--script <file>', 'what the person says, a line each; else from the keyboard')
  .option('--save <file>', 'keep the talk as a transcript; in test/conversations it is a test')
  .addOption(langOption().default('en'))
  .addOption(new Option('--channel <channel>', 'in the shape of this channel').choices(Object.keys(SHAPES)).default('terminal'))
  .action(async (flow: string, o: { lang: Locale; channel: string; script?: string; save?: string }) => {
    const { lang: locale, ...rest } = o;
    const { runFlow } = await import('./commands/flows.js');
    throw new Ended(await runFlow(io, await content(settings()), flow, { locale, ...rest }));
  });
flows
  .command('import')
  .description('A RapidPro or TextIt export (version 13) as flows of ours, with a list of what could not be carried over: 1 where there is any')
  .argument('<export.json>')
  .option('--into <folder>', 'where the flows go', 'flows')
  .option('--force', 'write over flows that are there')
  .option('--json', 'print JSON')
  .action(async (file: string, o: { into: string; force?: boolean; json?: boolean }) => {
    const { importExport } = await import('./commands/flows-import.js');
    throw new Ended(importExport(io, file, { into: o.into, force: o.force === true, json: o.json === true }));
  });

program
  .command('backup')
  .description('Copies the embedded store into a new file, while `serve` runs or not. LANPYA_KEY is not in it: keep that apart')
  .argument('<file>')
  .action(async (file: string) => {
    const { backup } = await import('./commands/backup.js');
    throw new Ended(backup(io, settings(), file));
  });
program
  .command('restore')
  .description('Makes the embedded store from a backup; `serve` is stopped. Replies that waited there are not sent of themselves: a counsellor sees them')
  .argument('<file>')
  .option('--force', 'in place of the store that is there, which is then lost; it still tells who was forgotten and what was said since')
  .option('--forgotten <file>', 'a newer backup or store, which tells who was forgotten and what was said since; may be named more than once', (newer: string, others: string[]) => [...others, newer], [])
  .action(async (file: string, o: { force?: boolean; forgotten: string[] }) => {
    const { restore } = await import('./commands/restore.js');
    throw new Ended(restore(io, settings(), file, { force: o.force === true, newer: o.forgotten }));
  });

const counsellor = program.command('counsellor').description('Console accounts. Stop `serve` first when it runs on the embedded store, or use the console');
counsellor
  .command('add')
  .description('Makes an account and prints a link with which its owner sets the password, once, within a day')
  .argument('<id>', 'name to sign in with, for example hnin')
  .requiredOption('--name <name>', 'name as the person in the chat sees it')
  .addOption(new Option('--role <role>').choices(['counsellor', 'admin']).default('counsellor'))
  .option('--languages <list>', 'languages, separated by commas', 'my,en')
  .action(async (id: string, o: { name: string; role: 'counsellor' | 'admin'; languages: string }) => {
    const languages = o.languages.split(',').map((l) => l.trim()) as Locale[];
    const made = await withDesk((desk) => addCounsellor(desk, { id, name: o.name, role: o.role, languages }));
    if (!made) throw new Ended(1, `There is an account "${id}" already.`);
    io.out(`${id} may set a password at <address of the console>${made.link.path}`);
  });
counsellor
  .command('list')
  .description('All accounts')
  .action(async () => {
    for (const a of await withDesk(listCounsellors)) io.out(`${a.id}\t${a.name}\t${a.role}${a.disabled ? '\tdisabled' : ''}`);
  });
counsellor
  .command('disable')
  .description('Ends the account and all its sessions')
  .argument('<id>')
  .action(async (id: string) => {
    if (!(await withDesk((desk) => disableCounsellor(desk, id)))) throw new Ended(1, `There is no account "${id}".`);
  });

const evaluation = program
  .command('eval')
  .description('Measurements of what the bot understands; without a command the whole report, into docs/eval/')
  .action(async () => {
    const { evalReport } = await import('./commands/eval-report.js');
    throw new Ended(await evalReport(io, await content(settings())));
  });
evaluation
  .command('questions')
  .description('What is told to questions of known answers: right, wrong, urgent, calibration, language; by language and style')
  .argument('<files...>', 'test/questions/<language>.jsonl')
  .option('--out <file>', 'the report as JSON')
  .option('--json', 'print JSON')
  .action(async (files: string[], o: { out?: string; json?: boolean }) => {
    const { evalQuestionsCommand } = await import('./commands/eval.js');
    throw new Ended(await evalQuestionsCommand(io, await content(settings()), files, o));
  });
evaluation
  .command('retrieval')
  .description('The retriever on any corpus: Recall@1, Recall@3, MRR@10, AUROC against out-of-scope questions, a row a language')
  .requiredOption('--corpus <file>', 'a line each: {"id","lang","text","entry"?}')
  .requiredOption('--queries <file>', 'a line each: {"id","lang","query","relevant":[entry ids]}')
  .option('--out <file>', 'the ranked ids of every query')
  .option('--leave-out', 'ask again with a fifth of the entries left out, five times, for sets in which everything has an answer')
  .option('--json', 'print JSON')
  .action(async (o: { corpus: string; queries: string; out?: string; leaveOut?: boolean; json?: boolean }) => {
    const { evalCommand } = await import('./commands/eval.js');
    throw new Ended(evalCommand(io, o));
  });

const training = program.command('train').description('What the bot learns from examples, written into the files that ship');
training
  .command('search')
  .description('Topics from all ways of asking in knowledge/entries: what is found of questions not learned from; some minutes')
  .action(async () => {
    const { trainSearch } = await import('./commands/train-search.js');
    throw new Ended(trainSearch(io));
  });
training
  .command('risk')
  .description('Red flags from knowledge/risk/examples: recall and false alarms by language, on examples not learned from')
  .action(async () => {
    const { trainRisk } = await import('./commands/train.js');
    throw new Ended(trainRisk(io));
  });

program
  .command('bench')
  .description("The program against a bare grammY echo bot beside it, as ratios; about two minutes")
  .option('--seconds <n>', 'length of each round', seconds, 3)
  .option('--knowledge', 'a knowledge base of 10,000 entries instead: reading, checking, loading again')
  .option('--queue', 'the Redis store instead, against BullMQ on a redis-server started for it')
  .option('--growth', 'the embedded store with 1,000,000 open handoffs and the search of 100,000 entries instead, against 1,000 each')
  .option('--turns', 'turns through the engine alone instead, against a plain object with JSON state, and with 1,000 flows against 10')
  .option('--plot <file.svg>', 'throughput and latency as load and workers grow instead, drawn into the file; four minutes')
  .option('--json', 'print JSON')
  .action(async (o: { seconds: number; knowledge?: boolean; queue?: boolean; growth?: boolean; turns?: boolean; plot?: string; json?: boolean }) => {
    const options = { seconds: o.seconds, json: o.json === true };
    throw new Ended(await measurement(o, options));
  });

/** A length of time as a command takes it. */
function seconds(text: string): number {
  const length = Number(text);
  if (!(length > 0)) throw new InvalidArgumentError('Write a number of seconds above 0, for example 3.');
  return length;
}

async function measurement(o: { knowledge?: boolean; queue?: boolean; growth?: boolean; turns?: boolean; plot?: string }, options: { seconds: number; json: boolean }): Promise<number> {
  if (o.queue) return (await import('./bench/queue.js')).benchQueue(io, options.json);
  if (o.growth) return (await import('./bench/growth.js')).benchGrowth(io, options.json);
  if (o.turns) return (await import('./bench/turns.js')).benchTurns(io, options.json);
  if (o.plot !== undefined) return (await import('./bench/plot.js')).benchPlot(io, o.plot, options);
  const { bench, benchContent } = await import('./bench/bench.js');
  return o.knowledge ? benchContent(io, options.json) : bench(io, options);
}

// Whoever reads us may stop early (`lanpya knowledge check | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (thrown) {
  const error: unknown = thrown instanceof SettingsError ? unmended([thrown.message]) : thrown;
  if (error instanceof Ended) {
    if (error.message) io.err(error.message);
    process.exitCode = error.code;
  } else if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    io.err(`lanpya: ${error instanceof Error ? error.message : 'something went wrong'}`);
    process.exitCode = 1;
  }
}
