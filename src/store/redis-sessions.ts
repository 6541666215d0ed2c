import { Cluster, type Redis } from 'ioredis';
import type { SessionPage } from '../ports.js';
import { unavailable } from './redis-connection.js';
import { bytesOrNull } from './redis-reply.js';

/** A conversation's hash, whatever its partition (see redis-scripts.ts). */
const CONVERSATIONS = 'lanpya:{p??}:c:*';

/**
 * One step of SCAN, on one server after the other: `after` names the server and its cursor. No list of conversations is
 * kept for this: it is asked seldom, and every turn would pay for it.
 */
export async function sessionPage(client: Redis | Cluster, limit: number, after: string | null): Promise<SessionPage> {
  try {
    const servers = client instanceof Cluster ? client.nodes('master').sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)) : [client];
    const [server = 0, cursor = 0] = (after ?? '0 0').split(' ').map(Number);
    const asked = servers[server];
    if (!asked) return { sessions: [], next: null };
    const [on, keys] = await asked.scan(cursor, 'MATCH', CONVERSATIONS, 'COUNT', limit);
    const rows = await Promise.all(keys.map((key) => asked.hmgetBuffer(key, 'key', 'session')));
    const sessions = rows.flatMap(([key, session], i) => {
      const [wrapped, sealed] = [bytesOrNull(key), bytesOrNull(session)];
      const conversation = (keys[i] as string).slice(CONVERSATIONS.length - 1);
      return wrapped && sealed ? [{ conversation, key: wrapped, session: sealed }] : [];
    });
    const next = on !== '0' ? `${server} ${on}` : server + 1 < servers.length ? `${server + 1} 0` : null;
    return { sessions, next };
  } catch (error) {
    throw unavailable(error);
  }
}

const nameOf = ({ options }: Redis) => `${options.host ?? ''}:${options.port ?? ''}`;
