import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { freePort } from '../e2e/program.js';
import { folderOf, put, SAMPLE, type Files } from './content.js';

const project = new URL('../..', import.meta.url).pathname;

/** A whole installation in a folder: the sample of the knowledge base with the bot's real flows and names of places. */
export function installation(over: Files = {}): string {
  const root = folderOf({ 'flows/check-fee/flow.yaml': null, ...over });
  for (const flow of ['system', 'welcome', 'check-fee']) cpSync(join(project, 'flows', flow), join(root, 'flows', flow), { recursive: true });
  cpSync(join(project, 'knowledge/places.yaml'), join(root, 'knowledge/places.yaml'));
  // The sample has one topic and no other flow: the flow that looks up fees leads there, and else to the menu.
  const fees = readFileSync(join(root, 'flows/check-fee/flow.yaml'), 'utf8');
  put(root, 'flows/check-fee/flow.yaml', fees.replace(/entry: [a-z]+\/[a-z-]+/g, 'entry: documents/pink-card').replace(/start: (?!begin\b)[a-z-]+\}/g, 'menu: show}'));
  put(root, 'flows/system/menu.yaml', '- {flow: check-fee}\n- {topic: documents/pink-card}\n- {command: human}\n');
  return root;
}

/** Puts the sample's file back, with one thing in it replaced. */
export function rewrite(root: string, file: string, from: string, to: string): void {
  const text = SAMPLE[file];
  if (!text?.includes(from)) throw new Error(`the sample's ${file} does not hold ${from}`);
  put(root, file, text.replaceAll(from, to));
}

/** The whole program over an installation; it ends with the test. */
export async function servedFrom(root: string, env: Record<string, string> = {}, port?: number): Promise<{ url: string; printed(words: RegExp): Promise<void>; signal(signal: NodeJS.Signals): void }> {
  for (const part of ['dist', 'package.json', 'src/console/page', 'channels/web/page']) cpSync(join(project, part), join(root, part), { recursive: true });
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'));
  const data = mkdtempSync(join(tmpdir(), 'lanpya-served-'));
  const listens = port ?? (await freePort());
  const child = spawn(process.execPath, ['dist/src/cli.js', 'serve'], { cwd: root, env: { PATH: process.env['PATH'] ?? '', PORT: String(listens), DATA_DIR: data, LOG_LEVEL: 'error', ...env } });
  const ended = new Promise((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(data, { recursive: true, force: true });
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (d: Buffer) => (output += d.toString()));
  const printed = (words: RegExp) => expect.poll(() => output, { timeout: 60_000 }).toMatch(words);
  await printed(/lanpya is running/);
  return { url: `http://127.0.0.1:${listens}`, printed, signal: (signal) => void child.kill(signal) };
}
