import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { StoreUnavailable } from '../ports.js';
import { apiRoutes } from './api.js';
import { cookieToken } from './cookie.js';
import type { Questions } from '../core/gap.js';
import type { ContentDesk } from './content-desk.js';
import type { Desk } from './desk.js';
import { keyFrom, once } from './once.js';
import { pageFiles } from './page-files.js';
import { Refusal } from './refusal.js';
import { permitted, type Call, type Route, type SignedCall } from './route.js';
import { assertSameOrigin } from './same-origin.js';
import { markSeen, whose } from './session.js';
import type { SimulatorDesk } from './simulator.js';
import { openPulse } from './stream.js';

export interface ConsoleOptions extends Desk {
  content: ContentDesk;
  questions: Questions;
  simulator: SimulatorDesk;
  /** True where the console is reached by https: the cookie is then Secure and bears `__Host-`. */
  secureCookies: boolean;
  /** Folder of the page's HTML and CSS: src/console/page. */
  root: string;
  /** Folder of the page's compiled scripts: dist/src/console/page. */
  scripts: string;
}

/** The longest reply is 4,000 letters, some 12 KB in Burmese; JSON may escape each. */
const MOST_BODY_BYTES = 32 * 1024;

/**
 * Against stored scripts: nothing from elsewhere, no inline script or style, and no way to turn a text into
 * markup (Trusted Types without any policy).
 */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** Adds the console's page at `/console` and its API under `/api`. */
export function consoleRoutes(app: FastifyInstance, options: ConsoleOptions): void {
  const pulse = openPulse(options);
  app.addHook('preClose', async () => pulse.close());

  app.register(async (scope) => {
    scope.addHook('onRequest', async (_, reply) => void reply.headers(HEADERS));
    for (const file of pageFiles(options.root, options.scripts)) {
      scope.get(file.url, { exposeHeadRoute: false }, async (_, reply) => reply.type(file.type).send(file.body));
    }
  });

  app.register(
    async (scope) => {
      scope.addHook('onRequest', async (_, reply) => void reply.headers(HEADERS));
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: MOST_BODY_BYTES }, (_, body, done) => {
        try {
          done(null, JSON.parse(body as string));
        } catch {
          done(new Refusal(400, 'invalid', 'The request is not JSON.'));
        }
      });
      scope.setErrorHandler((error: Error & { statusCode?: number }, _, reply) => answerFailure(options, error, reply));
      scope.setNotFoundHandler((_, reply) => answerFailure(options, new Refusal(404, 'unknown', 'There is nothing at this address.'), reply));
      for (const route of apiRoutes(options, pulse)) {
        scope.route({
          method: route.method,
          url: route.url,
          exposeHeadRoute: false,
          bodyLimit: ('mostBytes' in route && route.mostBytes) || MOST_BODY_BYTES,
          handler: (request, reply) => answer(options, route, request, reply),
        });
      }
    },
    { prefix: '/api' },
  );
}

/** Every request goes this way: same origin, key, who asks, whether it was done before, whether they may. */
async function answer(desk: ConsoleOptions, route: Route, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  if (route.method === 'POST') assertSameOrigin(request);
  const key = route.method === 'POST' ? keyFrom(request.headers['idempotency-key']) : '';
  const token = cookieToken(desk.secureCookies, request.headers.cookie);
  const call: Call = { desk, request, reply, token, key };
  if (route.needs === 'nobody') return route.act(call);

  const me = await whose(desk, token);
  if (me === null || token === null) throw new Refusal(401, 'signed-out', 'Sign in first.');
  await markSeen(desk, token, me.id);
  const done = () => perform(route, { ...call, me, token });
  const remembered = route.method === 'POST' && !('changesNothing' in route);
  return remembered ? once(desk, me.id, key, `${request.url} ${JSON.stringify(request.body ?? null, withoutPassword)}`, done) : done();
}

/** A wish is known by the rest of its words: a password must not be tried against a hash that is quick to make. */
const withoutPassword = (name: string, value: unknown) => (name === 'password' ? undefined : value);

async function perform(route: Exclude<Route, { needs: 'nobody' }>, call: SignedCall): Promise<unknown> {
  switch (route.needs) {
    case 'counsellor':
      return route.act(call);
    case 'admin':
      if (call.me.role !== 'admin') throw new Refusal(403, 'admin-only', 'Only an admin may do this.');
      return route.act(call);
    case 'reviewer':
      if (call.me.reviewer === undefined) throw new Refusal(403, 'reviewer-only', 'Only a reviewer may do this. An admin names reviewers under Accounts.');
      return route.act(call);
    case 'handoff':
    case 'reader':
    case 'holder':
    case 'releaser': {
      const { id } = call.request.params as { id: string };
      return route.act({ ...call, row: await permitted(call.desk, route.needs, call.me, id) });
    }
  }
}

function answerFailure(desk: Desk, error: Error & { statusCode?: number }, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error);
  if (refusal.status >= 500) desk.log.error('console.failed', { status: refusal.status, code: error.name });
  if (refusal.retryAfterSeconds !== undefined) reply.header('retry-after', String(refusal.retryAfterSeconds));
  return reply.code(refusal.status).send({ error: { code: refusal.code, message: refusal.message } });
}

function refusalOf(error: Error & { statusCode?: number }): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof StoreUnavailable) return new Refusal(503, 'unavailable', 'The store cannot be reached. Nothing was changed; try again in a moment.', 5);
  if (error.statusCode === 413) return new Refusal(413, 'too-long', 'This is too long.');
  if (error.statusCode === 415) return new Refusal(415, 'not-json', 'Send JSON.');
  if (error.statusCode !== undefined && error.statusCode < 500) return new Refusal(error.statusCode, 'invalid', 'The request is not right.');
  return new Refusal(500, 'failed', 'Something went wrong here. Try again.');
}
