import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ContentDesk } from '../../src/console/content-desk.js';
import { openSigningKey, signingKeyOf } from '../../src/console/signing-key.js';
import { nameReviewer, setPassword } from '../../src/console/account.js';
import { liveContent, type LiveContent } from '../../src/content-live.js';
import { loadContent } from '../../src/content.js';
import type { TextRow } from '../../src/core/reviewing.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { reviewState } from '../../src/knowledge/reading.js';
import { reviewing } from '../../src/knowledge/reviewing.js';
import { ENTRY, KEY, put, SAMPLE } from '../knowledge/content.js';
import { installation, rewrite } from '../knowledge/installation.js';
import { launch, openPage, picture, sidewaysOverflow, signIn } from './browser.js';
import { openOffice, PASSWORD, type Office } from './office.js';

const CONFIG = { contentPolicy: 'sourced', embeddings: { kind: 'builtin' } } as const;
const MY = `${ENTRY}/my.md`;
const FEES = 'knowledge/facts/TH/fees.yaml';
const NAME = 'Reviewer of this test';

let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

let root: string;
let content: LiveContent;
let office: Office;
let close: (() => Promise<void>)[] = [];
beforeEach(async () => {
  root = installation();
  const first = await loadContent(root, CONFIG, Date.UTC(2026, 10, 20));
  if (!first.ok) throw new Error(first.problems.map((p) => p.message).join('\n'));
  office = await openOffice({ content: (clock) => deskOver(liveContent(first.content, root, CONFIG, clock), clock) });
});
afterEach(async () => {
  for (const end of close.reverse()) await end();
  close = [];
  await office.close();
});

function deskOver(live: LiveContent, clock: () => number): ContentDesk {
  content = live;
  const room = { knowledge: () => live.knowledge, preview: (...text: [string, 'my']) => live.preview(...text, clock()), speak: (...text: [string, 'my']) => live.world(clock()).speak(...text), changed: live.takeReviews, clock, root };
  return { reviewing: reviewing(room), state: live.state, reload: live.reload };
}

async function reviewer(id = 'ma-hnin') {
  const visit = await office.counsellor(id, 'Ma Hnin');
  await nameReviewer(office.desk, id, NAME);
  return visit;
}
const stateIn = (locale: 'my' | 'th' | 'en') => {
  const { knowledge } = readKnowledge(root);
  return reviewState(knowledge, knowledge.entries.get(KEY)!, locale).state;
};
const text = (locale: string) => `/text?entry=${encodeURIComponent(KEY)}&locale=${locale}`;
const code = (body: unknown) => (body as { error: { code: string } }).error.code;

