import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { hkdfSync, randomUUID } from 'node:crypto';
import { web } from '../channels/web/index.js';
import { SettingsError, type Config } from './config.js';
import { firstAccountLink } from './console/link.js';
import { consoleRoutes } from './console/routes.js';
import type { Content } from './content.js';
import { questionsOf, vocabularies } from './content-questions.js';
import { simulatorOf } from './content-simulator.js';
import { liveContent, type LiveContent, type Standing } from './content-live.js';
import type { Reviewing } from './core/reviewing.js';
import { engine } from './host/engine.js';
import { gapKeeper } from './host/gaps.js';
import { keyFits } from './host/key-check.js';
import { mailboxIn } from './host/mailbox.js';
import { alone, senders } from './host/sender.js';
import { noteTrouble, type Trouble } from './host/trouble.js';
import { healthRoutes } from './http/health.js';
import { openMetrics, type Metrics } from './http/metrics.js';
import { openServer } from './http/server.js';
import { reviewing } from './knowledge/reviewing.js';
import { toZawgyi } from './language/encoding.js';
import { masterKey } from './key.js';
import { openLog } from './log.js';
import type { Channel, Clock, Log, Receive, Store } from './ports.js';
import type { RedisStoreOptions } from './store/redis.js';
import { openSqlite } from './store/sqlite.js';
import { openVault, type Vault } from './store/vault.js';
import { beating, watchAside, type Pulse } from './watchdog.js';

/** Conversations in work at once: enough to share one fsync among many, few enough to stay in a small server's memory. */
const LANES = 16;
/** Conversations that are remembered as they stand: some kilobytes each. */
const REMEMBERED = 1_000;
/** How often `idle` looks. */
const IDLE_LOOK_MS = 20;
/** A platform that cannot be reached at start is asked again this often. */
const START_AGAIN_MS = 30_000;

/** What a process may do. With Redis each may run by itself, in as many processes as wanted; the embedded store has one process for all. */
export const ROLES = ['intake', 'worker', 'console'] as const;
export type Role = (typeof ROLES)[number];

export interface Running {
  port: number;
  /** Address path of the link that makes the first counsellor account; null where there is one, or where no console runs. */
  setupPath: string | null;
  /** Reads `knowledge/` and `flows/` again, without a pause; bad content changes nothing and is told of. */
  reload(): Promise<Standing>;
  stop(): Promise<void>;
}

/** The inside of the program, without HTTP: what `serve` and `chat` share. */
export interface Host {
  store: Store;
  vault: Vault;
  /** Signs the tokens of the web chat; made from the master key. */
  webSecret: Uint8Array;
  log: Log;
  clock: Clock;
  receive: Receive;
  /** How a counsellor's acts come in. */
  acts: Pick<Store, 'accept' | 'take'>;
  /** Begins to work and to send. */
  run(channels: readonly Channel[]): void;
  metrics: Metrics;
  /** Resolves when nothing waits any more, neither to be answered nor to be sent. */
  idle(): Promise<void>;
  /** Begins nothing more and lets what is under way end, for five seconds at most. What still comes in is kept. */
  rest(): Promise<void>;
  /** Rests and closes the store; the channels are closed by then. */
  stop(): Promise<void>;
}

