import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wordsFor } from '../../channels/web/page/words.js';
import { browser, builtPage } from '../fakes/webpage.js';
import { webBot, type Script, type WebBot } from '../fakes/webbot.js';
import { XSS } from '../fakes/xss.js';

/* The page in a real Chromium, against the channel on a real server. */

const GREETING = 'မင်္ဂလာပါ။\nဘာကို သိချင်ပါသလဲ။';
const script: Script = (activity) => {
  if (activity.type === 'conversationUpdate') {
    const actions = [
      { type: 'postBack' as const, title: 'အေးဂျင့်ခ ဘယ်လောက်လဲ', value: 't-fee' },
      { type: 'postBack' as const, title: 'လူနဲ့ ပြောမယ်', value: 't-human' },
      { type: 'openUrl' as const, title: 'Source', value: 'https://example.org/source' },
      { type: 'openUrl' as const, title: 'Bad', value: 'javascript:alert(1)' },
    ];
    return [{ text: GREETING, locale: 'my', suggestedActions: { to: [], actions } }];
  }
  return activity.type === 'message' ? [{ text: `heard: ${activity.value?.token ?? activity.text}`, locale: 'my' }] : [];
};

let chrome: Browser;
let root: string;
let bot: WebBot;
let context: BrowserContext;
let faults: string[];
beforeAll(async () => {
  root = builtPage();
  chrome = await browser();
});
afterAll(() => chrome.close());
beforeEach(async () => {
  bot = await webBot({ root, script });
  faults = [];
  context = await chrome.newContext({ locale: 'my-MM', viewport: { width: 390, height: 780 } });
});
afterEach(async () => {
  expect(faults).toEqual([]);
  await context.close();
  await bot.stop();
});

/** Opens the page; dialogs, script errors and violations of its policy become faults. */
async function open(): Promise<Page> {
  const page = await context.newPage();
  page.on('dialog', (dialog) => {
    faults.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (line) => {
    if (/Content Security Policy|Trusted/.test(line.text())) faults.push(line.text());
  });
  await page.goto(bot.origin);
  await page.locator('.bubble.bot').first().waitFor();
  return page;
}
const say = async (page: Page, text: string) => {
  await page.fill('#text', text);
  await page.click('#send');
};
const bubbles = (page: Page) => page.locator('.bubble p').allTextContents();
const messages = () => bot.heard.flatMap((a) => (a.type === 'message' ? [a.text ?? ''] : []));

describe.each([320, 390, 1280])('at %i px', (width) => {
  it('a conversation, with Burmese, big choices and nothing to scroll sideways', async () => {
    const page = await open();
    await page.setViewportSize({ width, height: 700 });
    expect(await page.locator('.bubble p').first().textContent()).toBe(GREETING);
    expect(await page.locator('html').getAttribute('lang')).toBe('my');
    expect(await page.getAttribute('#text', 'placeholder')).toBe(wordsFor(['my']).words.write);

    const tapped = await page.locator('.choices button, .choices a, #send, #clear, #leave').evaluateAll((all) => all.map((e) => e.getBoundingClientRect().height));
    expect(Math.min(...tapped)).toBeGreaterThanOrEqual(44);
    expect(await page.locator('.choices a').evaluateAll((all) => all.map((e) => (e as HTMLAnchorElement).href))).toEqual(['https://example.org/source']);

    await page.locator('.choices button').first().click();
    await page.getByText('heard: t-fee').waitFor();
    expect(await page.locator('.choices').count()).toBe(0);
    await say(page, `ကျွန်တော့် ပတ်စပို့\n${'x'.repeat(400)}`);
    await page.locator('.bubble.bot').nth(2).waitFor();
    await page.locator('.me[data-state="sent"]').nth(1).waitFor();
    expect(await page.locator('.bubble.bot').count()).toBe(3);
    expect((await bubbles(page)).slice(0, 3)).toEqual([GREETING, 'အေးဂျင့်ခ ဘယ်လောက်လဲ', 'heard: t-fee']);

    const wide = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.body.scrollWidth - innerWidth]);
    expect(Math.max(...wide)).toBeLessThanOrEqual(0);
    const inside = await page.locator('header > *, form > *').evaluateAll((all) => all.every((e) => e.getBoundingClientRect().right <= innerWidth));
    expect(inside).toBe(true);
  });
});

