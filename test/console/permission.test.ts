import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiRoutes } from '../../src/console/api.js';
import { openPulse } from '../../src/console/stream.js';
import { openOffice, queuePerson, type Office, type Visitor } from './office.js';

/* Every address of the API × everybody who may ask, from the route table itself: a new route cannot be forgotten. */

let office: Office;
const people: Record<string, Visitor> = {};
beforeAll(async () => {
  office = await openOffice();
  people['anonymous'] = office.visitor();
  people['counsellor'] = await office.counsellor('other', 'Ma Other');
  people['holder'] = await office.counsellor('holder', 'Ma Holder');
  people['admin'] = await office.counsellor('admin', 'U Admin', 'admin');
});
afterAll(() => office.close());

const table = (() => {
  const desk = { store: {}, vault: {}, clock: () => 0, log: {}, content: {}, secureCookies: false, root: '', scripts: '' } as never;
  return apiRoutes(desk, openPulse(desk)).map(({ method, url, needs }) => ({ method, url, needs }));
})();

/** 401 who are you, 403/409 not yours, 'in' let in (whatever the body then says). */
const EXPECTED: Record<(typeof table)[number]['needs'], { queued: Record<string, string>; held: Record<string, string> }> = {
  nobody: same({ anonymous: 'in', counsellor: 'in', holder: 'in', admin: 'in' }),
  counsellor: same({ anonymous: '401', counsellor: 'in', holder: 'in', admin: 'in' }),
  admin: same({ anonymous: '401', counsellor: '403', holder: '403', admin: 'in' }),
  reviewer: same({ anonymous: '401', counsellor: '403', holder: '403', admin: '403' }),
  handoff: { queued: { anonymous: '401', counsellor: 'in', holder: 'in', admin: 'in' }, held: { anonymous: '401', counsellor: '409', holder: 'in', admin: '409' } },
  reader: { queued: { anonymous: '401', counsellor: 'in', holder: 'in', admin: 'in' }, held: { anonymous: '401', counsellor: '403', holder: 'in', admin: '403' } },
  holder: { queued: { anonymous: '401', counsellor: '409', holder: '409', admin: '409' }, held: { anonymous: '401', counsellor: '403', holder: 'in', admin: '403' } },
  releaser: { queued: { anonymous: '401', counsellor: '409', holder: '409', admin: '409' }, held: { anonymous: '401', counsellor: '403', holder: 'in', admin: 'in' } },
};
function same(who: Record<string, string>) {
  return { queued: who, held: who };
}

describe('who may do what', () => {
  for (const { method, url, needs } of table.filter((route) => route.url !== '/stream' && route.url !== '/session/logout')) {
    for (const state of ['queued', 'held'] as const) {
      it.each(['anonymous', 'counsellor', 'holder', 'admin'])(`${method} ${url} of a ${state} conversation by %s`, async (who) => {
        const person = await queuePerson(office.desk);
        if (state === 'held') await office.desk.store.take(person.id, 'holder', { conversation: person.conversation, dedupe: person.id, key: new Uint8Array([1]), sealed: new Uint8Array([1]) });
        const answer = await people[who]!.send(method, url.replace(':id', person.id), {});
        const refused = ['unknown', 'not-found'];
        expect(refused).not.toContain((answer.body as { error?: { code: string } }).error?.code);
        const got = [401, 403, 409].includes(answer.status) ? String(answer.status) : 'in';
        expect(got).toBe(EXPECTED[needs][state][who]);
        if (state === 'held') await office.desk.store.giveBack(person.id, 'holder', { conversation: person.conversation, dedupe: `${person.id}b`, key: new Uint8Array([1]), sealed: new Uint8Array([1]) });
        await emptyInbox();
      });
    }
  }

  it('covers the whole table', () => {
    expect(table.map((r) => `${r.method} ${r.url} ${r.needs}`)).toMatchInlineSnapshot(`
      [
        "GET /session counsellor",
        "POST /session/login nobody",
        "POST /session/logout counsellor",
        "POST /session/setup nobody",
        "GET /stream counsellor",
        "GET /handoffs counsellor",
        "GET /handoff/:id reader",
        "POST /handoff/:id/take handoff",
        "POST /handoff/:id/reply holder",
        "POST /handoff/:id/close holder",
        "POST /handoff/:id/give-back releaser",
        "GET /dead-letters counsellor",
        "POST /resend counsellor",
        "POST /trouble/end admin",
        "GET /accounts admin",
        "POST /accounts admin",
        "POST /accounts/disable admin",
        "POST /accounts/link admin",
        "GET /texts reviewer",
        "GET /text reviewer",
        "POST /text/key reviewer",
        "POST /text/sign reviewer",
        "POST /text/send-back reviewer",
        "POST /accounts/reviewer admin",
        "GET /content admin",
        "POST /content/reload admin",
        "GET /questions counsellor",
        "POST /questions/add reviewer",
        "POST /questions/drop reviewer",
        "GET /simulator counsellor",
        "POST /simulator/step counsellor",
        "POST /simulator/transcript counsellor",
        "GET /flow-picture counsellor",
        "GET /audit admin",
      ]
    `);
  });

  it('lets nobody listen who has not signed in', async () => {
    expect((await people['anonymous']!.get('/stream')).status).toBe(401);
    expect((await people['anonymous']!.post('/session/logout')).status).toBe(401);
  });

  it('knows no conversation that is not there', async () => {
    expect((await people['counsellor']!.get('/handoff/none')).status).toBe(404);
    expect((await people['counsellor']!.get('/nothing')).body).toMatchObject({ error: { code: 'unknown' } });
  });
});

