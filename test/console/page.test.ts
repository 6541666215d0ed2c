import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { firstAccountLink } from '../../src/console/link.js';
import { UNDO_MS } from '../../src/console/page/closings.js';
import { IDLE_MS } from '../../src/console/session.js';
import { enter, isSent, launch, openPage, picture, sidewaysOverflow, signIn } from './browser.js';
import { message, openOffice, PASSWORD, personWrites, queuePerson, workOff, workOffNext, type Case, type Office } from './office.js';

let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

let office: Office;
let close: (() => Promise<void>)[] = [];
beforeEach(async () => void (office = await openOffice()));
afterEach(async () => {
  for (const end of close.reverse()) await end();
  close = [];
  await office.close();
});

async function opened(size: { width: number; height: number }, colours?: 'light' | 'dark'): Promise<{ page: Page; wrong: string[] }> {
  const made = await openPage(browser, office, size, colours);
  close.push(() => made.page.context().close());
  return made;
}

/** Three people wait: the first in danger. */
async function morning(): Promise<Case> {
  await queuePerson(office.desk, { risk: 'R1', summary: { reason: 'no-answer', place: 'MY', about: 'fees/legal-maximum@MY' }, said: ['ပွဲစားခက ဘယ်လောက်လဲ'] });
  office.pass(8 * 60_000);
  await queuePerson(office.desk, { risk: 'R2', summary: { reason: 'red-flag', dangers: ['passport-held'], locale: 'km', origin: 'KH' }, said: ['ថៅកែយកលិខិតឆ្លងដែន'] });
  office.pass(5 * 60_000);
  const person = await queuePerson(office.desk, {
    risk: 'R3',
    summary: { reason: 'red-flag', dangers: ['locked-in', 'violence'] },
    said: ['စက်ရုံထဲမှာ ပိတ်ထားတယ်', 'အပြင်ထွက်လို့ မရဘူး။ ပတ်စပို့လည်း သိမ်းထားတယ်။ ဘာလုပ်ရမလဲ'],
  });
  const bot = { ...message(person.reference, 'bot.0', office.clock(), 'အန္တရာယ်ရှိနေရင် ၁၉၁ ကို ဖုန်းခေါ်ပါ။ လူတစ်ယောက်နဲ့ ဆက်သွယ်ပေးနေပါတယ်။'), suggestedActions: { to: [], actions: [{ type: 'postBack' as const, title: 'အကူအညီ', value: 't' }] } };
  const { store, vault } = office.desk;
  const key = await store.keyOf(person.conversation, vault.newKey(person.conversation));
  await store.append(person.conversation, 'transcript', 'bot.0', vault.seal(person.conversation, key, 'line', { by: 'notice', activity: bot }));
  return person;
}

