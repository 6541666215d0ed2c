import type { Action, FlowGraph, Node } from '../core/flow.js';
import { LOCALES, type Locale } from '../core/locale.js';
import type { Limits } from '../ports.js';
import type { Problem } from '../knowledge/knowledge.js';
import type { FlowBook, LoadedFlow } from './load.js';

/** Languages every flow and every standing sentence must have; a gap in the others is a warning. */
const REQUIRED: readonly Locale[] = ['en', 'my'];
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const lengthOf = (text: string) => [...graphemes.segment(text)].length;

/**
 * What a schema cannot see: dead ends, loops without a wait, missing or stale words, labels too long for a channel, a
 * trigger claimed twice, variables read before they are set, dangling names, no way to a human.
 * `limits`: the smallest limits of the channels in use. `topics`: what knowledge entries answer.
 */
export function inspectFlows(book: FlowBook, limits: Limits, topics: ReadonlySet<string>): Problem[] {
  const flows = [...book.flows.values()].flatMap((flow) => [
    ...structure(flow, book, topics),
    ...variables(flow),
    ...words(flow, limits),
  ]);
  return [...flows, ...triggers(book), ...standing(book), ...menu(book, topics)];
}

function at(flow: LoadedFlow, node: string, message: string, level: Problem['level'] = 'error'): Problem {
  return { file: flow.file, line: flow.lines[node] ?? 1, level, message: `${node}: ${message}` };
}

/** Names that a node may go to. */
function exits(node: Node): string[] {
  return [...node.routes.map((r) => r.go), ...(node.otherwise === undefined ? [] : [node.otherwise])];
}

function structure(flow: LoadedFlow, book: FlowBook, topics: ReadonlySet<string>): Problem[] {
  const { graph } = flow;
  const problems: Problem[] = [];
  const reached = reachable(graph);
  if (!graph.nodes[graph.start]) problems.push(at(flow, graph.start, 'the flow starts here and there is no such node'));
  for (const [name, node] of Object.entries(graph.nodes)) {
    if (!reached.has(name)) problems.push(at(flow, name, 'nothing leads here: add a way or take it out'));
    for (const go of exits(node)) if (!graph.nodes[go]) problems.push(at(flow, name, `goes to "${go}", which does not exist`));
    for (const action of node.do) problems.push(...dangling(flow, name, action, book, topics));
    if (node.wait?.for === 'choice' && new Set(node.wait.options.map((o) => o.value)).size < node.wait.options.length) problems.push(at(flow, name, 'two options have one value'));
    if (!node.wait && loops(graph, name)) problems.push(at(flow, name, 'comes back to itself without waiting for the person: add a wait'));
    if (node.wait && exits(node).length === 0) problems.push(at(flow, name, 'waits for an answer and then leads nowhere: add "otherwise"'));
  }
  return problems;
}

