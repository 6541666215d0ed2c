import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../../src/ports.js';

/** Every file of the page and where it is served. */
const FILES = [
  { path: '/', name: 'index.html', type: 'text/html; charset=utf-8' },
  { path: '/style.css', name: 'style.css', type: 'text/css; charset=utf-8' },
  ...['chat.js', 'talk.js', 'queue.js', 'screen.js', 'links.js', 'words.js', 'tab.js'].map((name) => ({
    path: `/${name}`,
    name,
    type: 'text/javascript; charset=utf-8',
  })),
];

const HEADERS = {
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  // Always asked for again, answered with 304: a mended page reaches everybody at their next visit.
  'cache-control': 'no-cache',
  vary: 'accept-encoding',
};

/** Nothing but our own files runs, shows or is called; no page may frame this one; it tells other sites nothing. */
const PAGE_HEADERS = {
  ...HEADERS,
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
};

type Coding = 'br' | 'gzip' | 'identity';
interface Page {
  type: string;
  etag: string;
  /** Compressed when it is first asked for: a start need not wait for it. */
  bytes(coding: Coding): Buffer;
}

/** Serves the page from the first of the folders that holds a file, each coding of it made once. */
export function servePage(app: FastifyInstance, folders: string[], log: Log): void {
  for (const { path, name, type } of FILES) {
    const file = folders.map((folder) => join(folder, name)).find(existsSync);
    const page = file === undefined ? null : pageOf(readFileSync(file), type);
    if (!page) log.warn('web.file-missing', { code: name });
    app.get(path, (request, reply) => (page ? answer(page, request, reply) : reply.code(503).type('text/plain').send('The page is not built: run "npm run build".')));
  }
}

function pageOf(bytes: Buffer, type: string): Page {
  const made: Partial<Record<Coding, Buffer>> = { identity: bytes };
  return {
    type,
    etag: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
    bytes: (coding) => (made[coding] ??= coding === 'br' ? brotliCompressSync(bytes) : gzipSync(bytes, { level: 9 })),
  };
}

function answer(page: Page, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const coding = codingOf(request.headers['accept-encoding'] ?? '');
  // Another coding is another representation, so it has a tag of its own (RFC 9110, 8.8.3.3).
  const etag = `"${page.etag}-${coding}"`;
  reply.headers({ ...(page.type.startsWith('text/html') ? PAGE_HEADERS : HEADERS), etag });
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  if (coding !== 'identity') reply.header('content-encoding', coding);
  return reply.type(page.type).send(page.bytes(coding));
}

function codingOf(accepted: string): Coding {
  if (/\bbr\b(?!\s*;\s*q=0(?:\.0+)?\b)/.test(accepted)) return 'br';
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0+)?\b)/.test(accepted) ? 'gzip' : 'identity';
}
