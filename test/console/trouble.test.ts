import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readAudit } from '../../src/console/audit.js';
import type { HandoffList } from '../../src/console/shapes.js';
import { endTrouble, noteTrouble, troublesOf } from '../../src/host/trouble.js';
import { enter, launch, openPage, picture, sidewaysOverflow, signIn } from './browser.js';
import { openOffice, type Office } from './office.js';

const DAY_MS = 24 * 60 * 60 * 1000;

let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());
let office: Office;
beforeEach(async () => void (office = await openOffice()));
afterEach(() => office.close());

describe('trouble with the store', () => {
  it('is told once a kind: what was lost is added up, of damage the last look counts', async () => {
    await noteTrouble(office.desk, 'lost', 2);
    await noteTrouble(office.desk, 'damaged', 9);
    office.pass(1_000);
    await noteTrouble(office.desk, 'lost', 3);
    await noteTrouble(office.desk, 'damaged', 1);
    expect(await troublesOf(office.desk)).toEqual([
      { what: 'lost', count: 5, at: office.clock() },
      { what: 'damaged', count: 1, at: office.clock() },
    ]);
  });

  it('is shown no more after somebody saw to it, but what happened since then', async () => {
    await noteTrouble(office.desk, 'lost', 2);
    const [seen] = await troublesOf(office.desk);
    office.pass(1_000);
    await noteTrouble(office.desk, 'lost', 4);
    await endTrouble(office.desk, seen!);
    expect(await troublesOf(office.desk)).toEqual([{ what: 'lost', count: 4, at: office.clock() }]);
  });

  it('is told, and people are still listed, beside a notice that does not open any more', async () => {
    await noteTrouble(office.desk, 'damaged', 2);
    await office.desk.store.putRecord('store-trouble', 'spoilt', new Uint8Array(40));
    const admin = await office.counsellor('u-admin', 'U Admin', 'admin');
    const { status, body } = await admin.get('/handoffs');
    expect(status).toBe(200);
    expect((body as HandoffList).troubles).toMatchObject([{ what: 'damaged', count: 2 }]);
  });

  it('goes by itself after four days', async () => {
    await noteTrouble(office.desk, 'lost', 1);
    office.pass(4 * DAY_MS - 1);
    expect(await troublesOf(office.desk)).toHaveLength(1);
    office.pass(1);
    expect(await troublesOf(office.desk)).toEqual([]);
  });

  it.each([
    ['a desk', 1280, 800],
    ['a phone', 390, 844],
  ] as const)('stands above everything on %s, until an admin has seen to it', async (_, width, height) => {
    await office.counsellor('ma-hnin', 'Ma Hnin');
    const admin = await office.counsellor('u-admin', 'U Admin', 'admin');
    await noteTrouble(office.desk, 'lost', 3);
    await noteTrouble(office.desk, 'damaged', 1);
    const { page, wrong } = await openPage(browser, office, { width, height });
    try {
      await signIn(page, office, 'ma-hnin');
      await page.getByText('3 messages that people wrote were lost').waitFor();
      await page.getByText('The disk changed what is stored').waitFor();
      expect(await page.getByRole('button', { name: 'It is seen to' }).count()).toBe(0);
      expect(await sidewaysOverflow(page)).toBe(0);
      await picture(page, `trouble-${width}`);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await enter(page, 'u-admin');
      const lost = page.getByRole('alert').filter({ hasText: 'were lost' });
      await lost.getByRole('button', { name: 'It is seen to' }).click();
      await lost.waitFor({ state: 'detached' });
      await page.getByText('The disk changed what is stored').waitFor();
      expect(((await admin.get('/handoffs')).body as HandoffList).troubles).toMatchObject([{ what: 'damaged' }]);
      expect((await readAudit(office.desk, 10)).filter((row) => row.action === 'trouble-ended')).toMatchObject([{ actor: 'u-admin', object: 'lost' }]);
      expect(wrong).toEqual([]);
    } finally {
      await page.context().close();
    }
  });
});
