import { Redis } from 'ioredis';
import type { Io } from '../commands/io.js';
import type { Claim, Commit, Ground, Store } from '../ports.js';
import { openRedis } from '../store/redis.js';
import { ROUNDS, percentile, rowOf, type Row } from './figures.js';
import { startRedis, type Fsync, type RedisServer } from './redis.js';
import { developers, machine, print } from './report.js';

/** How much is done in one round; a test does less. */
export interface QueueSize {
  rounds: number;
  turns: number;
  handoffs: number;
}
/** Some two seconds a round for the slower of the two. */
const SIZE: QueueSize = { rounds: ROUNDS, turns: 15_000, handoffs: 2_000 };
/** Conversations at once, and what BullMQ processes at once. */
const AT_ONCE = 64;
const LEASE_MS = 60_000;
/** A short message with its envelope, and a session, as the vault seals them. */
const MESSAGE = Buffer.alloc(400, 'm');
const SESSION = Buffer.alloc(1_024, 's');

type BullMq = typeof import('bullmq');
/** What one round came to: operations a second, and the 99th percentile of one, ms. */
interface Pace {
  perSecond: number;
  p99: number;
}

/** `lanpya bench --queue`: the Redis store against BullMQ 5 on the same real Redis. */
export async function benchQueue(io: Io, json: boolean): Promise<number> {
  if (!json) io.err(`The Redis store against BullMQ: ${machine(io.root)}`);
  print(io, await queueRows(SIZE, (line) => void (json || io.err(line))), json);
  return 0;
}

/** The rows for both ways Redis can bring to disk what it acknowledges. */
export async function queueRows(size: QueueSize, say: (line: string) => void): Promise<Row[]> {
  const bull = await developers('bullmq', () => import('bullmq'));
  const rows: Row[] = [];
  for (const fsync of ['always', 'everysec'] as const) {
    const server = await startRedis(fsync);
    try {
      rows.push(...(await onServer(server, fsync, bull, size, say)));
    } finally {
      await server.stop();
    }
  }
  return rows;
}

async function onServer(server: RedisServer, fsync: Fsync, bull: BullMq, size: QueueSize, say: (line: string) => void): Promise<Row[]> {
  const store = await openRedis({ url: server.url, acceptLoss: fsync === 'everysec' });
  const client = new Redis(server.url);
  const [turns, jobs, handoffs, taken]: Pace[][] = [[], [], [], []];
  const measures = [
    { into: turns, measure: () => ourTurns(store, size.turns) },
    { into: jobs, measure: () => bullTurns(bull, server, size.turns) },
    { into: handoffs, measure: () => ourHandoffs(store, size.handoffs) },
    { into: taken, measure: () => bullHandoffs(bull, server, size.handoffs) },
  ];
  try {
    // The first round of each only warms: scripts are loaded, code is compiled.
    for (let round = 0; round <= size.rounds; round += 1) {
      say(`appendfsync ${fsync}: ${round === 0 ? 'warming' : `round ${round} of ${size.rounds}`}`);
      for (const { into, measure } of measures) {
        await client.flushall();
        const pace = await measure();
        if (round > 0) into?.push(pace);
      }
    }
  } finally {
    client.disconnect();
    await store.close();
  }
  const of = (paces: Pace[] | undefined, key: keyof Pace) => (paces ?? []).map((p) => p[key]);
  return [
    rowOf(`full turn on Redis against BullMQ add and process, ${AT_ONCE} at once, appendfsync ${fsync}`, '1/s', of(turns, 'perSecond'), of(jobs, 'perSecond')),
    rowOf(`handoff take and close against BullMQ take and complete, appendfsync ${fsync}`, '1/s', of(handoffs, 'perSecond'), of(taken, 'perSecond')),
    rowOf(`p99 of the same, appendfsync ${fsync}`, 'ms', of(handoffs, 'p99'), of(taken, 'p99')),
  ];
}

/**
 * As the host does it: a stranger's message is accepted and claimed in one act and answered in the next; a later one, of a
 * conversation that is remembered, comes with the commit that answers it. The reply is in the sender's hands, and settled.
 */
