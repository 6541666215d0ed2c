import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands before several processes: each request goes to the next of them, 502 where that one is dead. */
export interface Front {
  url: string;
  /** Addresses of the processes, without a slash at the end. */
  behind: string[];
  close(): Promise<void>;
}

export async function openFront(): Promise<Front> {
  const behind: string[] = [];
  let turn = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const to = behind[turn++ % behind.length];
      const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => /^(content-type|x-)/.test(name))) as Record<string, string>;
      fetch(`${to}${request.url}`, { method: 'POST', headers, body: Buffer.concat(chunks) }).then(
        (answer) => response.writeHead(answer.status).end(),
        () => response.writeHead(502).end(),
      );
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behind,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
