import { mkdtemp, rm } from 'node:fs/promises';
import { randomBytes, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import type { Activity, ConversationReference, EventActivity, MessageActivity } from '../../src/core/activity.js';
import type { HandoffSummary, SealedHandoff, TranscriptLine } from '../../src/core/handoff.js';
import type { RiskLevel } from '../../src/core/understanding.js';
import { disclose, enclose } from '../../src/host/door.js';
import type { Claim, Commit, Log, Store } from '../../src/ports.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { openVault } from '../../src/store/vault.js';
import { addCounsellor, setPassword } from '../../src/console/account.js';
import { NOTHING_UNDERSTOOD } from '../../src/core/understanding.js';
import type { Questions } from '../../src/core/gap.js';
import type { SimulatorDesk } from '../../src/console/simulator.js';
import type { ContentDesk } from '../../src/console/content-desk.js';
import type { Desk } from '../../src/console/desk.js';
import { consoleRoutes } from '../../src/console/routes.js';

export const PASSWORD = 'three calm green boats';
const root = new URL('../../', import.meta.url).pathname;

/** A knowledge base without any text. */
const EMPTY: ContentDesk = (() => {
  const state = { entries: 0, takenAt: 0, readAt: 0, problems: [] };
  const refused = () => ({ kind: 'changed' as const });
  return {
    reviewing: { rows: () => [], page: () => null, knows: () => false, enrol: () => ({ kind: 'unwritable' as const, reason: 'there is no folder' }), sign: refused, sendBack: refused },
    state: () => state,
    reload: async () => state,
  };
})();

/** Nobody was left without an answer. */
const NO_QUESTIONS: Questions = { groups: async () => [], entries: () => [], add: async () => ({ kind: 'refused', reason: 'there is no folder' }) };

/** Nothing to try out. */
const NOTHING_TO_PLAY: SimulatorDesk = {
  understand: async () => ({ understanding: NOTHING_UNDERSTOOD, zawgyiEvidence: 0 }),
  world: () => {
    throw new Error('there is no content');
  },
  flows: () => [],
  picture: async () => null,
  channels: {},
};

/** A console on a real port, over a real store, with a clock that the test moves. */
export async function openOffice({ secureCookies = false, open, content, questions = NO_QUESTIONS, simulator = NOTHING_TO_PLAY }: { secureCookies?: boolean; open?: (clock: () => number) => Promise<Store>; content?: (clock: () => number) => ContentDesk; questions?: Questions; simulator?: SimulatorDesk } = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'lanpya-console-'));
  let now = Date.UTC(2026, 10, 20, 3, 0, 0);
  const clock = () => now;
  const logged: string[] = [];
  const line = (event: string, fields?: object) => void logged.push(JSON.stringify({ event, ...fields }));
  const log: Log = { info: line, warn: line, error: line };
  const store = open ? await open(clock) : await openSqlite({ dir, clock });
  const desk: Desk = { store, vault: openVault(randomBytes(32)), clock, log };

  const app = fastify({ forceCloseConnections: true });
  consoleRoutes(app, { ...desk, content: content?.(clock) ?? EMPTY, questions, simulator, secureCookies, root: join(root, 'src/console/page'), scripts: join(root, 'dist/src/console/page') });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });

  return {
    url,
    desk,
    logged,
    clock,
    pass: (ms: number) => void (now += ms),
    async close(): Promise<void> {
      await app.close();
      await store.close();
      await rm(dir, { recursive: true, force: true });
    },
    visitor: () => visitor(url, null, secureCookies),
    /** An account with the usual password, signed in. */
    async counsellor(id: string, name: string, role: 'counsellor' | 'admin' = 'counsellor') {
      if (!(await addCounsellor(desk, { id, name, role, languages: ['my'] }))) throw new Error(`${id} is there already`);
      await setPassword(desk, id, PASSWORD);
      const visit = visitor(url, null, secureCookies);
      const answer = await visit.post('/session/login', { id, password: PASSWORD });
      if (answer.status !== 200) throw new Error(`${id} cannot sign in: ${answer.status}`);
      return visit;
    },
  };
}
export type Office = Awaited<ReturnType<typeof openOffice>>;

export interface Answer {
  status: number;
  headers: Headers;
  body: never;
}

/** Somebody with a browser's headers and one cookie. */
export function visitor(url: string, cookie: string | null, secure = false) {
  const visit = {
    cookie,
    async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
      const sent: Record<string, string> = {
        ...(visit.cookie !== null && { cookie: visit.cookie }),
        ...(method === 'POST' && { origin: url, 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
        ...headers,
      };
      const response = await fetch(`${url}/api${path}`, { method, headers: sent, ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }) });
      const [set] = response.headers.getSetCookie();
      if (set !== undefined) visit.cookie = set.split(';')[0] ?? null;
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: (text === '' ? null : JSON.parse(text)) as never };
    },
    get: (path: string) => visit.send('GET', path),
    post: (path: string, body?: unknown, headers?: Record<string, string>) => visit.send('POST', path, body, headers),
    secure,
  };
  return visit;
}
export type Visitor = ReturnType<typeof visitor>;

export interface Case {
  id: string;
  reference: ConversationReference;
  conversation: string;
}

const SUMMARY: HandoffSummary = { reason: 'asked', locale: 'my', place: 'TH', origin: 'MM', dangers: [], channel: 'telegram', about: null };

