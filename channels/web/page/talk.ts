import { keep, kept } from './tab.js';

/*
 * The line to the server: Direct Line 3.0 over fetch and a WebSocket, or polling where sockets do not pass. It comes
 * back by itself, from where it stopped.
 */

/** What the page reads of an activity. */
export interface Heard {
  type: string;
  id: string;
  timestamp?: string;
  from: { role?: string };
  text?: string;
  locale?: string;
  suggestedActions?: { actions: { type: string; title: string; value: string }[] };
  channelData?: { clientActivityID?: string };
}

/** A message on its way: `id` stays the same however often it is sent. */
export interface Message {
  id: string;
  text: string;
  token?: string;
}

export type Line = 'connecting' | 'online' | 'offline';

export interface Talk {
  open(): void;
  /** `later`: not known to have arrived, send again; `refused`: the server will never take it. */
  post(message: Message): Promise<'taken' | 'later' | 'refused'>;
  /** Ends the conversation and forgets it here. */
  end(): void;
}

interface Session {
  conversationId: string;
  token: string;
  resume: string;
  renewAt: number;
}

const BASE = 'v3/directline/';
const SAVED = 'chat';
/** A slow 2G line needs some seconds; a dead one says nothing. */
const ANSWER_WITHIN_MS = 20_000;
/** The server sends an empty frame every 25 s: after 60 s without one the line is dead. */
const SILENT_MS = 60_000;
const POLL_MS = 3_000;
/** Polls before a socket is tried again: about a minute. */
const POLLS = 20;
const LONGEST_WAIT_MS = 30_000;

/** One second, then twice as long each time up to half a minute, spread so that not everybody comes back at once. */
export function waitBefore(attempt: number): number {
  return Math.min(LONGEST_WAIT_MS, 1000 * 2 ** attempt) * (0.6 + 0.4 * Math.random());
}

