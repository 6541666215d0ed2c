import type { Me } from '../shapes.js';
import { act, ask, whenSignedOut } from './api.js';
import { openFrame } from './frame.js';
import { showFirstAccount, showInvitation, showSignIn } from './sign-in.js';

/** What the page is showing, and how to leave it. */
let leave: () => void = () => {};

function signedIn({ account }: Me): void {
  leave();
  leave = openFrame(document.body, account, signOut);
}

async function signOut(): Promise<void> {
  await act('/session/logout');
  showDoor('You have signed out.');
}

function showDoor(message: string): void {
  leave();
  leave = () => {};
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
