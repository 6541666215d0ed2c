import type { ServerResponse } from 'node:http';
import { answer, delay, type Failure, listen, nextFailure, type Repetition, repeatedly, type Watch, watch } from './platform.js';

/*
 * Telegram's Bot API as far as the bot uses it, with the platform's own bounds: limits, ids, 403 after a block, one
 * delivery at a time for each queue, again until a 2xx, long polling with offsets. Sources: channels.md 2 and 11.
 */

export type Chat = number;
export interface Update {
  update_id: number;
  [kind: string]: unknown;
}
/** The part of a message that the person decides: text, location, photo … */
export type Content = Record<string, unknown>;

export interface SentMessage {
  chat: string;
  text: string;
  messageId: number;
  buttons: { title: string; data?: string; url?: string }[];
  /** When it was taken, by performance.now(). */
  at: number;
}

export interface FakeTelegram {
  /** For TELEGRAM_API_ROOT. */
  readonly url: string;
  readonly token: string;
  /** Every call that was made, in order. */
  readonly calls: { method: string; payload: Record<string, unknown> }[];
  /** Messages that people got. */
  readonly sent: SentMessage[];
  /** Sends that were answered with 429. */
  readonly refused: number;
  /** The webhook that was set, or null. */
  readonly webhook: { url: string; secret: string; allowed: string[] } | null;
  /** What getWebhookInfo says of the last delivery that failed. */
  readonly lastError: string | undefined;
  failNext(...failures: Failure[]): void;

  // What people do. Each makes an update and has it delivered; each resolves nothing: wait for what follows from it.
  says(chat: Chat, text: string): Update;
  sends(chat: Chat, content: Content): Update;
  edits(chat: Chat, messageId: number, text: string): Update;
  /** Presses a button of the last message that has it: by title, or by number from 1 in the last keyboard. */
  taps(chat: Chat, button: string | number): Update;
  block(chat: Chat): Update;
  unblock(chat: Chat): Update;
  /** The app's language of this person from now on. */
  speaks(chat: Chat, language: string): void;

  /** A message's update that is not delivered; for `deliver`. */
  makes(chat: Chat, content: Content): Update;
  /** Delivers straight away, past the queues, as often and in the order asked; resolves to the statuses. With polling: puts it in the line. */
  deliver(updates: Update | readonly Update[], repetition?: Repetition): Promise<number[]>;
  /** Moves the webhook, as a thief of the token would. */
  moveWebhook(url: string): void;

