import type { Failure } from '../shapes.js';

/** What came of asking the server: an answer, a refusal in words, or no connection. */
export type Answer<T> = { ok: true; value: T } | { ok: false; status: number; code: string; message: string };

let onSignedOut: () => void = () => {};
/** Called whenever the server says that the session is over. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

export function ask<T>(path: string): Promise<Answer<T>> {
  return call<T>(path, { method: 'GET' });
}

/** `key` names the wish: the same key again does nothing twice, so a failed act can be tried again safely. */
export function act<T = unknown>(path: string, body: unknown = {}, key: string = newKey()): Promise<Answer<T>> {
  return call<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
    // Lets a closing that is still within its undo time go out when the page is left.
    keepalive: true,
  });
}

/** A key for one wish. (`crypto.randomUUID` is missing where the page came without https.) */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function call<T>(path: string, request: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(`/api${path}`, { ...request, credentials: 'same-origin' });
    const body: unknown = await response.json();
    if (response.ok) return { ok: true, value: body as T };
    const { error } = body as Failure;
    if (response.status === 401 && error.code === 'signed-out') onSignedOut();
    return { ok: false, status: response.status, ...error };
  } catch {
    return { ok: false, status: 0, code: 'offline', message: 'No connection. Nothing was lost; try again.' };
  }
}
