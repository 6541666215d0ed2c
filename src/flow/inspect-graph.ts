import type { FlowGraph, Node } from '../core/flow.js';
import type { Problem } from '../knowledge/knowledge.js';
import type { LoadedFlow } from './load.js';

export function problemAt(flow: LoadedFlow, node: string, message: string): Problem {
  return { file: flow.file, line: flow.lines[node] ?? 1, level: 'error', message: `${node}: ${message}` };
}

/** Names that a node may go to. */
export function exits(node: Node): string[] {
  return [...node.routes.map((r) => r.go), node.otherwise, node.skip, node.timeout].filter((name) => name !== undefined);
}

/** The nodes to which a way leads from a node, with that one. */
export function reachable(graph: FlowGraph, from: string): Set<string> {
  const reached = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = graph.nodes[name];
    if (!node || reached.has(name)) continue;
    reached.add(name);
    open.push(...exits(node));
  }
  return reached;
}
