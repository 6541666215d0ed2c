import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Io } from '../commands/io.js';
import { benchKnowledge } from './knowledge.js';
import { SECRET, idle, underLoad } from './load.js';
import { openPlatform } from './platform.js';
import { startProcess, type Measurand } from './process.js';

/** A/B/A/B rounds; the median of five holds one disturbed round on either side. */
const ROUNDS = 5;
const IDLE_TIMES = 100;
/** A token of the right shape; the platform is ours. */
const TOKEN = `4242424242:${'A'.repeat(35)}`;
/** What is asked: a menu turn, no search. */
const MENU = 'menu';
/** What is asked for a turn with retrieval. */
const QUESTION = 'what is the minimum wage in thailand';

interface Round {
  perSecond: number;
  perCoreSecond: number;
  p99: number;
}

export interface Row {
  name: string;
  ours: number;
  baseline: number | null;
  unit: string;
}

/**
 * `lanpya bench`: the whole program with its durable, encrypted store against the bare echo bot of grammY, both as
 * processes beside a Bot API on loopback, in turn. Read the ratios: absolute figures are this machine's.
 */
export async function bench(io: Io, options: { seconds: number; json: boolean }): Promise<number> {
  const platform = await openPlatform();
  const dir = mkdtempSync(join(tmpdir(), 'lanpya-bench-'));
  const common = { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: platform.url, TELEGRAM_WEBHOOK_SECRET: SECRET };
  const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const port = await freePort();
  const ours = await startProcess(script('../cli.js'), ['serve'], port, { ...common, DATA_DIR: dir, PUBLIC_URL: `http://127.0.0.1:${port}`, TELEGRAM_RATE: '0', LOG_LEVEL: 'error' });
  const echoPort = await freePort();
  const echo = await startProcess(script('./echo.js'), [], echoPort, common);
  // The echo bot answers any path; ours needs its own.
  const idleMemory = ours.memoryMiB();

  const say = (line: string) => void (options.json || io.err(line));
  try {
    say(`lanpya against grammY's echo bot: ${ROUNDS} rounds of ${options.seconds} s each way, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}`);
    await underLoad(ours.url, platform, MENU, 1);
    await underLoad(echo.url, platform, MENU, 1);
    const menu: Round[] = [];
    const search: Round[] = [];
    const base: Round[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      say(`round ${round} of ${ROUNDS}`);
      base.push(await measured(echo, platform, MENU, options.seconds));
      menu.push(await measured(ours, platform, MENU, options.seconds));
      search.push(await measured(ours, platform, QUESTION, options.seconds));
    }
    const quiet = await idle(ours.url, platform, MENU, IDLE_TIMES);
    const quietBase = await idle(echo.url, platform, MENU, IDLE_TIMES);
    const of = (rounds: Round[], key: keyof Round) => median(rounds.map((r) => r[key]));
    const rows: Row[] = [
      { name: 'messages a second, menu turn', ours: of(menu, 'perSecond'), baseline: of(base, 'perSecond'), unit: '1/s' },
      { name: 'messages a core-second, menu turn', ours: of(menu, 'perCoreSecond'), baseline: of(base, 'perCoreSecond'), unit: '1/s' },
      { name: 'messages a core-second, turn with retrieval', ours: of(search, 'perCoreSecond'), baseline: of(base, 'perCoreSecond'), unit: '1/s' },
      { name: 'p99 from webhook to send, 40 connections', ours: of(menu, 'p99'), baseline: of(base, 'p99'), unit: 'ms' },
      { name: 'p50 from webhook to send, idle', ours: quiet.p50, baseline: quietBase.p50, unit: 'ms' },
      { name: 'start to ready', ours: ours.startedInMs, baseline: echo.startedInMs, unit: 'ms' },
      { name: 'memory idle', ours: idleMemory, baseline: null, unit: 'MiB' },
      { name: 'memory after the load', ours: ours.memoryMiB(), baseline: echo.memoryMiB(), unit: 'MiB' },
    ];
    print(io, rows, options.json);
    return 0;
  } finally {
    await ours.stop();
    await echo.stop();
    await platform.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** `lanpya bench --knowledge`: how long a large knowledge base takes to read, check, search and load again. */
export async function benchContent(io: Io, json: boolean): Promise<number> {
  print(io, await benchKnowledge({ root: io.root, now: io.now }), json);
  return 0;
}

function print(io: Io, rows: Row[], json: boolean): void {
  if (json) io.out(JSON.stringify({ rows }));
  else for (const line of table(rows)) io.out(line);
}

async function measured(program: Measurand, platform: Parameters<typeof underLoad>[1], text: string, seconds: number): Promise<Round> {
  const before = program.cpuSeconds();
  const { perSecond, p99 } = await underLoad(program.url, platform, text, seconds);
  return { perSecond, p99, perCoreSecond: (perSecond * seconds) / (program.cpuSeconds() - before) };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function table(rows: Row[]): string[] {
  const number = (n: number) => (n >= 100 ? n.toFixed(0) : n.toFixed(2));
  return [
    '| what | lanpya | baseline | ratio |',
    '| --- | ---: | ---: | ---: |',
    ...rows.map((r) => `| ${r.name}, ${r.unit} | ${number(r.ours)} | ${r.baseline === null ? '' : number(r.baseline)} | ${r.baseline === null ? '' : (r.ours / r.baseline).toFixed(2)} |`),
  ];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
