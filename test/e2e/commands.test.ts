import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../core/world.js';
import { lanpya } from './program.js';

const PATIENCE = 120_000;
const KEY = { LOG_LEVEL: 'error' };

describe('chat', () => {
  it('holds a conversation in the terminal, with numbers for buttons', { timeout: PATIENCE }, async () => {
    const { code, out } = await lanpya(['chat', '--lang', 'en'], KEY, '2\n1\nmenu\n/quit\n');
    expect(code).toBe(0);
    expect(out).toContain('2. English');
    expect(out).toContain('I am an automatic helper, not a person');
    expect(out).toContain('Which country do you work in');
    expect(out).toContain('What would you like to know?');
    expect(out.indexOf('Which language')).toBeLessThan(out.indexOf('Which country do you work in'));
  });
});

describe('ask', () => {
  it('gives one answer with its entry, score and risk', { timeout: PATIENCE }, async () => {
    const { code, out } = await lanpya(['ask', '--lang', 'en', '--place', 'TH', 'what is the minimum wage'], KEY);
    expect(code).toBe(0);
    expect(out).toMatch(/\[answer · wages\/minimum TH · score 0\.\d\d · risk R0 · en\]/);
  });

  it('answers JSON lines in order, in the shape of the contract', { timeout: PATIENCE }, async () => {
    const lines = [
      { id: 'a', text: 'အနည်းဆုံးလုပ်ခ ဘယ်လောက်လဲ', lang: 'my', place: 'TH', origin: 'MM' },
      { id: 'b', text: 'my employer beats me every day' },
      { id: 'c', text: 'how do I bake bread' },
    ];
    const { code, out } = await lanpya(['ask', '--jsonl'], KEY, lines.map((l) => JSON.stringify(l)).join('\n'));
    expect(code).toBe(0);
    const answers = out.trim().split('\n').map((l) => JSON.parse(l) as Record<string, unknown>);
    expect(answers).toMatchObject([
      { id: 'a', kind: 'answer', lang: 'my', risk: 'R0', entry: { topic: 'wages/minimum', place: 'TH', origin: null }, asks: null },
      { id: 'b', kind: 'urgent', lang: 'en', risk: 'R3', entry: null },
      { id: 'c', kind: 'handoff', entry: null },
    ]);
    for (const a of answers) expect(Object.keys(a).sort()).toEqual(['alternatives', 'asks', 'entry', 'id', 'kind', 'lang', 'risk', 'score', 'text']);
  });

  it('names the line that is no question', { timeout: PATIENCE }, async () => {
    const { code, err } = await lanpya(['ask', '--jsonl'], KEY, '{"id":"a","text":"x"}\nnonsense\n');
    expect(code).toBe(2);
    expect(err).toContain('line 2');
  });
});

describe('flows', () => {
  it('are drawn, and stepped through from a script', { timeout: PATIENCE }, async () => {
    const drawn = await lanpya(['flows', 'graph', 'check-fee', '--mermaid'], KEY);
    expect(drawn.out).toMatch(/^flowchart TD/);
    expect(drawn.out).toContain('too-much');
    const dir = mkdtempSync(join(tmpdir(), 'lanpya-script-'));
    writeFileSync(join(dir, 'script'), '1\n1\n1\n500000 kyat\nno\n');
    const { code, out } = await lanpya(['flows', 'run', 'check-fee', '--script', join(dir, 'script')], KEY);
    rmSync(dir, { recursive: true });
    expect(code).toBe(0);
    expect(out).toContain('You were asked for 500,000 kyat');
    expect((await lanpya(['flows', 'graph', 'no-such-flow'], KEY)).code).toBe(2);
  });
});

describe('wrong use', () => {
  it('is told with exit code 2, and help with 0', { timeout: PATIENCE }, async () => {
    expect((await lanpya(['dance'], KEY)).code).toBe(2);
    expect((await lanpya(['ask', '--place', 'MOON', 'x'], KEY)).code).toBe(2);
    const help = await lanpya(['--help'], KEY);
    expect(help.code).toBe(0);
    for (const command of ['serve', 'chat', 'ask', 'knowledge', 'flows', 'counsellor', 'eval', 'bench']) expect(help.out).toContain(command);
  });
});

describe('broken content', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'lanpya-broken-'));
    for (const part of ['dist', 'knowledge', 'flows', 'package.json']) cpSync(join(ROOT, part), join(root, part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
    appendFileSync(join(root, 'knowledge/entries/wages/minimum/TH/en.md'), '\n\nIt is {{fact:mmth-NOT-THERE}}.\n');
    appendFileSync(join(root, 'flows/check-fee/flow.yaml'), '  nowhere:\n    do: [{say: where}]\n    otherwise: gone\n');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('keeps the program from starting, with every problem by file and line', { timeout: PATIENCE }, async () => {
    const { code, err } = await lanpya(['serve'], { ...KEY, DATA_DIR: join(root, 'data') }, '', root);
    expect(code).toBe(1);
    expect(err).toMatch(/knowledge\/entries\/wages\/minimum\/TH\/en\.md:\d+: error: .*mmth-NOT-THERE/);
    expect(err).toMatch(/flows\/check-fee\/flow\.yaml:\d+: error: nowhere: goes to "gone", which does not exist/);
    expect(err).toMatch(/flows\/check-fee\/flow\.yaml:\d+: error: nowhere: nothing leads here/);
  });
});
