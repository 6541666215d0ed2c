import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { readAudit } from '../../src/console/audit.js';
import { enclose } from '../../src/host/door.js';
import { launch, openPage, picture, sidewaysOverflow, signIn } from './browser.js';
import { message, openOffice, queuePerson, type Case, type Office } from './office.js';

let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());
let office: Office;
beforeEach(async () => void (office = await openOffice()));
afterEach(() => office.close());

/** A reply in this conversation that the platform would not take. */
async function undelivered({ reference, conversation }: Pick<Case, 'reference' | 'conversation'>, id: string, code: string): Promise<void> {
  const { store, vault } = office.desk;
  const key = await store.keyOf(conversation, vault.newKey(conversation));
  await store.accept(enclose(vault, conversation, key, message(reference, id, office.clock(), 'x'), id));
  const claim = (await store.claim(60_000))!;
  const sealed = vault.seal(conversation, key, 'delivery', message(reference, `${id}.0`, office.clock(), 'a secret of the person'));
  await store.commit({ claim: { conversation, lease: claim.lease, version: claim.version, seq: claim.event.seq }, session: vault.seal(conversation, key, 'session', {}), speaker: 'bot', lines: [], deliveries: [{ id: `${id}.0`, channel: reference.channelId, by: 'bot', sealed }], handoff: null });
  const [outgoing] = await store.takeDeliveries(1, 60_000, []);
  await store.settle(outgoing!, { do: 'dead', code });
}

/** Somebody who never asked for a counsellor. */
function stranger(reference: Case['reference']): Pick<Case, 'reference' | 'conversation'> {
  const other = { ...reference, conversation: { ...reference.conversation, id: 'somebody-else' } };
  return { reference: other, conversation: office.desk.vault.conversationKey(other.channelId, 'somebody-else') };
}

it.each([
  ['a desk', 1280, 800],
  ['a phone', 390, 844],
] as const)('on %s what was not delivered is counted, explained, traced to its conversation and sent again', async (_, width, height) => {
  await office.counsellor('ma-hnin', 'Ma Hnin');
  const person = await queuePerson(office.desk, { said: ['ကူညီပါ'] });
  await undelivered(person, 'm1', 'unsure');
  office.pass(60_000);
  await undelivered(stranger(person.reference), 'm2', 'blocked');
  office.pass(60_000);
  await undelivered(stranger(person.reference), 'm3', 'a-code-of-tomorrow');

  const { page, wrong } = await openPage(browser, office, { width, height });
  try {
    await signIn(page, office, 'ma-hnin');
    const counted = (letters: number) => page.getByRole('link').filter({ hasText: new RegExp(`^Undelivered${letters}$`) });
    await counted(3).click();
    const rows = page.locator('.row');
    await rows.nth(2).waitFor();
    expect(await rows.count()).toBe(3);
    const [newest, gone, unsure] = [rows.nth(0), rows.nth(1), rows.nth(2)];
    expect(await newest.textContent()).toContain('a code of tomorrow');
    expect(await gone.textContent()).toMatch(/blocked the bot.*Nothing to mend.*Telegram.*No counsellor was called/);
    expect(await unsure.textContent()).toMatch(/did not say whether.*may have arrived/);
    expect(await page.content()).not.toContain('secret');
    expect(await sidewaysOverflow(page)).toBe(0);
    await picture(page, `undelivered-${width}`);

    await unsure.getByRole('button', { name: 'Send again' }).click();
    await unsure.getByText('On its way again').waitFor();
    await counted(2).waitFor();
    expect(await office.desk.store.takeDeliveries(5, 60_000, [])).toMatchObject([{ id: 'm1.0', conversation: person.conversation }]);
    expect((await readAudit(office.desk, 10)).filter((row) => row.action === 'delivery-resent')).toMatchObject([{ actor: 'ma-hnin', object: `${person.conversation}.m1.0` }]);

    await unsure.getByRole('link', { name: 'Open the conversation' }).click();
    await page.getByText('ကူညီပါ').waitFor();
    expect(wrong).toEqual([]);
  } finally {
    await page.context().close();
  }
});

it('says how many messages are on the way, and what an operator looks for', async () => {
  await office.counsellor('ma-hnin', 'Ma Hnin');
  const person = await queuePerson(office.desk);
  await undelivered(person, 'm1', 'blocked');
  await office.desk.store.resend((await office.desk.store.deadLetters(1))[0]!.id);
  const { page } = await openPage(browser, office, { width: 390, height: 844 });
  try {
    await signIn(page, office, 'ma-hnin');
    await page.getByRole('link', { name: 'Undelivered' }).click();
    await page.getByText('One more message is on the way.').waitFor();
    await page.getByText('No message was given up.').waitFor();
  } finally {
    await page.context().close();
  }
});
