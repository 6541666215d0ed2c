import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch } from '../console/browser.js';
import { ROOT } from '../core/world.js';
import { freePort, serveProgram, type Program } from './program.js';

/** Keeps the pictures of the README where `PICTURES=1`. */
const PICTURES = join(ROOT, 'docs');

let dir: string;
let browser: Browser;
let program: Program;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanpya-handover-'));
  browser = await launch();
  program = await serveProgram(await freePort(), { DATA_DIR: dir, LOG_LEVEL: 'warn' });
}, 120_000);
afterAll(async () => {
  await browser.close();
  await program.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

async function open(width: number, height: number, path: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'en-GB', timezoneId: 'Asia/Bangkok' });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(program.url + path);
  return page;
}

async function picture(page: Page, name: string): Promise<void> {
  if (!process.env['PICTURES']) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, name) });
}

async function says(page: Page, text: string): Promise<void> {
  const box = page.getByRole('textbox');
  await box.fill(text);
  await box.press('Enter');
}

const said = (page: Page, text: string) => page.getByText(text).last().waitFor();
const press = (page: Page, title: string) => page.getByRole('button', { name: title, exact: true }).last().click();

describe('a person in the web chat and a counsellor in the console', () => {
  it.each([
    ['on a desk', 1280, 800, true],
    ['on phones', 390, 844, false],
  ])('%s: asked, answered, handed over, talked with, closed', { timeout: 120_000 }, async (_, width, height, first) => {
    const chat = await open(width, height, '/');
    await press(chat, 'မြန်မာ');
    await press(chat, 'ဟုတ်ကဲ့');
    await press(chat, 'ထိုင်း');
    await press(chat, 'မြန်မာ');
    await said(chat, 'ဘာသိချင်ပါသလဲ');
    await says(chat, 'အနည်းဆုံးလုပ်ခ ဘယ်လောက်လဲ');
    await said(chat, 'အတည်မပြုရသေးပါဘူး');
    await picture(chat, `chat-${width}.png`);
    await press(chat, 'လူနဲ့ ပြောမယ်');
    await said(chat, 'ဝန်ထမ်းတစ်ယောက်ကို ဒီချတ်ဆီ ခေါ်ထားပါတယ်');
    await says(chat, 'သူဌေးက လစာ မပေးသေးဘူး');

    const setup = /(\/console#setup=\S+)/.exec(program.output())?.[1];
    const desk = await open(width, height, first ? (setup ?? '') : '/console');
    if (first) {
      await desk.getByLabel('Sign-in name').fill('ma-hnin');
      await desk.getByLabel('The name people see in the chat').fill('Ma Hnin');
      await desk.getByLabel('Password').fill('four plain words here');
      await desk.getByRole('button', { name: 'Make the account' }).click();
    } else {
      await desk.getByLabel('Sign-in name').fill('ma-hnin');
      await desk.getByLabel('Password').fill('four plain words here');
      await desk.getByRole('button', { name: 'Sign in' }).click();
    }
    await desk.locator('.queue .case').first().click();
    await desk.getByText('သူဌေးက လစာ မပေးသေးဘူး').waitFor();
    await desk.getByRole('button', { name: 'Take this conversation' }).click();
    await desk.getByRole('button', { name: 'Close…' }).waitFor();
    // The box to write in has come, and the newest line is still in sight.
    await expect.poll(() => desk.locator('.lines').evaluate((l: { scrollHeight: number; scrollTop: number; clientHeight: number }) => l.scrollHeight - l.scrollTop - l.clientHeight)).toBeLessThan(2);
    await said(chat, 'ဝန်ထမ်း Ma Hnin က အခု သင်နဲ့ စကားပြောနေပါပြီ');
    const box = desk.getByLabel('Your reply');
    await box.fill('မင်္ဂလာပါ။ ဘယ်နှလစာ မရသေးတာလဲ');
    await box.press('Control+Enter');
    await said(chat, 'Ma Hnin - မင်္ဂလာပါ။ ဘယ်နှလစာ မရသေးတာလဲ');

    // The bot is silent now, even to a question it could answer.
    const bubbles = await chat.getByText('အချက်အလက် ရင်းမြစ်').count();
    await says(chat, 'အနည်းဆုံးလုပ်ခ ဘယ်လောက်လဲ');
    await desk.locator('.line', { hasText: 'အနည်းဆုံးလုပ်ခ ဘယ်လောက်လဲ' }).nth(1).waitFor();
    expect(await chat.getByText('အချက်အလက် ရင်းမြစ်').count()).toBe(bubbles);
    await picture(desk, `console-${width}.png`);

    await desk.getByRole('button', { name: 'Close…' }).click();
    await desk.getByLabel('Information given').check();
    await desk.getByRole('button', { name: 'Close it' }).click();
    await said(chat, 'Ma Hnin က စကားပြောတာ ပြီးဆုံးလိုက်ပါပြီ');
    await says(chat, 'မီနူး');
    await said(chat, 'ဘာသိချင်ပါသလဲ');
    expect(program.output()).not.toContain('သူဌေးက');
    await chat.context().close();
    await desk.context().close();
  });
});
