import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addCounsellor, listCounsellors, setPassword } from '../../src/console/account.js';
import { disableCounsellor } from '../../src/console/acts.js';
import { firstAccountLink } from '../../src/console/link.js';
import { openOffice, PASSWORD, queuePerson, type Office } from './office.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let office: Office;
beforeEach(async () => void (office = await openOffice()));
afterEach(() => office.close());

const tokenOf = (path: string) => path.split('=')[1] ?? '';
const first = { id: 'ma-hnin', name: 'Ma Hnin', languages: ['my'] };

describe('the first account', () => {
  it('is made once with the one-time link and is an admin', async () => {
    const link = await firstAccountLink(office.desk);
    const visit = office.visitor();
    const made = await visit.post('/session/setup', { token: tokenOf(link!.path), password: PASSWORD, account: first });
    expect(made.status).toBe(200);
    expect((await visit.get('/session')).body).toMatchObject({ account: { id: 'ma-hnin', role: 'admin', name: 'Ma Hnin' } });
    expect(await firstAccountLink(office.desk)).toBeNull();
    const again = await office.visitor().post('/session/setup', { token: tokenOf(link!.path), password: PASSWORD, account: { ...first, id: 'other' } });
    expect([again.status, (await listCounsellors(office.desk)).length]).toEqual([410, 1]);
  });

  it('is made by one of two who open the link at once', async () => {
    const link = await firstAccountLink(office.desk);
    const tries = await Promise.all(['one', 'two'].map((id) => office.visitor().post('/session/setup', { token: tokenOf(link!.path), password: PASSWORD, account: { ...first, id } })));
    expect(tries.map((t) => t.status).sort()).toEqual([200, 410]);
    expect(await listCounsellors(office.desk)).toHaveLength(1);
  });

  it('needs its link within a day, and no link of before once an account exists', async () => {
    const old = await firstAccountLink(office.desk);
    office.pass(24 * HOUR);
    expect((await office.visitor().post('/session/setup', { token: tokenOf(old!.path), password: PASSWORD, account: first })).status).toBe(410);
    const fresh = await firstAccountLink(office.desk);
    await office.counsellor('ko-aung', 'Ko Aung');
    expect((await office.visitor().post('/session/setup', { token: tokenOf(fresh!.path), password: PASSWORD, account: first })).status).toBe(410);
  });

  it('spends no link on a password that is too short', async () => {
    const link = await firstAccountLink(office.desk);
    const short = await office.visitor().post('/session/setup', { token: tokenOf(link!.path), password: 'short', account: first });
    expect(short.status).toBe(400);
    expect((short.body as { error: { message: string } }).error.message).toContain('12 characters');
    expect((await office.visitor().post('/session/setup', { token: tokenOf(link!.path), password: PASSWORD, account: first })).status).toBe(200);
  });
});

describe('an invitation', () => {
  it('lets its owner choose a password, once, and a new one ends the sessions of the old', async () => {
    const made = await addCounsellor(office.desk, { id: 'ko-aung', name: 'Ko Aung', role: 'counsellor', languages: ['my'] });
    const visit = office.visitor();
    expect((await office.visitor().post('/session/login', { id: 'ko-aung', password: PASSWORD })).status).toBe(401);
    expect((await visit.post('/session/setup', { token: tokenOf(made!.link.path), password: PASSWORD })).status).toBe(200);
    expect((await office.visitor().post('/session/setup', { token: tokenOf(made!.link.path), password: PASSWORD })).status).toBe(410);
    expect((await office.visitor().post('/session/login', { id: 'Ko-Aung ', password: PASSWORD })).status).toBe(200);
    office.pass(1);
    await setPassword(office.desk, 'ko-aung', 'another good long one');
    expect((await visit.get('/session')).status).toBe(401);
  });

  it('does not take an id that is in use', async () => {
    const wanted = { id: 'ko-aung', name: 'Ko Aung', role: 'counsellor' as const, languages: [] };
    expect(await addCounsellor(office.desk, wanted)).not.toBeNull();
    expect(await addCounsellor(office.desk, { ...wanted, name: 'Somebody else' })).toBeNull();
    expect((await listCounsellors(office.desk)).map((a) => a.name)).toEqual(['Ko Aung']);
  });
});

