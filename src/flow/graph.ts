import type { Action, Node } from '../core/flow.js';
import type { Locale } from '../core/locale.js';
import type { LoadedFlow } from './load.js';

/** The flow as a Mermaid flowchart, each node with the words it says and what it waits for. */
export function mermaid(flow: LoadedFlow, locale: Locale): string {
  const texts = flow.words[locale]?.texts ?? flow.words.en?.texts ?? {};
  const lines = Object.entries(flow.graph.nodes).flatMap(([name, node]) => [
    `  ${id(name)}${node.wait ? '{{' : '['}"${label(name, node, texts)}"${node.wait ? '}}' : ']'}`,
    ...node.routes.map((r) => `  ${id(name)} -->|"${quote(describe(r.when))}"| ${id(r.go)}`),
    ...(node.otherwise === undefined ? [] : [`  ${id(name)} --> ${id(node.otherwise)}`]),
  ]);
  return ['flowchart TD', `  start((start)) --> ${id(flow.graph.start)}`, ...lines].join('\n');
}

function id(name: string): string {
  return `n_${name.replaceAll('-', '_')}`;
}

function label(name: string, node: Node, texts: Record<string, string>): string {
  const parts = [`<b>${name}</b>`, ...node.do.map((a) => act(a, texts)), ...(node.wait ? [`waits for ${node.wait.for}`] : [])];
  return parts.map(quote).join('<br/>');
}

function act(action: Action, texts: Record<string, string>): string {
  if ('say' in action) return texts[action.say] ?? action.say;
  if ('entry' in action) return `answer ${action.entry}`;
  if ('start' in action) return `flow ${action.start}`;
  if ('handoff' in action) return 'a person';
  if ('menu' in action) return 'menu';
  if ('lookup' in action) return `look up ${action.lookup}`;
  if ('call' in action) return `flow ${action.call}, then back`;
  return Object.entries(action).map(([k, v]) => `${k} ${v}`).join(', ');
}

function describe(when: Node['routes'][number]['when']): string {
  if ('is' in when) return `${when.var} is ${when.is}`;
  if ('over' in when) return `${when.var} is over ${when.over}`;
  if ('under' in when) return `${when.var} is under ${when.under}`;
  return when.known ? `${when.var} known` : `${when.var} not known`;
}

/** First line only, without what Mermaid reads as its own. */
function quote(text: string): string {
  return text.split('\n').join(' ').replaceAll('"', "'").slice(0, 120);
}
