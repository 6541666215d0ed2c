import { beforeEach, describe, expect, it } from 'vitest';
import { readAudit } from '../../src/console/audit.js';
import type { DeadLetterList, HandoffList, OpenedHandoff } from '../../src/console/shapes.js';
import { personWrites, queuePerson, workOff, type Office, type Visitor } from './office.js';
import { onEachStore } from './stores.js';

onEachStore((here) => {
  let office: Office;
  let aung: Visitor;
  let hnin: Visitor;
  beforeEach(async () => {
    office = here();
    aung = await office.counsellor('ko-aung', 'Ko Aung');
    hnin = await office.counsellor('ma-hnin', 'Ma Hnin');
  });

  const listOf = async (visit: Visitor) => ((await visit.get('/handoffs')).body as HandoffList).handoffs;
  const messageOf = (answer: { body: unknown }) => (answer.body as { error: { message: string } }).error.message;

  describe('the list', () => {
    it('shows the gravest first, how long they wait, and what the summary says', async () => {
      const worry = await queuePerson(office.desk, { risk: 'R1', summary: { place: 'MY', locale: 'th' } });
      office.pass(90_000);
      const danger = await queuePerson(office.desk, { risk: 'R3', summary: { reason: 'red-flag', dangers: ['locked-in'] } });
      office.pass(30_000);
      const list = await listOf(aung);
      expect(list.map((i) => i.id)).toEqual([danger.id, worry.id]);
      expect(list.map((i) => i.waitedMs)).toEqual([30_000, 120_000]);
      expect(list[0]).toMatchObject({ state: 'queued', risk: 'R3', holder: null, summary: { dangers: ['locked-in'] } });
      expect(list[1]?.summary).toMatchObject({ place: 'MY', locale: 'th', channel: 'telegram' });
    });

    it('says which of mine wait for my answer', async () => {
      const person = await queuePerson(office.desk);
      await aung.post(`/handoff/${person.id}/take`);
      await aung.post(`/handoff/${person.id}/reply`, { text: 'Where are you now?' });
      await workOff(office.desk);
      expect((await listOf(aung))[0]?.waitsForYou).toBe(false);
      await personWrites(office.desk, person, 'In the factory');
      expect((await listOf(aung))[0]?.waitsForYou).toBe(true);
      expect((await listOf(hnin))[0]?.waitsForYou).toBe(false);
    });
  });

  describe('a conversation', () => {
    it('is read before it is taken, with what came in as it came in', async () => {
      const geo = { type: 'GeoCoordinates' as const, latitude: 16.7, longitude: 98.5 };
      const person = await queuePerson(office.desk, { said: ['ကူညီပါ', { attachments: [{ contentType: 'image/jpeg' }] }, { entities: [geo] }] });
      const opened = (await aung.get(`/handoff/${person.id}`)).body as OpenedHandoff;
      expect(opened.lines.map((l) => [l.by, l.text, l.files, l.place])).toEqual([
        ['person', 'ကူညီပါ', [], null],
        ['person', '', ['image/jpeg'], null],
        ['person', '', [], { latitude: 16.7, longitude: 98.5 }],
      ]);
    });

    it('shows what the person agreed to hand on to who reads it, not in the list', async () => {
      const person = await queuePerson(office.desk, { summary: { reason: 'flow', agreed: 'About: my pay\nTheir word: lotus' } });
      expect(((await aung.get(`/handoff/${person.id}`)).body as OpenedHandoff).agreed).toBe('About: my pay\nTheir word: lotus');
      expect(JSON.stringify(await listOf(aung))).not.toContain('lotus');
    });

    it('is taken by one of two; the other learns who holds it and reads no more', async () => {
      const person = await queuePerson(office.desk);
      const [a, h] = await Promise.all([aung.post(`/handoff/${person.id}/take`), hnin.post(`/handoff/${person.id}/take`)]);
      expect([a.status, h.status].sort()).toEqual([200, 409]);
      const [loser, lost, winner] = a.status === 409 ? [aung, a, 'Ma Hnin'] : [hnin, h, 'Ko Aung'];
      expect(messageOf(lost)).toBe(`${winner} holds this conversation.`);
      const reading = await loser.get(`/handoff/${person.id}`);
      expect([reading.status, messageOf(reading)]).toEqual([403, `${winner} holds this conversation.`]);
      expect((await workOff(office.desk)).map((e) => [e.name, e.value])).toEqual([['handoff.status', { handoffId: person.id, state: 'accepted', counsellor: winner }]]);
    });

    it('carries replies and the closing to the inbox, in order, addressed as the person’s own', async () => {
      const person = await queuePerson(office.desk);
      await aung.post(`/handoff/${person.id}/take`);
      await workOff(office.desk);
      const sent = await aung.post(`/handoff/${person.id}/reply`, { text: '  မင်္ဂလာပါ  ' });
      await aung.post(`/handoff/${person.id}/close`, { outcome: 'referred', note: 'Spoke about wages' });
      const events = await workOff(office.desk);
      expect(events.map((e) => e.value)).toEqual([
        { handoffId: person.id, counsellor: 'Ko Aung', text: 'မင်္ဂလာပါ' },
        { handoffId: person.id, state: 'completed', counsellor: 'Ko Aung', outcome: 'referred' },
      ]);
      for (const event of events) expect([event.from, event.recipient, event.conversation]).toEqual([person.reference.user, person.reference.bot, person.reference.conversation]);
      expect(sent.body).toEqual({ reply: events[0]?.id });
      expect(await listOf(aung)).toMatchObject([{ state: 'completed', outcome: 'referred', holder: { id: 'ko-aung' } }]);
      expect((await aung.get(`/handoff/${person.id}`)).status).toBe(403);
    });

    it('goes back into the queue with a note, and can be taken again by the same counsellor', async () => {
      const person = await queuePerson(office.desk);
      await aung.post(`/handoff/${person.id}/take`);
      expect((await aung.post(`/handoff/${person.id}/give-back`, { note: 'Speaks Karen better' })).status).toBe(200);
      expect((await hnin.get(`/handoff/${person.id}`)).body).toMatchObject({ lines: [{ by: 'person' }, { by: 'note', name: 'Ko Aung', text: 'Speaks Karen better' }] });
      expect((await aung.post(`/handoff/${person.id}/take`)).status).toBe(200);
      expect((await workOff(office.desk)).map((e) => (e.name === 'handoff.status' ? e.value.state : e.name))).toEqual(['accepted', 'queued', 'accepted']);
    });

    it('that was forgotten shows no words and takes none', async () => {
      const person = await queuePerson(office.desk);
      await aung.post(`/handoff/${person.id}/take`);
      await forget(person.conversation);
      expect((await listOf(aung)).find((i) => i.id === person.id)?.summary ?? null).toBeNull();
      expect((await aung.post(`/handoff/${person.id}/reply`, { text: 'Hello' })).status).toBe(403);
    });

    async function forget(conversation: string): Promise<void> {
      const { store, vault } = office.desk;
      const claim = await store.claim(60_000);
      expect(claim?.conversation).toBe(conversation);
      const { lease, version, event } = claim!;
      const key = vault.newKey(conversation);
      const done = await store.commit({ claim: { conversation, lease, version, seq: event.seq }, session: vault.seal(conversation, key, 'session', {}), speaker: 'bot', lines: [], deliveries: [], handoff: null, erase: { key } });
      expect(done).toBe('committed');
    }
  });

  describe('doing it again', () => {
    it('under the same key adds nothing and answers the same', async () => {
      const person = await queuePerson(office.desk);
      const key = { 'idempotency-key': 'the-same-key' };
      const path = `/handoff/${person.id}`;
      const takes = await Promise.all([1, 2, 3].map(() => aung.post(`${path}/take`, {}, { 'idempotency-key': 'take-it-once' })));
      expect(takes.map((t) => t.status)).toEqual([200, 200, 200]);
      const replies = await Promise.all([1, 2, 3].map(() => aung.post(`${path}/reply`, { text: 'Only once' }, key)));
      const later = await aung.post(`${path}/reply`, { text: 'Only once' }, key);
      expect(new Set([...replies, later].map((r) => JSON.stringify(r.body))).size).toBe(1);
      expect((await workOff(office.desk)).map((e) => e.name)).toEqual(['handoff.status', 'counsellor.reply']);
    });

    it('under the same key with other words is refused, so no words are swallowed', async () => {
      const person = await queuePerson(office.desk);
      const key = { 'idempotency-key': 'the-same-key' };
      await aung.post(`/handoff/${person.id}/take`);
      await aung.post(`/handoff/${person.id}/reply`, { text: 'One' }, key);
      expect((await aung.post(`/handoff/${person.id}/reply`, { text: 'Two' }, key)).status).toBe(422);
    });

    it('under another counsellor’s key is a wish of one’s own', async () => {
      const [one, two] = [await queuePerson(office.desk), await queuePerson(office.desk)];
      const key = { 'idempotency-key': 'the-same-key' };
      expect((await aung.post(`/handoff/${one.id}/take`, {}, key)).status).toBe(200);
      expect((await hnin.post(`/handoff/${two.id}/take`, {}, key)).status).toBe(200);
    });

    it('needs a key', async () => {
      const person = await queuePerson(office.desk);
      expect((await aung.post(`/handoff/${person.id}/take`, {}, { 'idempotency-key': '' })).status).toBe(400);
    });
  });

  describe('input', () => {
    it.each([
      ['an empty reply', 'reply', { text: ' \n ' }, 'write something first'],
      ['a reply of 4,001 characters', 'reply', { text: 'က'.repeat(4001) }, 'longer than 4,000'],
      ['a reply that is no text', 'reply', { text: 7 }, 'text'],
      ['a field that nobody knows', 'reply', { text: 'a', to: 'b' }, 'to'],
      ['an outcome that is none', 'close', { outcome: 'good' }, 'outcome'],
      ['no outcome', 'close', {}, 'outcome'],
    ])('%s is refused in words', async (_, act, body, words) => {
      const person = await queuePerson(office.desk);
      await aung.post(`/handoff/${person.id}/take`);
      const answer = await aung.post(`/handoff/${person.id}/${act}`, body);
      expect(answer.status).toBe(400);
      expect(messageOf(answer)).toContain(words);
    });

    it('of 4,000 characters goes through', async () => {
      const person = await queuePerson(office.desk);
      await aung.post(`/handoff/${person.id}/take`);
      expect((await aung.post(`/handoff/${person.id}/reply`, { text: 'က'.repeat(4000) })).status).toBe(200);
    });

    it('that is not JSON, or too much of it, is refused', async () => {
      const send = (body: string, type = 'application/json') =>
        fetch(`${office.url}/api/session/login`, { method: 'POST', body, headers: { origin: office.url, 'content-type': type, 'idempotency-key': 'any-key-at-all' } });
      expect((await send('{')).status).toBe(400);
      expect((await send('a=b', 'text/plain')).status).toBe(415);
      expect((await send(JSON.stringify({ id: 'x'.repeat(40_000), password: 'y' }))).status).toBe(413);
    });
  });

  describe('dead letters', () => {
    it('are listed and sent again', async () => {
      const { store, vault } = office.desk;
      const person = await queuePerson(office.desk);
      await aung.post(`/handoff/${person.id}/take`);
      const claim = (await store.claim(60_000))!;
      const { conversation, lease, version, key, event } = claim;
      const delivery = { id: 'a.0', channel: 'telegram', by: 'counsellor' as const, sealed: vault.seal(conversation, key, 'delivery', {}) };
      await store.commit({ claim: { conversation, lease, version, seq: event.seq }, session: vault.seal(conversation, key, 'session', {}), speaker: 'counsellor', lines: [], deliveries: [delivery], handoff: null });
      const [outgoing] = await store.takeDeliveries(1, 60_000, []);
      await store.settle(outgoing!, { do: 'dead', code: 'refused-400' });
      const { deadLetters, waiting } = (await aung.get('/dead-letters')).body as DeadLetterList;
      expect(deadLetters).toEqual([{ id: expect.any(String), channel: 'telegram', code: 'refused-400', at: office.clock(), handoff: person.id }]);
      expect(waiting).toBe(0);
      expect((await aung.get('/handoffs')).body).toMatchObject({ undelivered: 1 });
      expect((await aung.post('/resend', { id: deadLetters[0]!.id })).status).toBe(200);
      expect((await aung.post('/resend', { id: deadLetters[0]!.id })).status).toBe(404);
      expect((await readAudit(office.desk, 10)).filter((r) => r.action === 'delivery-resent')).toMatchObject([{ actor: 'ko-aung', object: deadLetters[0]!.id }]);
      expect(await store.takeDeliveries(1, 60_000, [])).toMatchObject([{ id: 'a.0' }]);
    });
  });

  describe('the audit trail', () => {
    it('holds who did what to what, and never a word', async () => {
      const person = await queuePerson(office.desk, { said: ['a secret of mine'] });
      const path = `/handoff/${person.id}`;
      await aung.get(path);
      await aung.get(path);
      await aung.post(`${path}/take`);
      await aung.post(`${path}/reply`, { text: 'words of the counsellor' });
      await aung.post(`${path}/close`, { outcome: 'referred', note: 'words of the note' });
      await hnin.get(path);
      office.pass(60 * 60_000);
      const rows = await readAudit(office.desk, 100);
      const about = rows.filter((r) => r.object === person.id).map((r) => `${r.actor} ${r.action}`);
      expect(about.sort()).toEqual(['ko-aung handoff-closed', 'ko-aung handoff-opened', 'ko-aung handoff-replied', 'ko-aung handoff-taken']);
      expect(JSON.stringify(rows)).not.toMatch(/secret|words/);
      expect(office.logged.join()).not.toMatch(/secret|words/);
    });
  });
});
