import { z } from 'zod';
import { OUTCOMES } from '../core/handoff.js';
import { endTrouble, TROUBLES } from '../host/trouble.js';
import { addCounsellor, findAccount, listCounsellors, newAccount } from './account.js';
import { close, disableCounsellor, giveBack, reply, take } from './acts.js';
import { note, noteOpening, readAudit } from './audit.js';
import type { ConsoleOptions } from './routes.js';
import { listHandoffs, listUndelivered, openHandoff } from './handoff-view.js';
import { issueLink } from './link.js';
import { questionRoutes } from './questions.js';
import { read, Refusal } from './refusal.js';
import type { HandoffCall, Route, SignedCall } from './route.js';
import { markSeen, whose } from './session.js';
import { signingRoutes } from './signing.js';
import { simulatorRoutes } from './simulator.js';
import { stream, type Pulse } from './stream.js';
import { textRoutes } from './texts.js';

// Telegram takes 4,096 letters; the rest is room for the counsellor's name.
const MOST_REPLY = 4000;
const words = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'write something first')
    .max(most, `is longer than ${most.toLocaleString('en')} characters: send it in two parts`);

const replyBody = z.strictObject({ text: words(MOST_REPLY) });
const closeBody = z.strictObject({ outcome: z.enum(OUTCOMES, 'choose how it ended'), note: words(MOST_REPLY).optional() });
const giveBackBody = z.strictObject({ note: words(MOST_REPLY).optional() });
const resendBody = z.strictObject({ id: z.string().min(1).max(300) });
const troubleBody = z.strictObject({ what: z.enum(TROUBLES), at: z.number() });
const accountBody = z.strictObject({ id: newAccount.shape.id });
const nothing = z.strictObject({}).nullish();

/** A page shows so many at once. */
const MOST_AUDIT_ROWS = 200;

/** The whole API, as a table: who may do what stands beside each address. */
export function apiRoutes(options: ConsoleOptions, pulse: Pulse): Route[] {
  return [
    ...signingRoutes(options),
    { method: 'GET', url: '/stream', needs: 'counsellor', act: (call) => openStream(call, pulse) },
    { method: 'GET', url: '/handoffs', needs: 'counsellor', act: ({ desk, me }) => listHandoffs(desk, me) },
    { method: 'GET', url: '/handoff/:id', needs: 'reader', act: opened },
    { method: 'POST', url: '/handoff/:id/take', needs: 'handoff', act: taken },
    { method: 'POST', url: '/handoff/:id/reply', needs: 'holder', act: replied },
    { method: 'POST', url: '/handoff/:id/close', needs: 'holder', act: closed },
    { method: 'POST', url: '/handoff/:id/give-back', needs: 'releaser', act: givenBack },
    { method: 'GET', url: '/dead-letters', needs: 'counsellor', act: ({ desk }) => listUndelivered(desk) },
    { method: 'POST', url: '/resend', needs: 'counsellor', act: resent },
    { method: 'POST', url: '/trouble/end', needs: 'admin', act: ended },
    { method: 'GET', url: '/accounts', needs: 'admin', act: async ({ desk }) => ({ accounts: await listCounsellors(desk) }) },
    { method: 'POST', url: '/accounts', needs: 'admin', act: added },
    { method: 'POST', url: '/accounts/disable', needs: 'admin', act: disabled },
    { method: 'POST', url: '/accounts/link', needs: 'admin', act: linked },
    ...textRoutes(options),
    ...questionRoutes(options.questions),
    ...simulatorRoutes(options.simulator),
    { method: 'GET', url: '/audit', needs: 'admin', act: async ({ desk }) => ({ rows: await readAudit(desk, MOST_AUDIT_ROWS) }) },
  ];
}

const wishOf = ({ me, key }: SignedCall) => ({ counsellor: me, key });
const DONE = { done: true };

async function opened({ desk, me, row }: HandoffCall) {
  await noteOpening(desk, me.id, row.id);
  return openHandoff(desk, row, me);
}

async function taken(call: HandoffCall) {
  read(nothing, call.request.body);
  await take(call.desk, call.row, wishOf(call));
  await note(call.desk, call.me.id, 'handoff-taken', call.row.id);
  return DONE;
}

async function replied(call: HandoffCall) {
  const { text } = read(replyBody, call.request.body);
  const id = await reply(call.desk, call.row, wishOf(call), text);
  await note(call.desk, call.me.id, 'handoff-replied', call.row.id);
  return { reply: id };
}

async function closed(call: HandoffCall) {
  const { outcome, note: last } = read(closeBody, call.request.body);
  await close(call.desk, call.row, wishOf(call), { outcome, ...(last !== undefined && { note: last }) });
  await note(call.desk, call.me.id, 'handoff-closed', call.row.id);
  return DONE;
}

async function givenBack(call: HandoffCall) {
  const { note: last } = read(giveBackBody, call.request.body);
  await giveBack(call.desk, call.row, wishOf(call), last);
  await note(call.desk, call.me.id, 'handoff-given-back', call.row.id);
  return DONE;
}

async function resent({ desk, me, request }: SignedCall) {
  const { id } = read(resendBody, request.body);
  if (!(await desk.store.resend(id))) throw new Refusal(404, 'unknown', 'This message is not waiting here any more.');
  await note(desk, me.id, 'delivery-resent', id);
  return DONE;
}

async function ended({ desk, me, request }: SignedCall) {
  const over = read(troubleBody, request.body);
  await endTrouble(desk, over);
  await note(desk, me.id, 'trouble-ended', over.what);
  return DONE;
}

async function added({ desk, me, request }: SignedCall) {
  const wanted = read(newAccount, request.body);
  const made = await addCounsellor(desk, wanted);
  if (made === null) throw new Refusal(409, 'in-use', `id: ${wanted.id} is in use. Choose another.`);
  await note(desk, me.id, 'account-added', made.account.id);
  return made;
}

async function disabled({ desk, me, request }: SignedCall) {
  const { id } = read(accountBody, request.body);
  if (id === me.id) throw new Refusal(409, 'own-account', 'You cannot disable your own account. Ask another admin.');
  if (!(await disableCounsellor(desk, id))) throw new Refusal(404, 'unknown', 'There is no such account.');
  await note(desk, me.id, 'account-disabled', id);
  return DONE;
}

async function linked({ desk, me, request }: SignedCall) {
  const { id } = read(accountBody, request.body);
  const account = await findAccount(desk, id);
  if (account === null || account.disabled) throw new Refusal(404, 'unknown', 'There is no such account in use.');
  const link = await issueLink(desk, id);
  await note(desk, me.id, 'link-issued', id);
  return { link };
}

async function openStream({ desk, me, request, reply, token }: SignedCall, pulse: Pulse): Promise<void> {
  const last = Number.parseInt(String(request.headers['last-event-id'] ?? ''), 10);
  reply.hijack();
  reply.raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
  await stream(desk, pulse, {
    out: reply.raw,
    lastSeen: Number.isSafeInteger(last) ? last : null,
    stillSignedIn: async () => (await whose(desk, token)) !== null,
    markSeen: () => markSeen(desk, token, me.id),
  });
}

