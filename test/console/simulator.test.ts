import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rehearsal } from '../../src/commands/rehearsal.js';
import type { SimulatorStep } from '../../src/console/simulator.js';
import type { Content } from '../../src/content.js';
import { simulatorOf } from '../../src/content-simulator.js';
import { wholeContent } from '../content.js';
import { launch, openPage, picture, sidewaysOverflow, signIn } from './browser.js';
import { openOffice, type Office } from './office.js';

let content: Content;
let browser: Browser;
let office: Office;
let close: (() => Promise<void>)[] = [];

beforeAll(async () => {
  content = await wholeContent();
  browser = await launch();
}, 120_000);
afterAll(() => browser.close());
beforeEach(async () => void (office = await openOffice({ simulator: simulatorOf(content) })));
afterEach(async () => {
  for (const end of close.reverse()) await end();
  close = [];
  await office.close();
});

const first = { session: null, count: 1, locale: 'en', channel: 'telegram', line: '@ flow check-fee' };

describe('the simulator on the server', () => {
  it('is for those who have signed in', async () => {
    const nobody = office.visitor();
    for (const path of ['/simulator', '/flow-picture?flow=check-fee&locale=en']) expect((await nobody.get(path)).status).toBe(401);
    expect((await nobody.post('/simulator/step', first)).status).toBe(401);
    expect((await nobody.post('/simulator/transcript', { locale: 'en', about: 'x', turns: [] })).status).toBe(401);
  });

  it('plays real turns and keeps nothing: no conversation, no handoff, no record of the talk', async () => {
    const me = await office.counsellor('ma-hnin', 'Ma Hnin');
    const { store } = office.desk;
    const kept = async () => ({ once: (await store.records('console-once')).length, revision: await store.revision(), depths: await store.depths() });
    const before = await kept();
    let step = (await me.post('/simulator/step', first)).body as SimulatorStep;
    expect(step.messages.at(-1)?.buttons.map((b) => b.title)).toContain('Thailand');
    step = (await me.post('/simulator/step', { ...first, session: step.session, count: 2, line: '<< Thailand' })).body as SimulatorStep;
    expect(step.variables).toContainEqual({ flow: 'check-fee', name: 'place', value: 'TH' });
    step = (await me.post('/simulator/step', { ...first, session: step.session, count: 3, line: '< they beat me' })).body as SimulatorStep;
    expect(step.events.map((e) => e.type)).toContain('handoff.requested');
    expect(await kept()).toEqual(before);
    expect(office.logged.join('\n')).not.toContain('beat');
  });

  it('shows a message as the channel would: buttons, or numbered lines where there are none', async () => {
    const me = await office.counsellor('ma-hnin', 'Ma Hnin');
    const shape = async (channel: string) => ((await me.post('/simulator/step', { ...first, channel })).body as SimulatorStep).messages.at(-1);
    expect((await shape('telegram'))?.buttons.length).toBe(8);
    expect(await shape('terminal')).toMatchObject({ buttons: [], text: expect.stringContaining('1. Thailand') as string });
  });

  it('refuses in words: an unknown channel, a button that is not there, a line that is none, a session of another program', async () => {
    const me = await office.counsellor('ma-hnin', 'Ma Hnin');
    const refused = async (change: object) => ((await me.post('/simulator/step', { ...first, ...change })).body as { error: { message: string } }).error.message;
    expect(await refused({ channel: 'pigeon' })).toMatch(/channel/);
    expect(await refused({ line: '<< Nowhere' })).toMatch(/no button "Nowhere"/);
    expect(await refused({ line: 'hello' })).toMatch(/no line of a talk/);
    expect(await refused({ session: { schema: 1 } })).toMatch(/start over/);
    expect((await me.get('/flow-picture?flow=none&locale=en')).status).toBe(404);
  });
});

