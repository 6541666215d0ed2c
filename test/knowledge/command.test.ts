import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { knowledgeCommand } from '../../src/knowledge/command.js';
import { changed, ENTRY, folderOf, KEY, md, problemsOf, SAMPLE, TODAY } from './content.js';

const FEES = 'knowledge/facts/TH/fees.yaml';

async function run(root: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await knowledgeCommand(args, { out: (l) => out.push(l), err: (l) => err.push(l), now: TODAY, root });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
const textIn = (root: string, file: string) => readFileSync(join(root, file), 'utf8');

describe('lanpya knowledge', () => {
  it('helps, and names wrong use', async () => {
    const root = folderOf();
    expect(await run(root, '--help')).toMatchObject({ code: 0, out: expect.stringMatching(/check[^]*status[^]*sign[^]*new[^]*export[^]*import/) });
    expect(await run(root, 'check', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('--draft') });
    expect((await run(root, 'chek')).code).toBe(2);
    expect(await run(root, 'export', 'mm')).toMatchObject({ code: 2, err: expect.stringContaining('my, en, th, km, lo, vi') });
  });

  it('check: 0 where all is in order, 1 with each problem where not', async () => {
    expect(await run(folderOf(), 'check')).toEqual({ code: 0, out: '6 of 6 texts of the coverage map are written (by topic, place and language: lanpya knowledge status)\n2 facts, 1 entries: 0 errors, 0 warnings', err: '' });
    const root = folderOf({ ...changed(`${ENTRY}/en.md`, 'Ask for', 'Pay 900. Ask for'), [`${ENTRY}/km.md`]: null });
    const found = await run(root, 'check');
    expect(found.code).toBe(1);
    expect(found.out).toMatch(/en\.md:13: digits stand in the prose[^]*: documents\/pink-card@TH \(tier 1\) is missing in km[^]*5 of 6 texts[^]*2 errors, 0 warnings/);
    expect(JSON.parse((await run(root, 'check', '--json')).out)).toMatchObject({ errors: 2, warnings: 0, coverage: { owed: 6, missing: 1, sourced: 5 } });
    expect(JSON.parse((await run(root, 'check', '--json', '--draft')).out)).toMatchObject({ errors: 1, warnings: 1 });
  });

  it('status: a table, JSON and a picture', async () => {
    const root = folderOf({ [`${ENTRY}/km.md`]: null });
    const { out } = await run(root, 'status');
    expect(out).toMatch(/documents\/pink-card TH +1 +s +s +s +· +s +s\n/);
    expect(out).toMatch(/ends within 30 days: 1\n +2026-12-11 +mmth-FEE-08 +ends, is not said any more/);
    expect(JSON.parse((await run(root, 'status', '--json')).out)).toMatchObject({ totals: { sourced: 5, missing: 1 }, ending: [{ days: 30, facts: [{ fact: 'mmth-FEE-08', why: 'ends', entries: [KEY] }] }, { days: 60 }, { days: 90, facts: [{ fact: 'mmth-HLP-01', why: 'ages' }] }] });
    const svg = (await run(root, 'status', '--svg')).out;
    expect(svg).toMatch(/^<svg xmlns=[^]*documents\/pink-card[^]*<\/svg>/);
    expect(svg.match(/<rect/g)).toHaveLength(6 + 6);
  });

  it('new: a fact, an entry and a translation, which the check then asks to be filled in', async () => {
    const root = folderOf({ 'knowledge/topics.yaml': `${SAMPLE['knowledge/topics.yaml']}fees/overcharged: {asks: x, places: [TH], tier: 2}\n`, [`${ENTRY}/lo.md`]: null });
    expect(await run(root, 'new', 'fact', 'mmth-FEE-30', 'TH')).toMatchObject({ code: 0, out: 'knowledge/facts/TH/mmth-FEE-30.yaml' });
    expect(await run(root, 'new', 'entry', 'fees/overcharged', 'TH', '--origin', 'MM')).toMatchObject({ code: 0 });
    expect(await run(root, 'new', 'translation', KEY, 'lo')).toMatchObject({ code: 0, out: `${ENTRY}/lo.md` });
    expect(await run(root, 'new', 'translation', KEY, 'lo')).toMatchObject({ code: 2, err: expect.stringContaining('exists already') });
    expect(await run(root, 'new', 'translation', 'a/b@TH', 'lo')).toMatchObject({ code: 2, err: expect.stringContaining('there is no entry a/b@TH') });
    const found = problemsOf(root).map((p) => `${p.file}: ${p.message}`).join('\n');
    expect(found).toMatch(/mmth-FEE-30\.yaml: 0\.claim|mmth-FEE-30\.yaml: claim/);
    expect(found).toMatch(/fees\/overcharged\/TH-MM\/en\.md: title/);
    expect(found).toMatch(/lo\.md: English is left over/);
  });

  it('sign: a key, a signature, what changed since, and a text sent back', async () => {
    const root = folderOf();
    const key = join(folderOf(), 'reviewer.pem');
    expect(await run(root, 'new', 'reviewer', 'one', '--name', 'Reviewer One', '--key', join(root, 'inside.pem'))).toMatchObject({ code: 2, err: expect.stringContaining('outside this folder') });
    expect(await run(root, 'new', 'reviewer', 'one', '--name', 'Reviewer One', '--key', key)).toMatchObject({ code: 0 });
    expect(textIn(root, 'knowledge/reviews.yaml')).not.toContain('PRIVATE');

    const signed = await run(root, 'sign', KEY, 'my', '--reviewer', 'one', '--key', key);
    expect(signed).toMatchObject({ code: 0, out: expect.stringMatching(/amount 900, currency THB[^]*Signed: documents\/pink-card@TH in my/) });
    expect(problemsOf(root)).toEqual([]);
    expect((await run(root, 'status')).out).toMatch(/documents\/pink-card TH +1 +R +s/);

    writeFileSync(join(root, FEES), (SAMPLE[FEES] ?? '').replace('900', '950'));
    expect((await run(root, 'sign', KEY, 'my', '--show')).out).toMatch(/Changed since one signed it on 2026-11-21:\n- +value: amount 900, currency THB\n\+ +value: amount 950, currency THB/);

    expect(await run(root, 'sign', KEY, 'th', '--reviewer', 'one', '--send-back', 'wrong word')).toMatchObject({ code: 0 });
    expect((await run(root, 'status')).out).toMatch(/documents\/pink-card TH +1 +s +s +</);
    expect(await run(root, 'sign', KEY, 'my', '--reviewer', 'two', '--key', key)).toMatchObject({ code: 2, err: expect.stringContaining('two is not among the reviewers') });
  });

  it('voids: which signatures a fact carries, and which its change took away', async () => {
    const root = folderOf();
    const key = join(folderOf(), 'reviewer.pem');
    await run(root, 'new', 'reviewer', 'one', '--name', 'Reviewer One', '--key', key);
    for (const l of ['en', 'my']) await run(root, 'sign', KEY, l, '--reviewer', 'one', '--key', key);
    expect(await run(root, 'voids', 'mmth-FEE-08')).toEqual({ code: 0, err: '', out: ['my', 'en'].map((l) => `${KEY} ${l}: holds until the fact changes (signed by Reviewer One, 2026-11-21)\n`).join('') + '0 signatures void, 2 rest on mmth-FEE-08' });

    writeFileSync(join(root, FEES), (SAMPLE[FEES] ?? '').replace('900', '950'));
    expect((await run(root, 'voids', 'mmth-FEE-08')).out).toMatch(/my: void since the fact changed[^]*en: void since the fact changed[^]*2 signatures void, 0 rest/);
    expect((await run(root, 'voids', 'mmth-HLP-01')).out).toBe('0 signatures void, 0 rest on mmth-HLP-01');
    expect((await run(root, 'check')).out).toContain(`${ENTRY}/my.md:1: warning: mmth-FEE-08 changed after it was signed`);
    expect(JSON.parse((await run(root, 'voids', 'mmth-FEE-08', '--json')).out)).toMatchObject({ signatures: [{ locale: 'my', void: true }, { locale: 'en', void: true }] });
    expect((await run(root, 'voids', 'mmth-FEE-99')).code).toBe(2);
  });

  it('export and import: a translation comes back into its file', async () => {
    const root = folderOf({ [`${ENTRY}/vi.md`]: null });
    const po = (await run(folderOf(), 'export', 'vi')).out;
    const file = join(folderOf(), 'vi.po');
    writeFileSync(file, po);
    expect(await run(root, 'import', file)).toEqual({ code: 0, out: `${ENTRY}/vi.md\n1 texts changed, 0 not taken`, err: '' });
    expect(problemsOf(root)).toEqual([]);
    expect(textIn(root, `${ENTRY}/vi.md`)).toBe(md('vi'));
  });

  it('receipts: notes each code once', async () => {
    const root = folderOf();
    expect((await run(root, 'receipts')).out).toMatch(/^6 new codes/);
    expect((await run(root, 'receipts')).out).toMatch(/^0 new codes/);
    expect(textIn(root, 'knowledge/receipts').trim().split('\n')).toHaveLength(6);
    expect(problemsOf(root)).toEqual([]);
  });
});
