import { chromium, type Browser, type Page } from 'playwright-core';
import { PASSWORD, type Office } from './office.js';

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}

/** A page that keeps what must never happen: dialogs, violations of the policy, errors, requests to elsewhere. */
export async function openPage(browser: Browser, office: Office, size: { width: number; height: number }, colorScheme: 'light' | 'dark' = 'light'): Promise<{ page: Page; wrong: string[] }> {
  const context = await browser.newContext({ viewport: size, colorScheme, locale: 'en-GB', timezoneId: 'Asia/Bangkok' });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const wrong: string[] = [];
  page.on('dialog', (dialog) => {
    wrong.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => wrong.push(`error ${error.message}`));
  page.on('console', (said) => {
    if (said.type() === 'error' && !/status of 40[139]|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION/.test(said.text())) wrong.push(`console ${said.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(office.url)) wrong.push(`request ${request.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`policy ${event.violatedDirective} ${event.sample}`));
  });
  return { page, wrong };
}

export async function signIn(page: Page, office: Office, id: string): Promise<void> {
  await page.goto(`${office.url}/console`);
  await enter(page, id);
}

/** Signs in at the door that the page shows. */
export async function enter(page: Page, id: string): Promise<void> {
  await page.getByLabel('Sign-in name').fill(id);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** What was written last has reached the server: the words alone, for "Not sent yet" holds them too. */
export async function isSent(page: Page): Promise<void> {
  await page.locator('.pending').getByText('Sent', { exact: true }).waitFor();
}

/** Width of what lies outside the window: 0 where nothing has to be scrolled sideways. */
export function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Keeps a picture where `CONSOLE_PICTURES` names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['CONSOLE_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
}
