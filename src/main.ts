import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { hkdfSync, randomUUID } from 'node:crypto';
import { telegram } from '../channels/telegram/index.js';
import { viber } from '../channels/viber/index.js';
import { web } from '../channels/web/index.js';
import type { Config } from './config.js';
import { firstAccountLink } from './console/link.js';
import { consoleRoutes } from './console/routes.js';
import type { Content } from './content.js';
import { simulatorOf } from './content-simulator.js';
import { liveContent, type LiveContent, type Standing } from './content-live.js';
import type { Reviewing } from './core/reviewing.js';
import { deliverer } from './host/deliver.js';
import { door } from './host/door.js';
import { hatch } from './host/hatch.js';
import { lookout } from './host/lookout.js';
import { mailboxIn } from './host/mailbox.js';
import { pump } from './host/pump.js';
import { alone, senders } from './host/sender.js';
import { workOnce, type Work } from './host/work.js';
import { healthRoutes } from './http/health.js';
import { openMetrics } from './http/metrics.js';
import { openServer } from './http/server.js';
import { reviewing } from './knowledge/reviewing.js';
import { toZawgyi } from './language/encoding.js';
import { masterKey } from './key.js';
import { openLog } from './log.js';
import { StoreUnavailable, type Channel, type Clock, type Limits, type Log, type Receive, type Store } from './ports.js';
import { openRedis } from './store/redis.js';
import { openSqlite } from './store/sqlite.js';
import { openVault, type Vault } from './store/vault.js';

/** Conversations in work at once: enough to share one fsync among many, few enough to stay in a small server's memory. */
const LANES = 16;
/** How often `idle` looks. */
const IDLE_LOOK_MS = 20;
/** What is under way when the program is told to stop may go on for so long; a supervisor kills after ten seconds. */
const GRACE_MS = 5_000;
/** A platform that cannot be reached at start is asked again this often. */
const START_AGAIN_MS = 30_000;

export interface Running {
  port: number;
  /** Address path of the link that makes the first counsellor account; null where there is one. */
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
  /** Begins to work and to send. */
  run(channels: readonly Channel[]): void;
  metrics: ReturnType<typeof openMetrics>;
  /** Resolves when nothing waits any more, neither to be answered nor to be sent. */
  idle(): Promise<void>;
  /** Begins nothing more and lets what is under way end, for five seconds at most. What still comes in is kept. */
  rest(): Promise<void>;
  /** Rests and closes the store; the channels are closed by then. */
  stop(): Promise<void>;
}