/** Puts a person into the queue as the host does: an event, then one commit with transcript and handoff. */
export async function queuePerson(
  { store, vault, clock }: Desk,
  wanted: { risk?: RiskLevel; summary?: Partial<HandoffSummary>; said?: (string | Partial<MessageActivity>)[]; lines?: TranscriptLine[] } = {},
): Promise<Case> {
  const person = randomUUID();
  const id = randomUUID();
  const reference: ConversationReference = {
    channelId: 'telegram',
    user: { id: person, name: 'P', role: 'user' },
    bot: { id: 'bot', role: 'bot' },
    conversation: { id: person, isGroup: false, conversationType: 'personal', name: '' },
  };
  const conversation = vault.conversationKey('telegram', person);
  const key = await store.keyOf(conversation, vault.newKey(conversation));
  const said = (wanted.said ?? ['ကူညီပါ']).map((words, n) => ({ by: 'person' as const, activity: message(reference, `${person}.${n}`, clock(), words) }));
  await store.accept(enclose(vault, conversation, key, message(reference, person, clock(), 'x'), person));
  const claim = await claimOf(store, conversation);
  const sealed: SealedHandoff = { summary: { ...SUMMARY, ...wanted.summary }, reference };
  const committed = await store.commit({
    ...commitBase({ vault }, claim),
    speaker: 'bot',
    lines: [...said, ...(wanted.lines ?? [])].map((line) => ({ id: line.activity.id, sealed: vault.seal(conversation, key, 'line', line) })),
    handoff: { do: 'open', id, risk: wanted.risk ?? 'R1', sealed: vault.seal(conversation, key, 'handoff', sealed) },
  });
  if (committed !== 'committed') throw new Error('the handoff was not stored');
  return { id, reference, conversation };
}

/** What a person writes while a counsellor speaks. */
export async function personWrites({ store, vault, clock }: Desk, { conversation, reference }: Case, text: string): Promise<void> {
  const key = await store.keyOf(conversation, vault.newKey(conversation));
  const activity = message(reference, randomUUID(), clock(), text);
  const line: TranscriptLine = { by: 'person', activity };
  await store.append(conversation, 'transcript', activity.id, vault.seal(conversation, key, 'line', line));
}

export function message(reference: ConversationReference, id: string, at: number, words: string | Partial<MessageActivity>): MessageActivity {
  const own = typeof words === 'string' ? { text: words } : words;
  return { type: 'message', id, timestamp: new Date(at).toISOString(), channelId: reference.channelId, from: reference.user, recipient: reference.bot, conversation: reference.conversation, ...own };
}

/** Works off what waits in the inbox the way the host does, in little; answers with the events in order. */
export async function workOff({ store, vault, clock }: Desk): Promise<EventActivity[]> {
  const done: EventActivity[] = [];
  for (let claim = await store.claim(60_000); claim !== null; claim = await store.claim(60_000)) {
    const event = disclose(vault, claim.conversation, claim.key, claim.event.sealed) as EventActivity;
    const { conversation, key } = claim;
    const lines: TranscriptLine[] = event.name === 'counsellor.reply' ? [{ by: 'counsellor', activity: { ...message(referenceOf(event), `${event.id}.0`, clock(), `${event.value.counsellor}: ${event.value.text}`) } }] : [];
    const closed = event.name === 'handoff.status' && event.value.state === 'completed' ? event.value : null;
    await store.commit({
      ...commitBase({ vault }, claim),
      speaker: closed ? 'bot' : 'counsellor',
      lines: lines.map((line) => ({ id: line.activity.id, sealed: vault.seal(conversation, key, 'line', line) })),
      handoff: closed && { do: 'close', id: closed.handoffId, state: 'completed', outcome: closed.outcome ?? '' },
    });
    done.push(event);
  }
  return done;
}

/** The same as soon as something waits: a page that is left sends its last word when the browser has a moment. */
export async function workOffNext(desk: Desk): Promise<EventActivity[]> {
  let leave = () => {};
  const woken = new Promise<void>((resolve) => (leave = desk.store.watch((what) => void (what === 'inbox' && resolve()))));
  const done = await workOff(desk);
  if (done.length === 0) await woken;
  leave();
  return done.length === 0 ? workOff(desk) : done;
}

function referenceOf(event: Activity): ConversationReference {
  return { channelId: event.channelId, user: event.from, bot: event.recipient, conversation: event.conversation };
}

async function claimOf(store: Store, conversation: string): Promise<Claim> {
  const claim = await store.claim(60_000);
  if (claim?.conversation !== conversation) throw new Error('another event waits: work it off first');
  return claim;
}

function commitBase({ vault }: Pick<Desk, 'vault'>, claim: Claim): Pick<Commit, 'claim' | 'session' | 'deliveries'> {
  const { conversation, lease, version, key, event } = claim;
  return { claim: { conversation, lease, version, seq: event.seq }, session: vault.seal(conversation, key, 'session', {}), deliveries: [] };
}

/** One thing the stream said. */
export interface Told {
  id: string | null;
  event: string | null;
}

/** Listens to the stream as a browser does. `next` waits for the next event; `ended` for the end. */
export async function listenTo(url: string, cookie: string, lastEventId?: string) {
  const leave = new AbortController();
  const response = await fetch(`${url}/api/stream`, { headers: { cookie, ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) }, signal: leave.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  async function next(): Promise<Told | null> {
    for (;;) {
      const cut = text.indexOf('\n\n');
      if (cut >= 0) {
        const block = text.slice(0, cut);
        text = text.slice(cut + 2);
        const event = /^event: (.*)$/m.exec(block)?.[1] ?? null;
        if (event !== null) return { event, id: /^id: (.*)$/m.exec(block)?.[1] ?? null };
        continue;
      }
      const { done, value } = await reader.read();
      if (done) return null;
      text += value;
    }
  }
  return { status: response.status, headers: response.headers, next, leave: () => leave.abort() };
}