describe.each([
  ['a desk', 1280, 800, 'light'],
  ['a phone at night', 390, 844, 'dark'],
] as const)('a reviewer on %s', (_, width, height, colours) => {
  it('makes a key, reads and signs, sees the signature void with its change, signs again, and sends back', async () => {
    await reviewer();
    const { page, wrong } = await openPage(browser, office, { width, height }, colours);
    close.push(() => page.context().close());
    await signIn(page, office, 'ma-hnin');
    await page.getByRole('link', { name: 'Texts' }).click();
    await page.getByText('Your signing key').waitFor();
    expect(await sidewaysOverflow(page)).toBe(0);
    await picture(page, `texts-key-${width}`);
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Make my key' }).click();
    await page.getByText('Your signing key').waitFor({ state: 'detached' });
    expect(readFileSync(join(root, 'knowledge/reviews.yaml'), 'utf8')).toContain(NAME);

    await page.getByRole('combobox', { name: 'Language' }).selectOption('my');
    expect(await page.locator('.chip').allTextContents()).toEqual(['myunread']);
    await picture(page, `texts-${width}`);
    await page.locator('.chip').click();
    await page.getByRole('heading', { name: 'How a person reads it today' }).waitFor();
    const whole = await page.locator('.reading').textContent();
    for (const part of ['Burmese', 'English', 'The permit costs', 'ပွဲစားကို မပေးဘဲ', 'mmth-FEE-08', '၉၀၀ ဘတ်', '(900 baht)', 'confirmed for 2026-02', 'until 2026-12-11', 'confidence high', 'Ministry of Labour: Pink card service, 2017', 'https://example.org/card', 'အလုပ်အကိုင်ရုံး: 1694']) expect(whole).toContain(part);
    expect(await page.locator('.reading a[href^="http"]').count()).toBe(0);
    expect(await sidewaysOverflow(page)).toBe(0);
    await picture(page, `text-${width}`);

    const sign = async () => {
      await page.getByLabel('Your password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign this text' }).click();
      await page.getByText(`Signed by ${NAME} on 2026-11-20.`).waitFor();
    };
    await sign();
    expect(stateIn('my')).toBe('signed');
    expect(content.world(office.clock()).speak(KEY, 'my')?.footer).toContain(NAME);
    await picture(page, `text-signed-${width}`);

    // One letter, and one figure.
    put(root, MY, (SAMPLE[MY] ?? '').replace('ပြေစာကို', 'ပြေစာများကို'));
    rewrite(root, FEES, 'amount: 900', 'amount: 950');
    expect((await content.reload()).problems).toEqual([]);
    await page.reload();
    await page.getByText('The signature does not hold any more.').waitFor();
    const lines = await page.locator('.diff-line:not(.same)').allTextContents();
    expect(lines.map((l) => l.trim())).toEqual([expect.stringMatching(/^−was: .*ပြေစာကို/), expect.stringMatching(/^\+is: .*ပြေစာများကို/), '−was:   value: amount 900, currency THB', '+is:   value: amount 950, currency THB']);
    expect(await sidewaysOverflow(page)).toBe(0);
    await picture(page, `text-void-${width}`);
    await sign();

    await page.getByLabel('What is wrong').fill('The word for receipt is not the usual one.');
    await page.getByRole('button', { name: 'Send it back' }).click();
    await page.getByText(`Sent back by ${NAME} on 2026-11-20:`).waitFor();
    expect(stateIn('my')).toBe('sent-back');
    expect(content.world(office.clock()).speak(KEY, 'my')?.locale).toBe('en');
    await page.getByRole('link', { name: '‹ All texts' }).click();
    await page.locator('.chip.sent-back').waitFor();
    expect(wrong).toEqual([]);
  });
});

describe('an admin', () => {
  it('names a reviewer, and loads the content again with its problems shown', async () => {
    await office.counsellor('u-admin', 'U Admin', 'admin');
    await office.counsellor('ma-hnin', 'Ma Hnin');
    const { page, wrong } = await openPage(browser, office, { width: 390, height: 844 });
    close.push(() => page.context().close());
    await signIn(page, office, 'u-admin');
    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.locator('.row', { hasText: 'ma-hnin' }).getByRole('button', { name: 'May review…' }).click();
    await page.getByLabel('The name under the answers they confirm').fill(NAME);
    await page.getByRole('button', { name: 'Make a reviewer' }).click();
    await page.getByText(`reviews texts as ${NAME}`).waitFor();
    expect(await sidewaysOverflow(page)).toBe(0);

    rewrite(root, FEES, '2026-12-11', '2026-02-30');
    await page.getByRole('link', { name: 'Content' }).click();
    await page.getByText('1 entries, in use since').waitFor();
    await page.getByRole('button', { name: 'Load again' }).click();
    await page.getByText(`${FEES}, line 8`).waitFor();
    await page.getByText('this day does not exist').waitFor();
    expect(await sidewaysOverflow(page)).toBe(0);
    await picture(page, 'content-390');
    expect(content.world(office.clock()).speak(KEY, 'en')?.text).toContain('900 baht');

    rewrite(root, FEES, 'amount: 900', 'amount: 950');
    await page.getByRole('button', { name: 'Load again' }).click();
    await page.getByText('this day does not exist').waitFor({ state: 'detached' });
    expect(content.world(office.clock()).speak(KEY, 'en')?.text).toContain('950 baht');
    expect(wrong).toEqual([]);
  });
});

