import { spawn, type ChildProcess } from 'node:child_process';
import { ROOT } from '../core/world.js';

export { freePort } from '../../src/bench/process.js';

export interface Program {
  url: string;
  pid: number;
  /** All that it printed so far. */
  output(): string;
  /** Resolves with the exit code, null where a signal ended it. */
  ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Sends a signal that does not end it. */
  signal(signal: NodeJS.Signals): void;
}

/** Runs a command of the program; only the settings given, nothing of this machine's. */
export function lanpya(args: string[], env: Record<string, string>, input = '', root = ROOT): Promise<{ code: number | null; out: string; err: string }> {
  const child = start(args, env, root);
  child.stdin?.end(input);
  return new Promise((resolve) => {
    let out = '';
    let err = '';
    child.stdout?.on('data', (d: Buffer) => (out += d.toString()));
    child.stderr?.on('data', (d: Buffer) => (err += d.toString()));
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

/** Starts `serve` as a process of its own, with these arguments, and waits until it is ready. */
export async function serveProgram(port: number, env: Record<string, string>, args: string[] = []): Promise<Program> {
  const child = start(['serve', ...args], { ...env, PORT: String(port) });
  let printed = '';
  child.stdout?.on('data', (d: Buffer) => (printed += d.toString()));
  child.stderr?.on('data', (d: Buffer) => (printed += d.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => printed.includes('lanpya is running') && resolve());
    void ended.then((code) => reject(new Error(`serve ended with ${code}:\n${printed}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    output: () => printed,
    ended,
    async kill(signal) {
      child.kill(signal);
      await ended;
    },
    signal: (signal) => void child.kill(signal),
  };
}

function start(args: string[], env: Record<string, string>, root = ROOT): ChildProcess {
  return spawn(process.execPath, ['dist/src/cli.js', ...args], { cwd: root, env: { PATH: process.env['PATH'] ?? '', ...env } });
}