/** Opens store and vault; `lanes` is 0 in a process that never runs; a `pulse` is watched. Rejects with an Error that names the mend, a SettingsError where the key is not the store's. */
export async function openHost(config: Config, content: Content, clock: Clock = Date.now, lanes = LANES, pulse?: Pulse): Promise<Host> {
  const log = openLog(config.logLevel);
  const key = masterKey(config.key, config.dataDir);
  const vault = openVault(key);
  // Nothing can be lost that was not yet acknowledged: by then there is a store to tell.
  const lost = (count: number) => {
    log.error('store.lost', { count });
    keepTrouble({ store, vault, clock, log }, 'lost', count);
  };
  const store: Store = await openStore(config, clock, { lost, unsafe: (setting) => log.error('store.unsafe', { code: setting }) }, pulse);
  await refuseOtherKey(config, store, vault);
  const metrics = openMetrics(store, clock);
  const running = engine({
    store,
    vault,
    // The embedded store belongs to one process.
    senders: config.redisUrl ? senders({ store, vault, clock, me: randomUUID() }) : alone,
    lanes,
    // A platform that calls one message after the other is not kept waiting for a model.
    remembered: config.embeddings.kind === 'builtin' ? REMEMBERED : 0,
    understand: content.understand,
    world: () => content.world(clock()),
    toZawgyi,
    clock,
    random: Math.random,
    log,
    happened: metrics.happened,
    missed: config.keepQuestions ? gapKeeper({ store, vault, clock, log }, vocabularies(content)) : async () => {},
    settled: metrics.settled,
  });

  return {
    store,
    vault,
    webSecret: Buffer.from(hkdfSync('sha256', key, new Uint8Array(0), 'lanpya directline 1', 32)),
    log,
    clock,
    receive: running.receive,
    acts: running.acts,
    metrics,
    run: running.run,
    async idle() {
      for (let depths = await store.depths(); depths.inbox + depths.outbox > 0; depths = await store.depths()) await new Promise((resolve) => setTimeout(resolve, IDLE_LOOK_MS));
    },
    rest: running.rest,
    async stop() {
      await running.rest();
      await running.end();
      await store.close();
    },
  };
}

/*
 * Drivers and platforms that the settings do not name are not loaded: they were a quarter of the time that a start takes
 * and of the memory that it leaves taken.
 */

/** Who is told what a Redis lost, and what it may lose as it is set up now. */
type Hears = Required<Pick<RedisStoreOptions, 'lost' | 'unsafe'>>;

async function openStore({ redisUrl, redisAcceptLoss, dataDir }: Config, clock: Clock, { lost, unsafe }: Hears, pulse?: Pulse): Promise<Store> {
  if (redisUrl === null) return openSqlite({ dir: dataDir, clock, failed: end, pulse });
  if (pulse) watchAside(pulse);
  const { openRedis } = await import('./store/redis.js');
  return openRedis({ url: redisUrl, acceptLoss: redisAcceptLoss, lost, unsafe });
}

