import type { Closing } from '../shapes.js';
import { act, newKey } from './api.js';
import { button, h } from './dom.js';

/** Long enough to see a mistake, short enough that the person is not kept waiting. */
export const UNDO_MS = 6000;

export interface Closings {
  element: HTMLElement;
  /** Ids whose closing can still be undone. */
  waiting(): ReadonlySet<string>;
  add(id: string, closing: Closing): void;
  /** Resolves when what was pending has reached the server, or could not. */
  sendNow(): Promise<unknown>;
}

/** A closing goes out after a few seconds, in which it can be taken back. Leaving the page sends it at once. */
export function closings(changed: () => void): Closings {
  const pending = new Map<string, () => Promise<void>>();
  const element = h('div', { className: 'bars', role: 'status' });

  function add(id: string, closing: Closing): void {
    const key = newKey();
    const timer = window.setTimeout(() => void send(), UNDO_MS);
    const bar = h('div', { className: 'bar' }, h('span', {}, 'Closing this conversation…'), button('Undo', 'undo', drop));
    pending.set(id, send);
    element.append(bar);
    changed();

    function drop(): void {
      window.clearTimeout(timer);
      pending.delete(id);
      bar.remove();
      changed();
    }
    async function send(): Promise<void> {
      drop();
      const answer = await act(`/handoff/${encodeURIComponent(id)}/close`, closing, key);
      if (!answer.ok) sayFailed(answer.message, () => add(id, closing));
      changed();
    }
  }

  function sayFailed(message: string, again: () => void): void {
    const bar = h('div', { className: 'bar failed' }, h('span', {}, `Not closed. ${message}`));
    bar.append(
      button('Try again', 'undo', () => {
        bar.remove();
        again();
      }),
      button('Leave it open', 'undo', () => bar.remove()),
    );
    element.append(bar);
  }

  const sendNow = () => Promise.all([...pending.values()].map((send) => send()));
  window.addEventListener('pagehide', () => void sendNow());
  return { element, waiting: () => new Set(pending.keys()), add, sendNow };
}
