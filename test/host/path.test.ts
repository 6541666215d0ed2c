import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { eventFor, type MessageActivity } from '../../src/core/activity.js';
import type { SealedHandoff, TranscriptLine } from '../../src/core/handoff.js';
import { enclose } from '../../src/host/door.js';
import { mailboxIn } from '../../src/host/mailbox.js';
import { markPresent } from '../../src/host/presence.js';
import { workOnce } from '../../src/host/work.js';
import { openOffice, referenceTo, written } from './office.js';

type Office = Awaited<ReturnType<typeof openOffice>>;
let office: Office;
afterEach(() => office.close());

const minimum = { gate: 'answer' as const, matches: [{ entry: 'wages/minimum@TH', score: 0.9 }] };

async function says(text: string, id: string, who?: string) {
  return office.receive({ activity: written(text, id, who), dedupeKey: id });
}

describe('the path of one message', () => {
  it('answers once, in order, however often the platform repeats itself', async () => {
    office = await openOffice({ understand: () => minimum });
    expect(await says('first', 'm1')).toBe('accepted');
    expect(await says('first', 'm1')).toBe('seen');
    expect(await says('second', 'm2')).toBe('accepted');
    await office.drain();
    expect(await says('first', 'm1')).toBe('seen');
    await office.drain();
    expect(office.sent.map((a) => a.id)).toEqual(['m1.0', 'm2.0']);
  });

  it('keeps the order in which a stranger\'s messages came, though they came all at once', async () => {
    office = await openOffice({ understand: () => minimum });
    const ids = Array.from({ length: 20 }, (_, i) => `m${i}`);
    // The first makes the conversation's key; the others may have been sealed under another by then.
    await Promise.all(ids.map((id) => says('hello', id)));
    await office.drain();
    expect(office.sent.map((a) => a.id)).toEqual(ids.map((id) => `${id}.0`));
  });

  it('writes what was said on both sides into the transcript, sealed', async () => {
    office = await openOffice({ understand: () => minimum });
    await says('what about my canary-word', 'm1');
    await office.drain();
    const conversation = office.conversationOf(written('', 'x'));
    const key = await office.store.keyOf(conversation, office.vault.newKey(conversation));
    const lines = (await office.store.read(conversation, 'transcript', 0, 10)).map((l) => office.vault.open(conversation, key, 'line', l.sealed) as TranscriptLine);
    expect(lines.map((l) => l.by)).toEqual(['person', 'bot']);
    const stored = readdirSync(office.dir).map((f) => readFileSync(join(office.dir, f)).toString('latin1')).join('');
    expect(stored).not.toContain('canary-word');
    expect(stored).not.toContain('chat-p1');
  });

  it('keeps order through a pause the platform asks for, while others go on', async () => {
    office = await openOffice({ understand: () => minimum });
    office.outcomes.push({ kind: 'retry', afterMs: 5_000, scope: 'conversation', ambiguous: false, code: '429' });
    await says('one', 'm1');
    await says('two', 'm2');
    await office.drain();
    expect(office.sent).toEqual([]);
    await says('other', 'n1', 'p2');
    await office.drain();
    expect(office.sent.map((a) => a.id)).toEqual(['n1.0']);
    office.tick(5_000);
    await office.drain();
    expect(office.sent.map((a) => a.id)).toEqual(['n1.0', 'm1.0', 'm2.0']);
  });

  it('rests a whole channel when the platform asks for that', async () => {
    office = await openOffice({ understand: () => minimum });
    office.outcomes.push({ kind: 'retry', afterMs: 30_000, scope: 'channel', ambiguous: false, code: '429' });
    await says('one', 'm1');
    await office.drain();
    await says('other', 'n1', 'p2');
    await office.drain();
    expect(office.sent).toEqual([]);
    office.tick(30_000);
    await office.drain();
    expect(office.sent).toHaveLength(2);
  });

  it('keeps what can never be sent for a person to see, and goes on', async () => {
    office = await openOffice({ understand: () => minimum });
    office.outcomes.push({ kind: 'refused', code: 'bad-request' });
    await says('one', 'm1');
    await says('two', 'm2');
    await office.drain();
    expect(office.sent.map((a) => a.id)).toEqual(['m2.0']);
    const [dead] = await office.store.deadLetters(10);
    expect(dead).toMatchObject({ id: expect.any(String), channel: 'test', code: 'bad-request' });
    expect(await office.store.resend(dead!.id)).toBe(true);
    await office.drain();
    expect(office.sent.map((a) => a.id)).toEqual(['m2.0', 'm1.0']);
  });

  it('tries a send that may have arrived once more, and then leaves it to a person', async () => {
    office = await openOffice({ understand: () => minimum });
    const silence = { kind: 'retry', afterMs: null, scope: 'conversation', ambiguous: true, code: 'network' } as const;
    // Between the two tries the way is felt with a typing sign.
    office.outcomes.push(silence, { kind: 'sent' }, silence);
    await says('one', 'm1');
    for (let i = 0; i < 3; i += 1) {
      await office.drain();
      office.tick(60_000);
    }
    expect(await office.store.deadLetters(10)).toMatchObject([{ code: 'unsure' }]);
  });

  it('parks a poisoned message with an apology, and hears the next one', async () => {
    office = await openOffice({
      understand: (text) => {
        if (text === 'poison') throw new Error('broken');
        return minimum;
      },
    });
    await says('poison', 'm1');
    await says('fine', 'm2');
    for (let i = 0; i < 8; i += 1) {
      await office.drain();
      office.tick(60_000);
    }
    expect(office.texts()).toEqual([expect.stringContaining('တောင်းပန်ပါတယ်'), expect.stringContaining('The minimum wage')]);
  });

  it('parks a message whose bytes were damaged: the person is told, and the next one is heard', async () => {
    office = await openOffice({ understand: () => minimum });
    await says('first', 'm1');
    await office.drain();
    const conversation = office.conversationOf(written('', 'x'));
    const key = await office.store.keyOf(conversation, office.vault.newKey(conversation));
    const damaged = enclose(office.vault, conversation, key, written('second', 'm2'), 'm2');
    damaged.sealed[damaged.sealed.length - 1]! ^= 1;
    await office.store.accept(damaged);
    await says('third', 'm3');
    for (let i = 0; i < 8; i += 1) {
      await office.drain();
      office.tick(60_000);
    }
    const answer = expect.stringContaining('The minimum wage');
    expect(office.texts()).toEqual([answer, expect.stringContaining('cannot read it'), answer]);
  });

  it('sends Zawgyi to whoever types it, and keeps Unicode for the counsellor', async () => {
    office = await openOffice({ understand: () => ({ ...minimum, encoding: 'zawgyi', locale: 'my' }) });
    await says('anything', 'm1');
    await office.drain();
    expect(office.texts()[0]).toMatch(/^\[zawgyi\]/);
    expect(office.sent[0]?.suggestedActions?.actions[0]?.title).toMatch(/^\[zawgyi\]/);
    expect(office.texts()[1]).not.toContain('[zawgyi]');
  });
});

