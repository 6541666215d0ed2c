import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { rehearsal } from '../../src/commands/rehearsal.js';
import { loadContent, type Content } from '../../src/content.js';
import { isLocale } from '../../src/core/locale.js';
import { NOON, ROOT } from '../core/world.js';

/**
 * Transcripts with the real content, at noon of 21 November 2026. `UPDATE=1 npm test -- test/conversations` writes what the
 * bot says now into the files; read the difference before you commit it.
 */
const FOLDER = new URL('.', import.meta.url).pathname;
let content: Content;

beforeAll(async () => {
  const loaded = await loadContent(ROOT, { contentPolicy: 'sourced', embeddings: { kind: 'builtin' } }, NOON);
  if (!loaded.ok) throw new Error(loaded.problems.map((p) => `${p.file}:${p.line}: ${p.message}`).join('\n'));
  content = loaded.content;
}, 120_000);

describe('transcripts', () => {
  for (const file of readdirSync(FOLDER).filter((f) => f.endsWith('.txt'))) {
    it(file, async () => {
      const path = join(FOLDER, file);
      const wanted = readFileSync(path, 'utf8');
      const played = await replayed(wanted);
      if (process.env['UPDATE'] && process.env['CI'] !== 'true') writeFileSync(path, played);
      else expect(played).toBe(wanted);
    });
  }
});

/** The talk again: its comments and what goes in are kept, what comes out is made anew. */
async function replayed(transcript: string): Promise<string> {
  const lines = transcript.split('\n').filter((l) => l !== '' && !/^(>|# )/.test(l));
  const language = /^\/\/ language: (\S+)/.exec(lines[0] ?? '')?.[1];
  const talk = rehearsal(content, isLocale(language) ? language : null, NOON);
  const out: string[] = [];
  for (const line of lines) {
    out.push(line);
    if (!line.startsWith('//')) out.push(...(await talk.play(line)), '');
  }
  return `${out.join('\n').trimEnd()}\n`;
}
