import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { revealed } from '../../src/console/page/reveal.js';
import { isSent, launch, openPage, picture, signIn } from './browser.js';
import { message, openOffice, queuePerson, type Office } from './office.js';
import { PAYLOADS } from './payloads.js';

let browser: Browser;
let office: Office;
beforeAll(async () => {
  [browser, office] = await Promise.all([launch(), openOffice()]);
});
afterAll(async () => {
  await browser.close();
  await office.close();
});

/** What the page shows of a text: itself, with the marks of what cannot be seen. */
const shown = (text: string) => revealed(text).map((part) => (part.kind === 'text' ? part.text : part.label)).join('');

describe('what people write', () => {
  it('is never more than text, wherever it stands', async () => {
    expect(PAYLOADS.length).toBeGreaterThanOrEqual(60);
    const reach = PAYLOADS.join(' ').slice(0, 200);
    const person = await queuePerson(office.desk, {
      risk: 'R3',
      summary: { dangers: PAYLOADS, about: reach, channel: reach, reason: reach as never, locale: reach as never, place: reach as never },
      said: PAYLOADS.map((text) => ({
        text,
        attachments: [{ contentType: text, name: text, contentUrl: `https://elsewhere.example/${encodeURIComponent(text)}` }],
        suggestedActions: { to: [], actions: [{ type: 'openUrl' as const, title: text, value: 'https://elsewhere.example/' }] },
      })),
    });
    const { store, vault } = office.desk;
    const key = await store.keyOf(person.conversation, vault.newKey(person.conversation));
    const note = { ...message(person.reference, 'note', office.clock(), PAYLOADS[0]!), from: { id: 'x', name: PAYLOADS[2]! } };
    await store.append(person.conversation, 'transcript', 'note', vault.seal(person.conversation, key, 'line', { by: 'note', activity: note }));
    await office.counsellor('nasty', PAYLOADS[2]!.slice(0, 60), 'admin');

    const { page, wrong } = await openPage(browser, office, { width: 1280, height: 800 });
    await signIn(page, office, 'nasty');
    await page.locator('.case').click();
    await page.locator('.line.note').waitFor();
    const bubbles = await page.locator('.line.person').evaluateAll((lines) => lines.map((line) => line.querySelector('.bubble:not(.file)')?.textContent));
    expect(bubbles).toEqual(PAYLOADS.map(shown));
    const made = await page.locator('.lines').evaluate((lines) => [...new Set([...lines.querySelectorAll('*')].map((e) => e.tagName.toLowerCase()))].sort());
    expect(made).toEqual(['div', 'li', 'span']);
    await page.getByRole('button', { name: 'Take this conversation' }).click();
    await page.getByLabel('Your reply').fill(PAYLOADS[2]!);
    await page.getByLabel('Your reply').press('Control+Enter');
    await isSent(page);
    await picture(page, 'injection');
    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.getByText('Who did what').waitFor();
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
    expect(wrong).toEqual([]);
  });

  it('would not run even where the page had a hole: the policy forbids it', async () => {
    const { page, wrong } = await openPage(browser, office, { width: 390, height: 844 });
    await page.goto(`${office.url}/console`);
    const refused = await page.evaluate(() => {
      try {
        document.body.innerHTML = '<img src=x onerror="window.ran=1">';
        return false;
      } catch (error) {
        return error instanceof TypeError;
      }
    });
    expect(refused).toBe(true);
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.setAttribute('src', 'https://elsewhere.example/x.js');
      document.body.append(script);
    }).catch(() => {});
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
    expect(wrong.filter((w) => w.startsWith('request') || w.startsWith('dialog'))).toEqual([]);
    expect(wrong.join()).toContain('require-trusted-types-for');
  });
});