describe('handing over', () => {
  async function handedOver() {
    await says('talk to a person', 'm1');
    await office.drain();
    const [row] = await office.store.handoffs(10, false);
    if (!row) throw new Error('no handoff');
    return row;
  }

  async function counsellorTakes(id: string) {
    const row = (await office.store.handoff(id))!;
    const accepted = eventFor(referenceTo(), 'taken1', office.clock(), { name: 'handoff.status', value: { handoffId: id, state: 'accepted', counsellor: 'Ma Hnin' } });
    return office.store.take(id, 'c1', enclose(office.vault, row.conversation, row.key, accepted, 'taken1'));
  }

  it('leaves a ticket with reason, language and risk, and the way back to the person', async () => {
    office = await openOffice();
    const row = await handedOver();
    const { summary, reference } = office.vault.open(row.conversation, row.key, 'handoff', row.sealed!) as SealedHandoff;
    expect(summary).toMatchObject({ reason: 'asked', locale: 'en', channel: 'test' });
    expect(reference.conversation.id).toBe('chat-p1');
  });

  it('holds back what the bot had queued when a counsellor takes over', async () => {
    office = await openOffice({ understand: (text) => (text.includes('person') ? {} : minimum) });
    const row = await handedOver();
    office.sent.length = 0;
    office.outcomes.push({ kind: 'retry', afterMs: 1_000, scope: 'conversation', ambiguous: false, code: 'rate' });
    await says('minimum wage', 'm2');
    await workOnce(office.work);
    await office.out.idle();
    expect(await counsellorTakes(row.id)).toEqual({ kind: 'taken' });
    while (await workOnce(office.work));
    office.tick(1_000);
    await office.drain();
    expect(office.texts()).toEqual([expect.stringContaining('Ma Hnin, a counsellor, is talking with you now')]);
  });

  describe('to a counsellor whose console is closed', () => {
    const MINUTE = 60_000;

    it('opens the handoff to others five minutes after they were last there, to the second', async () => {
      office = await openOffice();
      const { id } = await handedOver();
      await counsellorTakes(id);
      await office.drain();
      for (let minute = 0; minute < 7; minute += 1) {
        await markPresent(office, 'c1', office.clock());
        office.tick(MINUTE);
        await office.drain();
      }
      office.sent.length = 0;
      office.tick(4 * MINUTE - 5_000);
      await office.drain();
      expect(await office.store.handoff(id)).toMatchObject({ state: 'accepted', holder: 'c1' });
      office.tick(5_000);
      await office.drain();
      expect(await office.store.handoff(id)).toMatchObject({ state: 'queued', holder: null });
      expect(office.texts()).toEqual([expect.stringContaining('Ma Hnin had to leave')]);
      office.sent.length = 0;
      await says('menu', 'm9');
      await office.drain();
      expect(office.texts()).toHaveLength(1);
    });

    it('leaves a talk with its holder where the last word was theirs', async () => {
      office = await openOffice();
      const row = await handedOver();
      await counsellorTakes(row.id);
      const reply = eventFor(referenceTo(), 'reply1', office.clock(), { name: 'counsellor.reply', value: { handoffId: row.id, counsellor: 'Ma Hnin', text: 'Write to me tomorrow.' } });
      await office.store.accept(enclose(office.vault, row.conversation, row.key, reply, 'reply1'));
      await office.drain();
      office.tick(20 * 60 * MINUTE);
      await office.drain();
      expect(await office.store.handoff(row.id)).toMatchObject({ state: 'accepted', holder: 'c1' });
      await says('it is tomorrow', 'm2');
      await office.drain();
      office.tick(5 * MINUTE);
      await office.drain();
      expect(await office.store.handoff(row.id)).toMatchObject({ state: 'queued', holder: null });
    });
  });

  it('wakes a waiting person after a quarter of an hour, once', async () => {
    office = await openOffice();
    await handedOver();
    office.sent.length = 0;
    office.tick(15 * 60_000);
    await office.drain();
    office.tick(60 * 60_000);
    await office.drain();
    expect(office.texts()).toEqual([expect.stringContaining('not been forgotten')]);
  });
});

