import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** A real Redis of the test's own, on a free port, writing into a folder that goes with it. */
export interface RedisServer {
  url: string;
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

const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always'];

export async function startRedis(settings: string[] = DURABLE): Promise<RedisServer> {
  const dir = await mkdtemp(join(tmpdir(), 'lanpya-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let running: ChildProcess | null = null;

  async function start(): Promise<void> {
    const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '', ...settings], { stdio: ['ignore', 'pipe', 'inherit'] });
    running = server;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      server.stdout?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('Ready to accept connections')) resolve();
      });
      server.once('error', () => reject(new Error('redis-server is needed for this test: install Redis 7, for example "apt-get install redis-server"')));
      server.once('exit', () => reject(new Error(`redis-server ended: ${said}`)));
    });
  }
  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const server = running;
    running = null;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await ended;
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

/** A Cluster of one node that serves every slot: it refuses a script that touches two. */
export async function startCluster(): Promise<RedisServer> {
  const server = await startRedis([...DURABLE, '--cluster-enabled', 'yes', '--cluster-port', String(await freePort()), '--cluster-announce-ip', '127.0.0.1']);
  await server.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  for (let up = false; !up; ) up = String(await server.command('CLUSTER', 'INFO')).includes('cluster_state:ok');
  return server;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