export function talk(locale: string, hear: (heard: Heard[]) => void, show: (line: Line) => void): Talk {
  let session = kept<Session>(SAVED);
  let watermark = '';
  let socket: WebSocket | null = null;
  let heardAt = 0;
  let attempt = 0;
  let unopened = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts connections: what belongs to an older one is void. */
  let turn = 0;

  async function call(method: string, path: string, token: string | null, body?: unknown): Promise<Response> {
    const abort = new AbortController();
    const tooLate = setTimeout(() => abort.abort(), ANSWER_WITHIN_MS);
    try {
      return await fetch(BASE + path, {
        method,
        signal: abort.signal,
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } finally {
      clearTimeout(tooLate);
    }
  }

  function hold(answer: { conversationId: string; token: string; resume: string; expires_in: number }): Session {
    // Renewed after half its life, as Direct Line clients do.
    session = { conversationId: answer.conversationId, token: answer.token, resume: answer.resume, renewAt: Date.now() + answer.expires_in * 500 };
    keep(SAVED, session);
    return session;
  }

  /** A session whose token is good for a while: renewed where it is old, begun where there is none. */
  async function ready(): Promise<{ session: Session; streamUrl: string | null }> {
    if (session && Date.now() >= session.renewAt) {
      const answer = await call('POST', 'tokens/refresh', session.resume);
      if (answer.ok) hold(await answer.json());
      else if (answer.status === 403) forget();
      else throw new Error(String(answer.status));
    }
    if (session) return { session, streamUrl: null };
    const answer = await call('POST', 'conversations', null, { locale });
    if (!answer.ok) throw new Error(String(answer.status));
    const started = await answer.json();
    return { session: hold(started), streamUrl: started.streamUrl };
  }

  function forget(): void {
    session = null;
    watermark = '';
    keep(SAVED, null);
  }

  async function connect(): Promise<void> {
    const mine = ++turn;
    clearTimeout(timer);
    socket?.close();
    socket = null;
    try {
      const begun = await ready();
      let { streamUrl } = begun;
      if (!streamUrl) {
        const { conversationId, token } = begun.session;
        const answer = await call('GET', `conversations/${conversationId}?watermark=${encodeURIComponent(watermark)}`, token);
        if (answer.status === 403 && session) session.renewAt = 0;
        if (!answer.ok) throw new Error(String(answer.status));
        const again = await answer.json();
        if (mine === turn) hold(again);
        streamUrl = again.streamUrl as string;
      }
      if (mine !== turn) return;
      if (unopened < 2) listen(streamUrl, mine);
      else await poll(mine);
    } catch {
      lost(mine);
    }
  }

  function lost(mine: number): void {
    if (mine !== turn) return;
    show('offline');
    clearTimeout(timer);
    timer = setTimeout(() => void connect(), waitBefore(attempt++));
  }

  function listen(streamUrl: string, mine: number): void {
    const address = new URL(streamUrl);
    // The address the page came by is the one that works from here.
    const base = new URL(BASE, location.href);
    address.host = base.host;
    address.protocol = base.protocol.replace('http', 'ws');
    const opened = new WebSocket(address);
    socket = opened;
    let open = false;
    heardAt = Date.now();
    opened.onopen = () => {
      open = true;
      unopened = 0;
      attempt = 0;
      heardAt = Date.now();
      show('online');
    };
    opened.onmessage = ({ data }) => {
      heardAt = Date.now();
      if (mine === turn && typeof data === 'string' && data !== '') take(JSON.parse(data));
    };
    opened.onclose = () => {
      if (mine !== turn) return;
      if (!open) unopened++;
      lost(mine);
    };
  }

  /** For networks that let no socket through. */
  async function poll(mine: number): Promise<void> {
    for (let n = 0; n < POLLS; n++) {
      const { session: now } = await ready();
      const answer = await call('GET', `conversations/${now.conversationId}/activities?watermark=${encodeURIComponent(watermark)}`, now.token);
      if (mine !== turn) return;
      if (!answer.ok) throw new Error(String(answer.status));
      take(await answer.json());
      show('online');
      attempt = 0;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      if (mine !== turn) return;
    }
    unopened = 0;
    void connect();
  }

  function take(batch: { activities: Heard[]; watermark?: string }): void {
    if (batch.watermark) watermark = batch.watermark;
    hear(batch.activities);
  }

  /** The phone woke up or found its network: at once, not after the wait. */
  function wake(): void {
    if (turn === 0) return;
    if (socket?.readyState === WebSocket.OPEN && Date.now() - heardAt < SILENT_MS) return;
    attempt = 0;
    void connect();
  }

  function drop(): void {
    turn++;
    socket?.close();
    socket = null;
    clearTimeout(timer);
  }

  addEventListener('online', wake);
  addEventListener('offline', () => {
    if (turn === 0) return;
    drop();
    show('offline');
    timer = setTimeout(() => void connect(), LONGEST_WAIT_MS);
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') wake();
  });
  setInterval(() => {
    if (socket?.readyState === WebSocket.OPEN && Date.now() - heardAt > SILENT_MS) wake();
    else if (session && Date.now() >= session.renewAt && navigator.onLine) void ready().catch(() => undefined);
  }, SILENT_MS / 4);

  return {
    open() {
      show('connecting');
      void connect();
    },
    async post({ id, text, token }) {
      if (!session) return 'later';
      const { conversationId } = session;
      try {
        const answer = await call('POST', `conversations/${conversationId}/activities`, session.token, {
          type: 'message',
          text,
          locale,
          ...(token ? { value: { token } } : {}),
          channelData: { clientActivityID: id },
        });
        if (answer.ok) return 'taken';
        if (answer.status === 403 && session) {
          session.renewAt = 0;
          await ready();
          return 'later';
        }
        return answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 429 ? 'refused' : 'later';
      } catch {
        return 'later';
      }
    },
    end() {
      if (session) {
        void fetch(`${BASE}conversations/${session.conversationId}/activities`, {
          method: 'POST',
          // Goes out even while the page is being left.
          keepalive: true,
          headers: { authorization: `Bearer ${session.token}`, 'content-type': 'application/json' },
          body: '{"type":"endOfConversation"}',
        }).catch(() => undefined);
      }
      drop();
      forget();
    },
  };
}