describe('nothing is lost, nothing is said twice', () => {
  it('offline and back: it waits where it can be seen, then goes once', async () => {
    const page = await open();
    await context.setOffline(true);
    await say(page, 'one');
    await say(page, 'two');
    await page.locator('.me[data-state="waiting"]').nth(1).waitFor();
    expect(await page.textContent('#state')).toBe(wordsFor(['my']).words.offline);
    expect(messages()).toEqual([]);
    await context.setOffline(false);
    await page.getByText('heard: two').waitFor();
    expect(messages()).toEqual(['one', 'two']);
    await page.locator('.me[data-state="sent"]').nth(1).waitFor();
    expect(await page.textContent('#state')).toBe('');
  });

  it('an answer that got lost: sent again under the same id, heard once, shown once', async () => {
    const page = await open();
    let lost = 0;
    await page.route('**/activities', async (route) => {
      if (route.request().method() === 'POST' && lost++ < 2) {
        await route.fetch();
        await route.abort('connectionreset');
      } else await route.continue();
    });
    await say(page, 'only once');
    await page.locator('.me[data-state="sent"]').waitFor();
    expect(lost).toBeGreaterThan(2);
    expect(bot.calls.filter((c) => c.activity.type === 'message').length).toBe(3);
    expect(messages()).toEqual(['only once']);
    await page.getByText('heard: only once').waitFor();
    expect(await bubbles(page)).toEqual([GREETING, 'only once', 'heard: only once']);
  });

  it('a store that does not answer: kept, and sent when it does', async () => {
    const page = await open();
    bot.down = true;
    await say(page, 'please');
    await page.locator('.me[data-state="waiting"]').waitFor();
    bot.down = false;
    await page.getByText('heard: please').waitFor();
    expect(messages()).toEqual(['please']);
  });

  it('the server restarts: what was said meanwhile is there', async () => {
    const page = await open();
    await say(page, 'before');
    await page.getByText('heard: before').waitFor();
    const heard = bot.heard.at(-1);
    if (!heard) throw new Error('nothing heard');
    await bot.stop();
    await page.locator('[data-line="offline"]').waitFor();
    await say(page, 'while down');
    await bot.restart();
    await bot.say(heard, { text: 'from a counsellor' });
    await page.getByText('heard: while down').waitFor();
    await page.getByText('from a counsellor').waitFor();
    expect(messages()).toEqual(['before', 'while down']);
    expect((await bubbles(page)).sort()).toEqual([GREETING, 'before', 'heard: before', 'while down', 'from a counsellor', 'heard: while down'].sort());
  });

  it('reloading the page goes on where it was, with what had not been sent', async () => {
    const page = await open();
    await say(page, 'first');
    await page.getByText('heard: first').waitFor();
    bot.down = true;
    await say(page, 'second');
    await page.locator('.me[data-state="waiting"]').waitFor();
    await page.reload();
    await page.getByText('heard: first').waitFor();
    bot.down = false;
    await page.getByText('heard: second').waitFor();
    expect(await bubbles(page)).toEqual([GREETING, 'first', 'heard: first', 'second', 'heard: second']);
    expect(bot.heard.filter((a) => a.type === 'conversationUpdate').length).toBe(1);
  });

  it('a phone that slept for hours comes back into the same talk', async () => {
    const page = await open();
    await say(page, 'question');
    await page.getByText('heard: question').waitFor();
    const heard = bot.heard.at(-1);
    if (!heard) throw new Error('nothing heard');
    bot.now += 10 * 3_600_000;
    await bot.say(heard, { text: 'an answer in the morning' });
    await page.getByText('an answer in the morning').waitFor();
    await say(page, 'thanks');
    await page.getByText('heard: thanks').waitFor();
    expect(bot.heard.filter((a) => a.type === 'conversationUpdate').length).toBe(1);
    expect(messages()).toEqual(['question', 'thanks']);
  });

  it('a network that lets no socket through is polled', async () => {
    await context.addInitScript(() => {
      class Closed extends EventTarget {
        static readonly OPEN = 1;
        readonly readyState = 3;
        onclose: (() => void) | null = null;
        constructor() {
          super();
          setTimeout(() => this.onclose?.());
        }
        close(): void {}
      }
      Object.assign(globalThis, { WebSocket: Closed });
    });
    const page = await open();
    await say(page, 'by polling');
    await page.getByText('heard: by polling').waitFor();
    expect(await bubbles(page)).toEqual([GREETING, 'by polling', 'heard: by polling']);
  });
});

it('works where the browser lets it keep nothing', async () => {
  await context.addInitScript(() =>
    Object.defineProperty(globalThis, 'sessionStorage', {
      get() {
        throw new DOMException('forbidden', 'SecurityError');
      },
    }),
  );
  const page = await open();
  await say(page, 'nothing kept');
  await page.getByText('heard: nothing kept').waitFor();
  await page.locator('.me[data-state="sent"]').waitFor();
});