describe('a session', () => {
  it('has a cookie that no script, other site or plain connection can use', async () => {
    const plain = await office.counsellor('ko-aung', 'Ko Aung');
    expect((await plain.post('/session/logout')).headers.getSetCookie()).toEqual(['lanpya=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0']);
    const secure = await openOffice({ secureCookies: true });
    try {
      const link = await firstAccountLink(secure.desk);
      const visit = secure.visitor();
      const flags = /^__Host-lanpya=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/;
      const set = (await visit.post('/session/setup', { token: tokenOf(link!.path), password: PASSWORD, account: first })).headers.getSetCookie();
      expect(set).toEqual([expect.stringMatching(flags)]);
      expect((await visit.post('/session/login', { id: 'ma-hnin', password: PASSWORD })).headers.getSetCookie()).toEqual([expect.stringMatching(flags)]);
      expect((await visit.get('/handoffs')).headers.getSetCookie()).toEqual([]);
      expect((await visit.post('/session/logout')).headers.getSetCookie()).toEqual(['__Host-lanpya=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0']);
    } finally {
      await secure.close();
    }
  });

  it('ends after a quarter of an hour of silence', async () => {
    const visit = await office.counsellor('ko-aung', 'Ko Aung');
    office.pass(14 * MINUTE);
    expect((await visit.get('/session')).status).toBe(200);
    office.pass(14 * MINUTE);
    expect((await visit.get('/session')).status).toBe(200);
    office.pass(15 * MINUTE);
    expect((await visit.get('/session')).status).toBe(401);
  });

  it('ends after eight hours however busy', async () => {
    const visit = await office.counsellor('ko-aung', 'Ko Aung');
    for (let passed = 0; passed < 8 * HOUR - 10 * MINUTE; passed += 10 * MINUTE) {
      office.pass(10 * MINUTE);
      expect((await visit.get('/session')).status).toBe(200);
    }
    office.pass(10 * MINUTE);
    expect((await visit.get('/session')).status).toBe(401);
  });

  it('ends with logging out, and the old cookie opens nothing', async () => {
    const visit = await office.counsellor('ko-aung', 'Ko Aung');
    const { cookie } = visit;
    await visit.post('/session/logout');
    visit.cookie = cookie;
    expect((await visit.get('/session')).status).toBe(401);
  });

  it('is kept under a hash: no record holds its token', async () => {
    const visit = await office.counsellor('ko-aung', 'Ko Aung');
    const token = visit.cookie!.split('=')[1]!;
    const ids = (await office.desk.store.records('console-session')).map((r) => r.id);
    expect(ids).toHaveLength(1);
    expect(ids[0]).not.toContain(token);
  });
});

describe('disabling an account', () => {
  it('ends its sessions at once and puts its conversations back into the queue', async () => {
    const admin = await office.counsellor('ma-hnin', 'Ma Hnin', 'admin');
    const visit = await office.counsellor('ko-aung', 'Ko Aung');
    const person = await queuePerson(office.desk);
    await visit.post(`/handoff/${person.id}/take`);
    expect((await admin.post('/accounts/disable', { id: 'ko-aung' })).status).toBe(200);
    expect((await visit.get('/session')).status).toBe(401);
    expect((await office.visitor().post('/session/login', { id: 'ko-aung', password: PASSWORD })).status).toBe(401);
    expect(await office.desk.store.handoff(person.id)).toMatchObject({ state: 'queued', holder: null });
    expect((await admin.post('/accounts/disable', { id: 'ma-hnin' })).status).toBe(409);
    expect(await disableCounsellor(office.desk, 'nobody')).toBe(false);
  });
});

describe('signing in', () => {
  it('says the same of an unknown name and a wrong password', async () => {
    await office.counsellor('ko-aung', 'Ko Aung');
    const wrong = await office.visitor().post('/session/login', { id: 'ko-aung', password: 'not this one at all' });
    const unknown = await office.visitor().post('/session/login', { id: 'nobody', password: 'not this one at all' });
    expect([wrong.status, wrong.body]).toEqual([unknown.status, unknown.body]);
  });

  it('is slowed down for an account after ten wrong tries, and free again after a while', async () => {
    await office.counsellor('ko-aung', 'Ko Aung');
    const attempt = (password: string) => office.visitor().post('/session/login', { id: 'ko-aung', password });
    const tries = await Promise.all(Array.from({ length: 12 }, () => attempt('wrong')));
    expect(tries.map((t) => t.status).sort()).toEqual([...Array<number>(10).fill(401), 429, 429]);
    const held = await attempt(PASSWORD);
    expect([held.status, held.headers.get('retry-after')]).toEqual([429, '900']);
    office.pass(15 * MINUTE);
    expect((await attempt(PASSWORD)).status).toBe(200);
  });

  it('is slowed down for an address that tries many names', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 51; n++) statuses.push((await office.visitor().post('/session/login', { id: `name-${n}`, password: 'wrong' })).status);
    expect(statuses.slice(0, 50)).toEqual(Array(50).fill(401));
    expect(statuses[50]).toBe(429);
  });
});
