import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../e2e/program.js';
import { installation, rewrite } from './installation.js';

const project = new URL('../..', import.meta.url).pathname;
const FEES = 'knowledge/facts/TH/fees.yaml';

let child: ChildProcess | null = null;
afterEach(async () => {
  const ended = new Promise((resolve) => child?.once('close', resolve));
  child?.kill('SIGKILL');
  await ended;
});

/** The whole program over a folder of its own, and what it prints. */
async function program(root: string): Promise<{ url: string; printed(words: RegExp): Promise<void> }> {
  for (const part of ['dist', 'package.json', 'src/console/page', 'channels/web/page']) cpSync(join(project, part), join(root, part), { recursive: true });
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'));
  onTestFinished(() => rmSync(join(root, 'data'), { recursive: true, force: true }));
  const port = await freePort();
  const started = spawn(process.execPath, ['dist/src/cli.js', 'serve'], { cwd: root, env: { PATH: process.env['PATH'] ?? '', PORT: String(port), DATA_DIR: join(root, 'data'), LOG_LEVEL: 'error' } });
  child = started;
  let output = '';
  for (const stream of [started.stdout, started.stderr]) stream.on('data', (d: Buffer) => (output += d.toString()));
  const printed = (words: RegExp) => expect.poll(() => output, { timeout: 40_000 }).toMatch(words);
  await printed(/lanpya is running/);
  return { url: `http://127.0.0.1:${port}`, printed };
}

describe('SIGHUP', () => {
  it('reads the content again; bad content is told of with file and line, and the program goes on', async () => {
    const root = installation();
    const { url, printed } = await program(root);
    rewrite(root, FEES, '2026-12-11', '2026-02-30');
    child?.kill('SIGHUP');
    await printed(/knowledge\/facts\/TH\/fees\.yaml:8: error: .*this day does not exist[^]*The earlier content stays in use/);
    rewrite(root, FEES, '2026-12-11', '2026-12-12');
    child?.kill('SIGHUP');
    await printed(/The content was read again: 1 entries/);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});
