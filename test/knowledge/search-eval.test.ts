import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evalRetrieval } from '../../src/eval.js';

const folder = mkdtempSync(join(tmpdir(), 'lanpya-eval-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, lines: readonly (object | string)[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return path;
}

const corpus = file('corpus.jsonl', [
  { id: '1', lang: 'en', text: 'how much is the minimum wage', entry: 'wage' },
  { id: '2', lang: 'en', text: 'lowest pay by law', entry: 'wage' },
  { id: '3', lang: 'en', text: 'my employer keeps my passport' },
  { id: '4', lang: 'th', text: 'ค่าแรงขั้นต่ำเท่าไหร่', entry: 'wage' },
]);

describe('evalRetrieval', () => {
  it('measures each language by itself and writes the ranking', () => {
    const out = join(folder, 'out.jsonl');
    const queries = file('queries.jsonl', [
      { id: 'a', lang: 'en', query: 'minimum pay', relevant: ['wage'] },
      { id: 'b', lang: 'en', query: 'he has my passport', relevant: ['3'] },
      { id: 'c', lang: 'en', query: 'minimum wage', relevant: ['3'] },
      { id: 'd', lang: 'en', query: 'zebra', relevant: [] },
      { id: 'e', lang: 'th', query: 'ค่าแรงขั้นต่ำ', relevant: ['wage'] },
    ]);
    const [en, th] = evalRetrieval({ corpus, queries, out });
    expect(en).toMatchObject({ lang: 'en', inScope: 3, outOfScope: 1, recallAt1: 2 / 3, auroc: 1 });
    expect(th).toMatchObject({ lang: 'th', recallAt1: 1, recallAt3: 1, mrrAt10: 1, auroc: null });
    const ranked = readFileSync(out, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { id: string; ranked: string[] });
    expect(ranked.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(ranked[0]?.ranked[0]).toBe('wage');
    expect(ranked[3]?.ranked).toEqual([]);
  });

  it('tells questions whose entry was left out from all others', () => {
    const queries = file('all.jsonl', [
      { id: 'a', lang: 'en', query: 'minimum wage by law', relevant: ['wage'] },
      { id: 'b', lang: 'en', query: 'my employer keeps my passport', relevant: ['3'] },
    ]);
    expect(evalRetrieval({ corpus, queries })[0]).toMatchObject({ auroc: null, aurocLeftOut: null });
    expect(evalRetrieval({ corpus, queries, leaveOut: true })[0]).toMatchObject({ recallAt1: 1, auroc: null, aurocLeftOut: 1 });
  });

  it('says which line is wrong', () => {
    expect(() => evalRetrieval({ corpus, queries: file('bad.jsonl', [{ id: 'a', lang: 'en', query: 'x', relevant: [] }, '{']) })).toThrow(/bad\.jsonl, line 2: write one object/u);
    expect(() => evalRetrieval({ corpus: file('short.jsonl', [{ id: 'a' }]), queries: corpus })).toThrow(/short\.jsonl, line 1/u);
    expect(() => evalRetrieval({ corpus, queries: file('lost.jsonl', [{ id: 'a', lang: 'en', query: 'x', relevant: ['gone'] }]) })).toThrow(/question a names gone/u);
  });
});
