import type { Action, Condition, Node, Wait } from '../core/flow.js';
import type { Locale } from '../core/locale.js';
import type { LoadedFlow } from './load.js';

/** A flow to look at: what each node does, and under which condition it leads where. */
export interface Picture {
  title: string;
  nodes: { name: string; kind: 'step' | 'question' | 'person' | 'other-flow'; said: string[]; done: string[] }[];
  /** `from` null: where the flow begins. `kind` aside: skipped, or nobody answered. */
  ways: { from: string | null; to: string; when: string; kind: 'way' | 'aside' }[];
}

/** The flow with the words of a language, in English where it has none. */
export function pictureOf(flow: LoadedFlow, locale: Locale): Picture {
  const { graph } = flow;
  const words = flow.words[locale] ?? flow.words.en;
  const texts: Record<string, string> = { ...flow.words.en?.texts, ...words?.texts };
  const nodes = Object.entries(graph.nodes);
  return {
    title: words?.title ?? graph.flow,
    nodes: nodes.map(([name, node]) => ({
      name,
      kind: kindOf(node),
      said: node.do.flatMap((a) => ('say' in a ? [texts[a.say] ?? a.say] : [])),
      done: [...node.do.flatMap((a) => ('say' in a ? [] : [act(a)])), ...(node.wait ? asks(node.wait, texts) : [])],
    })),
    ways: [{ from: null, to: graph.start, when: '', kind: 'way' }, ...nodes.flatMap(([name, node]) => waysFrom(name, node, graph.nodes, texts))],
  };
}

function kindOf(node: Node): Picture['nodes'][number]['kind'] {
  if (node.do.some((a) => 'handoff' in a)) return 'person';
  if (node.wait) return 'question';
  return node.do.some((a) => 'start' in a) ? 'other-flow' : 'step';
}

function waysFrom(from: string, node: Node, nodes: Record<string, Node>, texts: Record<string, string>): Picture['ways'] {
  const other = node.routes.length > 0 ? 'otherwise' : '';
  return [
    ...node.routes.map(({ when, go }) => ({ from, to: go, when: condition(when, [node, ...Object.values(nodes)], texts), kind: 'way' as const })),
    ...(node.otherwise === undefined ? [] : [{ from, to: node.otherwise, when: other, kind: 'way' as const }]),
    ...(node.skip === undefined ? [] : [{ from, to: node.skip, when: 'skipped', kind: 'aside' as const }]),
    ...(node.timeout === undefined ? [] : [{ from, to: node.timeout, when: 'no answer', kind: 'aside' as const }]),
  ];
}

/** A condition in words; an option by what stands on its button in the first of the nodes that has it. */
function condition(when: Condition, nodes: readonly Node[], texts: Record<string, string>): string {
  if ('over' in when) return `${when.var} over ${when.over}`;
  if ('under' in when) return `${when.var} under ${when.under}`;
  if ('known' in when) return when.known ? `${when.var} known` : `${when.var} not known`;
  const options = nodes.flatMap(({ wait }) => (wait?.for === 'choice' && wait.save === when.var ? wait.options : []));
  const title = options.find((o) => o.value === when.is)?.title;
  return title === undefined ? `${when.var} is ${when.is}` : `“${texts[title] ?? title}”`;
}

function asks(wait: Wait, texts: Record<string, string>): string[] {
  return wait.for === 'choice' ? wait.options.map((o) => `[ ${texts[o.title] ?? o.title} ]`) : [`asks for ${wait.for} → ${wait.save}`];
}

function act(action: Exclude<Action, { say: string }>): string {
  if ('entry' in action) return `answers ${action.entry}`;
  if ('start' in action) return `goes over to the flow ${action.start}`;
  if ('call' in action) return `asks with the flow ${action.call}`;
  if ('handoff' in action) return 'calls a person';
  if ('menu' in action) return 'shows the menu';
  if ('remind' in action) return `reminds of ${action.remind} on ${action.on}`;
  if ('lookup' in action) return `looks up ${action.lookup}`;
  return Object.entries(action).map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`).join(' ');
}

/** Longest text of a node in a picture: enough to know it again. */
const LONGEST = 120;

/** The picture as a Mermaid flowchart. */
export function mermaid({ nodes, ways }: Picture): string {
  const id = (name: string) => `n_${name.replaceAll('-', '_')}`;
  // First line only, without what Mermaid reads as its own.
  const quote = (text: string) => text.split('\n').join(' ').replaceAll('"', "'").slice(0, LONGEST);
  const lines = nodes.map(({ name, kind, said, done }) => {
    const label = [`<b>${name}</b>`, ...said, ...done].map(quote).join('<br/>');
    return kind === 'question' ? `  ${id(name)}{{"${label}"}}` : `  ${id(name)}["${label}"]`;
  });
  const arrows = ways.map(({ from, to, when, kind }) => {
    const arrow = kind === 'aside' ? '-.->' : '-->';
    return `  ${from === null ? 'start((start))' : id(from)} ${arrow}${when === '' ? '' : `|"${quote(when)}"|`} ${id(to)}`;
  });
  return ['flowchart TD', ...lines, ...arrows].join('\n');
}