describe('forgetting', () => {
  it('leaves nothing but the farewell, and starts afresh', async () => {
    office = await openOffice();
    const mailbox = mailboxIn(office.store, office.vault);
    await mailbox.append(referenceTo(), written('kept', 'k1'));
    await says('talk to a person', 'm1');
    await says('delete what I wrote', 'm2');
    await office.drain();
    office.sent.length = 0;
    const conversation = office.conversationOf(written('', 'x'));
    const before = await office.store.keyOf(conversation, office.vault.newKey(conversation));
    await says('Yes, delete', 'm3');
    await office.drain();
    expect(office.texts()).toEqual([expect.stringContaining('Deleted.')]);
    expect(await mailbox.read(referenceTo(), 0, 10)).toEqual([]);
    expect(await office.store.read(conversation, 'transcript', 0, 10)).toHaveLength(1);
    expect(await office.store.keyOf(conversation, office.vault.newKey(conversation))).not.toEqual(before);
    expect(await office.store.handoffs(10, false)).toEqual([]);
    expect(await says('Yes, delete', 'm3')).toBe('seen');
  });

  it('is not undone by a line that was on its way: nobody can read it, and it hides no other', async () => {
    office = await openOffice();
    const { store, vault } = office;
    const mailbox = mailboxIn(store, vault);
    const conversation = office.conversationOf(written('', 'x'));
    await says('menu', 'm1');
    await says('delete what I wrote', 'm2');
    await office.drain();
    const old = await store.keyOf(conversation, vault.newKey(conversation));
    await says('Yes, delete', 'm3');
    await office.drain();
    await store.append(conversation, 'mailbox', 'late', vault.seal(conversation, old, 'mail', written('secret', 'late')));
    await store.append(conversation, 'transcript', 'note', vault.seal(conversation, old, 'line', { by: 'note', activity: written('secret', 'note') }));
    await mailbox.append(referenceTo(), written('hello again', 'k1'));
    expect((await mailbox.read(referenceTo(), 0, 10)).map(({ activity }) => (activity as MessageActivity).text)).toEqual(['hello again']);

    // What was written an hour ago is answered with what came before it: the whole transcript is read for that.
    office.sent.length = 0;
    office.tick(3_600_000);
    await says('menu', 'm4');
    await office.drain();
    expect(office.texts()).toEqual([expect.stringContaining('Sorry that this answer comes late.'), expect.stringContaining('What would you like to know?')]);
  });
});
