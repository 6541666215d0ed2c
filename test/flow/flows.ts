import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { afterEach } from 'vitest';
import { LOCALES } from '../../src/core/locale.js';
import type { World } from '../../src/core/world.js';
import { readFlows, type FlowBook } from '../../src/flow/load.js';
import { flowVoice } from '../../src/flow/voice.js';
import type { Problem } from '../../src/knowledge/knowledge.js';
import { NOON, ROOT, smallWorld } from '../core/world.js';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((f) => rmSync(f, { recursive: true })));

/** Flows on disk beside the shipped standing sentences: `files` are paths below `flows/` and what stands in them. */
export function written(files: Record<string, string>): { book: FlowBook; problems: Problem[] } {
  const root = mkdtempSync(join(tmpdir(), 'flows-'));
  folders.push(root);
  cpSync(join(ROOT, 'flows/system'), join(root, 'flows/system'), { recursive: true });
  writeFileSync(join(root, 'flows/system/menu.yaml'), '- command: human\n');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, 'flows', path)), { recursive: true });
    writeFileSync(join(root, 'flows', path), text);
  }
  return readFlows(root);
}

/** A flow's files: its graph, and the same words in every language. */
export function filesOf(flow: string, graph: string, texts: Record<string, string>, triggers: string[] = [`begin ${flow}`]): Record<string, string> {
  const words = LOCALES.map((l) => [`${flow}/${l}.yaml`, stringify({ title: flow, ...(l === 'en' ? { triggers } : {}), texts }, { lineWidth: 0 })] as const);
  return { [`${flow}/flow.yaml`]: graph, ...Object.fromEntries(words) };
}

/** The tests' world with these flows instead of the shipped ones. */
export function worldOf(files: Record<string, string>, now = NOON): World {
  const { book, problems } = written(files);
  if (problems.length > 0) throw new Error(problems.map((p) => `${p.file}:${p.line}: ${p.message}`).join('\n'));
  const small = smallWorld(now);
  return { ...small, ...flowVoice(book)(now, small) };
}
