import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../src/bench/process.js';

/** A real Redis of the test's own, on a free port, writing into a folder that goes with it. */
export interface RedisServer {
  url: string;
  port: number;
  dir: string;
  /** Ends it by its process id; `start` brings it back over what it wrote. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  /** Empties it. */
  clear(): Promise<void>;
  /** Sends one command and resolves to its answer. */
  command(name: string, ...args: string[]): Promise<unknown>;
  end(): Promise<void>;
}

export const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always'];

export async function startRedis(settings: string[] = DURABLE): Promise<RedisServer> {
  const dir = await mkdtemp(join(tmpdir(), 'lanpya-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let running: ChildProcess | null = null;

  async function start(): Promise<void> {
    running = await run(['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '', ...settings], 'Ready to accept connections');
  }
  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const server = running;
    running = null;
    if (server) await ended(server, signal);
  }
  async function command(name: string, ...args: string[]): Promise<unknown> {
    const client = new Redis(url);
    try {
      return await client.call(name, ...args);
    } finally {
      client.disconnect();
    }
  }

  await start();
  return {
    url,
    port,
    dir,
    start,
    stop,
    command,
    async clear() {
      await command('FLUSHALL');
    },
    async end() {
      await stop();
      await rm(dir, { recursive: true });
    },
  };
}

/** Starts the program and resolves once it printed `ready`. */
async function run(args: string[], ready: string): Promise<ChildProcess> {
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    server.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(ready)) resolve();
    });
    server.once('error', () => reject(new Error('redis-server is needed for this test: install Redis 7, for example "apt-get install redis-server"')));
    server.once('exit', () => reject(new Error(`redis-server ended: ${said}`)));
  });
  return server;
}

async function ended(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null) return;
  const exit = new Promise((resolve) => server.once('exit', resolve));
  server.kill(signal);
  await exit;
}

/** Cluster nodes; each serves a third of the 16,384 slots. */
const SLOTS = [['0', '5460'], ['5461', '10922'], ['10923', '16383']] as const;

/** A Cluster of three nodes. `command`, `start` and `stop` are the first one's. */
export async function startCluster(): Promise<RedisServer> {
  const nodes = await Promise.all(
    SLOTS.map(async () => {
      const bus = String(await freePort());
      return { bus, server: await startRedis([...DURABLE, '--cluster-enabled', 'yes', '--cluster-port', bus, '--cluster-announce-ip', '127.0.0.1']) };
    }),
  );
  const first = (nodes[0] as (typeof nodes)[number]).server;
  for (const [n, { server, bus }] of nodes.entries()) {
    await server.command('CLUSTER', 'ADDSLOTSRANGE', ...(SLOTS[n] as (typeof SLOTS)[number]));
    if (n > 0) await first.command('CLUSTER', 'MEET', '127.0.0.1', String(server.port), bus);
  }
  for (const { server } of nodes) {
    for (let up = false; !up; ) up = /cluster_state:ok[^]*cluster_known_nodes:3/.test(String(await server.command('CLUSTER', 'INFO')));
  }
  return {
    ...first,
    clear: async () => void (await Promise.all(nodes.map(({ server }) => server.clear()))),
    end: async () => void (await Promise.all(nodes.map(({ server }) => server.end()))),
  };
}

/** A Sentinel that watches `primary` under a name, and takes it for dead after a second of silence. */
export async function startSentinel(primary: RedisServer, name: string): Promise<{ url: string; end(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'lanpya-sentinel-'));
  const port = await freePort();
  const config = join(dir, 'sentinel.conf');
  const watched = [`monitor ${name} 127.0.0.1 ${primary.port} 1`, `down-after-milliseconds ${name} 1000`, `failover-timeout ${name} 5000`];
  await writeFile(config, [`port ${port}`, 'bind 127.0.0.1', `dir ${dir}`, ...watched.map((line) => `sentinel ${line}`)].join('\n'));
  const sentinel = await run([config, '--sentinel'], '+monitor master');
  const client = new Redis(port);
  for (let knows = false; !knows; ) knows = ((await client.call('SENTINEL', 'REPLICAS', name)) as unknown[]).length > 0;
  client.disconnect();
  return {
    url: `redis://127.0.0.1:${port}?sentinel=${name}`,
    async end() {
      await ended(sentinel, 'SIGTERM');
      await rm(dir, { recursive: true });
    },
  };
}
