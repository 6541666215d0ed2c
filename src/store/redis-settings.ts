import type { Redis, Cluster } from 'ioredis';
import { unavailable } from './redis-connection.js';

/** What Redis must be set to so that nothing that was acknowledged is lost or evicted. */
const REQUIRED = { appendonly: 'yes', appendfsync: 'always', 'maxmemory-policy': 'noeviction' } as const;

/** Rejects with an Error that names each setting to mend, on every primary of a Cluster. */
export async function checkSettings(client: Redis | Cluster): Promise<void> {
  const primaries = 'nodes' in client ? client.nodes('master') : [client];
  const problems = new Set((await Promise.all(primaries.map(problemsOf))).flat());
  if (problems.size === 0) return;
  throw new Error(
    `Redis would lose messages as it is set up. In redis.conf, or by CONFIG SET and CONFIG REWRITE: ${[...problems].join('; ')}`,
  );
}

async function problemsOf(primary: Redis): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(REQUIRED).map(async ([setting, wanted]) => {
      const value = await valueOf(primary, setting);
      if (value === wanted) return [];
      return [`set "${setting} ${wanted}" (${value === null ? 'CONFIG GET is not allowed here, so it cannot be checked: allow it' : `it is "${value}"`})`];
    }),
  );
  return found.flat();
}

async function valueOf(primary: Redis, setting: string): Promise<string | null> {
  try {
    const answer: unknown = await primary.config('GET', setting);
    return Array.isArray(answer) && typeof answer[1] === 'string' ? answer[1] : null;
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return null;
    throw unavailable(error);
  }
}
