import type { Me } from '../shapes.js';
import { act, ask, whenSignedOut } from './api.js';
import { openFrame } from './frame.js';
import { showFirstAccount, showInvitation, showSignIn } from './sign-in.js';

/** How to leave what the page is showing; resolves when nothing is on its way any more. */
let leave: () => Promise<unknown> = async () => {};
/** Whose half-written words are in this page's memory. */
let last: string | null = null;

function signedIn({ account }: Me): void {
  // Somebody else at the same screen: begin with an empty memory.
  if (last !== null && last !== account.id) return location.reload();
  last = account.id;
  void leave();
  leave = openFrame(document.body, account, () => void signOut());
}

async function signOut(): Promise<void> {
  await leave();
  await act('/session/logout');
  location.replace('/console');
}

function showDoor(message: string): void {
  void leave();
  leave = async () => {};
  showSignIn(document.body, message, signedIn);
}

async function start(): Promise<void> {
  const [, kind, token] = /^#(setup|invite)=([\w-]+)$/.exec(location.hash) ?? [];
  if (kind !== undefined && token !== undefined) {
    // The token works once; it need not stay in the address bar and the history.
    history.replaceState(null, '', '/console');
    return kind === 'setup' ? showFirstAccount(document.body, token, signedIn) : showInvitation(document.body, token, signedIn);
  }
  const me = await ask<Me>('/session');
  if (me.ok) signedIn(me.value);
  else showDoor(me.status === 401 ? '' : me.message);
}

whenSignedOut(() => {
  if (document.querySelector('.frame')) showDoor('Your session has ended. Sign in again: what you were writing is kept.');
});
window.addEventListener('hashchange', () => {
  if (/^#(setup|invite)=/.test(location.hash)) void start();
});
void start();
