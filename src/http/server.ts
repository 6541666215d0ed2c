import fastify, { type FastifyInstance } from 'fastify';
import type { Log } from '../ports.js';

/** Files come by reference; no platform's event is larger. */
const BODY_LIMIT = 64 * 1024;
/** Platforms and proxies reuse connections; ours outlives nginx's default of 60 s so that it is the proxy that closes. */
const KEEP_ALIVE_MS = 65_000;

/**
 * The HTTP server: bodies arrive as raw bytes (channels check signatures over them), errors leave without detail, and
 * no request is ever logged with its address or body.
 */
export function openServer(log: Log): FastifyInstance {
  const app = fastify({ schemaController: { compilersFactory: { buildValidator: unused, buildSerializer: unused } }, logger: false, bodyLimit: BODY_LIMIT, keepAliveTimeout: KEEP_ALIVE_MS, trustProxy: ['loopback', 'uniquelocal'], forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.setErrorHandler((error, _request, reply) => {
    const status = statusOf(error);
    if (status >= 500) log.error('http.failed', { status, code: error instanceof Error ? error.name : 'unknown' });
    return reply.code(status).type('application/json').send({ error: { code: CODES[status] ?? 'failed', message: MESSAGES[status] ?? 'Something went wrong on our side.' } });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('application/json').send({ error: { code: 'not-found', message: 'There is nothing at this address.' } }));
  return app;
}

/** Bodies are bytes here, and what reads them checks them: fastify's own compilers of schemas would only fill memory (a hundred modules). */
const unused = (): never => {
  throw new Error('no route of this server has a schema');
};

const CODES: Record<number, string> = { 400: 'bad-request', 413: 'too-large', 415: 'media-type', 429: 'too-many' };
const MESSAGES: Record<number, string> = {
  400: 'The request could not be read.',
  413: `The request is larger than ${BODY_LIMIT / 1024} KiB.`,
  415: 'This kind of content is not taken here.',
  429: 'Too many requests. Try again in a minute.',
};

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}
