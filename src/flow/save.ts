import { stringify } from 'yaml';
import type { FlowGraph, FlowWords, Node } from '../core/flow.js';

/** `flow.yaml` as people write it: a node's actions, wait and routes on lines of their own, what is usual left out. */
export function graphFile(graph: FlowGraph, remark: string): string {
  const nodes = Object.entries(graph.nodes).map(([name, node]) => `  ${name}:${nodeLines(node)}`);
  return [`# ${remark}`, `flow: ${graph.flow}`, `version: ${graph.version}`, `start: ${graph.start}`, 'nodes:', ...nodes, ''].join('\n');
}

/** `<lang>.yaml`. */
export function wordsFile({ title, triggers, texts }: FlowWords): string {
  return [`title: ${inline(title)}`, ...(triggers.length > 0 ? [`triggers: ${inline(triggers)}`] : []), stringify({ texts }, { lineWidth: 0 })].join('\n');
}

function nodeLines(node: Node): string {
  const lines = [
    ...listLines('do', node.do),
    ...(node.wait ? [`wait: ${inline(node.wait)}`] : []),
    ...(node.skip === undefined ? [] : [`skip: ${node.skip}`]),
    ...(node.timeout === undefined ? [] : [`timeout: ${node.timeout}`]),
    ...listLines('routes', node.routes),
    ...(node.otherwise === undefined ? [] : [`otherwise: ${node.otherwise}`]),
  ];
  return lines.length === 0 ? ' {}' : lines.map((line) => `\n    ${line}`).join('');
}

function listLines(name: string, items: readonly unknown[]): string[] {
  const [only] = items;
  if (items.length === 0) return [];
  if (items.length === 1 && name === 'do') return [`do: [${inline(only)}]`];
  return [`${name}:`, ...items.map((item) => `  - ${inline(item)}`)];
}

const inline = (value: unknown) => stringify(value, emptyLeftOut, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trimEnd();

/** `with: {}` says nothing. */
const emptyLeftOut = (_: unknown, value: unknown) => (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0 ? undefined : value);