function reachable(graph: FlowGraph): Set<string> {
  const reached = new Set<string>();
  const open = [graph.start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = graph.nodes[name];
    if (!node || reached.has(name)) continue;
    reached.add(name);
    open.push(...exits(node));
  }
  return reached;
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

function dangling(flow: LoadedFlow, name: string, action: Action, book: FlowBook, topics: ReadonlySet<string>): Problem[] {
  if ('start' in action && !book.flows.has(action.start)) return [at(flow, name, `starts the flow "${action.start}", which does not exist`)];
  if ('entry' in action && !topics.has(action.entry)) return [at(flow, name, `speaks the topic "${action.entry}", for which there is no entry`)];
  return [];
}

/** Walks every way and finds variables that are read where no way has set them. */
function variables(flow: LoadedFlow): Problem[] {
  const { graph } = flow;
  const problems = new Map<string, Problem>();
  // What is set for certain on every way to a node: the meet over its ways, until nothing changes.
  const known = new Map<string, Set<string>>([[graph.start, new Set()]]);
  const open = [graph.start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = graph.nodes[name];
    const before = known.get(name);
    if (!node || !before) continue;
    const after = new Set(before);
    for (const action of node.do) {
      for (const read of reads(action, flow)) {
        if (!after.has(read)) problems.set(`${name}|${read}`, at(flow, name, `reads "${read}", which no answer has set on every way here`));
      }
      for (const set of sets(action)) after.add(set);
    }
    if (node.wait) after.add(node.wait.save);
    for (const route of node.routes) {
      if ('over' in route.when) meet(route.go, new Set([...after, route.when.var, ...(typeof route.when.over === 'string' ? [route.when.over] : [])]));
      else if ('known' in route.when && route.when.known) meet(route.go, new Set([...after, route.when.var]));
      else meet(route.go, new Set(after));
      // Past a route on "not known" the variable is there.
      if ('known' in route.when && !route.when.known) after.add(route.when.var);
    }
    if (node.otherwise !== undefined) meet(node.otherwise, new Set(after));
  }
  return [...problems.values()];

  function meet(go: string, vars: Set<string>): void {
    const seen = known.get(go);
    const merged = seen ? new Set([...seen].filter((v) => vars.has(v))) : vars;
    if (seen && merged.size === seen.size) return;
    known.set(go, merged);
    open.push(go);
  }
}

function sets(action: Action): string[] {
  // What a lookup, a sum or the memory may leave unset is set only on a way that asked "known".
  return 'set' in action ? [action.set] : [];
}

function reads(action: Action, flow: LoadedFlow): string[] {
  if ('say' in action) {
    const texts = LOCALES.flatMap((l) => flow.words[l]?.texts[action.say] ?? []);
    return [...new Set(texts.flatMap((t) => [...t.matchAll(/\{([a-z][a-z0-9-]*)\}/g)].map((m) => m[1] as string)))].filter((v) => !derived(flow).has(v));
  }
  return [];
}

/** Variables that come together with another one (how a maximum is said comes with the maximum). */
function derived(flow: LoadedFlow): Set<string> {
  return new Set(Object.values(flow.graph.nodes).flatMap((n) => n.do.flatMap((a) => ('lookup' in a ? [a.said] : []))));
}

function words(flow: LoadedFlow, limits: Limits): Problem[] {
  const needed = new Set(Object.values(flow.graph.nodes).flatMap((n) => [...n.do.flatMap((a) => ('say' in a ? [a.say] : [])), ...(n.wait?.for === 'choice' ? n.wait.options.map((o) => o.title) : [])]));
  const labels = new Set(Object.values(flow.graph.nodes).flatMap((n) => (n.wait?.for === 'choice' ? n.wait.options.map((o) => o.title) : [])));
  return LOCALES.flatMap((locale): Problem[] => {
    const own = flow.words[locale];
    const file = flow.file.replace('flow.yaml', `${locale}.yaml`);
    const level = REQUIRED.includes(locale) ? 'error' : 'warning';
    const problem = (message: string, as: Problem['level'] = level): Problem => ({ file, line: 1, level: as, message });
    if (!own) return [problem('the words in this language are missing: copy en.yaml and translate it')];
    return [
      ...[...needed].filter((k) => own.texts[k] === undefined).map((k) => problem(`texts: "${k}" is missing`)),
      ...Object.keys(own.texts).filter((k) => !needed.has(k)).map((k) => problem(`texts: nothing says "${k}" any more: take it out`, 'error')),
      ...[...labels].filter((k) => lengthOf(own.texts[k] ?? '') > limits.buttonTitle).map((k) => problem(`texts: "${k}" is a button and longer than ${limits.buttonTitle} letters`, 'error')),
      ...Object.entries(own.texts).filter(([, t]) => t.length > limits.text).map(([k]) => problem(`texts: "${k}" is longer than one message (${limits.text} characters)`, 'error')),
    ];
  });
}

function triggers(book: FlowBook): Problem[] {
  const owners = new Map<string, string>();
  const problems: Problem[] = [];
  for (const [id, flow] of book.flows) {
    for (const locale of LOCALES) {
      for (const trigger of flow.words[locale]?.triggers ?? []) {
        const owner = owners.get(trigger.toLowerCase()) ?? book.commands.find((c) => c.words === trigger.toLowerCase())?.command;
        if (owner !== undefined && owner !== id) problems.push({ file: flow.file.replace('flow.yaml', `${locale}.yaml`), line: 1, level: 'error', message: `triggers: "${trigger}" already starts "${owner}"` });
        owners.set(trigger.toLowerCase(), id);
      }
    }
  }
  return problems;
}

function standing(book: FlowBook): Problem[] {
  const english = Object.keys(book.phrases.en ?? {});
  return LOCALES.flatMap((locale): Problem[] => {
    const own = book.phrases[locale] ?? {};
    const level = REQUIRED.includes(locale) ? 'error' : 'warning';
    const file = `flows/system/${locale}.yaml`;
    return [
      ...english.filter((k) => own[k] === undefined).map((k): Problem => ({ file, line: 1, level, message: `texts: "${k}" is missing` })),
      ...Object.keys(own).filter((k) => !english.includes(k)).map((k): Problem => ({ file, line: 1, level: 'error', message: `texts: "${k}" is not in en.yaml` })),
      ...english.filter((k) => own[k] !== undefined && placeholders(own[k]) !== placeholders(book.phrases.en?.[k] ?? '')).map((k): Problem => ({ file, line: 1, level: 'error', message: `texts: "${k}" must use the same {names} as the English` })),
    ];
  });
}

function placeholders(text: string): string {
  return [...new Set([...text.matchAll(/\{[a-z]+\}/g)].map((m) => m[0]))].sort().join();
}

function menu(book: FlowBook, topics: ReadonlySet<string>): Problem[] {
  return book.menu.flatMap((item): Problem[] => {
    const missing = 'flow' in item ? !book.flows.has(item.flow) && item.flow : 'topic' in item ? !topics.has(item.topic) && item.topic : false;
    return missing ? [{ file: 'flows/system/menu.yaml', line: 1, level: 'error', message: `offers "${missing}", which does not exist` }] : [];
  });
}
