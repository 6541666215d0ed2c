import fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import type { Channel, Incoming, Log, LogFields, Receive } from '../../src/ports.js';

/** A log that keeps its lines as text. */
export function keptLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  const write = (level: string) => (event: string, fields?: LogFields) => void lines.push(`${level} ${event} ${JSON.stringify(fields ?? {})}`);
  return { lines, info: write('info'), warn: write('warn'), error: write('error') };
}

/** A door that keeps what comes in, and can be shut. */
export function keptDoor(): { receive: Receive; incoming: Incoming[]; shut: boolean; refused: number } {
  const seen = new Set<string>();
  const door = {
    incoming: [] as Incoming[],
    shut: false,
    /** How many came while it was shut. */
    refused: 0,
    receive: async (incoming: Incoming) => {
      if (door.shut) {
        door.refused += 1;
        return 'unavailable' as const;
      }
      if (seen.has(incoming.dedupeKey)) return 'seen' as const;
      seen.add(incoming.dedupeKey);
      door.incoming.push(incoming);
      return 'accepted' as const;
    },
  };
  return door;
}

export interface TestServer {
  url: string;
  app: FastifyInstance;
  close(): Promise<void>;
}

/** A server as src/http sets one up, not listening: bodies of at most 64 KiB, each a raw Buffer, parsed by nobody. */
export function rawServer(): FastifyInstance {
  const app = fastify({ bodyLimit: 65_536, forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  return app;
}

/** The same, listening; port 0 is any free one of this host. */
export async function testServer(add: (app: FastifyInstance) => void, port = 0): Promise<TestServer> {
  const app = rawServer();
  add(app);
  await app.listen({ host: '127.0.0.1', port });
  return { url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, app, close: () => app.close() };
}

/** Serves one channel's addresses to a door. */
export const serveChannel = (channel: Channel, receive: Receive): Promise<TestServer> => testServer((app) => channel.routes?.(app, receive));
