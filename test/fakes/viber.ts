import { createHmac } from 'node:crypto';
import { answer, delay, type Failure, listen, nextFailure, type Repetition, repeatedly, type Watch, watch } from './platform.js';

/*
 * Viber's REST Bot API as far as the bot uses it, with the platform's own ways: HTTP 200 for failures, a call back
 * during set_webhook, signatures over the bytes sent, 64-bit tokens as numbers, again until a 200. Sources:
 * channels.md 3 and 11.
 */

/** The person's id: base64 in real life, any text here. */
export type UserId = string;
export type Content = Record<string, unknown>;
/** A callback without its token: the number is put in as text, because a double cannot hold it. */
export interface Event {
  event: string;
  token: string;
  fields: Record<string, unknown>;
}

export interface SentMessage {
  receiver: UserId;
  text: string;
  /** True for the answer to conversation_started. */
  welcome: boolean;
  buttons: { title: string; body: string; opens: boolean }[];
}

export interface FakeViber {
  /** For VIBER_API_ROOT. */
  readonly url: string;
  readonly token: string;
  readonly calls: { method: string; payload: Record<string, unknown> }[];
  /** Messages that people got. */
  readonly sent: SentMessage[];
  /** The webhook that was set, or null. */
  readonly webhook: { url: string; events: string[] } | null;
  failNext(...failures: Failure[]): void;

  // What people do. Each makes a callback and has it delivered; wait for what follows from it.
  says(user: UserId, text: string): Event;
  sends(user: UserId, message: Content): Event;
  /** Presses a button of the last message that has it: by title, or by number from 1 in the last keyboard. */
  taps(user: UserId, button: string | number): Event;
  /** Opens the chat, perhaps by a link with a context. What the bot answers becomes a message in `sent`. */
  opens(user: UserId, context?: string): Event;
  unsubscribes(user: UserId): Event;
  subscribes(user: UserId): Event;
  /** The app's language of this person from now on. */
  speaks(user: UserId, language: string): void;
  /** An app that could not show the last message after all says so late, once for each device. */
  failsLate(user: UserId, devices?: number): Event;

  /** A message's callback that is not delivered; for `deliver`. */
  makes(user: UserId, message: Content): Event;
  /** Delivers straight away, past the queue, as often and in the order asked; resolves to the statuses. */
  deliver(events: Event | readonly Event[], repetition?: Repetition): Promise<number[]>;
  /** The exact bytes of a callback and their signature, for a test of its own. */
  signed(event: Event): { body: string; signature: string };

  waitFor: Watch['until'];
  received(user: UserId, text: string): Promise<SentMessage>;
  drained(): Promise<void>;
  close(): Promise<void>;
}

const TOKEN = '4453b6ac1s345678-e02c5f12174805f9-daec9cbb5448c51f';
/** First pause before a callback is tried again, milliseconds; Viber's own is minutes. */
const RETRY_MS = 20;
/** Messages that a person may get without having written in between. */
const UNANSWERED = 100;

const STATUS = { ok: 0, invalidUrl: 1, invalidAuthToken: 2, badData: 3, missingData: 4, notRegistered: 5, notSubscribed: 6, tooManyRequests: 12 } as const;