  waitFor: Watch['until'];
  /** Waits for a message to this chat whose text holds `text`. */
  received(chat: Chat, text: string): Promise<SentMessage>;
  /** Waits until every update was taken. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

interface Answer {
  ok: boolean;
  error_code?: number;
  result?: unknown;
}

/** First pause before a delivery is tried again, milliseconds; Telegram itself begins with 0, then 2 s. */
const RETRY_MS = 20;
const TOKEN = '4242424242:AAFakeTelegramTokenForTestsOnly_0123';

/**
 * `perSecond`: how fast it takes messages, a second's worth at once at most, so that a slow machine between does not count;
 * what comes faster is answered with 429. Without it, it takes all.
 */
export async function fakeTelegram({ perSecond = Infinity } = {}): Promise<FakeTelegram> {
  const calls: FakeTelegram['calls'] = [];
  const sent: SentMessage[] = [];
  const failures: Failure[] = [];
  const watching = watch();
  const known = new Set<string>();
  const blocked = new Set<string>();
  /** What it would take at this moment, and when that was reckoned. */
  const room = { messages: perSecond, at: performance.now() };
  let refused = 0;
  const languages = new Map<Chat, string>();
  const messageIds = new Map<string, number>();
  const botMessages = new Map<string, Record<string, unknown>>();
  /** Updates not yet taken, oldest first. */
  const pending: Update[] = [];
  const busy = new Set<string>();
  let webhook: FakeTelegram['webhook'] = null;
  let lastError: string | undefined;
  let updateId = 700_000_000;
  let closed = false;
  let polling: { end: (status: number, body: unknown) => void } | null = null;

  const now = () => Math.floor(Date.now() / 1000);
  const nextMessageId = (chat: string) => {
    const id = (messageIds.get(chat) ?? 0) + 1;
    messageIds.set(chat, id);
    return id;
  };
  const person = (chat: Chat) => ({ id: chat, is_bot: false, first_name: 'Test', language_code: languages.get(chat) ?? 'en' });
  const privateChat = (chat: Chat) => ({ id: chat, type: 'private', first_name: 'Test' });
  const bot = { id: Number(TOKEN.split(':')[0]), is_bot: true, first_name: 'Lanpya', username: 'lanpya_test_bot' };
  const ok = (result: unknown): Answer => ({ ok: true, result });
  const no = (error_code: number, description: string, parameters?: unknown): Answer & { description: string } => ({ ok: false, error_code, description, ...(parameters ? { parameters } : {}) });

  // --- The API -----------------------------------------------------------------------------------------------------

  const server = await listen(async (request, body, response) => {
    const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? [];
    if (token !== TOKEN || !method) return answer(response, 401, no(401, 'Unauthorized'));
    const payload = (body.length > 0 ? JSON.parse(body.toString()) : {}) as Record<string, unknown>;
    calls.push({ method, payload });
    watching.changed();

    const failure = nextFailure(failures, method, 'sendMessage');
    if (failure?.delayMs) await delay(failure.delayMs);
    if (failure?.drop === 'before') return void response.destroy();
    if (failure && failure.drop === undefined && (failure.status !== undefined || failure.body !== undefined)) {
      const status = failure.status ?? 200;
      answer(response, status, failure.body ?? no(status, 'Scripted failure'));
      return watching.changed();
    }
    if (method === 'getUpdates') return getUpdates(payload, response);
    const result = call(method, payload);
    if (failure?.drop === 'after') response.destroy();
    else answer(response, result.error_code ?? 200, result);
    watching.changed();
  });

  function call(method: string, payload: Record<string, unknown>): Answer {
    switch (method) {
      case 'getMe':
        return ok(bot);
      case 'setWebhook':
        return setWebhook(payload);
      case 'deleteWebhook':
        webhook = null;
        return ok(true);
      case 'getWebhookInfo':
        return ok({
          url: webhook?.url ?? '',
          has_custom_certificate: false,
          pending_update_count: pending.length,
          ...(webhook ? { allowed_updates: webhook.allowed } : {}),
          ...(lastError ? { last_error_date: now(), last_error_message: lastError } : {}),
        });
      case 'sendMessage':
        return sendMessage(payload);
      case 'sendChatAction':
        return unreachable(String(payload['chat_id'])) ?? ok(true);
      case 'answerCallbackQuery':
        return typeof payload['callback_query_id'] === 'string' ? ok(true) : no(400, 'Bad Request: query id is invalid');
      default:
        return no(404, 'Not Found: method not found');
    }
  }

  function setWebhook({ url, secret_token, allowed_updates }: Record<string, unknown>) {
    if (typeof url !== 'string' || !/^https?:\/\//.test(url)) return no(400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook');
    if (typeof secret_token !== 'string' || !/^[\w-]{1,256}$/.test(secret_token)) return no(400, 'Bad Request: secret token contains unallowed characters');
    webhook = { url, secret: secret_token, allowed: allowed_updates as string[] };
    lastError = undefined;
    pump();
    return ok(true);
  }

  function unreachable(chat: string) {
    if (blocked.has(chat)) return no(403, 'Forbidden: bot was blocked by the user');
    return known.has(chat) ? null : no(400, 'Bad Request: chat not found');
  }

  function sendMessage(payload: Record<string, unknown>) {
    const chat = String(payload['chat_id']);
    const refusal = unreachable(chat) ?? badMessage(payload) ?? tooFast();
    if (refusal) return refusal;
    const messageId = nextMessageId(chat);
    const markup = payload['reply_markup'] as { inline_keyboard?: Record<string, string>[][] } | undefined;
    const buttons = (markup?.inline_keyboard ?? []).flat().map((b) => ({
      title: b['text'] as string,
      ...(b['callback_data'] === undefined ? {} : { data: b['callback_data'] }),
      ...(b['url'] === undefined ? {} : { url: b['url'] }),
    }));
    const message = { message_id: messageId, from: bot, chat: privateChat(Number(chat)), date: now(), text: payload['text'] };
    botMessages.set(`${chat}/${messageId}`, message);
    sent.push({ chat, text: payload['text'] as string, messageId, buttons, at: performance.now() });
    return ok(message);
  }

  function tooFast() {
    const moment = performance.now();
    room.messages = Math.min(perSecond, room.messages + ((moment - room.at) / 1_000) * perSecond);
    room.at = moment;
    if (room.messages >= 1) return void (room.messages -= 1);
    refused += 1;
    return no(429, 'Too Many Requests: retry after 5', { retry_after: 5 });
  }

  /** What Telegram says to a message that passes one of its limits. */
  function badMessage({ text, reply_markup }: Record<string, unknown>) {
    if (typeof text !== 'string' || text.trim() === '') return no(400, 'Bad Request: message text is empty');
    if (text.length > 4096) return no(400, 'Bad Request: message is too long');
    if (reply_markup === undefined) return null;
    const kinds = ['inline_keyboard', 'keyboard', 'remove_keyboard', 'force_reply'].filter((kind) => kind in (reply_markup as object));
    if (kinds.length !== 1) return no(400, "Bad Request: object expected as reply markup");
    const rows = (reply_markup as { inline_keyboard?: Record<string, unknown>[][] }).inline_keyboard ?? [];
    if (rows.flat().length > 100 || rows.some((row) => row.length > 8)) return no(400, 'Bad Request: reply markup is too long');
    for (const button of rows.flat()) {
      const { text: title, callback_data: data, url } = button;
      if (typeof title !== 'string' || title === '') return no(400, 'Bad Request: BUTTON_TEXT_INVALID');
      if ((data === undefined) === (url === undefined)) return no(400, 'Bad Request: BUTTON_TYPE_INVALID');
      if (data !== undefined && (typeof data !== 'string' || data === '' || Buffer.byteLength(data) > 64)) return no(400, 'Bad Request: BUTTON_DATA_INVALID');
      if (url !== undefined && !URL.canParse(String(url))) return no(400, 'Bad Request: BUTTON_URL_INVALID');
    }
    return null;
  }

  // --- Long polling ------------------------------------------------------------------------------------------------

  function getUpdates(payload: Record<string, unknown>, response: ServerResponse): void {
    if (webhook) return answer(response, 409, no(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"));
    polling?.end(409, no(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'));
    const offset = Number(payload['offset'] ?? 0);
    pending.splice(0, pending.length, ...pending.filter((update) => update.update_id >= offset));
    watching.changed();

    const limit = Number(payload['limit'] ?? 100);
    const timer = setTimeout(() => mine.end(200, ok([])), Number(payload['timeout'] ?? 0) * 1000);
    const mine = {
      end(status: number, body: unknown) {
        clearTimeout(timer);
        if (polling === mine) polling = null;
        answer(response, status, body);
      },
    };
    response.on('close', () => {
      clearTimeout(timer);
      if (polling === mine) polling = null;
    });
    polling = mine;
    hand = () => pending.length > 0 && mine.end(200, ok(pending.slice(0, limit)));
    hand();
  }
  let hand: () => unknown = () => undefined;

  // --- Webhook delivery --------------------------------------------------------------------------------------------

  /** Messages wait in a line for each chat; taps in one for each person, blocks in a third. */
  function lineOf(update: Update): string {
    const kind = Object.keys(update).find((key) => key !== 'update_id') ?? '';
    const inside = update[kind] as { chat?: { id: number }; from?: { id: number } };
    return kind === 'callback_query' ? `tap ${inside.from?.id}` : `${kind === 'my_chat_member' ? 'member' : 'chat'} ${inside.chat?.id}`;
  }

  function pump(): void {
    if (!webhook) {
      if (polling) hand();
      return;
    }
    for (const update of pending) {
      const line = lineOf(update);
      if (busy.has(line)) continue;
      busy.add(line);
      void offer(update).finally(() => {
        busy.delete(line);
        watching.changed();
        if (!closed) pump();
      });
    }
  }

  /** Offers one update until it is taken, the webhook ends, or the fake is closed. */
  async function offer(update: Update): Promise<void> {
    for (let tries = 0; webhook && !closed; tries += 1) {
      if (tries > 1) await delay(Math.min(2000, RETRY_MS * 2 ** (tries - 2)));
      const status = await post(update);
      if (status >= 200 && status < 300) {
        pending.splice(pending.indexOf(update), 1);
        return;
      }
      lastError = status === 0 ? 'Connection refused' : `Wrong response from the webhook: ${status}`;
      watching.changed();
    }
  }

  /** Status of the answer; 0 where there was none. */
  async function post(update: Update): Promise<number> {
    if (!webhook) throw new Error('no webhook was set');
    const { url, secret } = webhook;
    const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret };
    return fetch(url, { method: 'POST', headers, body: JSON.stringify(update) }).then(
      async (answered) => (await answered.arrayBuffer(), answered.status),
      () => 0,
    );
  }

  function queue(update: Update): Update {
    pending.push(update);
    pump();
    return update;
  }

  // --- People ------------------------------------------------------------------------------------------------------

  function updateOf(kind: string, inside: Record<string, unknown>): Update {
    updateId += 1;
    return { update_id: updateId, [kind]: inside };
  }

  function makes(chat: Chat, content: Content): Update {
    known.add(String(chat));
    return updateOf('message', { message_id: nextMessageId(String(chat)), from: person(chat), chat: privateChat(chat), date: now(), ...content });
  }

  function membership(chat: Chat, before: string, after: string): Update {
    const member = (status: string) => ({ user: bot, status, ...(status === 'kicked' ? { until_date: 0 } : {}) });
    return queue(
      updateOf('my_chat_member', { chat: privateChat(chat), from: person(chat), date: now(), old_chat_member: member(before), new_chat_member: member(after) }),
    );
  }

  function pressed(chat: Chat, button: string | number): { messageId: number; data: string } {
    const withButtons = sent.filter((m) => m.chat === String(chat) && m.buttons.length > 0).reverse();
    const found = withButtons
      .map((m) => ({ messageId: m.messageId, button: typeof button === 'number' ? m.buttons[button - 1] : m.buttons.find((b) => b.title === button) }))
      .find((m) => m.button?.data !== undefined);
    if (!found?.button?.data) throw new Error(`no button ${button} was sent to chat ${chat}`);
    return { messageId: found.messageId, data: found.button.data };
  }

  const fake: FakeTelegram = {
    url: server.url,
    token: TOKEN,
    calls,
    sent,
    get refused() {
      return refused;
    },
    get webhook() {
      return webhook;
    },
    get lastError() {
      return lastError;
    },
    failNext: (...next) => void failures.push(...next),
    says: (chat, text) => queue(makes(chat, { text })),
    sends: (chat, content) => queue(makes(chat, content)),
    edits: (chat, message_id, text) =>
      queue(updateOf('edited_message', { message_id, from: person(chat), chat: privateChat(chat), date: now(), edit_date: now(), text })),
    taps(chat, button) {
      const { messageId, data } = pressed(chat, button);
      const message = botMessages.get(`${chat}/${messageId}`);
      return queue(updateOf('callback_query', { id: `${chat}${updateId}`, from: person(chat), message, chat_instance: '1', data }));
    },
    block(chat) {
      blocked.add(String(chat));
      return membership(chat, 'member', 'kicked');
    },
    unblock(chat) {
      blocked.delete(String(chat));
      return membership(chat, 'kicked', 'member');
    },
    speaks: (chat, language) => void languages.set(chat, language),
    makes,
    async deliver(updates, repetition = {}) {
      return repeatedly(updates, repetition, async (update) => {
        if (webhook) return post(update);
        queue(update);
        return 200;
      });
    },
    moveWebhook(url) {
      if (webhook) webhook = { ...webhook, url };
    },
    waitFor: watching.until,
    received: (chat, text) =>
      watching.until(() => sent.find((m) => m.chat === String(chat) && m.text.includes(text)), `a message to ${chat} with "${text}"`),
    async drained() {
      await watching.until(() => pending.length === 0, 'every update to be taken');
    },
    async close() {
      closed = true;
      await server.close();
    },
  };
  return fake;
}
