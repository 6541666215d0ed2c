import { randomBytes } from 'node:crypto';
import websocket from '@fastify/websocket';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock, Log, Mailbox, Receive } from '../../src/ports.js';
import { StoreUnavailable } from '../../src/ports.js';
import { POSTS, RESUME_MS, STARTS, STREAM_MS, TALK_MS } from './limits.js';
import { callerOf, rate } from './rate.js';
import type { Streams } from './streams.js';
import { sign, verify, type Grant, type Use } from './token.js';
import { readAfter } from './watermark.js';
import { conversationStarted, FILES_NOT_TAKEN, fromClient, parseBody, parseStart, referenceTo, toClient, type Refusal } from './wire.js';

export const PREFIX = '/v3/directline';

export interface DirectLine {
  mailbox: Mailbox;
  secret: Uint8Array;
  clock: Clock;
  log: Log;
  publicUrl: string | null;
  streams: Streams;
}

type InConversation = FastifyRequest<{ Params: { id: string }; Querystring: { watermark?: string; t?: string } }>;

/** 128 random bits: an id or a name that nobody guesses. */
const unguessable = () => randomBytes(16).toString('base64url');

/** The Direct Line 3.0 protocol, under `/v3/directline`. Errors are `{error: {code, message}}`, as its clients read them. */
export function directLine({ mailbox, secret, clock, log, publicUrl, streams }: DirectLine, receive: Receive) {
  const mayStart = rate(clock, STARTS);
  const mayPost = rate(clock, POSTS);

  const grant = (use: Use, conv: string, user: string, ms: number) =>
    sign(secret, { use, conv, user, exp: Math.floor((clock() + ms) / 1000) });

  /** What tokens/* and conversations answer. `resume` is our own: it outlives the token, for a phone that slept. */
  const tokens = ({ conv, user }: Pick<Grant, 'conv' | 'user'>) => ({
    conversationId: conv,
    token: grant('talk', conv, user, TALK_MS),
    expires_in: TALK_MS / 1000,
    resume: grant('resume', conv, user, RESUME_MS),
  });

  const session = (request: FastifyRequest, { conv, user }: Pick<Grant, 'conv' | 'user'>, watermark: string) => ({
    ...tokens({ conv, user }),
    streamUrl: `${socketBase(request, publicUrl)}${PREFIX}/conversations/${conv}/stream?watermark=${encodeURIComponent(watermark)}&t=${grant('stream', conv, user, STREAM_MS)}`,
  });

  /** The grant of a token, or 403. */
  function granted(token: string | null, ...uses: Use[]): Grant {
    const grant = verify(secret, token ?? '', clock(), ...uses);
    if (!grant) throw new Refused({ status: 403, code: 'TokenExpired', message: 'This token is not valid or has expired.' });
    return grant;
  }

  /** The grant of a token for the conversation in the request's path, or 403. */
  function allowed(request: InConversation, token: string | null, use: Use): Grant {
    const grant = granted(token, use);
    if (grant.conv !== request.params.id) throw new Refused({ status: 403, code: 'Forbidden', message: 'This token is for another conversation.' });
    return grant;
  }

  /** Who begins: the bearer, or somebody new where there is no bearer. */
  function beginner(request: FastifyRequest): { who: Pick<Grant, 'conv' | 'user'>; locale: string | null } {
    const { userId, locale } = parseStart(bodyOf(request));
    const token = bearer(request);
    if (token !== null) return { who: granted(token, 'talk'), locale };
    if (!mayStart(callerOf(request.ip))) throw new Refused({ status: 429, code: 'RateLimitExceeded', message: 'Too many conversations from this address. Please try again in a minute.' });
    return { who: { conv: unguessable(), user: userId ?? `dl_${unguessable()}` }, locale };
  }

  return async (app: FastifyInstance): Promise<void> => {
    // Pings are empty frames; nothing else is awaited from a client here.
    await app.register(websocket, { options: { maxPayload: 1024, perMessageDeflate: false } });

    // Tokens travel in a header, never in a cookie, so any site may hold a conversation of its own.
    app.addHook('onRequest', async (_, reply) => {
      reply.headers({ 'access-control-allow-origin': '*', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    });
    app.options('/*', (_, reply) =>
      reply
        .headers({
          'access-control-allow-methods': 'GET, POST, OPTIONS',
          'access-control-allow-headers': 'authorization, content-type, x-ms-bot-agent, x-requested-with',
          'access-control-max-age': '600',
        })
        .code(204)
        .send(),
    );

    app.setNotFoundHandler(() => {
      throw new Refused({ status: 404, code: 'NotFound', message: 'There is nothing at this address.' });
    });
    app.setErrorHandler((error: FastifyError, _, reply) => {
      const { status, code, message } = refusalOf(error);
      if (status === 500) log.error('web.failed', { channel: 'directline', code: error.code ?? error.name });
      // In seconds; a full bucket gives the next one sooner.
      if (status === 429) reply.header('retry-after', '5');
      return reply.code(status).send({ error: { code, message } });
    });

    app.post('/tokens/generate', async (request) => tokens(beginner(request).who));

    app.post('/tokens/refresh', async (request) => tokens(granted(bearer(request), 'talk', 'resume')));

    app.post('/conversations', async (request, reply) => {
      const { who, locale } = beginner(request);
      const activity = conversationStarted(referenceTo(who.conv, who.user), clock(), locale);
      const outcome = await receive({ activity, dedupeKey: activity.id });
      if (outcome === 'unavailable') throw new StoreUnavailable();
      return reply.code(outcome === 'accepted' ? 201 : 200).send(session(request, who, ''));
    });

    app.get('/conversations/:id', async (request: InConversation) =>
      session(request, allowed(request, bearer(request), 'talk'), request.query.watermark ?? ''),
    );

    app.get('/conversations/:id/activities', async (request: InConversation) => {
      const { conv, user } = allowed(request, bearer(request), 'talk');
      const reference = referenceTo(conv, user);
      const batch = await readAfter(mailbox, reference, request.query.watermark ?? null);
      return { ...batch, activities: batch.activities.map((activity) => toClient(activity, reference)) };
    });

    app.post('/conversations/:id/activities', async (request: InConversation) => {
      const { conv, user } = allowed(request, bearer(request), 'talk');
      if (!mayPost(conv)) throw new Refused({ status: 429, code: 'RateLimitExceeded', message: 'Too many messages at once. Please wait a moment.' });
      const reference = referenceTo(conv, user);
      const posted = fromClient(bodyOf(request), reference, clock(), unguessable);
      switch (posted.kind) {
        case 'refused':
          throw new Refused(posted);
        case 'dropped':
          return { id: posted.id };
        case 'activity': {
          const { activity } = posted;
          // Before the bot hears it, so that its answer stands below and an erasure takes the line with it.
          if (activity.type === 'message') await mailbox.append(reference, activity);
          if ((await receive({ activity, dedupeKey: activity.id })) === 'unavailable') throw new StoreUnavailable();
          streams.wake(conv);
          return { id: activity.id };
        }
      }
    });

    app.post('/conversations/:id/upload', async () => {
      throw new Refused(FILES_NOT_TAKEN);
    });

    app.get(
      '/conversations/:id/stream',
      {
        websocket: true,
        // Before the upgrade, so that a stale address is told so over HTTP.
        preValidation: async (request) => void allowed(request as InConversation, (request as InConversation).query.t ?? null, 'stream'),
      },
      (socket, request) => {
        const { query } = request as InConversation;
        const { conv, user } = allowed(request as InConversation, query.t ?? null, 'stream');
        streams.add(socket, referenceTo(conv, user), query.watermark ?? null);
      },
    );
  };
}

/** Thrown by a route, answered by the error handler in Direct Line's form. */
class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

function refusalOf(error: FastifyError): Refusal {
  if (error instanceof Refused) return error.refusal;
  if (error instanceof StoreUnavailable) return { status: 503, code: 'ServiceUnavailable', message: 'Not stored. Please send it again.' };
  if (error.statusCode === 413) return { status: 413, code: 'MessageSizeTooBig', message: 'The request is too large.' };
  if (error.statusCode && error.statusCode < 500) return { status: 400, code: 'BadArgument', message: 'The request could not be read.' };
  return { status: 500, code: 'ServiceError', message: 'Something went wrong here. Please send it again.' };
}

function bodyOf(request: FastifyRequest): unknown {
  const body = parseBody(request.body);
  if (body.kind === 'refused') throw new Refused(body);
  return body.value;
}

/** The token of the request; null where there is none (a client without one says `undefined` or `null`). */
function bearer(request: FastifyRequest): string | null {
  const token = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1];
  return token === undefined || token === 'undefined' || token === 'null' ? null : token;
}

function socketBase(request: FastifyRequest, publicUrl: string | null): string {
  return (publicUrl ?? `${request.protocol}://${request.host}`).replace(/^http/, 'ws');
}
