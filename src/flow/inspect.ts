import type { Action, FlowGraph, Node } from '../core/flow.js';
import { PLACES } from '../core/place.js';
import type { Fact, FactId } from '../knowledge/fact.js';
import type { Problem } from '../knowledge/knowledge.js';
import { valueAt } from '../knowledge/slot.js';
import type { Limits } from '../ports.js';
import { exits, problemAt, reachable } from './inspect-graph.js';
import { variables } from './inspect-variables.js';
import { spokenWords } from './inspect-words.js';
import type { FlowBook, LoadedFlow } from './load.js';

/** What flows may name beside one another. */
interface Known {
  book: FlowBook;
  topics: ReadonlySet<string>;
  facts: ReadonlyMap<FactId, Fact>;
}

/**
 * What a schema cannot see: unreachable nodes and dead ends, loops without a wait, missing or stale words, labels and texts
 * too long for a channel, a trigger claimed twice, dangling entries, facts and flows, no way to a person, variables read
 * before they are set. `limits`: the smallest limits of the channels in use. `topics`: what knowledge entries answer.
 */
export function inspectFlows(book: FlowBook, limits: Limits, topics: ReadonlySet<string>, facts: ReadonlyMap<FactId, Fact>): Problem[] {
  const known: Known = { book, topics, facts };
  const flows = [...book.flows.values()].flatMap((flow) => [...structure(flow, known), ...variables(flow, book)]);
  return [...flows, ...circles(book), ...spokenWords(book, limits, facts), ...menu(known)];
}

/** People who wait at a node that the flow has no more, or that asks nothing now, and was not moved: none of them goes on. */
export function strandedAt(graph: FlowGraph, parked: Readonly<Record<string, number>>): { node: string; people: number }[] {
  const waits = (node: string) => graph.nodes[node]?.wait !== undefined;
  return Object.entries(parked).flatMap(([node, people]) => {
    const stands = waits(node) || (!graph.nodes[node] && graph.nodes[graph.moved[node] ?? ''] !== undefined);
    return people > 0 && !stands ? [{ node, people }] : [];
  });
}

function structure(flow: LoadedFlow, known: Known): Problem[] {
  const { graph } = flow;
  const reached = reachable(graph, graph.start);
  const problem = (node: string, message: string) => problemAt(flow, node, message);
  return [
    ...(graph.nodes[graph.start] ? [] : [problem(graph.start, 'the flow starts here and there is no such node')]),
    ...Object.entries(graph.moved).flatMap(([from, to]) => movedProblem(graph, from, to).map((m) => problem(from, m))),
    ...Object.entries(graph.nodes).flatMap(([name, node]) => [
      ...(reached.has(name) ? [] : [problem(name, 'nothing leads here: add a way or take it out')]),
      ...exits(node).filter((go) => !graph.nodes[go]).map((go) => problem(name, `goes to "${go}", which does not exist`)),
      ...[...node.do.flatMap((a) => dangling(a, known)), ...twins(node), ...deadEnds(graph, node), ...deadRoutes(graph, node)].map((m) => problem(name, m)),
      ...(!node.wait && loops(graph, name) ? [problem(name, 'comes back to itself without waiting for the person: add a wait')] : []),
      ...(node.wait && !isCalled(flow, known.book) && !reachesPerson(graph, name) ? [problem(name, 'from here no way leads to a person, the menu or another flow: add a choice for it')] : []),
    ]),
  ];
}

function movedProblem(graph: FlowGraph, from: string, to: string): string[] {
  if (graph.nodes[from]) return [`moved away, but it still exists: rename it or take it out of "moved"`];
  return graph.nodes[to] ? [] : [`moved to "${to}", which does not exist`];
}

/** Whether a node without a wait can come back to itself through nodes without a wait. */
function loops(graph: FlowGraph, from: string): boolean {
  const seen = new Set<string>();
  const open = exits(graph.nodes[from] as Node);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === from) return true;
    const node = graph.nodes[name];
    if (!node || node.wait || seen.has(name)) continue;
    seen.add(name);
    open.push(...exits(node));
  }
  return false;
}

function dangling(action: Action, { book, topics, facts }: Known): string[] {
  if ('start' in action && !book.flows.has(action.start)) return [`starts the flow "${action.start}", which does not exist`];
  if ('call' in action && !book.flows.has(action.call)) return [`calls the flow "${action.call}", which does not exist`];
  if ('entry' in action && !topics.has(action.entry)) return [`speaks the topic "${action.entry}", for which there is no entry`];
  if ('value-of' in action && !valueAt(facts, action['value-of'])) return [`takes the value of "${action['value-of']}", which no fact has`];
  return [];
}

function twins({ wait }: Node): string[] {
  return wait?.for === 'choice' && new Set(wait.options.map((o) => o.value)).size < wait.options.length ? ['two options have one value: each needs its own'] : [];
}

/** Ways on which the person answers, or comes here, and nothing follows. */
function deadEnds(graph: FlowGraph, node: Node): string[] {
  if (node.otherwise !== undefined) return [];
  if (node.wait && node.routes.length === 0) return ['waits for an answer and then leads nowhere: add "otherwise"'];
  if (node.routes.length === 0 || coversAll(graph, node)) return [];
  return ['where none of its routes holds it leads nowhere: add "otherwise"'];
}

