import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether `given` is Viber's signature of a body: HMAC-SHA256 over the raw bytes with the account's token, in hex.
 * Anything that is no such text is false; the time it takes tells nothing.
 */
export function isSigned(body: Uint8Array, given: unknown, token: string): boolean {
  if (typeof given !== 'string' || !/^[0-9a-f]{64}$/i.test(given)) return false;
  return timingSafeEqual(Buffer.from(given, 'hex'), createHmac('sha256', token).update(body).digest());
}

/** The signature a request carries: the header, or `?sig=` where there is no header at all. */
export function signatureOf(request: { headers: Record<string, unknown>; query: unknown }): unknown {
  return request.headers['x-viber-content-signature'] ?? (request.query as Record<string, unknown> | undefined)?.['sig'];
}