describe('a signing key', () => {
  it('opens only with the password, and nothing readable of it lies in the store', async () => {
    const visit = await reviewer();
    expect((await visit.post('/text/key', { password: 'not the password' })).status).toBe(403);
    expect((await visit.post('/text/key', { password: PASSWORD })).status).toBe(200);
    const kept = await openSigningKey(office.desk, 'ma-hnin', PASSWORD);
    expect(kept?.privateKey).toContain('PRIVATE KEY');
    expect(await openSigningKey(office.desk, 'ma-hnin', 'not the password')).toBeNull();
    expect(await openSigningKey(office.desk, 'nobody', PASSWORD)).toBeNull();
    const sealed = await office.desk.store.record('signing-key', 'ma-hnin');
    // Even with the vault open there is no key to be read.
    const opened = JSON.stringify(office.desk.vault.openRecord('signing-key', 'ma-hnin', sealed!));
    const secret = kept!.privateKey.split('\n')[1] ?? '';
    for (const form of [secret, Buffer.from(kept!.privateKey).toString('base64').slice(0, 40), 'PRIVATE']) expect(opened).not.toContain(form);
    expect(readFileSync(join(root, 'knowledge/reviews.yaml'), 'utf8')).not.toContain(secret);
    expect(office.logged.join('\n')).not.toContain(secret);
  });

  it('is lost with its password: the next is another, and what was signed stays signed', async () => {
    const visit = await reviewer();
    await visit.post('/text/key', { password: PASSWORD });
    const { digest } = (await visit.get(text('my'))).body['page'] as { digest: string };
    expect((await visit.post('/text/sign', { entry: KEY, locale: 'my', digest, password: PASSWORD })).status).toBe(200);
    const next = 'another good long one';
    await setPassword(office.desk, 'ma-hnin', next);
    const again = office.visitor();
    office.pass(1000);
    await again.post('/session/login', { id: 'ma-hnin', password: next });
    const thai = ((await again.get(text('th'))).body['page'] as { digest: string }).digest;
    expect(code((await again.post('/text/sign', { entry: KEY, locale: 'th', digest: thai, password: next })).body)).toBe('no-key');
    expect((await again.post('/text/key', { password: next })).status).toBe(200);
    expect(await signingKeyOf(office.desk, 'ma-hnin')).toMatchObject({ reviewer: 'ma-hnin-2' });
    expect((await again.post('/text/sign', { entry: KEY, locale: 'th', digest: thai, password: next })).status).toBe(200);
    expect([stateIn('my'), stateIn('th'), stateIn('en')]).toEqual(['signed', 'signed', 'unread']);
  });

  it('is not guessed: after ten tries one waits', async () => {
    const visit = await reviewer();
    await visit.post('/text/key', { password: PASSWORD });
    const wish = { entry: KEY, locale: 'my', digest: 'x', password: 'a guess' };
    const answers = [];
    for (let n = 0; n < 11; n++) answers.push((await visit.post('/text/sign', wish)).status);
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 403), 429]);
  });
});

describe('a review', () => {
  it('is taken only for the text that was read', async () => {
    const visit = await reviewer();
    await visit.post('/text/key', { password: PASSWORD });
    const { digest } = (await visit.get(text('en'))).body['page'] as { digest: string };
    put(root, `${ENTRY}/en.md`, (SAMPLE[`${ENTRY}/en.md`] ?? '').replace('Ask for a receipt', 'Ask for one receipt'));
    await content.reload();
    for (const answer of [await visit.post('/text/sign', { entry: KEY, locale: 'en', digest, password: PASSWORD }), await visit.post('/text/send-back', { entry: KEY, locale: 'en', digest, comment: 'no' })]) {
      expect([answer.status, code(answer.body)]).toEqual([409, 'changed']);
    }
    expect(stateIn('en')).toBe('unread');
    expect(code((await visit.get(text('xx'))).body)).toBe('invalid');
    expect(code((await visit.get('/text?entry=no@TH&locale=en')).body)).toBe('unknown');
  });

  it('says so where the folder cannot be written', async () => {
    const visit = await reviewer();
    // A folder in the file's place: nobody can write it, whatever their rights.
    mkdirSync(join(root, 'knowledge/reviews.yaml'));
    const refused = await visit.post('/text/key', { password: PASSWORD });
    expect([refused.status, refused.body]).toEqual([409, { error: { code: 'unwritable', message: expect.stringMatching(/knowledge\/reviews\.yaml of this installation cannot be written \(E\w+\)/) } }]);
    rmSync(join(root, 'knowledge/reviews.yaml'), { recursive: true });
    expect((await visit.post('/text/key', { password: PASSWORD })).status).toBe(200);
  });

  it('shows an ended rule as expired, whatever was signed', async () => {
    const visit = await reviewer();
    const states = async () => ((await visit.get('/texts')).body['rows'] as TextRow[])[0]?.states;
    expect(await states()).toEqual({ my: 'unread', en: 'unread', th: 'unread', km: 'unread', lo: 'unread', vi: 'unread' });
    rewrite(root, FEES, 'validUntil: 2026-12-11', 'validUntil: 2026-11-01');
    await content.reload();
    expect(Object.values((await states()) ?? {})).toEqual(Array.from({ length: 6 }, () => 'expired'));
  });
});