function ourTurns(store: Store, turns: number): Promise<Pace> {
  const remembered = new Map<number, number>();
  return paced(turns, AT_ONCE, async (n, lane) => {
    const conversation = `conversation-${lane}`;
    const version = remembered.get(lane);
    const claim = version === undefined ? groundOf(await said(store, conversation, n)) : { conversation, version, dedupe: `event-${n}`, key: MESSAGE };
    const delivery = { id: `reply-${n}`, channel: 'telegram', by: 'bot' as const, sealed: MESSAGE };
    const done = await store.commit({ ...answer(claim, n), deliveries: [delivery] }, LEASE_MS);
    if (typeof done === 'string') throw new Error(`the reply did not come back from the commit: ${done}`);
    remembered.set(lane, claim.version + 1);
    await store.settle(done.outgoing, { do: 'sent' });
  });
}

/** Take, with its event claimed in the same act, and the turn that closes. The handoffs are opened before. */
async function ourHandoffs(store: Store, handoffs: number): Promise<Pace> {
  await paced(handoffs, AT_ONCE, async (n) => {
    const claim = await said(store, `person-${n}`, n);
    await store.commit({ ...answer(groundOf(claim), n), handoff: { do: 'open', id: `handoff-${n}`, risk: 'R1', sealed: MESSAGE } });
  });
  return paced(handoffs, 1, async (n) => {
    const taken = await store.take(`handoff-${n}`, 'hnin', { conversation: `person-${n}`, key: MESSAGE, dedupe: `taken-${n}`, sealed: MESSAGE }, LEASE_MS);
    if (taken.kind !== 'taken' || !taken.claim) throw new Error('the handoff was not there to be taken');
    await store.commit({ ...answer(groundOf(taken.claim), handoffs + n), handoff: { do: 'close', id: `handoff-${n}`, state: 'completed', outcome: 'answered' } });
  });
}

async function said(store: Store, conversation: string, n: number): Promise<Claim> {
  const done = await store.accept({ conversation, key: MESSAGE, dedupe: `event-${n}`, sealed: MESSAGE }, LEASE_MS);
  if (typeof done === 'string' || 'key' in done) throw new Error('the message did not come back as claimed');
  return done.claim;
}

function groundOf({ conversation, lease, version, event }: Claim): Ground {
  return { conversation, lease, version, seq: event.seq };
}

function answer(claim: Ground, n: number): Commit {
  return {
    claim,
    session: SESSION,
    speaker: 'bot',
    lines: [{ id: `line-${n}-in`, sealed: MESSAGE }, { id: `line-${n}-out`, sealed: MESSAGE }],
    deliveries: [],
    handoff: null,
  };
}

/** BullMQ's shortest full way for one message: added, and processed by a worker that does nothing. */
async function bullTurns({ Queue, Worker }: BullMq, { port }: RedisServer, turns: number): Promise<Pace> {
  const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null };
  const queue = new Queue('bench', { connection });
  const worker = new Worker('bench', async () => {}, { connection, concurrency: AT_ONCE });
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  const processed = new Promise<void>((resolve) => {
    let done = 0;
    worker.on('completed', () => void ((done += 1) === turns && resolve()));
  });
  const began = performance.now();
  const { p99 } = await paced(turns, AT_ONCE, () => queue.add('message', { text: MESSAGE.toString() }, { removeOnComplete: true }));
  await processed;
  const perSecond = turns / ((performance.now() - began) / 1_000);
  await worker.close(true);
  await queue.close();
  return { perSecond, p99 };
}

async function bullHandoffs({ Queue, Worker }: BullMq, { port }: RedisServer, handoffs: number): Promise<Pace> {
  const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null };
  const queue = new Queue('bench', { connection });
  const jobs = Array.from({ length: handoffs }, () => ({ name: 'handoff', data: { text: MESSAGE.toString() }, opts: { removeOnComplete: true } }));
  await queue.addBulk(jobs);
  const worker = new Worker('bench', null, { connection });
  await worker.waitUntilReady();
  const pace = await paced(handoffs, 1, async (n) => {
    const job = await worker.getNextJob(`token-${n}`);
    if (!job) throw new Error('BullMQ had no job to take');
    await job.moveToCompleted('answered', `token-${n}`, false);
  });
  await worker.close(true);
  await queue.close();
  return pace;
}

/** Does it so many times, `lanes` at once, each beginning the next when its last has ended. */
async function paced(times: number, lanes: number, act: (n: number, lane: number) => Promise<unknown>): Promise<Pace> {
  const took: number[] = [];
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      while (next < times) {
        const n = (next += 1);
        const start = performance.now();
        await act(n, lane);
        took.push(performance.now() - start);
      }
    }),
  );
  return { perSecond: times / ((performance.now() - began) / 1_000), p99: percentile(took, 0.99) };
}
