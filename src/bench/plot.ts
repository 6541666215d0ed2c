import { writeFileSync } from 'node:fs';
import type { Io } from '../commands/io.js';
import { isNoisy, median, noiseOf, ROUNDS, type Row } from './figures.js';
import { MENU, underLoad, warmUp, type Measured } from './load.js';
import { picture, type Point } from './picture.js';
import { openPlatform, type Platform } from './platform.js';
import type { Measurand } from './process.js';
import { startEcho, startOurs, startWorkers } from './programs.js';
import { developers, machine, print } from './report.js';

/** Alone, then doubling up to twice Telegram's default of 40 webhook connections. */
const LOADS = [1, 5, 10, 20, 40, 80];
/** Of the seconds of a round of `bench`: 24 points of five rounds each end in about four minutes, and a point is a median. */
const SHARE = 0.5;

/** A program of the picture: its name there, and how it starts. */
export interface Contender {
  name: string;
  start(platform: Platform): Promise<Pick<Measurand, 'url' | 'stop'>>;
}
const BASELINE = 'grammY echo, keeps nothing';
const CONTENDERS: Contender[] = [
  { name: BASELINE, start: startEcho },
  { name: 'lanpya, embedded store', start: startOurs },
  { name: 'lanpya, Redis, 1 worker', start: (platform) => startWorkers(platform, 1) },
  { name: 'lanpya, Redis, 2 workers', start: (platform) => startWorkers(platform, 2) },
];

/** `lanpya bench --plot`: throughput and latency as load and workers grow, drawn into an SVG file and printed. */
export async function benchPlot(io: Io, file: string, options: { seconds: number; json: boolean }): Promise<number> {
  // Missing, it is better said before minutes of measuring.
  await developers('vega', () => import('vega'));
  const say = (line: string) => void (options.json || io.err(line));
  const about = machine(io.root);
  say(`As load and workers grow: ${about}`);
  const { points, rows, noisy } = await measuredPoints(CONTENDERS, { loads: LOADS, rounds: ROUNDS, seconds: options.seconds * SHARE }, say);
  const caption = `${about}${noisy ? '; too noisy: other programs ran' : ''}`;
  writeFileSync(file, await picture(points, caption));
  print(io, rows, options.json);
  say(`Drawn into ${file}`);
  return 0;
}

/** Every program under every load, in turn, round by round; a row for each but the first, which is the baseline. */
export async function measuredPoints(
  contenders: readonly Contender[],
  { loads, rounds, seconds }: { loads: readonly number[]; rounds: number; seconds: number },
  say: (line: string) => void,
): Promise<{ points: Point[]; rows: Row[]; noisy: boolean }> {
  const platform = await openPlatform();
  const running: { name: string; program: Pick<Measurand, 'url' | 'stop'> }[] = [];
  try {
    for (const { name, start } of contenders) {
      say(`starts and is warmed: ${name}`);
      const program = await start(platform);
      running.push({ name, program });
      await warmUp(program.url, platform, MENU);
    }
    const points: Point[] = [];
    const rows: Row[] = [];
    for (const [n, connections] of loads.entries()) {
      say(`${n + 1} of ${loads.length}: ${connections} connections, about ${Math.ceil((loads.length - n) * contenders.length * rounds * seconds)} s to the end`);
      const took = running.map(({ name, program }) => ({ name, program, rounds: [] as Measured[] }));
      for (let round = 0; round < rounds; round += 1) {
        for (const one of took) one.rounds.push(await underLoad(one.program.url, platform, MENU, seconds, connections));
      }
      const drawn = took.map((one) => ({ point: pointOf(one.name, connections, one.rounds), noise: noiseOf(one.rounds.map((r) => r.perSecond)) }));
      points.push(...drawn.map((d) => d.point));
      rows.push(...rowsOf(drawn, connections));
    }
    return { points, rows, noisy: rows.some(isNoisy) };
  } finally {
    for (const { program } of running) await program.stop();
    await platform.close();
  }
}

function pointOf(series: string, connections: number, rounds: readonly Measured[]): Point {
  const of = (key: keyof Measured) => median(rounds.map((r) => r[key]));
  return { series, connections, perSecond: of('perSecond'), p50: of('p50'), p99: of('p99') };
}

function rowsOf([base, ...ours]: readonly { point: Point; noise: number }[], connections: number): Row[] {
  if (!base) return [];
  return ours.flatMap(({ point, noise }) => {
    const row = (key: 'perSecond' | 'p99', what: string, unit: string): Row => ({
      name: `${what}, ${point.series}, ${connections} connections`,
      ours: point[key],
      baseline: base.point[key],
      unit,
      noise: Math.max(noise, base.noise),
    });
    return [row('perSecond', 'messages', '1/s'), row('p99', 'p99 from webhook to send', 'ms')];
  });
}