/** Closes the store, whose messages would be taken and not read, where the key is another than it was begun with. */
async function refuseOtherKey({ key, dataDir }: Config, store: Store, vault: Vault): Promise<void> {
  try {
    if (await keyFits({ store, vault })) return;
    const given = key ? 'LANPYA_KEY' : `LANPYA_KEY is not set, and ${join(dataDir, 'key')}`;
    throw new SettingsError(`${given} is not the key of this store: the one of its first start is needed. Nothing was changed`);
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Whoever answers people has to know what befell the store, in every console. */
function keepTrouble(host: Pick<Host, 'store' | 'vault' | 'clock' | 'log'>, what: Trouble['what'], count: number): void {
  // A store in trouble may not take it: the log has it.
  noteTrouble(host, what, count).catch(() => host.log.error('store.trouble-not-kept'));
}

/** Damage shows itself only where somebody reads: the embedded store is looked through, and what is found is told. Returns the way to stop. */
async function inspectStore({ redisUrl, dataDir }: Config, host: Host): Promise<() => void> {
  if (redisUrl !== null) return () => {};
  const { clock, log, metrics } = host;
  const { inspecting } = await import('./store/sqlite-inspection.js');
  return inspecting({
    dir: dataDir,
    clock,
    found(damage, ms) {
      metrics.inspected(damage);
      if (damage === null) return log.warn('store.not-inspected', { ms });
      for (const { what, count } of damage) log.error('store.damaged', { code: what, count });
      if (damage.length === 0) log.info('store.sound', { ms });
      else keepTrouble(host, 'damaged', damage.reduce((sum, { count }) => sum + count, 0));
    },
  });
}

/** What supervises the program starts it again, over what the disk really holds. */
function end(reason: string): never {
  process.stderr.write(`lanpya: ${reason}\n`);
  process.exit(1);
}

/**
 * Serves bot, web chat and console, or what of it the roles name; health and metrics always. Rejects with an Error that
 * names the mend where it cannot start.
 */
export async function serve(config: Config, first: Content, root: string, roles: ReadonlySet<Role> = new Set(ROLES)): Promise<Running> {
  const content = liveContent(first, root, config, Date.now);
  // What no worker of this process would take is not claimed at the door.
  const host = await openHost(config, content, Date.now, roles.has('worker') ? LANES : 0, beating());
  const { store, vault, log, clock, receive } = host;
  const channels = await openChannels(config, content, host, root);
  const app = openServer(log);

  healthRoutes(app, store, host.metrics);
  if (roles.has('console')) {
    consoleRoutes(app, {
      store: { ...store, ...host.acts },
      vault,
      clock,
      log,
      content: { reviewing: reviewingOf(content, root, clock), state: content.state, reload: content.reload },
      questions: questionsOf(content, root),
      simulator: simulatorOf(content),
      secureCookies: config.publicUrl?.startsWith('https:') ?? false,
      root: join(root, 'src/console/page'),
      scripts: join(root, 'dist/src/console/page'),
    });
  }
  if (roles.has('intake')) for (const channel of channels) channel.routes?.(app, receive);
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    await host.stop();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') throw new Error(`port ${config.port} is in use: stop the other program or set PORT`);
    throw error;
  }

  const endInspection = await inspectStore(config, host);
  if (roles.has('worker')) host.run(channels);
  const starting = roles.has('intake') ? channels.map((channel) => startPatiently(channel, receive, log)) : [];
  const { port } = app.server.address() as AddressInfo;
  return {
    port,
    setupPath: roles.has('console') ? ((await firstAccountLink({ store, vault, clock, log }))?.path ?? null) : null,
    reload: content.reload,
    async stop() {
      for (const s of starting) s.cancel();
      endInspection();
      await host.rest();
      await Promise.all(channels.map((c) => c.stop?.()));
      await app.close();
      await host.stop();
    },
  };
}

/** The desk of those who sign texts, over the content in use. */
function reviewingOf(content: LiveContent, root: string, clock: Clock): Reviewing {
  return reviewing({
    knowledge: () => content.knowledge,
    preview: (entry, locale) => content.preview(entry, locale, clock()),
    speak: (entry, locale) => content.world(clock()).speak(entry, locale),
    changed: content.takeReviews,
    clock,
    root,
  });
}

async function openChannels(config: Config, content: Content, { store, vault, webSecret, log, clock }: Host, root: string): Promise<Channel[]> {
  const { publicUrl } = config;
  const channels: Channel[] = [
    web({
      mailbox: mailboxIn(store, vault),
      secret: webSecret,
      clock,
      log,
      publicUrl,
      root: join(root, 'channels/web/page'),
    }),
  ];
  if (config.telegram) {
    const { telegram } = await import('../channels/telegram/index.js');
    channels.push(telegram({ ...config.telegram, publicUrl, log, clock }));
  }
  if (config.viber && publicUrl) {
    const { viber } = await import('../channels/viber/index.js');
    channels.push(viber({ ...config.viber, publicUrl, name: 'lanpya', log, welcome: content.greeting }));
  }
  return channels;
}

/** A platform that is away when the program starts must not keep the others from working: it is asked again. */
function startPatiently(channel: Channel, receive: Parameters<NonNullable<Channel['start']>>[0], log: Log): { cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  let cancelled = false;
  const attempt = () => {
    channel.start?.(receive).catch(() => {
      if (cancelled) return;
      log.error('channel.not-started', { channel: channel.name });
      timer = setTimeout(attempt, START_AGAIN_MS);
    });
  };
  attempt();
  return {
    cancel() {
      cancelled = true;
      clearTimeout(timer);
    },
  };
}
