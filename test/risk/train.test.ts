import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXAMPLES, readExamples, trainRisk } from '../../src/commands/train.js';
import { LEARNED } from '../../src/content-data.js';
import { unpacked } from '../../src/risk/learned.js';

const ROOT = new URL('../../', import.meta.url).pathname;

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lanpya-train-'));
  for (const folder of ['known', 'told']) mkdirSync(join(root, EXAMPLES, folder), { recursive: true });
  cpSync(join(ROOT, 'knowledge/risk/violence.yaml'), join(root, 'knowledge/risk/violence.yaml'));
  cpSync(join(ROOT, 'flows/system'), join(root, 'flows/system'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (name: string, ...lines: string[]): void => writeFileSync(join(root, EXAMPLES, name), `${lines.join('\n')}\n`);
const call = (text: string): string => JSON.stringify({ text, danger: 'violence' });
const ordinary = (text: string): string => JSON.stringify({ text, danger: null });
const many = (of: (text: string) => string, text: string): string[] => Array.from({ length: 12 }, (_, n) => of(`${text} ${'abcdefghijkl'[n]?.repeat(9) ?? ''}`));

function run(): { code: number; out: string; err: string } {
  const said = { out: '', err: '' };
  const code = trainRisk({ out: (line) => void (said.out += `${line}\n`), err: (line) => void (said.err += `${line}\n`), now: 0, root });
  return { code, ...said };
}

describe('train risk', () => {
  it('writes what it learned, known by the hash of its examples, and says how well', () => {
    write('en.jsonl', ...many(call, 'he smashed my teeth'), ...many(ordinary, 'a form for the dentist'));
    const { code, out } = run();
    expect(code).toBe(0);
    expect(out).toContain('| en | 12 |');
    expect(unpacked(readFileSync(join(root, LEARNED))).examples).toBe(readExamples(root).hash);
    const before = readExamples(root).hash;
    write('en.jsonl', ordinary('another'));
    expect(readExamples(root).hash).not.toBe(before);
  });

  it('learns no danger that nobody described', () => {
    write('en.jsonl', JSON.stringify({ text: 'the moon fell', danger: 'moonfall' }));
    expect(run()).toMatchObject({ code: 1, err: expect.stringContaining('moonfall') as string });
  });

  it.each([
    ['no example', 'en.jsonl', [call('he smashed my teeth'), '{"text":"no danger said"}'], /en\.jsonl:2/u],
    ['no JSON', 'en.jsonl', ['hello'], /en\.jsonl:1/u],
    ['in no language of ours', 'fr.jsonl', [call('il me frappe')], /fr\.jsonl/u],
  ])('names the place of what is %s', (_, name, lines, place) => {
    write(name, ...lines);
    expect(() => run()).toThrow(place);
  });
});
