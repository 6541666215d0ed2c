import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nameReviewer } from '../../src/console/account.js';
import { knowledgeGaps } from '../../src/commands/gaps.js';
import { liveContent, type LiveContent } from '../../src/content-live.js';
import { questionsOf, vocabularies } from '../../src/content-questions.js';
import { loadContent } from '../../src/content.js';
import { gapKeeper, readGaps } from '../../src/host/gaps.js';
import { quiet } from '../host/office.js';
import { ENTRY, KEY, SAMPLE } from '../knowledge/content.js';
import { installation } from '../knowledge/installation.js';
import { launch, openPage, picture, sidewaysOverflow, signIn } from './browser.js';
import { openOffice, type Office } from './office.js';

const CONFIG = { contentPolicy: 'sourced', embeddings: { kind: 'builtin' } } as const;
const NOW = Date.UTC(2026, 10, 20);
const EN = `${ENTRY}/en.md`;
const LIST = (SAMPLE[EN] ?? '').slice(0, (SAMPLE[EN] ?? '').indexOf('\n---\n', 4));

let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

let root: string;
let content: LiveContent;
let office: Office;
beforeEach(async () => {
  root = installation();
  const first = await loadContent(root, CONFIG, NOW);
  if (!first.ok) throw new Error(first.problems.map((p) => p.message).join('\n'));
  content = liveContent(first.content, root, CONFIG, () => NOW);
  office = await openOffice({ questions: questionsOf(content, root) });
  const keep = gapKeeper({ ...office.desk, clock: office.clock, log: quiet }, vocabularies(content));
  for (const text of ['permit at the Hlaing office, pay a broker for it', 'permit at the office, pay a broker for it', 'permit at the office, pay a broker for it']) await keep({ text, locale: 'en' });
  await keep({ text: 'somebody asks you to keep a photo', locale: 'en' });
});
afterEach(() => office.close());

const file = () => readFileSync(join(root, EN), 'utf8');
const shown = async () => (await office.desk.store.records('gap')).length;
const code = (body: unknown) => (body as { error: { code: string } }).error.code;
async function reviewer() {
  const visit = await office.counsellor('ma-hnin', 'Ma Hnin');
  await nameReviewer(office.desk, 'ma-hnin', 'Reviewer of this test');
  return visit;
}
const EXAMPLE = { locale: 'en', example: 'permit at the office, pay a broker for it' };

it.each([
  ['a desk', 1280, 800, 'light'],
  ['a phone at night', 390, 844, 'dark'],
] as const)('a reviewer on %s adds a phrasing with one click, and takes away what is not ours', async (_, width, height, colours) => {
  await reviewer();
  const { page, wrong } = await openPage(browser, office, { width, height }, colours);
  await signIn(page, office, 'ma-hnin');
  await page.getByRole('link', { name: 'Questions' }).click();
  const rows = page.locator('.question-row');
  await rows.nth(1).waitFor();
  expect(await page.locator('.question').allTextContents()).toEqual([EXAMPLE.example, 'somebody asks you to keep a photo']);
  expect(await rows.first().textContent()).toContain('English · asked 3 times');
  expect(await page.locator('body').textContent()).not.toMatch(/hlaing/i);
  expect(await sidewaysOverflow(page)).toBe(0);
  await picture(page, `questions-${width}`);

  const phrasing = rows.first().getByLabel('As a phrasing');
  expect(await phrasing.inputValue()).toBe(EXAMPLE.example);
  await rows.first().getByRole('button', { name: 'Add to “Cost of the permit”' }).click();
  await page.getByText('Added to “Cost of the permit”. The bot knows it now.').waitFor();
  expect(file()).toBe((SAMPLE[EN] ?? '').replace(LIST, `${LIST}\n  - ${EXAMPLE.example}`));
  expect((await content.understand(EXAMPLE.example, { place: 'TH', origin: 'MM', zawgyiEvidence: 0 })).understanding.gate).toBe('answer');

  await rows.first().getByRole('button', { name: 'Not ours' }).click();
  await page.getByText('There are none.').or(page.getByText('Taken away.')).waitFor();
  expect(await rows.count()).toBe(0);
  expect(await shown()).toBe(0);
  expect(await sidewaysOverflow(page)).toBe(0);
  expect(wrong).toEqual([]);
  await page.context().close();
});

it('another entry is chosen from all that have the language', async () => {
  await reviewer();
  const { page } = await openPage(browser, office, { width: 390, height: 844 });
  await signIn(page, office, 'ma-hnin');
  await page.getByRole('link', { name: 'Questions' }).click();
  const last = page.locator('.question-row').last();
  await last.waitFor();
  const choices = await last.getByRole('combobox', { name: 'Another entry' }).locator('option').count();
  // Where nothing is near, every entry is in the list; else all but the nearest, which has its own button.
  const near = await last.getByRole('button', { name: 'Add to' }).count();
  expect(choices).toBe(1 + content.knowledge.entries.size - near);
  await page.context().close();
});