/** The transcript that the page would have saved, played again as its test does. */
async function replayed(transcript: string, locale: 'my' | 'en', now: number): Promise<string> {
  const talk = rehearsal(content, locale, now);
  const out: string[] = [];
  for (const line of transcript.split('\n').filter((l) => l !== '' && !/^(>|# )/.test(l))) {
    out.push(line);
    if (!line.startsWith('//')) out.push(...(await talk.play(line)), '');
  }
  return `${out.join('\n').trimEnd()}\n`;
}

async function opened(size: { width: number; height: number }, colours: 'light' | 'dark'): Promise<{ page: Page; wrong: string[] }> {
  const made = await openPage(browser, office, size, colours);
  close.push(() => made.page.context().close());
  return made;
}

describe.each([
  ['a desk', 1280, 900, 'light'],
  ['a phone at night', 390, 844, 'dark'],
  ['a small phone', 320, 568, 'light'],
] as const)('on %s', (_, width, height, colours) => {
  it('somebody tries a flow, steps back, starts over, and saves the talk as a test that passes', async () => {
    await office.counsellor('ma-hnin', 'Ma Hnin');
    const { page, wrong } = await opened({ width, height }, colours);
    await signIn(page, office, 'ma-hnin');
    await page.getByRole('link', { name: 'Simulator' }).click();
    await page.getByText('Write something, as a person would.').waitFor();
    await page.getByLabel('Language').selectOption('my');
    await page.getByLabel('Flow').selectOption('check-fee');
    await page.getByRole('button', { name: 'ထိုင်း' }).click();
    await page.getByRole('button', { name: 'မြန်မာ', exact: true }).click();
    await page.locator('.sim-turn.last dd', { hasText: 'MM' }).waitFor();
    await picture(page, `simulator-${width}`);
    expect(await sidewaysOverflow(page)).toBe(0);

    await page.getByRole('button', { name: 'Step back' }).click();
    await page.locator('.sim-turn').nth(2).waitFor({ state: 'detached' });
    await page.locator('.sim-turn.last').getByRole('button', { name: 'မြန်မာ', exact: true }).click();
    await page.locator('.sim-turn.last').getByRole('button', { name: 'အေဂျင်စီ၊ ပွဲစားခ', exact: true }).click();
    await page.locator('.sim-turn.last', { hasText: 'ဘယ်လောက် တောင်းပါသလဲ' }).waitFor();
    const box = page.getByLabel('What the person writes');
    await box.fill('၁၅ သိန်း ကျပ်');
    await box.press('Enter');
    await page.locator('.sim-turn.last').getByRole('button', { name: 'မဟုတ်ပါ', exact: true }).click();
    await page.locator('.sim-turn.last', { hasText: '၁,၅၀၀,၀၀၀' }).waitFor();
    expect(await box.inputValue()).toBe('');
    await picture(page, `simulator-end-${width}`);

    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as test' }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toBe('check-fee.my.txt');
    const transcript = readFileSync(await saved.path(), 'utf8');
    expect(transcript).toMatch(/^\/\/ language: my\n\/\/ Check a fee\n@ flow check-fee\n> /);
    expect(transcript).toContain('\n\n<< ထိုင်း\n> ');
    expect(await replayed(transcript, 'my', office.clock())).toBe(transcript);

    await page.getByLabel('As shown on').selectOption('terminal');
    await page.locator('.sim-turn', { hasText: '1. ထိုင်း' }).waitFor();
    expect(await page.locator('.sim-buttons').count()).toBe(0);
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.getByLabel('Flow').selectOption('');
    await page.getByText('Write something, as a person would.').waitFor();
    await box.fill('<b>hello</b>');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('.line.person', { hasText: '<b>hello</b>' }).waitFor();
    expect(wrong).toEqual([]);
  });

  it('sees each flow as a picture', async () => {
    await office.counsellor('ma-hnin', 'Ma Hnin');
    const { page, wrong } = await opened({ width, height }, colours);
    await signIn(page, office, 'ma-hnin');
    await page.getByRole('link', { name: 'Flows' }).click();
    const drawn = () =>
      page.waitForFunction(() => {
        const image = document.querySelector<HTMLImageElement>('.flow-picture');
        return image !== null && image.complete && image.naturalWidth > 0;
      });
    for (const id of content.book.flows.keys()) {
      await page.getByLabel('Flow').selectOption(id);
      await drawn();
    }
    await page.getByLabel('Language').selectOption('my');
    await drawn();
    await picture(page, `flows-${width}`);
    expect(await sidewaysOverflow(page)).toBe(0);
    await page.getByRole('link', { name: 'Try it' }).click();
    await page.locator('.sim-turn').first().waitFor();
    expect(wrong).toEqual([]);
  });
});
