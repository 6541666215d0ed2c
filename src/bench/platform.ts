import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A Bot API on loopback that takes every message at once and says when it came. */
export interface Platform {
  url: string;
  /** Resolves with the time (performance.now) when the next message to this chat arrives; rejects after half a minute without one. */
  arrival(chat: number): Promise<number>;
  close(): Promise<void>;
}

/** A turn takes milliseconds: after this long a message is lost, and a measurement that waits for it would never end. */
const PATIENCE_MS = 30_000;

export async function openPlatform(): Promise<Platform> {
  const waiting = new Map<number, ((at: number) => void)[]>();
  let messages = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const method = request.url?.split('/').at(-1);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ ok: true, result: result(method, parts) }));
    });
  });

  function result(method: string | undefined, parts: Buffer[]): unknown {
    if (method === 'getMe') return { id: 4242424242, is_bot: true, first_name: 'bench', username: 'bench_bot', can_join_groups: false, can_read_all_group_messages: false, supports_inline_queries: false };
    if (method === 'getWebhookInfo') return { url: '', has_custom_certificate: false, pending_update_count: 0 };
    if (method !== 'sendMessage') return true;
    const { chat_id } = JSON.parse(Buffer.concat(parts).toString()) as { chat_id: number | string };
    waiting.get(Number(chat_id))?.shift()?.(performance.now());
    messages += 1;
    return { message_id: messages, date: 0, chat: { id: Number(chat_id), type: 'private', first_name: 'p' }, text: '' };
  }

  // Keep-alive longer than any pause of the load, as the real platform has.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrival(chat) {
      const arrived = new Promise<number>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no message to chat ${chat} within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
        const here = (at: number) => {
          clearTimeout(late);
          resolve(at);
        };
        waiting.set(chat, [...(waiting.get(chat) ?? []), here]);
      });
      // Whoever asked may still be waiting for the webhook's answer.
      arrived.catch(() => {});
      return arrived;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
