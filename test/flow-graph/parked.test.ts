import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checkParked } from '../../src/commands/flows-parked.js';
import type { Run } from '../../src/core/flow.js';
import { newPerson, newSession, type Session } from '../../src/core/session.js';
import { readFlows, type FlowBook } from '../../src/flow/load.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { openVault } from '../../src/store/vault.js';
import { answer, claimed, say } from '../contract/store-steps.js';
import { NOON, ROOT } from '../core/world.js';

const run = (flow: string, node: string, more: Partial<Run> = {}): Run => ({
  flow, node, version: 1, awaits: 'place', tries: 0, sum: null, vars: {}, trail: [], kept: {}, parent: null, returns: null, expired: false, ...more,
});
const at = (waiting: Run | null): Session => ({ ...newSession('my', NOON), run: waiting });

async function counted(sessions: Session[], book: FlowBook) {
  const dir = mkdtempSync(join(tmpdir(), 'lanpya-parked-'));
  const store = await openSqlite({ dir, clock: () => NOON });
  onTestFinished(async () => {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const vault = openVault(randomBytes(32));
  for (const [n, session] of sessions.entries()) {
    const id = vault.conversationKey('telegram', `person ${n}`);
    const key = await store.keyOf(id, vault.newKey(id));
    await say(store, id);
    await store.commit(answer(await claimed(store), { session: vault.seal(id, key, 'session', session) }));
  }
  const lines: string[] = [];
  const io = { out: (l: string) => void lines.push(l), err: (l: string) => void lines.push(l), now: NOON, root: ROOT };
  return { code: await checkParked(io, { store, vault }, book, false), lines };
}

/** Our flows, with a node of one renamed: `where` is gone, `from` went to `origin-now`. */
function changed(): FlowBook {
  const { book } = readFlows(ROOT);
  const flow = book.flows.get('check-fee');
  if (!flow) throw new Error('there is no check-fee');
  const { where, from, ...nodes } = flow.graph.nodes;
  if (!where || !from) throw new Error('check-fee asks otherwise');
  const graph = { ...flow.graph, moved: { from: 'origin-now' }, nodes: { ...nodes, 'origin-now': from } };
  return { ...book, flows: new Map([...book.flows, ['check-fee', { ...flow, graph }]]) };
}

it('names how many people stand on a removed node: also a second person of a phone, and a flow that another interrupted', async () => {
  const sessions = [
    at(run('check-fee', 'where')),
    at(run('check-fee', 'from')),
    at(run('check-fee', 'amount')),
    at(run('check-fee', 'amount', { parent: run('check-fee', 'where') })),
    { ...at(null), others: [{ ...newPerson('Ma', 'my'), run: run('check-fee', 'where') }] },
    // A node that called another flow waits for nothing itself; one that is gone never goes on.
    at(run('welcome', 'which', { returns: { action: 0, into: {} }, parent: run('check-fee', 'compare', { awaits: null }) })),
    at(run('welcome', 'which', { returns: { action: 0, into: {} }, parent: run('check-fee', 'vanished', { awaits: null }) })),
    at(run('gone', 'somewhere')),
    at(null),
  ];
  const { code, lines } = await counted(sessions, changed());
  expect(code).toBe(1);
  expect(lines.map((l) => l.replace(/, which.*/, ''))).toEqual([
    'check-fee: 3 people stand at "where"',
    'check-fee: 1 person stands at "vanished"',
    'gone: 1 person stands at "somewhere"',
    '9 sessions: 5 people on a removed node',
  ]);
});

it('is in order where all go on, and tells what it cannot read', async () => {
  const { code, lines } = await counted([at(run('check-fee', 'where')), { schema: 1 } as unknown as Session, 'garbage' as unknown as Session], readFlows(ROOT).book);
  expect(code).toBe(0);
  expect(lines).toEqual(['3 sessions: 0 people on a removed node']);
});
