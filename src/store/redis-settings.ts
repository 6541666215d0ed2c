import type { Redis, Cluster } from 'ioredis';
import { unavailable } from './redis-connection.js';

/**
 * What Redis must be set to so that nothing that was acknowledged is lost or evicted. It rewrites its log after each
 * erasure of ours: with the third otherwise it would not wait for the disk meanwhile.
 */
const REQUIRED = { appendonly: 'yes', appendfsync: 'always', 'no-appendfsync-on-rewrite': 'no', 'maxmemory-policy': 'noeviction' } as const;

/** A CONFIG SET, or a failover in a Cluster, ends no connection of ours: so often it is looked at all the same. */
const LOOK_MS = 60_000;

/** A setting that is not what it must be; `value` is null where it cannot be asked. */
interface Problem {
  setting: string;
  wanted: string;
  value: string | null;
}

/** Rejects with an Error that names each setting to mend, on every primary of a Cluster. */
export async function checkSettings(client: Redis | Cluster): Promise<void> {
  const problems = new Set((await problemsOn(client)).map(mendOf));
  if (problems.size === 0) return;
  throw new Error(
    `Redis would lose messages as it is set up. In redis.conf, or by CONFIG SET and CONFIG REWRITE: ${[...problems].join('; ')}`,
  );
}

/**
 * Looks again whenever the connection comes back (it may be another server, whose settings nobody saw) and now and then.
 * `unsafe` is told each setting that is wrong, once until it was right again.
 */
export function watchSettings(client: Redis | Cluster, unsafe: (setting: string) => void, everyMs = LOOK_MS): { stop(): void } {
  let known = new Set<string>();
  async function look(): Promise<void> {
    const wrong = new Set((await problemsOn(client)).map(({ setting }) => setting));
    for (const setting of wrong) if (!known.has(setting)) unsafe(setting);
    known = wrong;
  }
  // Where it is away, it is looked at when it comes back.
  const looks = () => void look().catch(() => {});
  client.on('ready', looks);
  const timer = setInterval(looks, everyMs).unref();
  return {
    stop() {
      client.off('ready', looks);
      clearInterval(timer);
    },
  };
}

async function problemsOn(client: Redis | Cluster): Promise<Problem[]> {
  const primaries = 'nodes' in client ? client.nodes('master') : [client];
  return (await Promise.all(primaries.map(problemsOf))).flat();
}

async function problemsOf(primary: Redis): Promise<Problem[]> {
  const all = Object.entries(REQUIRED).map(async ([setting, wanted]) => ({ setting, wanted, value: await valueOf(primary, setting) }));
  return (await Promise.all(all)).filter(({ wanted, value }) => value !== wanted);
}

function mendOf({ setting, wanted, value }: Problem): string {
  return `set "${setting} ${wanted}" (${value === null ? 'CONFIG GET is not allowed here, so it cannot be checked: allow it' : `it is "${value}"`})`;
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
