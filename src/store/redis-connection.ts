import { Cluster, Redis } from 'ioredis';
import { StoreUnavailable } from '../ports.js';
import { SCRIPTS, type ScriptName } from './redis-scripts.js';

/** A command that got no answer by then counts as lost; an fsync on a slow disk takes a tenth of it. */
const COMMAND_MS = 2_000;
const CONNECT_MS = 2_000;
/** The nodes of a Cluster, one after the other, and its map of slots. */
const READY_MS = 10_000;
/** First and longest pause between attempts to connect again. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

const OPTIONS = {
  commandTimeout: COMMAND_MS,
  connectTimeout: CONNECT_MS,
  retryStrategy: (times: number) => Math.min(FIRST_PAUSE_MS * times, LONGEST_PAUSE_MS),
  // Whoever calls decides what to do while Redis is away: nothing is queued, nothing is run twice behind their back.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  lazyConnect: true,
};

export type Argument = string | number | Uint8Array;

/** A connection to one Redis, to a primary found by Sentinel, or to a Cluster. */
export interface Connection {
  clustered: boolean;
  client: Redis | Cluster;
  /**
   * Runs a script. Bulk strings come back as Buffers. Rejects with StoreUnavailable where Redis cannot be reached or
   * cannot serve, with an Error where the call itself was wrong.
   */
  run(script: ScriptName, keys: readonly string[], args: readonly Argument[]): Promise<unknown>;
  /** A connection of its own to listen on, which comes back by itself. */
  listener: Redis | Cluster;
  close(): void;
}

/**
 * Connects to `redis[s]://[user:password@]host:port[/db]`. A server in cluster mode is noticed by itself; with
 * `?sentinel=<name of the primary>` the address is a Sentinel's. Rejects with StoreUnavailable.
 */
export async function connect(url: string): Promise<Connection> {
  const opened: (Redis | Cluster)[] = [];
  const open = async <Client extends Redis | Cluster>(client: Client): Promise<Client> => {
    opened.push(client);
    await ready(client);
    return client;
  };
  try {
    const first = await open(redisOf(url));
    const clustered = /cluster_enabled:1/.test(await first.info('cluster'));
    if (clustered) first.disconnect();
    const client = clustered ? await open(clusterOf(url)) : first;
    for (const [name, lua] of Object.entries(SCRIPTS)) client.defineCommand(name, { lua });
    const listener = await open(clustered ? clusterOf(url) : redisOf(url));
    return {
      clustered,
      client,
      listener,
      run: (script, keys, args) => run(client, script, keys, args),
      close() {
        client.disconnect();
        listener.disconnect();
      },
    };
  } catch (error) {
    for (const client of opened) client.disconnect();
    throw unavailable(error);
  }
}

async function run(client: Redis | Cluster, script: ScriptName, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
  // The driver adds defined commands at run time, out of sight of the types.
  const command = (client as unknown as Record<string, (...all: (string | number | Buffer)[]) => Promise<unknown>>)[`${script}Buffer`];
  if (!command) throw new Error(`no script "${script}"`);
  try {
    batch(client);
    return await command.call(client, keys.length, ...keys, ...args.map(asArgument));
  } catch (error) {
    throw refusal(error) ?? unavailable(error);
  }
}

/** What is asked in one turn of the event loop goes out in one piece: a write to a socket costs more than a command. */
function batch(client: Redis | Cluster): void {
  if (!(client instanceof Redis) || !client.stream || client.stream.writableCorked > 0) return;
  const { stream } = client;
  stream.cork();
  setImmediate(() => stream.uncork());
}

function asArgument(argument: Argument): string | number | Buffer {
  return argument instanceof Uint8Array ? Buffer.from(argument.buffer, argument.byteOffset, argument.byteLength) : argument;
}

/** The scripts' own refusals begin with REFUSED. */
function refusal(error: unknown): Error | null {
  const reason = error instanceof Error ? /^REFUSED (.*)$/.exec(error.message)?.[1] : undefined;
  return reason === undefined ? null : new Error(reason);
}

/** Names what failed by its first word (OOM, MISCONF, READONLY, …): the rest could hold what was sent. */
export function unavailable(error: unknown): StoreUnavailable {
  const message = error instanceof Error ? error.message : '';
  return new StoreUnavailable(`Redis cannot be reached or cannot serve: ${/^[A-Z]{3,}\b/.exec(message)?.[0] ?? 'no connection or no answer in time'}`);
}

/** A Cluster's `connect` would try for ever; at the start somebody waits to hear that it does not answer. */
async function ready(client: Redis | Cluster): Promise<void> {
  client.on('error', ignore);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreUnavailable('Redis did not get ready in time')), READY_MS);
  });
  await Promise.race([client.connect(), late]).finally(() => clearTimeout(timer));
}

/** Failures reach the callers of commands; the driver reconnects by itself. */
function ignore(): void {}

function redisOf(url: string): Redis {
  const address = new URL(url);
  const sentinel = address.searchParams.get('sentinel');
  const options = OPTIONS;
  if (sentinel === null) return new Redis(url, options);
  return new Redis({
    ...options,
    sentinels: [{ host: address.hostname, port: Number(address.port || 26379) }],
    name: sentinel,
    ...credentials(address),
  });
}

function clusterOf(url: string): Cluster {
  const address = new URL(url);
  return new Cluster([{ host: address.hostname, port: Number(address.port || 6379) }], {
    lazyConnect: true,
    enableOfflineQueue: false,
    clusterRetryStrategy: (times) => Math.min(FIRST_PAUSE_MS * times, LONGEST_PAUSE_MS),
    redisOptions: { ...OPTIONS, ...credentials(address) },
  });
}

function credentials(address: URL) {
  return {
    ...(address.username ? { username: decodeURIComponent(address.username) } : {}),
    ...(address.password ? { password: decodeURIComponent(address.password) } : {}),
    ...(address.protocol === 'rediss:' ? { tls: {} } : {}),
  };
}