describe('the acts', () => {
  it('are a reviewer’s; others read', async () => {
    const visit = await office.counsellor('ko-ko', 'Ko Ko');
    const { mayJudge, groups } = (await visit.get('/questions')).body as { mayJudge: boolean; groups: object[] };
    expect([mayJudge, groups.length]).toEqual([false, 2]);
    expect(JSON.stringify(groups)).not.toContain('ids');
    expect((await visit.post('/questions/add', { ...EXAMPLE, entry: KEY, words: 'x' })).status).toBe(403);
    expect((await visit.post('/questions/drop', EXAMPLE)).status).toBe(403);
    expect((await office.visitor().get('/questions')).status).toBe(401);
    expect(await shown()).toBe(4);
  });

  it('leave everything as it is where the words are not in order, and say why', async () => {
    const visit = await reviewer();
    const refuses = async (entry: string, words: string) => {
      const { status, body } = await visit.post('/questions/add', { ...EXAMPLE, entry, words });
      return [status, (body as { error: { code: string; message: string } }).error.message] as const;
    };
    expect(await refuses(KEY, 'permit cost a')).toEqual([409, 'The entry has this phrasing already.']);
    expect(await refuses('no/such@TH', 'x')).toEqual([409, 'This entry has no text in this language yet.']);
    expect((await refuses(KEY, 'two\nlines'))[0]).toBe(400);
    expect((await refuses(KEY, 'my … permit'))[0]).toBe(400);
    expect(file()).toBe(SAMPLE[EN]);
    expect(code((await visit.post('/questions/drop', { ...EXAMPLE, example: 'never asked' })).body)).toBe('unknown');
    // A folder in the temporary file's place: nobody can write it, whatever their rights.
    mkdirSync(join(root, `${EN}.new`));
    expect(await refuses(KEY, 'how much')).toEqual([409, expect.stringMatching(/cannot be written \(EISDIR\)/)]);
    rmSync(join(root, `${EN}.new`), { recursive: true });
    expect(await shown()).toBe(4);
  });

  it('take the phrasing back where the content would not load with it', async () => {
    const visit = await reviewer();
    // Zawgyi, as somebody pasted it: the check refuses it in a Burmese text.
    const keep = gapKeeper({ ...office.desk, clock: office.clock, log: quiet }, vocabularies(content));
    await keep({ text: 'လက်မှတ်ခ', locale: 'my' });
    const before = readFileSync(join(root, `${ENTRY}/my.md`), 'utf8');
    const refused = await visit.post('/questions/add', { locale: 'my', example: 'လက်မှတ်ခ', entry: KEY, words: 'အလုပ္လုပ္ခြင့္ လက္မွတ္ ဘယ္ေလာက္ က်သလဲ ခင္ဗ်ာ' });
    expect([refused.status, refused.body]).toEqual([409, { error: { code: 'refused', message: expect.stringContaining('Zawgyi') } }]);
    expect(readFileSync(join(root, `${ENTRY}/my.md`), 'utf8')).toBe(before);
    expect(content.state().problems).toEqual([]);
  });

  it('are noted without a word of the question', async () => {
    const visit = await reviewer();
    const admin = await office.counsellor('u-admin', 'U Admin', 'admin');
    await visit.post('/questions/add', { ...EXAMPLE, entry: KEY, words: 'how much for it' });
    await visit.post('/questions/drop', { locale: 'en', example: 'somebody asks you to keep a photo' });
    const { rows } = (await admin.get('/audit')).body as { rows: { action: string; object: string }[] };
    expect(rows.map(({ action, object }) => `${action} ${object}`)).toEqual(expect.arrayContaining([`phrasing-added ${KEY} en`, 'questions-dropped 1 in en']));
    expect(JSON.stringify(rows)).not.toMatch(/broker|photo/);
  });
});

it('knowledge gaps prints the groups, most asked first, and the same as JSON', async () => {
  const lines: string[] = [];
  const io = { out: (line: string) => void lines.push(line), err: () => {}, now: NOW, root };
  expect(await knowledgeGaps(io, office.desk, content, { json: false, keeping: true })).toBe(0);
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^3\ten\tpermit at the office, pay a broker for it\tnearest documents\/pink-card@TH \(\d\.\d\d\): /);
  expect(lines[2]).toBe('4 questions without an answer in 90 days, in 2 groups');
  expect(await knowledgeGaps(io, office.desk, content, { json: true, keeping: true })).toBe(0);
  const { keeping, questions, groups } = JSON.parse(lines[3] ?? '') as { keeping: boolean; questions: number; groups: { count: number; ids?: string[] }[] };
  expect([keeping, questions, groups.map((g) => g.count), groups[0]?.ids]).toEqual([true, 4, [3, 1], undefined]);
  expect(await knowledgeGaps(io, office.desk, content, { json: false, keeping: false })).toBe(0);
  expect(lines.at(-1)).toMatch(/^Keeping questions is off: KEEP_QUESTIONS=yes turns it on/);
  expect(await readGaps(office.desk)).toHaveLength(4);
});
