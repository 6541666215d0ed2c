import type { FlowGraph, Node, Run, Wait } from './flow.js';
import type { Say } from './say.js';
import type { Session } from './session.js';
import type { World } from './world.js';
import { choicesOf, textOf, type Loaded } from './wait.js';

/** A flow at the question that waits. */
export interface Parked {
  flow: Loaded;
  node: Node;
  wait: Wait;
  run: Run;
}

/** The question that waits, also in a flow that was changed since: under its new name, if it is the same kind of question. */
export function parkedAt({ run }: Session, world: World): Parked | null {
  const flow = run && world.flow(run.flow);
  const name = flow && nameNow(flow.graph, run.node);
  const node = name ? flow?.graph.nodes[name] : undefined;
  if (!run || !flow || !name || !node?.wait || (run.awaits !== null && run.awaits !== node.wait.for)) return null;
  return { flow, node, wait: node.wait, run: { ...run, node: name } };
}

function nameNow(graph: FlowGraph, node: string): string | null {
  const moved = graph.nodes[node] ? node : graph.moved[node];
  return moved !== undefined && graph.nodes[moved] ? moved : null;
}

export function nodeOf(graph: FlowGraph | undefined, node: string): Node | undefined {
  const name = graph && nameNow(graph, node);
  return name ? graph?.nodes[name] : undefined;
}

/** This run and those that called it, the innermost first. */
export function lineage(run: Run | null): Run[] {
  return run ? [run, ...(run.returns ? lineage(run.parent) : [])] : [];
}

export function outermost(run: Run): Run {
  return lineage(run).at(-1) ?? run;
}

/** What a flow had interrupted, whoever called it. */
export function interruptedBy(run: Run): Run | null {
  return outermost(run).parent;
}

export function depth(run: Run | null): number {
  return run ? 1 + depth(run.parent) : 0;
}

/** The node's question: what it says last before it waits. */
export function question({ flow, node, wait, run }: Parked, session: Session, world: World): Say {
  const last = node.do.findLast((a) => 'say' in a);
  const text = last ? textOf(flow, last.say, run.vars, session.locale, world, last.quoting ? 'writer' : 'person') : world.phrase(`again.${wait.for}`, session.locale);
  return { text, by: 'bot', choices: choicesOf(flow, wait, run, session, world) };
}

/** Says the waiting flow's question once more, for example after a question asked in the middle. */
export function repeatQuestion(session: Session, world: World): Say | null {
  const parked = parkedAt(session, world);
  return parked && question(parked, session, world);
}

/** What was said in the middle of a flow, and the question that waits once more. */
export function andAgain<S extends { session: Session; says: Say[] }>(step: S, world: World): S {
  const again = repeatQuestion(step.session, world);
  return again ? { ...step, says: [...step.says, again] } : step;
}