export async function fakeViber(): Promise<FakeViber> {
  const calls: FakeViber['calls'] = [];
  const sent: SentMessage[] = [];
  const failures: Failure[] = [];
  const watching = watch();
  const known = new Set<UserId>();
  const subscribed = new Set<UserId>();
  const languages = new Map<UserId, string>();
  const unanswered = new Map<UserId, number>();
  const pending = new Set<Event>();
  let webhook: FakeViber['webhook'] = null;
  // Past what a double holds exactly: a bot that reads it as one takes two messages for one.
  let lastToken = 4_912_661_846_655_238_144n;
  let closed = false;

  const nextToken = () => String((lastToken += 1n));
  const user = (id: UserId) => ({ id, language: languages.get(id) ?? 'en', country: 'TH', api_version: 10 });

  // --- The API -----------------------------------------------------------------------------------------------------

  const server = await listen(async (request, body, response) => {
    const [, method] = /^\/pa\/(\w+)$/.exec(request.url ?? '') ?? [];
    if (!method) return answer(response, 404, '<html>Not Found</html>');
    const payload = JSON.parse(body.toString()) as Record<string, unknown>;
    calls.push({ method, payload });

    const failure = nextFailure(failures, method, 'send_message');
    if (failure?.delayMs) await delay(failure.delayMs);
    if (failure?.drop === 'before') return void response.destroy();
    if (failure && failure.drop === undefined && (failure.status !== undefined || failure.body !== undefined)) {
      answer(response, failure.status ?? 200, failure.body ?? 'Scripted failure');
      return watching.changed();
    }
    const refused = request.headers['x-viber-auth-token'] !== TOKEN;
    const result = refused ? says(STATUS.invalidAuthToken, 'invalidAuthToken') : await call(method, payload, body.length);
    if (failure?.drop === 'after') response.destroy();
    else answer(response, 200, result);
    watching.changed();
  });

  async function call(method: string, payload: Record<string, unknown>, bytes: number): Promise<string> {
    if (method === 'set_webhook') return setWebhook(payload);
    if (method === 'send_message') return sendMessage(payload, bytes);
    return says(STATUS.badData, `unknown method ${method}`);
  }

  /** JSON by hand: the token is a number of 19 digits. */
  function says(status: number, status_message: string): string {
    const body = JSON.stringify({ status, status_message, chat_hostname: 'SN-CHAT-01_' });
    return status === 0 ? `${body.slice(0, -1)},"message_token":${nextToken()}}` : body;
  }

  async function setWebhook({ url, event_types }: Record<string, unknown>): Promise<string> {
    if (typeof url !== 'string' || url === '') {
      webhook = null;
      return says(STATUS.ok, 'ok');
    }
    const status = await post(url, { event: 'webhook', token: nextToken(), fields: {} });
    if (status !== 200) return says(STATUS.invalidUrl, `Result[HttpRequest[POST ${url}] > HttpResponse[HTTP/1.1 ${status}]]`);
    webhook = { url, events: (event_types as string[] | undefined) ?? [] };
    pending.forEach((event) => void offer(event));
    return says(STATUS.ok, 'ok');
  }

  function sendMessage(payload: Record<string, unknown>, bytes: number): string {
    const receiver = payload['receiver'];
    if (typeof receiver !== 'string' || !known.has(receiver)) return says(STATUS.notRegistered, 'receiverNotRegistered');
    if (!subscribed.has(receiver)) return says(STATUS.notSubscribed, 'receiverNotSubscribed');
    const wrong = bytes > 30_000 ? 'message is bigger than 30kb' : badMessage(payload);
    if (wrong) return says(STATUS.badData, wrong);
    const count = (unanswered.get(receiver) ?? 0) + 1;
    if (count > UNANSWERED) return says(STATUS.tooManyRequests, 'Number of messages without reply exceeded');
    unanswered.set(receiver, count);
    show(receiver, payload, false);
    return says(STATUS.ok, 'ok');
  }

  /** What Viber finds wrong with a message, or null. */
  function badMessage({ type, text, sender, keyboard, min_api_version }: Record<string, unknown>): string | null {
    const name = (sender as { name?: unknown } | undefined)?.name;
    if (typeof name !== 'string' || name === '' || name.length > 28) return 'sender.name is missing or longer than 28';
    if (type !== 'text' || typeof text !== 'string' || text === '' || text.length > 7000) return 'text is missing or longer than 7000';
    if (keyboard === undefined) return null;
    const { Type, Buttons, InputFieldState } = keyboard as { Type?: unknown; Buttons?: Record<string, unknown>[]; InputFieldState?: unknown };
    if (Type !== 'keyboard') return 'keyboard is not valid. [object has missing required properties (["Type"])]';
    if (InputFieldState !== undefined && !(Number(min_api_version) >= 4)) return 'keyboard is not valid. [InputFieldState needs min_api_version 4]';
    if (!Buttons || Buttons.length === 0 || Buttons.length > 24) return 'keyboard is not valid. [Buttons]';
    const bad = Buttons.some((b) => typeof b['ActionBody'] !== 'string' || b['ActionBody'] === '' || !(Number(b['Columns']) <= 6) || !(Number(b['Rows']) <= 2));
    if (bad) return 'keyboard is not valid. [button]';
    const needsLevel = Buttons.some((b) => ['share-phone', 'location-picker'].includes(String(b['ActionType']))) && !(Number(min_api_version) >= 3);
    return needsLevel ? 'keyboard is not valid. [instance value ("share-phone") not found in enum]' : null;
  }

  /** Puts a message on the person's screen. */
  function show(receiver: UserId, payload: Record<string, unknown>, welcome: boolean): void {
    const buttons = ((payload['keyboard'] as { Buttons?: Record<string, string>[] } | undefined)?.Buttons ?? []).map((b) => ({
      title: (b['Text'] ?? '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&'),
      body: b['ActionBody'] as string,
      opens: b['ActionType'] === 'open-url',
    }));
    sent.push({ receiver, text: payload['text'] as string, welcome, buttons });
  }

  // --- Callbacks ---------------------------------------------------------------------------------------------------

  function signed(event: Event) {
    const rest = JSON.stringify({ ...event.fields, chat_hostname: 'SN-CHAT-01_' }).slice(1);
    const body = `{"event":"${event.event}","timestamp":${Date.now()},"message_token":${event.token},${rest}`;
    return { body, signature: createHmac('sha256', TOKEN).update(body).digest('hex') };
  }

  /** Status of the answer; 0 where there was none. Reads the welcome. */
  async function post(url: string, event: Event): Promise<number> {
    const { body, signature } = signed(event);
    const headers = { 'content-type': 'application/json', 'x-viber-content-signature': signature };
    try {
      const answered = await fetch(`${url}?sig=${signature}`, { method: 'POST', headers, body });
      const text = await answered.text();
      if (answered.status === 200 && event.event === 'conversation_started' && text !== '') {
        const message = JSON.parse(text) as Record<string, unknown>;
        if (badMessage(message) === null) show((event.fields['user'] as { id: UserId }).id, message, true);
        watching.changed();
      }
      return answered.status;
    } catch {
      return 0;
    }
  }

  /** Offers one callback until it is taken, the webhook ends, or the fake is closed. No order among callbacks. */
  async function offer(event: Event): Promise<void> {
    for (let tries = 0; webhook && !closed; tries += 1) {
      if (tries > 0) await delay(Math.min(2000, RETRY_MS * 2 ** (tries - 1)));
      const taken = (await post(webhook.url, event)) === 200;
      if (taken) pending.delete(event);
      watching.changed();
      if (taken) return;
    }
  }

  function queue(event: Event): Event {
    pending.add(event);
    void offer(event);
    return event;
  }

  // --- People ------------------------------------------------------------------------------------------------------

  const happening = (event: string, fields: Record<string, unknown>): Event => ({ event, token: nextToken(), fields });

  function makes(id: UserId, message: Content): Event {
    known.add(id);
    // The first message subscribes, without an event of its own.
    subscribed.add(id);
    unanswered.set(id, 0);
    return happening('message', { sender: user(id), message, silent: false });
  }

  function pressed(id: UserId, button: string | number): string {
    const withButtons = sent.filter((m) => m.receiver === id && m.buttons.length > 0).reverse();
    const found = withButtons
      .map((m) => (typeof button === 'number' ? m.buttons[button - 1] : m.buttons.find((b) => b.title === button)))
      .find((b) => b && !b.opens);
    if (!found) throw new Error(`no button ${button} was sent to ${id}`);
    return found.body;
  }

  return {
    url: server.url,
    token: TOKEN,
    calls,
    sent,
    get webhook() {
      return webhook;
    },
    failNext: (...next) => void failures.push(...next),
    says: (id, text) => queue(makes(id, { type: 'text', text })),
    sends: (id, message) => queue(makes(id, message)),
    taps: (id, button) => queue(makes(id, { type: 'text', text: pressed(id, button) })),
    opens(id, context) {
      known.add(id);
      return queue(happening('conversation_started', { type: 'open', ...(context ? { context } : {}), user: user(id), subscribed: subscribed.has(id) }));
    },
    unsubscribes(id) {
      subscribed.delete(id);
      return queue(happening('unsubscribed', { user_id: id }));
    },
    subscribes(id) {
      known.add(id);
      subscribed.add(id);
      return queue(happening('subscribed', { user: user(id) }));
    },
    speaks: (id, language) => void languages.set(id, language),
    failsLate(id, devices = 1) {
      const event = happening('failed', { user_id: id, desc: 'keyboard is not valid' });
      for (let n = 0; n < devices; n += 1) queue({ ...event });
      return event;
    },
    makes,
    async deliver(events, repetition = {}) {
      const { url } = webhook ?? {};
      if (!url) throw new Error('no webhook was set');
      return repeatedly(events, repetition, (event) => post(url, event));
    },
    signed,
    waitFor: watching.until,
    received: (id, text) => watching.until(() => sent.find((m) => m.receiver === id && m.text.includes(text)), `a message to ${id} with "${text}"`),
    async drained() {
      await watching.until(() => pending.size === 0, 'every callback to be taken');
    },
    async close() {
      closed = true;
      await server.close();
    },
  };
}