/** Opens store and vault. Rejects with an Error that names the mend. */
export async function openHost(config: Config, content: Content, clock: Clock = Date.now): Promise<Host> {
  const log = openLog(config.logLevel);
  const key = masterKey(config.key, config.dataDir);
  const vault = openVault(key);
  const store = config.redisUrl ? await openRedis({ url: config.redisUrl }) : await openSqlite({ dir: config.dataDir, clock });
  const metrics = openMetrics(store, clock);
  let wakeWorkers = () => {};
  const passed = hatch(LANES, () => wakeWorkers());
  let rest = async () => {};
  let end = async () => {};

  return {
    store,
    vault,
    webSecret: Buffer.from(hkdfSync('sha256', key, new Uint8Array(0), 'lanpya directline 1', 32)),
    log,
    clock,
    receive: door(store, vault, passed),
    metrics,
    run(list) {
      const channels = new Map(list.map((c) => [c.name, c]));
      // The embedded store belongs to one process.
      const sharing = config.redisUrl ? senders({ store, vault, clock, me: randomUUID() }) : alone;
      const out = deliverer({
        store,
        vault,
        channels,
        senders: sharing,
        clock,
        random: Math.random,
        log,
        settled(channel, outcome, waitedMs) {
          metrics.settled(channel, outcome, waitedMs);
          if (!out.wantsRoom()) return;
          outbox.notice();
          sending.wake();
        },
      });
      const inbox = lookout(store.nextDueAt, clock);
      const outbox = lookout(async () => {
        const at = Math.min(clock() + out.dueInMs(), (await store.nextDueAt()) ?? Infinity);
        return at === Infinity ? null : at;
      }, clock);
      const work: Work = {
        store,
        vault,
        hatch: passed,
        lookout: inbox,
        out,
        understand: content.understand,
        world: () => content.world(clock()),
        limitsOf: (name) => channels.get(name)?.limits ?? smallest(list),
        toZawgyi,
        typing: (activity) => void channels.get(activity.channelId)?.send(activity),
        clock,
        log,
        happened: metrics.happened,
      };
      const failed = (error: unknown) => log.error('host.failed', { code: error instanceof StoreUnavailable ? 'store-unavailable' : error instanceof Error ? error.name : 'unknown' });
      const working = pump(LANES, () => workOnce(work), { dueInMs: inbox.dueInMs, failed });
      const sending = pump(1, async () => (await outbox.find(async () => (await out.step()) || null)) ?? false, { dueInMs: outbox.dueInMs, failed });
      wakeWorkers = working.wake;
      const unwatch = store.watch((what) => {
        if (what === 'inbox') {
          inbox.notice();
          working.wake();
        }
        if (what === 'outbox') {
          outbox.notice();
          sending.wake();
        }
      });
      let resting: Promise<unknown> | null = null;
      rest = async () => {
        resting ??= Promise.race([Promise.all([working.stop(), sending.stop(), out.idle()]), new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref())]);
        await resting;
      };
      end = async () => {
        unwatch();
        await out.idle();
        await sharing.leave();
        // What no worker took any more is offered to the next start, or to another process, at once.
        for (let left = passed.take(); left; left = passed.take()) await store.release(left, clock());
      };
    },
    async idle() {
      for (let depths = await store.depths(); depths.inbox + depths.outbox > 0; depths = await store.depths()) await new Promise((resolve) => setTimeout(resolve, IDLE_LOOK_MS));
    },
    rest: () => rest(),
    async stop() {
      await rest();
      await end();
      await store.close();
    },
  };
}

/** Serves bot, web chat and console. Rejects with an Error that names the mend where it cannot start. */
export async function serve(config: Config, first: Content, root: string): Promise<Running> {
  const content = liveContent(first, root, config, Date.now);
  const host = await openHost(config, content);
  const { store, vault, log, clock, receive } = host;
  const channels = openChannels(config, content, host, root);
  const app = openServer(log);

  healthRoutes(app, store, host.metrics.registry);
  consoleRoutes(app, {
    store,
    vault,
    clock,
    log,
    content: { reviewing: reviewingOf(content, root, clock), state: content.state, reload: content.reload },
    simulator: simulatorOf(content),
    secureCookies: config.publicUrl?.startsWith('https:') ?? false,
    root: join(root, 'src/console/page'),
    scripts: join(root, 'dist/src/console/page'),
  });
  for (const channel of channels) channel.routes?.(app, receive);
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    await host.stop();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') throw new Error(`port ${config.port} is in use: stop the other program or set PORT`);
    throw error;
  }

  host.run(channels);
  const starting = channels.map((channel) => startPatiently(channel, receive, log));
  const { port } = app.server.address() as AddressInfo;
  return {
    port,
    setupPath: (await firstAccountLink({ store, vault, clock, log }))?.path ?? null,
    reload: content.reload,
    async stop() {
      for (const s of starting) s.cancel();
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

function openChannels(config: Config, content: Content, { store, vault, webSecret, log, clock }: Host, root: string): Channel[] {
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
  if (config.telegram) channels.push(telegram({ ...config.telegram, publicUrl, log, clock }));
  if (config.viber && publicUrl) channels.push(viber({ ...config.viber, publicUrl, name: 'lanpya', log, welcome: content.greeting }));
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

/** What fits every channel: for a reply on one that is switched off by now. */
function smallest(channels: readonly Channel[]): Limits {
  return channels.map((c) => c.limits).reduce((a, b) => ({ text: Math.min(a.text, b.text), buttons: Math.min(a.buttons, b.buttons), buttonTitle: Math.min(a.buttonTitle, b.buttonTitle) }));
}