describe('a phone that others look at', () => {
  it('a new tab shows nothing of the talk in another', async () => {
    const page = await open();
    await say(page, 'my secret');
    await page.getByText('heard: my secret').waitFor();
    await page.close();
    const next = await open();
    expect(await bubbles(next)).toEqual([GREETING]);
    expect(await next.evaluate(() => localStorage.length + document.cookie.length)).toBe(0);
  });

  it('"Clear" asks, ends the talk, empties the screen and begins anew', async () => {
    const page = await open();
    await say(page, 'my secret');
    await page.getByText('heard: my secret').waitFor();
    await page.click('#clear');
    await page.click('#sure-no');
    expect(await page.getByText('my secret', { exact: true }).count()).toBe(1);
    await page.click('#clear');
    await page.click('#sure-yes');
    await bot.hears('endOfConversation');
    await page.getByText('my secret', { exact: true }).waitFor({ state: 'detached' });
    await page.locator('.bubble.bot').first().waitFor();
    expect(await bubbles(page)).toEqual([GREETING]);
    const conversations = new Set(bot.heard.filter((a) => a.type === 'conversationUpdate').map((a) => a.conversation.id));
    expect(conversations.size).toBe(2);
    await page.reload();
    await page.locator('.bubble').first().waitFor();
    expect(await bubbles(page)).toEqual([GREETING]);
  });

  it('"Leave quickly" is gone at once, and "back" does not show it', async () => {
    await context.route('https://www.google.com/', (route) => route.fulfill({ body: 'harmless' }));
    const page = await open();
    await say(page, 'my secret');
    await page.getByText('heard: my secret').waitFor();
    await page.click('#leave');
    await page.getByText('harmless').waitFor();
    expect(page.url()).toBe('https://www.google.com/');
    await page.goBack().catch(() => null);
    expect(page.url()).not.toContain(bot.origin);
    await bot.hears('endOfConversation');
  });
});

it('by keyboard alone, read out as it comes', async () => {
  const page = await open();
  expect(await page.getByRole('log').getAttribute('aria-live')).toBe('polite');
  await page.focus('#text');
  await page.keyboard.type('by keyboard');
  await page.keyboard.press('Enter');
  await page.getByText('heard: by keyboard').waitFor();
  const heard = bot.heard[0];
  if (!heard) throw new Error('nothing heard');
  await bot.typing(heard);
  await page.locator('#typing').waitFor({ state: 'visible' });
  expect(await page.locator('button:not([aria-label]):visible, a:visible').evaluateAll((all) => all.every((e) => e.textContent?.trim()))).toBe(true);
});

it('all of its script is less than 15 kB over the wire, and nothing comes from elsewhere', async () => {
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  await network.send('Network.enable');
  const type = new Map<string, string>();
  const bytes: Record<string, number> = {};
  const hosts = new Set<string>();
  network.on('Network.responseReceived', (e) => {
    type.set(e.requestId, e.type);
    if (e.response.url.startsWith('http')) hosts.add(new URL(e.response.url).origin);
  });
  network.on('Network.loadingFinished', (e) => {
    const kind = type.get(e.requestId) ?? 'other';
    bytes[kind] = (bytes[kind] ?? 0) + e.encodedDataLength;
  });
  await page.goto(bot.origin);
  await page.locator('.bubble.bot').first().waitFor();
  expect(bytes['Script']).toBeGreaterThan(1000);
  expect(bytes['Script']).toBeLessThan(15_000);
  expect([...hosts]).toEqual([bot.origin]);
});

it('whatever anybody writes stays text', async () => {
  expect(XSS.length).toBeGreaterThanOrEqual(60);
  const page = await open();
  const heard = bot.heard[0];
  if (!heard) throw new Error('nothing heard');
  const kinds = () => page.evaluate(() => [...new Set([...document.querySelectorAll('*')].map((e) => e.localName))].sort());
  await bot.say(heard, { text: 'see https://example.org', suggestedActions: { to: [], actions: [{ type: 'postBack', title: 'a', value: 'a' }] } }, 'plain');
  await page.getByText('see ').waitFor();
  const before = await kinds();
  const { channelId, from, recipient, conversation, timestamp } = heard;
  const own = (id: string, text: string) => ({ type: 'message' as const, id, timestamp, channelId, from, recipient, conversation, text });
  for (const [n, text] of XSS.entries()) {
    await bot.say(heard, { text, locale: text, suggestedActions: { to: [], actions: [{ type: 'postBack', title: text, value: text }, { type: 'openUrl', title: text, value: text }] } }, `x${n}`);
    await bot.mailbox.append({ channelId, user: from, bot: recipient, conversation }, own(`own${n}`, text));
  }
  await bot.say(heard, { text: 'the end' }, 'end');
  await page.getByText('the end').waitFor();
  const shown = await bubbles(page);
  expect(shown.slice(2, -1)).toEqual(XSS.flatMap((text) => [text, text]));
  expect(await kinds()).toEqual(before);
  const hrefs = await page.locator('#log a').evaluateAll((all) => all.map((e) => (e as HTMLAnchorElement).protocol));
  expect([...new Set(hrefs)].every((p) => ['https:', 'http:', 'tel:'].includes(p))).toBe(true);
  await say(page, XSS.join('\n').slice(0, 10_000));
  await page.locator('.me[data-state="sent"]').last().waitFor();
  expect(await kinds()).toEqual(before);
});
