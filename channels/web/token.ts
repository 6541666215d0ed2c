import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What a bearer may do: `talk` in a conversation, open its `stream`, or `resume` it with a fresh `talk` after a long
 * pause (only at tokens/refresh).
 */
export type Use = 'talk' | 'stream' | 'resume';

/** The claims of a token. `exp` is in seconds since 1970 (RFC 7519); `user` is the claim Direct Line clients read. */
export interface Grant {
  use: Use;
  conv: string;
  user: string;
  exp: number;
}

const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');

/** A compact JWT under HMAC-SHA256 (RFC 7515, RFC 7518 section 3.2). */
export function sign(secret: Uint8Array, grant: Grant): string {
  const signed = `${HEADER}.${Buffer.from(JSON.stringify(grant)).toString('base64url')}`;
  return `${signed}.${mac(secret, signed).toString('base64url')}`;
}

/** The grant of a token that we signed for this use and that has not run out at `now` (milliseconds), or null. */
export function verify(secret: Uint8Array, token: string, now: number, ...uses: Use[]): Grant | null {
  const [header, claims, signature, ...rest] = token.split('.');
  if (header !== HEADER || !claims || !signature || rest.length > 0) return null;
  const given = Buffer.from(signature, 'base64url');
  const wanted = mac(secret, `${header}.${claims}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  // Only `sign` makes this signature, so the claims are a Grant.
  const grant = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Grant;
  return uses.includes(grant.use) && grant.exp * 1000 > now ? grant : null;
}

function mac(secret: Uint8Array, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}