describe.each([
  ['a desk', 1280, 800, 'light'],
  ['a phone at night', 390, 844, 'dark'],
  ['a small phone', 320, 568, 'light'],
] as const)('on %s', (_, width, height, colours) => {
  it('somebody signs in, sees who waits, takes, answers and closes', async () => {
    await office.counsellor('ma-hnin', 'Ma Hnin');
    const { page, wrong } = await opened({ width, height }, colours);
    // The page's timers stand still until the test moves them: a busy machine may need longer to undo than people get.
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    await page.goto(`${office.url}/console`);
    await picture(page, `sign-in-${width}`);
    await enter(page, 'ma-hnin');
    await page.getByText('Nobody is waiting.').waitFor();
    await picture(page, `empty-${width}`);

    const person = await morning();
    const first = page.locator('.queue .case').first();
    await page.waitForFunction(() => document.title === '(3) Danger now');
    expect(await first.locator('.risk').textContent()).toBe('Danger now');
    expect(await first.textContent()).toContain('locked in, violence');
    expect(await first.textContent()).toMatch(/Burmese.*in Thailand.*from Myanmar.*Telegram/);
    expect(await page.locator('.alarm').textContent()).toContain('A person in danger now is waiting.');
    expect(await sidewaysOverflow(page)).toBe(0);
    await picture(page, `list-${width}`);

    await first.click();
    await page.getByText('အပြင်ထွက်လို့ မရဘူး').waitFor();
    expect(await page.locator('.alarm').isHidden()).toBe(true);
    await picture(page, `read-${width}`);
    await page.getByRole('button', { name: 'Take this conversation' }).click();
    const box = page.getByLabel('Your reply');
    await box.waitFor();
    await page.getByText('The person sees: Ma Hnin').waitFor();
    expect(await sidewaysOverflow(page)).toBe(0);

    await box.fill('မင်္ဂလာပါ။ ကျွန်မ ဒီမှာရှိပါတယ်။ အခု လုံခြုံလား');
    await box.press('Control+Enter');
    await isSent(page);
    expect((await workOff(office.desk)).map((e) => e.name)).toEqual(['handoff.status', 'counsellor.reply']);
    await page.locator('.line.counsellor:not(.pending)').waitFor();
    await page.locator('.pending').waitFor({ state: 'detached' });
    await personWrites(office.desk, person, 'လုံခြုံပါတယ်');
    await page.locator('.line', { hasText: 'လုံခြုံပါတယ်' }).waitFor();
    await picture(page, `talk-${width}`);

    await page.getByRole('button', { name: 'Close…' }).click();
    await picture(page, `close-${width}`);
    expect(await sidewaysOverflow(page)).toBe(0);
    await page.getByLabel('Referred to another service').check();
    await page.getByRole('button', { name: 'Close it' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await box.waitFor();
    expect(await workOff(office.desk)).toEqual([]);

    await page.getByRole('button', { name: 'Close…' }).click();
    await page.getByLabel('Case opened').check();
    await page.getByRole('button', { name: 'Close it' }).click();
    await picture(page, `closing-${width}`);
    // The desk waits until it can no longer be undone; the phones leave the page, which sends it at once.
    await (width === 1280 ? page.clock.fastForward(UNDO_MS) : page.reload());
    expect((await workOffNext(office.desk)).map((e) => e.value)).toMatchObject([{ state: 'completed', outcome: 'case-opened' }]);
    await page.locator('.standing', { hasText: 'This conversation is closed.' }).waitFor();
    expect(wrong).toEqual([]);
  });
});

describe('the page', () => {
  it('makes the first account from the link, invites another, who chooses a password', async () => {
    const link = await firstAccountLink(office.desk);
    const { page, wrong } = await opened({ width: 1280, height: 800 });
    await page.goto(office.url + link!.path);
    await page.getByLabel('Sign-in name').fill('ma-hnin');
    await page.getByLabel('The name people see in the chat').fill('Ma Hnin');
    await page.getByLabel('Password').fill(PASSWORD);
    await picture(page, 'first-account');
    expect(page.url()).toBe(`${office.url}/console`);
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.getByLabel('Sign-in name').fill('ko-aung');
    await page.getByLabel('The name people see in the chat').fill('Ko Aung');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const address = await page.getByLabel('One-time link').inputValue();
    await picture(page, 'accounts');

    const other = await opened({ width: 390, height: 844 });
    await other.page.goto(address);
    await other.page.getByLabel('Password').fill('another good long one');
    await other.page.getByRole('button', { name: 'Begin' }).click();
    await other.page.getByText('Nobody is waiting.').waitFor();
    expect(await other.page.getByRole('link', { name: 'Accounts' }).count()).toBe(0);

    await page.locator('.row', { hasText: 'Ko Aung' }).getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('button', { name: 'Disable for good?' }).click();
    await page.locator('.row.off', { hasText: 'Ko Aung' }).waitFor();
    await other.page.getByText('Your session has ended.').waitFor();
    expect([...wrong, ...other.wrong]).toEqual([]);
  });

  it('says who was quicker, and shows no words any more', async () => {
    await office.counsellor('ma-hnin', 'Ma Hnin');
    const aung = await office.counsellor('ko-aung', 'Ko Aung');
    const person = await queuePerson(office.desk, { said: ['one of a kind'] });
    const { page, wrong } = await opened({ width: 1280, height: 800 });
    await signIn(page, office, 'ma-hnin');
    await page.locator('.case').click();
    await page.getByText('one of a kind').waitFor();
    await aung.post(`/handoff/${person.id}/take`);
    await page.getByText('Ko Aung holds this conversation.').waitFor();
    expect(await page.getByText('one of a kind').count()).toBe(0);
    await picture(page, 'held');
    expect(wrong).toEqual([]);
  });

  it('says once that a conversation is closed, also where that happened between the list and the words', async () => {
    const hnin = await office.counsellor('ma-hnin', 'Ma Hnin');
    const person = await queuePerson(office.desk, { said: ['one of a kind'] });
    await hnin.post(`/handoff/${person.id}/take`);
    const { page } = await opened({ width: 1280, height: 800 });
    await signIn(page, office, 'ma-hnin');
    await page.locator('.case').click();
    await page.getByText('one of a kind').waitFor();
    await workOff(office.desk);
    let closed = false;
    await page.route(`**/api/handoff/${person.id}`, async (route) => {
      if (!closed) await hnin.post(`/handoff/${person.id}/close`, { outcome: 'information-given' });
      closed = true;
      await workOff(office.desk);
      await route.continue();
    });
    await personWrites(office.desk, person, 'are you there?');
    await page.locator('.standing', { hasText: 'This conversation is closed.' }).waitFor();
    expect(await page.getByText('This conversation is closed.').count()).toBe(1);
  });

  it('keeps a draft through another conversation, a lost connection and a new sign-in, and sends it once', async () => {
    await office.counsellor('ma-hnin', 'Ma Hnin');
    const one = await queuePerson(office.desk, { risk: 'R2' });
    const two = await queuePerson(office.desk, { risk: 'R1' });
    const { page, wrong } = await opened({ width: 1280, height: 800 });
    await signIn(page, office, 'ma-hnin');
    const openCase = (c: Case) => page.locator(`.case[data-id="${c.id}"]`).click();
    await openCase(one);
    await page.getByRole('button', { name: 'Take this conversation' }).click();
    const box = page.getByLabel('Your reply');
    await box.fill('Half a sentence');
    await openCase(two);
    await page.getByRole('button', { name: 'Take this conversation' }).waitFor();
    await openCase(one);
    await box.waitFor();
    expect(await box.inputValue()).toBe('Half a sentence');

    await page.context().setOffline(true);
    await box.press('Control+Enter');
    await page.getByText('Not sent yet: no connection.').waitFor();
    await picture(page, 'offline');
    await page.getByRole('button', { name: 'Edit' }).click();
    expect(await box.inputValue()).toBe('Half a sentence');
    await page.context().setOffline(false);
    // No request is under way that would keep the session when the time has passed.
    await page.locator('.offline').waitFor({ state: 'hidden' });

    office.pass(IDLE_MS);
    await page.getByText('Your session has ended.').waitFor();
    await enter(page, 'ma-hnin');
    await box.waitFor();
    expect(await box.inputValue()).toBe('Half a sentence');
    await page.getByRole('button', { name: 'Send' }).click();
    await isSent(page);
    expect((await workOff(office.desk)).map((e) => e.name)).toEqual(['handoff.status', 'counsellor.reply']);
    expect(wrong).toEqual([]);
  });

  it('sends by itself, once, what found no connection, also after looking elsewhere', async () => {
    await office.counsellor('ma-hnin', 'Ma Hnin');
    await queuePerson(office.desk, { risk: 'R2' });
    const { page, wrong } = await opened({ width: 390, height: 844 });
    await signIn(page, office, 'ma-hnin');
    await page.locator('.case').click();
    await page.getByRole('button', { name: 'Take this conversation' }).click();
    await page.getByLabel('Your reply').fill('I am here');
    await page.route('**/reply', (route) => route.abort());
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Not sent yet: no connection.').waitFor();
    await page.getByRole('link', { name: 'Back to the list' }).click();
    await page.unroute('**/reply');
    await page.locator('.case').click();
    await isSent(page);
    expect((await workOff(office.desk)).map((e) => e.name)).toEqual(['handoff.status', 'counsellor.reply']);
    await page.locator('.pending').waitFor({ state: 'detached' });
    expect(await page.locator('.line.counsellor').count()).toBe(1);
    expect(wrong.filter((w) => !w.includes('ERR_FAILED'))).toEqual([]);
  });

  it('forgets what was half-written when somebody signs out', async () => {
    await office.counsellor('ma-hnin', 'Ma Hnin');
    await queuePerson(office.desk);
    const { page } = await opened({ width: 1280, height: 800 });
    await signIn(page, office, 'ma-hnin');
    await page.locator('.case').click();
    await page.getByRole('button', { name: 'Take this conversation' }).click();
    await page.getByLabel('Your reply').fill('Half a sentence');
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Sign out' }).click()]);
    await enter(page, 'ma-hnin');
    await page.locator('.case').click();
    await page.getByLabel('Your reply').waitFor();
    expect(await page.getByLabel('Your reply').inputValue()).toBe('');
  });

  it('says that the connection is lost when the server goes', async () => {
    const lone = await openOffice();
    try {
      await lone.counsellor('ma-hnin', 'Ma Hnin');
      const { page } = await openPage(browser, lone, { width: 390, height: 844 });
      close.push(() => page.context().close());
      await signIn(page, lone, 'ma-hnin');
      await page.getByText('Nobody is waiting.').waitFor();
      await lone.close();
      await page.getByText('Connection lost: what you see may be old.').waitFor();
      await picture(page, 'lost-390');
    } finally {
      await lone.close().catch(() => {});
    }
  });
});
