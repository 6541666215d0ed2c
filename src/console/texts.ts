import { z } from 'zod';
import { LOCALES } from '../core/locale.js';
import type { Kept, TextRead } from '../core/reviewing.js';
import { nameReviewer, newAccount, recognise } from './account.js';
import { note } from './audit.js';
import { read, Refusal } from './refusal.js';
import type { Route, SignedCall } from './route.js';
import type { ConsoleOptions } from './routes.js';
import { keepSigningKey, openSigningKey, signingKeyOf } from './signing-key.js';
import { throttle, wait, type Throttle } from './throttle.js';

// As for signing in: ten tries in a quarter of an hour.
const TRIES = 10;
const WINDOW_MS = 15 * 60 * 1000;
/** A comment is a paragraph, not a letter. */
const MOST_COMMENT = 2000;

const which = z.strictObject({ entry: z.string().min(1).max(200), locale: z.enum(LOCALES) });
const password = z.string().min(1, 'write your password').max(1000);
const keyBody = z.strictObject({ password });
const signBody = z.strictObject({ ...which.shape, digest: z.string().min(1).max(200), password });
const comment = z.string().trim().min(1, 'write what is wrong').max(MOST_COMMENT, `is longer than ${MOST_COMMENT.toLocaleString('en')} characters`);
const sendBackBody = z.strictObject({ ...which.shape, digest: z.string().min(1).max(200), comment });
const reviewerBody = z.strictObject({ id: newAccount.shape.id, reviewer: newAccount.shape.name.nullable() });
const nothing = z.strictObject({}).nullish();

/** The texts of the knowledge base: reading, signing and sending back; and for admins the content as a whole. */
export function textRoutes(options: ConsoleOptions): Route[] {
  const tries = throttle(options.clock, TRIES, WINDOW_MS);
  const { content } = options;
  return [
    { method: 'GET', url: '/texts', needs: 'reviewer', act: async (call) => ({ ...(await myKey(options, call)), rows: content.reviewing.rows() }) },
    { method: 'GET', url: '/text', needs: 'reviewer', act: (call) => opened(options, call) },
    { method: 'POST', url: '/text/key', needs: 'reviewer', act: (call) => madeKey(options, call, tries) },
    { method: 'POST', url: '/text/sign', needs: 'reviewer', act: (call) => signed(options, call, tries) },
    { method: 'POST', url: '/text/send-back', needs: 'reviewer', act: (call) => sentBack(options, call) },
    { method: 'POST', url: '/accounts/reviewer', needs: 'admin', act: named },
    { method: 'GET', url: '/content', needs: 'admin', act: async () => content.state() },
    { method: 'POST', url: '/content/reload', needs: 'admin', act: (call) => reloaded(options, call) },
  ];
}

const DONE = { done: true };

/** Whether this reviewer can sign here: a key that lies here and that reviews.yaml knows. */
async function myKey({ content }: ConsoleOptions, { desk, me }: SignedCall): Promise<{ canSign: boolean }> {
  const key = await signingKeyOf(desk, me.id);
  return { canSign: key !== null && content.reviewing.knows(key.reviewer, key.publicKey) };
}

async function opened(options: ConsoleOptions, call: SignedCall) {
  const { entry, locale } = read(which, call.request.query);
  const page = options.content.reviewing.page(entry, locale);
  if (page === null) throw new Refusal(404, 'unknown', 'There is no such text.');
  return { ...(await myKey(options, call)), page };
}

async function madeKey(options: ConsoleOptions, { desk, me, request }: SignedCall, tries: Throttle) {
  const body = read(keyBody, request.body);
  wait(tries, me.id);
  if ((await recognise(desk, me.id, body.password)) === null) throw new Refusal(403, 'wrong', 'The password is not right.');
  tries.clear(me.id);
  const made = options.content.reviewing.enrol(me.id, me.reviewer ?? me.name);
  if (made.kind !== 'kept') throw new Refusal(409, made.kind, made.reason);
  await keepSigningKey(desk, me.id, made, body.password);
  await note(desk, me.id, 'signing-key-made', made.reviewer);
  return DONE;
}

async function signed(options: ConsoleOptions, { desk, me, request }: SignedCall, tries: Throttle) {
  const { password: words, ...text } = read(signBody, request.body);
  wait(tries, me.id);
  if ((await recognise(desk, me.id, words)) === null) throw new Refusal(403, 'wrong', 'The password is not right.');
  tries.clear(me.id);
  const key = await openSigningKey(desk, me.id, words);
  if (key === null) throw new Refusal(409, 'no-key', 'There is no key that this password opens: it was made with an earlier one. Make a new key in the list of texts.');
  settle(options.content.reviewing.sign({ ...text, reviewer: key.reviewer }, key.privateKey));
  await note(desk, me.id, 'text-signed', `${text.entry} ${text.locale}`);
  return DONE;
}

async function sentBack(options: ConsoleOptions, { desk, me, request }: SignedCall) {
  const { comment: words, ...text } = read(sendBackBody, request.body);
  const key = await signingKeyOf(desk, me.id);
  if (key === null) throw new Refusal(409, 'no-key', 'Make your key first, in the list of texts: it names you in the file of reviews.');
  const wish: TextRead = { ...text, reviewer: key.reviewer };
  settle(options.content.reviewing.sendBack(wish, words));
  await note(desk, me.id, 'text-sent-back', `${text.entry} ${text.locale}`);
  return DONE;
}

function settle(kept: Kept): void {
  switch (kept.kind) {
    case 'kept':
      return;
    case 'changed':
      throw new Refusal(409, 'changed', 'This text or its facts changed since you opened it. Read it again.');
    case 'unwritable':
    case 'refused':
      throw new Refusal(409, kept.kind, kept.reason);
  }
}

async function named({ desk, me, request }: SignedCall) {
  const { id, reviewer } = read(reviewerBody, request.body);
  if (!(await nameReviewer(desk, id, reviewer))) throw new Refusal(404, 'unknown', 'There is no such account.');
  await note(desk, me.id, reviewer === null ? 'reviewer-ended' : 'reviewer-named', id);
  return DONE;
}

async function reloaded({ content }: ConsoleOptions, { desk, me, request }: SignedCall) {
  read(nothing, request.body);
  await note(desk, me.id, 'content-reloaded', me.id);
  return content.reload();
}
