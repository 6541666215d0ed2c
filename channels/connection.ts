import { Agent } from 'undici';

/** Connections at once to one platform: the fastest takes 50 messages a second from a bot. */
const CONNECTIONS = 16;
/** Milliseconds for a connection to stand; then not a byte was sent and trying again is safe. */
const CONNECT_MS = 5000;

/** Kept-alive connections to a platform. Destroying them ends every call in flight. */
export function connections(): Agent {
  return new Agent({ connections: CONNECTIONS, connect: { timeout: CONNECT_MS } });
}

/** Errors of a connection that never stood. */
const NEVER_STOOD = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];

/** Whether a call failed before a byte of it left: then the platform cannot have taken it. */
export function neverLeft(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && NEVER_STOOD.includes(error.code);
}
