import { ask } from './api.js';

export interface Listener {
  changed(): void;
  connected(on: boolean): void;
}

/** How long a page waits before it knocks again where the browser gave up. */
const AGAIN_MS = 3000;

/** Hears of every change while the page is open; the browser itself comes back with Last-Event-ID. Returns the way out. */
export function listen(listener: Listener): () => void {
  let source: EventSource | null = null;
  let again = 0;

  function open(): void {
    source = new EventSource('/api/stream');
    source.addEventListener('open', () => listener.connected(true));
    source.addEventListener('changed', () => listener.changed());
    // The session ended: asking who we are makes the page show the door.
    source.addEventListener('ended', () => {
      source?.close();
      void ask('/session');
    });
    source.addEventListener('error', () => {
      listener.connected(false);
      if (source?.readyState !== EventSource.CLOSED) return;
      void ask('/session');
      again = window.setTimeout(open, AGAIN_MS);
    });
  }
  open();
  return () => {
    source?.close();
    window.clearTimeout(again);
  };
}
