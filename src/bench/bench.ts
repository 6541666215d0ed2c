import type { Io } from '../commands/io.js';
import { ROUNDS, rowOf, type Row } from './figures.js';
import { benchKnowledge, largeProject } from './knowledge.js';
import { MENU, crowd, idle, underLoad, warmUp } from './load.js';
import { openPlatform } from './platform.js';
import { fsyncMs, type Measurand } from './process.js';
import { startEcho, startOurs } from './programs.js';
import { machine, print } from './report.js';

const IDLE_TIMES = 100;
/** Live conversations with which memory is read, and messages of each. */
const CROWD = 1_000;
const EACH = 4;
/** Entries of the large base: beyond what a vetted base has. */
const LARGE = 5_000;
/** What is asked for a turn with retrieval. */
const QUESTION = 'what is the minimum wage in thailand';

interface Round {
  perSecond: number;
  perCoreSecond: number;
  p99: number;
}

/**
 * `lanpya bench`: the whole program with its durable, encrypted store against the bare echo bot of grammY, both as
 * processes beside a Bot API on loopback, in turn. Read the ratios: absolute figures are this machine's.
 */
export async function bench(io: Io, options: { seconds: number; json: boolean }): Promise<number> {
  const say = (line: string) => void (options.json || io.err(line));
  const platform = await openPlatform();
  const running: Measurand[] = [];
  const started = async (program: Promise<Measurand>) => {
    running.push(await program);
    return program;
  };
  try {
    const ours = await started(startOurs(platform));
    const echo = await started(startEcho(platform));
    say(`writing a base of ${LARGE} entries and starting with it`);
    const project = largeProject(io.root, LARGE);
    const large = await started(startOurs(platform, project.root).finally(project.remove));
    say(`lanpya against grammY's echo bot: ${ROUNDS} rounds of ${options.seconds} s each way; ${machine(io.root)}`);
    // Seconds after the start: what that alone needed is given back.
    const idleMemory = ours.memoryMiB();
    await warmUp(ours.url, platform, MENU);
    await warmUp(echo.url, platform, MENU);
    await warmUp(large.url, platform, project.question);
    const menu: Round[] = [];
    const search: Round[] = [];
    const wide: Round[] = [];
    const base: Round[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      say(`round ${round} of ${ROUNDS}`);
      base.push(await measured(echo, platform, MENU, options.seconds));
      menu.push(await measured(ours, platform, MENU, options.seconds));
      search.push(await measured(ours, platform, QUESTION, options.seconds));
      wide.push(await measured(large, platform, project.question, options.seconds));
    }
    const quiet = await idle(ours.url, platform, MENU, IDLE_TIMES);
    const quietBase = await idle(echo.url, platform, MENU, IDLE_TIMES);
    await crowd(ours.url, platform, MENU, CROWD, EACH);
    await crowd(echo.url, platform, MENU, CROWD, EACH);
    const of = (rounds: Round[], key: keyof Round) => rounds.map((r) => r[key]);
    const rows: Row[] = [
      rowOf('messages a second, menu turn', '1/s', of(menu, 'perSecond'), of(base, 'perSecond')),
      rowOf('messages a core-second, menu turn', '1/s', of(menu, 'perCoreSecond'), of(base, 'perCoreSecond')),
      rowOf('messages a core-second, turn with retrieval over the shipped base', '1/s', of(search, 'perCoreSecond'), of(base, 'perCoreSecond')),
      rowOf(`messages a core-second, turn with retrieval over ${LARGE} entries`, '1/s', of(wide, 'perCoreSecond'), of(base, 'perCoreSecond')),
      rowOf('p99 from webhook to send, 40 connections', 'ms', of(menu, 'p99'), of(base, 'p99')),
      { name: 'p50 from webhook to send, idle', ours: quiet.p50, baseline: quietBase.p50, unit: 'ms' },
      { name: 'p50 added to the baseline\'s, idle, against one fsync and 1 ms', ours: quiet.p50 - quietBase.p50, baseline: fsyncMs() + 1, unit: 'ms' },
      { name: 'start to ready', ours: ours.startedInMs, baseline: echo.startedInMs, unit: 'ms' },
      { name: 'memory idle', ours: idleMemory, baseline: null, unit: 'MiB' },
      { name: `memory after the load, with ${CROWD.toLocaleString('en')} live conversations`, ours: ours.memoryMiB(), baseline: echo.memoryMiB(), unit: 'MiB' },
    ];
    print(io, rows, options.json);
    return 0;
  } finally {
    for (const program of running) await program.stop();
    await platform.close();
  }
}

/** `lanpya bench --knowledge`: how long a large knowledge base takes to read, check, search and load again. */
export async function benchContent(io: Io, json: boolean): Promise<number> {
  print(io, await benchKnowledge({ root: io.root, now: io.now }), json);
  return 0;
}

async function measured(program: Measurand, platform: Parameters<typeof underLoad>[1], text: string, seconds: number): Promise<Round> {
  const before = program.cpuSeconds();
  const { perSecond, p99 } = await underLoad(program.url, platform, text, seconds);
  return { perSecond, p99, perCoreSecond: (perSecond * seconds) / (program.cpuSeconds() - before) };
}
