import type { Run } from '../core/flow.js';
import { upgrade } from '../core/session.js';
import type { FlowBook } from '../flow/load.js';
import { strandedAt } from '../flow/inspect.js';
import type { Store } from '../ports.js';
import type { Vault } from '../store/vault.js';
import type { Io } from './io.js';

/** Sessions opened at once: some 10 MB of them at most. */
const PAGE = 500;

/** People at a node that a flow has no more, or that asks nothing now. */
export interface Stranded {
  flow: string;
  node: string;
  people: number;
}

/**
 * `flows check --parked`: how many people stand where the flows as they are now have no question. Opens every session of
 * the store; nothing of them leaves but these counts. 1 where there is anybody.
 */
export async function checkParked(io: Io, { store, vault }: { store: Store; vault: Vault }, book: FlowBook, json: boolean): Promise<number> {
  const { parked, sessions, unreadable } = await countParked(store, vault, book);
  const found = [...parked].flatMap(([flow, nodes]): Stranded[] => {
    const graph = book.flows.get(flow)?.graph;
    const nowhere = graph ? strandedAt(graph, Object.fromEntries(nodes)) : [...nodes].map(([node, people]) => ({ node, people }));
    return nowhere.map((s) => ({ flow, ...s }));
  });
  const stranded = found.sort((a, b) => b.people - a.people || `${a.flow} ${a.node}`.localeCompare(`${b.flow} ${b.node}`));
  if (json) io.out(JSON.stringify({ stranded, sessions, unreadable }));
  else {
    for (const { flow, node, people } of stranded) {
      io.out(`${flow}: ${people} ${people === 1 ? 'person stands' : 'people stand'} at "${node}", which asks nothing any more: name where they go on under "moved", or they begin anew`);
    }
    io.out(`${sessions} sessions: ${stranded.reduce((sum, s) => sum + s.people, 0)} people on a removed node${unreadable > 0 ? `, ${unreadable} sessions could not be read` : ''}`);
  }
  return stranded.length > 0 ? 1 : 0;
}

async function countParked(store: Store, vault: Vault, book: FlowBook) {
  const parked = new Map<string, Map<string, number>>();
  const seen = new Set<string>();
  let unreadable = 0;
  let after: string | null = null;
  do {
    const page = await store.sessions(PAGE, after);
    for (const { conversation, key, session: sealed } of page.sessions) {
      // A page may bring somebody again.
      if (seen.has(conversation)) continue;
      seen.add(conversation);
      try {
        const session = upgrade(vault.open(conversation, key, 'session', sealed));
        // A session of a version that is not read any more counts as none: that person begins anew in any case.
        for (const person of session ? [session, ...session.others] : []) for (const { flow, node } of standing(person.run, book)) add(flow, node);
      } catch {
        unreadable += 1;
      }
    }
    after = page.next;
  } while (after !== null);
  return { parked, sessions: seen.size, unreadable };

  function add(flow: string, node: string): void {
    const nodes = parked.get(flow) ?? new Map<string, number>();
    parked.set(flow, nodes.set(node, (nodes.get(node) ?? 0) + 1));
  }
}

/** Where one person waits, or will wait again: in this flow and in those it interrupted; a flow that called, by its caller's node. */
function standing(run: Run | null, book: FlowBook): Run[] {
  const runs: Run[] = [];
  for (let at = run, calls = false; at; calls = at.returns !== null, at = at.parent) {
    // The node that called need not wait, it must only be there.
    if (!calls || !book.flows.get(at.flow)?.graph.nodes[at.node]) runs.push(at);
  }
  return runs;
}