function coversAll(graph: FlowGraph, node: Node): boolean {
  return node.routes.some(({ when }) => {
    const others = node.routes.map((r) => r.when).filter((w) => w.var === when.var);
    if ('known' in when) return others.some((w) => 'known' in w && w.known !== when.known);
    const values = node.wait?.save === when.var ? valuesOf(graph, when.var) : null;
    return values !== null && [...values].every((v) => others.some((w) => 'is' in w && w.is === v));
  });
}

/** Routes on an answer that nobody can give. */
function deadRoutes(graph: FlowGraph, node: Node): string[] {
  return node.routes.flatMap(({ when }) => {
    const values = 'is' in when ? valuesOf(graph, when.var) : null;
    if (!('is' in when) || values === null || values.has(when.is)) return [];
    return [`goes on where "${when.var}" is "${when.is}", which it never is: there are ${[...values].map((v) => `"${v}"`).join(', ')}`];
  });
}

/** All that a variable can be, where only choices, places and fixed words set it; else null. */
function valuesOf(graph: FlowGraph, variable: string): Set<string> | null {
  const values = new Set<string>();
  let open = false;
  for (const { do: actions, wait } of Object.values(graph.nodes)) {
    for (const action of actions) {
      if ('set' in action && action.set === variable) values.add(String(action.to));
      else if (('into' in action && (typeof action.into === 'string' ? action.into === variable : variable in action.into)) || ('said' in action && action.said === variable)) open = true;
    }
    if (wait?.save !== variable) continue;
    if (wait.for === 'choice') wait.options.forEach((o) => values.add(o.value));
    else if (wait.for === 'yes-no') ['yes', 'no'].forEach((v) => values.add(v));
    else if (wait.for === 'place') PLACES.forEach((v) => values.add(v));
    else open = true;
  }
  return open || values.size === 0 ? null : values;
}

/** A person, the menu (which offers one) or another flow. */
function reachesPerson(graph: FlowGraph, from: string): boolean {
  return [...reachable(graph, from)].some((name) => graph.nodes[name]?.do.some((a) => 'handoff' in a || 'menu' in a || 'start' in a));
}

/** A flow that is part of another one goes back to it. */
function isCalled(flow: LoadedFlow, book: FlowBook): boolean {
  return [...book.flows.values()].some(({ graph }) => Object.values(graph.nodes).some((n) => n.do.some((a) => 'call' in a && a.call === flow.graph.flow)));
}

/** Flows that call one another, or start one another before anybody is asked, without end. */
function circles(book: FlowBook): Problem[] {
  return [...book.flows.values()].flatMap((flow) =>
    Object.entries(flow.graph.nodes).flatMap(([name, node]) =>
      node.do.flatMap((action) => {
        if ('call' in action && leadsTo(action.call, flow.graph.flow, callsOf, book)) return [problemAt(flow, name, `calls "${action.call}", which calls this flow again: no call comes back`)];
        const atOnce = 'start' in action && startsAtOnce(flow.graph).includes(action.start) && leadsTo(action.start, flow.graph.flow, startsAtOnce, book);
        return atOnce ? [problemAt(flow, name, `starts "${action.start}", which starts this flow again before anybody is asked: add a wait`)] : [];
      }),
    ),
  );
}

function leadsTo(from: string, to: string, next: (graph: FlowGraph) => string[], book: FlowBook): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    const flow = book.flows.get(id);
    if (!flow || seen.has(id)) continue;
    seen.add(id);
    open.push(...next(flow.graph));
  }
  return false;
}

function callsOf(graph: FlowGraph): string[] {
  return Object.values(graph.nodes).flatMap((n) => n.do.flatMap((a) => ('call' in a ? [a.call] : [])));
}

/** Flows that begin before the person is asked anything. */
function startsAtOnce(graph: FlowGraph): string[] {
  const begun: string[] = [];
  const seen = new Set<string>();
  const open = [graph.start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = graph.nodes[name];
    if (!node || seen.has(name)) continue;
    seen.add(name);
    begun.push(...node.do.flatMap((a) => ('start' in a ? [a.start] : 'call' in a ? [a.call] : [])));
    if (!node.wait) open.push(...exits(node));
  }
  return begun;
}

function menu({ book, topics }: Known): Problem[] {
  const problem = (message: string): Problem => ({ file: 'flows/system/menu.yaml', line: 1, level: 'error', message });
  return [
    ...book.menu.flatMap((item) => {
      if ('flow' in item) return book.flows.has(item.flow) ? [] : [problem(`offers the flow "${item.flow}", which does not exist`)];
      if ('topic' in item) return topics.has(item.topic) ? [] : [problem(`offers the topic "${item.topic}", for which there is no entry`)];
      return book.phrases.en?.[`choice.${item.command}`] === undefined ? [problem(`offers the command "${item.command}", which has no words: add "choice.${item.command}" to en.yaml`)] : [];
    }),
    ...(book.menu.some((item) => 'command' in item && item.command === 'human') ? [] : [problem('offers no person: add {command: human}')]),
  ];
}
