import { z } from 'zod';
import { findAccount, newAccount, newPassword, recognise, setPassword, type Account } from './account.js';
import { note } from './audit.js';
import { cookieHeader } from './cookie.js';
import { keepRecord, type Desk } from './desk.js';
import { lookAtLink, useLink } from './link.js';
import { read, Refusal } from './refusal.js';
import type { Call, Route, SignedCall } from './route.js';
import type { ConsoleOptions } from './routes.js';
import { endSession, startSession } from './session.js';
import { throttle, wait, type Throttle } from './throttle.js';

// ASVS 5.0 V6.3.1 asks for a limit. Ten tries in a quarter of an hour are enough for a tired person and, at twelve
// characters, nothing for a guesser. A whole office may sit behind one address.
const WINDOW_MS = 15 * 60 * 1000;
const TRIES_OF_ACCOUNT = 10;
const TRIES_OF_ADDRESS = 50;

const loginBody = z.strictObject({ id: z.string().trim().toLowerCase().min(1).max(100), password: z.string().min(1).max(1000) });
const setupBody = z.strictObject({
  token: z.string().min(20, 'the link is not whole: copy it again').max(100, 'the link is not whole: copy it again'),
  password: newPassword,
  /** Only the first account names itself; for the others an admin did. */
  account: newAccount.omit({ role: true }).optional(),
});

/** Who am I, in and out, and the one-time links. */
export function signingRoutes(options: ConsoleOptions): Route[] {
  const tries = {
    account: throttle(options.clock, TRIES_OF_ACCOUNT, WINDOW_MS),
    address: throttle(options.clock, TRIES_OF_ADDRESS, WINDOW_MS),
  };
  return [
    { method: 'GET', url: '/session', needs: 'counsellor', act: async ({ me }) => ({ account: me }) },
    { method: 'POST', url: '/session/login', needs: 'nobody', act: (call) => login(options, call, tries) },
    { method: 'POST', url: '/session/logout', needs: 'counsellor', act: (call) => logout(options, call) },
    { method: 'POST', url: '/session/setup', needs: 'nobody', act: (call) => setUp(options, call, tries.address) },
  ];
}

async function login(options: ConsoleOptions, call: Call, tries: { account: Throttle; address: Throttle }) {
  const { id, password } = read(loginBody, call.request.body);
  wait(tries.address, call.request.ip);
  wait(tries.account, id);
  const account = await recognise(call.desk, id, password);
  if (account === null) {
    call.desk.log.warn('console.sign-in-refused');
    throw new Refusal(401, 'wrong', 'The name or the password is not right.');
  }
  tries.account.clear(id);
  await note(call.desk, account.id, 'signed-in', account.id);
  return signIn(options, call, account);
}

async function signIn(options: ConsoleOptions, { desk, reply, token }: Call, account: Account) {
  if (token !== null) await endSession(desk, token);
  reply.header('set-cookie', cookieHeader(options.secureCookies, await startSession(desk, account.id)));
  return { account };
}

async function logout(options: ConsoleOptions, { desk, reply, me, token }: SignedCall) {
  await endSession(desk, token);
  await note(desk, me.id, 'signed-out', me.id);
  reply.header('set-cookie', cookieHeader(options.secureCookies, null));
  return { done: true };
}

async function setUp(options: ConsoleOptions, call: Call, tries: Throttle) {
  const { desk } = call;
  wait(tries, call.request.ip);
  const { token, password, account: wanted } = read(setupBody, call.request.body);
  const link = await lookAtLink(desk, token);
  if (link === null) throw spentLink();
  const account = link.account === null ? firstAccount(desk, wanted) : await findAccount(desk, link.account);
  if (account === null || account.disabled || !(await useLink(desk, token))) throw spentLink();
  // The password first: an account that nobody can open would also keep a new first link from being made.
  await setPassword(desk, account.id, password);
  if (link.account === null) await keepRecord(desk, 'account', account.id, account, { ifAbsent: true });
  await note(desk, account.id, 'password-set', account.id);
  return signIn(options, call, account);
}

const spentLink = () => new Refusal(410, 'link-used', 'This link was used or is too old. Ask for a new one.');

function firstAccount(desk: Desk, wanted: z.infer<typeof setupBody>['account']): Account {
  if (wanted === undefined) throw new Refusal(400, 'invalid', 'account: choose a name to sign in with and the name that people see.');
  return { ...wanted, role: 'admin', disabled: false, createdAt: desk.clock() };
}
