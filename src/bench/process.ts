import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './figures.js';

/** A program under measurement, as a process of its own. */
export interface Measurand {
  url: string;
  /** From the start of the process to its word that it runs, milliseconds. */
  startedInMs: number;
  /** CPU seconds so far, user and system (Linux, /proc). */
  cpuSeconds(): number;
  /** Resident memory, MiB. */
  memoryMiB(): number;
  stop(): Promise<void>;
}

/** The project's folder: three above dist/src/bench. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Clock ticks a second in /proc/<pid>/stat: USER_HZ, 100 on every Linux that Node runs on. */
const TICKS = 100;

/** Starts a command of the shell, in the folder `cwd`, that becomes one process. Rejects with what it printed where it does not come up. */
export async function startProcess(command: string, port: number, env: Record<string, string>, cwd = ROOT): Promise<Measurand> {
  const began = performance.now();
  const child = spawn('/bin/sh', ['-c', command], { cwd, env: { PATH: process.env['PATH'] ?? '', ...env, PORT: String(port) }, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    const read = (data: Buffer) => {
      printed += data.toString();
      if (printed.includes('lanpya is running')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => reject(new Error(`"${command}" did not start:\n${printed}`)));
  });
  const proc = (file: string) => readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
  return {
    url: `http://127.0.0.1:${port}`,
    startedInMs: performance.now() - began,
    cpuSeconds() {
      const fields = proc('stat').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / TICKS;
    },
    memoryMiB: () => Number(/VmRSS:\s+(\d+)/.exec(proc('status'))?.[1]) / 1024,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Syncs that are timed: the median of so many is steady on a disk that others use too. */
const SYNCS = 100;

/** Milliseconds of one fsync of a page that was just written, as the disk of temporary folders does it. */
export function fsyncMs(): number {
  const dir = mkdtempSync(join(tmpdir(), 'lanpya-fsync-'));
  const file = openSync(join(dir, 'file'), 'w');
  try {
    const page = new Uint8Array(4096);
    return median(
      Array.from({ length: SYNCS }, () => {
        writeSync(file, page);
        const began = performance.now();
        fdatasyncSync(file);
        return performance.now() - began;
      }),
    );
  } finally {
    closeSync(file);
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Above what programs are known by, below what Linux lends to outgoing calls (32768 and up): one of these took a port before its server did. */
const FREE_PORTS = [20_000, 32_768] as const;

/** A port on loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const port = randomInt(...FREE_PORTS);
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true)));
  if (!isFree) return freePort();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
