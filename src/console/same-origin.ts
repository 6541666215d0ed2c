import type { FastifyRequest } from 'fastify';
import { Refusal } from './refusal.js';

/**
 * A change must come from the console's own page: browsers say where a request comes from in Sec-Fetch-Site (Fetch
 * Metadata) and Origin, and no other page can alter them. What is there must agree, and one must be there.
 */
export function assertSameOrigin(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  const origin = request.headers.origin;
  const siteFits = site === undefined || site === 'same-origin';
  const originFits = origin === undefined || hostOf(origin) === request.host;
  if (!siteFits || !originFits || (site === undefined && origin === undefined)) {
    throw new Refusal(403, 'other-origin', 'This did not come from the console’s own page. (Behind a proxy: let it pass the Host header on.)');
  }
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