describe('a change from elsewhere', () => {
  it.each([
    ['another site', { origin: 'https://elsewhere.example' }],
    ['a site that looks alike', { origin: 'http://127.0.0.1.elsewhere.example' }],
    ['the same host, another port', { origin: 'http://127.0.0.1:1' }],
    ['a page without origin', { origin: 'null' }],
    ['a browser that says cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['a browser that says same-site', { 'sec-fetch-site': 'same-site' }],
  ])('is refused: %s', async (_, headers: Record<string, string>) => {
    const person = await queuePerson(office.desk);
    const answer = await people['holder']!.post(`/handoff/${person.id}/take`, {}, headers);
    expect([answer.status, (answer.body as { error: { code: string } }).error.code]).toEqual([403, 'other-origin']);
    expect(await office.desk.store.handoff(person.id)).toMatchObject({ state: 'queued' });
    await emptyInbox();
  });

  it('is refused without any word of where it comes from', async () => {
    const answer = await fetch(`${office.url}/api/session/login`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', 'idempotency-key': 'any-key-at-all' } });
    expect(answer.status).toBe(403);
  });
});

describe('a store that cannot be reached', () => {
  it('is said in words, and nothing else of it', async () => {
    const lone = await openOffice();
    const visit = await lone.counsellor('ko-aung', 'Ko Aung');
    await lone.desk.store.close();
    const answer = await visit.get('/handoffs');
    expect([answer.status, answer.body]).toEqual([503, { error: { code: 'unavailable', message: expect.stringContaining('try again') } }]);
    await lone.close();
  });
});

describe('every answer', () => {
  it('bears the headers that keep it in its frame', async () => {
    for (const path of ['/console', '/console/console.js', '/console/console.css', '/api/handoffs', '/api/session']) {
      const answer = await fetch(office.url + path, { headers: { cookie: people['holder']!.cookie! } });
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
      expect(answer.headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'");
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('comes only for files of the page', async () => {
    for (const path of ['/console/../routes.ts', '/console/%2e%2e/routes.js', '/console/console.ts', '/console/index.html', '/console/README.md']) {
      expect((await fetch(office.url + path)).status).toBe(404);
    }
  });
});

async function emptyInbox(): Promise<void> {
  const { store, vault } = office.desk;
  for (let claim = await store.claim(60_000); claim !== null; claim = await store.claim(60_000)) {
    const { conversation, lease, version, key, event } = claim;
    await store.commit({ claim: { conversation, lease, version, seq: event.seq }, session: vault.seal(conversation, key, 'session', {}), speaker: 'bot', lines: [], deliveries: [], handoff: null });
  }
}
