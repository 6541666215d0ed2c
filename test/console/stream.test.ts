import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { stream, type Pulse } from '../../src/console/stream.js';
import { listenTo, queuePerson, type Office, type Visitor } from './office.js';
import { onEachStore } from './stores.js';

onEachStore((here) => {
  let office: Office;
  let visit: Visitor;
  beforeEach(async () => {
    office = here();
    visit = await office.counsellor('ko-aung', 'Ko Aung');
  });

  const revision = async () => String(await office.desk.store.revision());

  describe('the stream', () => {
    it('tells of each change with the revision as its id', async () => {
      const told = await listenTo(office.url, visit.cookie!);
      expect(told.headers.get('content-type')).toContain('text/event-stream');
      expect(told.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await told.next()).toEqual({ event: 'changed', id: await revision() });
      const person = await queuePerson(office.desk);
      const opened = await told.next();
      expect(Number(opened?.id)).toBeGreaterThan(0);
      await visit.post(`/handoff/${person.id}/take`);
      const after = await told.next();
      expect(Number(after?.id)).toBeGreaterThan(Number(opened?.id));
      told.leave();
    });

    it('resumes: silent where nothing changed meanwhile, at once where something did', async () => {
      const told = await listenTo(office.url, visit.cookie!);
      const last = (await told.next())?.id ?? '';
      told.leave();
      await queuePerson(office.desk);
      const back = await listenTo(office.url, visit.cookie!, last);
      const now = await back.next();
      expect(now).toEqual({ event: 'changed', id: await revision() });
      back.leave();
      const quiet = await listenTo(office.url, visit.cookie!, now!.id!);
      await queuePerson(office.desk);
      expect(Number((await quiet.next())?.id)).toBeGreaterThan(Number(now!.id));
      quiet.leave();
    });

    it('ends within two seconds of signing out', async () => {
      const told = await listenTo(office.url, visit.cookie!);
      await told.next();
      await visit.post('/session/logout');
      const began = performance.now();
      expect(await told.next()).toMatchObject({ event: 'ended' });
      expect(await told.next()).toBeNull();
      expect(performance.now() - began).toBeLessThan(2000);
    });

    it('ends when the account is disabled and when the eight hours are over', async () => {
      const admin = await office.counsellor('admin', 'U Admin', 'admin');
      const told = await listenTo(office.url, visit.cookie!);
      const theirs = await listenTo(office.url, admin.cookie!);
      await Promise.all([told.next(), theirs.next()]);
      await admin.post('/accounts/disable', { id: 'ko-aung' });
      expect(await told.next()).toMatchObject({ event: 'ended' });
      office.pass(8 * 60 * 60_000);
      expect(await theirs.next()).toMatchObject({ event: 'ended' });
    });

    it('cuts off a page that has stopped reading', async () => {
      let tell: (revision: number) => void = () => {};
      let left = false;
      const pulse: Pulse = { join: (listener) => ((tell = listener), () => void (left = true)), close: () => {} };
      const out = new PassThrough({ highWaterMark: 1 });
      const gone = new Promise<void>((resolve) => out.once('close', () => resolve()));
      await stream(office.desk, pulse, { out, lastSeen: null, stillSignedIn: async () => true, markSeen: async () => {} });
      for (let n = 1; n <= 5000 && !out.destroyed; n++) tell(n);
      await gone;
      expect([out.destroyed, left]).toEqual([true, true]);
      expect(out.writableLength).toBeLessThan(70 * 1024);
    });
  });
});
