import type { Action, Condition, Node, Wait } from '../core/flow.js';
import { LOCALES } from '../core/locale.js';
import type { Problem } from '../knowledge/knowledge.js';
import { exits, problemAt } from './inspect-graph.js';
import type { FlowBook, LoadedFlow } from './load.js';

/** Kinds of answers that are kept but not said again, but to be agreed to. */
const NEVER_SAID: ReadonlySet<Wait['for']> = new Set(['text', 'contact', 'location', 'file']);

/**
 * Follows every way through a flow: a text may say only variables that are set on all ways to it, and nothing may be
 * reckoned from or decided on a variable that no way sets.
 */
export function variables(flow: LoadedFlow, book: FlowBook): Problem[] {
  const { graph } = flow;
  const given = givenBy(flow, book);
  const certain = certainAt(flow, isPartOnly(flow, book) ? given : new Set());
  const possible = possibleAt(flow, given);
  const problems = new Map<string, Problem>();
  const report = (node: string, variable: string, message: string) => problems.set(`${node}|${variable}`, problemAt(flow, node, message));

  for (const [name, node] of Object.entries(graph.nodes)) {
    const sure = certain.get(name);
    const maybe = possible.get(name);
    // A node to which no way leads is told as such.
    if (!sure || !maybe) continue;
    const set = new Set(sure);
    const could = new Set(maybe);
    for (const action of node.do) {
      for (const key of textsOf(action)) {
        for (const v of namesIn(flow, key)) if (!set.has(v)) report(name, v, `says {${v}}, which no answer has set on every way here: ask it first, or go here only where it is "known"`);
      }
      if ('say' in action && !action.quoting) for (const v of namesIn(flow, action.say)) if (isNeverSaid(flow, v)) report(name, v, `says {${v}}, which people write in their own words: it is said again only where they agree to it: write "quoting: true" there`);
      for (const v of reads(action)) if (!could.has(v)) report(name, v, `reads "${v}", which nothing sets before: correct the name, or set it`);
      for (const v of surelySets(action)) set.add(v);
      for (const v of mayOrSurelySets(action)) could.add(v);
    }
    for (const key of node.wait?.for === 'choice' ? node.wait.options.map((o) => o.title) : []) {
      for (const v of namesIn(flow, key)) if (!set.has(v)) report(name, v, `has {${v}} on a button, which no answer has set on every way here`);
    }
    if (node.wait) could.add(node.wait.save);
    for (const { when } of node.routes) for (const v of decidedOn(when)) if (!could.has(v)) report(name, v, `goes by "${v}", which nothing sets before: correct the name, or set it`);
    if (node.wait?.for === 'money') for (const v of node.wait.currencies) if (!could.has(v)) report(name, v, `offers the money of "${v}", which nothing sets before`);
  }
  return [...problems.values()];
}

/** What is set for certain when a node begins: what holds on every way to it, met until nothing changes. */
function certainAt({ graph }: LoadedFlow, given: ReadonlySet<string>): Map<string, Set<string>> {
  const implied = impliedBy(Object.values(graph.nodes));
  const known = new Map<string, Set<string>>([[graph.start, new Set(given)]]);
  const open = [graph.start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = graph.nodes[name];
    const before = known.get(name);
    if (!node || !before) continue;
    let after = new Set(before);
    for (const action of node.do) for (const v of surelySets(action)) after.add(v);
    const meet = (go: string | undefined, vars: ReadonlySet<string>) => {
      if (go === undefined) return;
      const seen = known.get(go);
      const merged = new Set(seen ? [...seen].filter((v) => vars.has(v)) : vars);
      if (seen && merged.size === seen.size) return;
      known.set(go, merged);
      open.push(go);
    };
    // Left out or run out, the question was not answered.
    meet(node.skip, after);
    meet(node.timeout, after);
    if (node.wait) after.add(node.wait.save);
    for (const { when, go } of node.routes) {
      const isAbsent = 'known' in when && !when.known;
      const holding = isAbsent ? after : withImplied(after, decidedOn(when), implied);
      meet(go, holding);
      // Past a route on "not known" the variable is there.
      if (isAbsent) after = withImplied(after, [when.var], implied);
    }
    meet(node.otherwise, after);
  }
  return known;
}

/** What may be set when a node begins: what any way to it sets, joined until nothing changes. */
function possibleAt({ graph }: LoadedFlow, given: ReadonlySet<string>): Map<string, Set<string>> {
  const known = new Map<string, Set<string>>([[graph.start, new Set(given)]]);
  const open = [graph.start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = graph.nodes[name];
    if (!node) continue;
    const after = new Set([...(known.get(name) ?? []), ...node.do.flatMap(mayOrSurelySets), ...(node.wait ? [node.wait.save] : [])]);
    for (const go of exits(node)) {
      const seen = known.get(go);
      const joined = new Set([...(seen ?? []), ...after]);
      if (seen && joined.size === seen.size) continue;
      known.set(go, joined);
      open.push(go);
    }
  }
  return known;
}

function withImplied(vars: ReadonlySet<string>, known: readonly string[], implied: ReadonlyMap<string, readonly string[]>): Set<string> {
  const all = new Set(vars);
  const open = [...known];
  for (let v = open.pop(); v !== undefined; v = open.pop()) {
    if (all.has(v)) continue;
    all.add(v);
    open.push(...(implied.get(v) ?? []));
  }
  return all;
}

/** A result that is there tells that what it was reckoned from was there too: where one action alone makes it. */
function impliedBy(nodes: readonly Node[]): Map<string, readonly string[]> {
  const made = new Map<string, Action[]>();
  const put = (v: string, action: Action) => made.set(v, [...(made.get(v) ?? []), action]);
  for (const node of nodes) {
    for (const action of node.do) for (const v of mayOrSurelySets(action)) put(v, action);
    // An answer of the same name needs none of it.
    if (node.wait) put(node.wait.save, { set: node.wait.save, to: '' });
  }
  return new Map([...made].map(([v, actions]) => [v, actions.length === 1 && actions[0] && !('call' in actions[0]) ? comesWith(actions[0], v) : []]));
}

function comesWith(action: Action, v: string): string[] {
  if ('lookup' in action) return action.lookup === 'fee-maximum' ? [action.place, v === action.into ? action.said : action.into] : [action.location];
  return 'append' in action ? [] : reads(action);
}

function surelySets(action: Action): string[] {
  return 'set' in action ? [action.set] : [];
}

function mayOrSurelySets(action: Action): string[] {
  if ('call' in action) return Object.keys(action.into);
  if ('append' in action) return [action.to];
  const said = 'said' in action ? [action.said] : [];
  return 'into' in action ? [action.into, ...said] : surelySets(action);
}

/** Variables that an action takes; a text's own stand in its words. */
function reads(action: Action): string[] {
  const terms = (...all: (string | number)[]) => all.filter((t) => typeof t === 'string');
  if ('sum' in action) return action.sum;
  if ('add' in action) return terms(action.add, action.to);
  if ('subtract' in action) return terms(action.subtract, action.from);
  if ('multiply' in action) return terms(action.multiply, action.by);
  if ('divide' in action) return terms(action.divide, action.by);
  if ('convert' in action) return [action.convert, action.like];
  if ('days-until' in action) return [action['days-until']];
  if ('days-since' in action) return [action['days-since']];
  if ('append' in action) return [action.append];
  if ('call' in action) return Object.values(action.with);
  if ('remember' in action) return [action.from];
  if ('lookup' in action) return [action.lookup === 'fee-maximum' ? action.place : action.location];
  if ('remind' in action) return [action.on];
  return 'entry' in action && action.at !== undefined ? [action.at] : [];
}

function decidedOn(when: Condition): string[] {
  const term = 'over' in when ? when.over : 'under' in when ? when.under : null;
  return [when.var, ...(typeof term === 'string' ? [term] : [])];
}

function textsOf(action: Action): string[] {
  if ('say' in action) return [action.say];
  return 'handoff' in action && action.summary !== undefined ? [action.summary] : [];
}

function namesIn(flow: LoadedFlow, key: string): string[] {
  const texts = LOCALES.flatMap((l) => flow.words[l]?.texts[key] ?? []);
  return [...new Set(texts.flatMap((t) => [...t.matchAll(/(?<!\{)\{([a-z][a-z0-9-]*)\}/g)].map((m) => m[1] ?? '')))];
}

function isNeverSaid({ graph }: LoadedFlow, v: string): boolean {
  const waits = Object.values(graph.nodes).flatMap((n) => (n.wait?.save === v ? [n.wait.for] : []));
  return waits.length > 0 && waits.every((kind) => NEVER_SAID.has(kind));
}

/** What callers give a flow to begin with. */
function givenBy(flow: LoadedFlow, book: FlowBook): Set<string> {
  const calls = [...book.flows.values()].flatMap(({ graph }) => Object.values(graph.nodes).flatMap((n) => n.do.flatMap((a) => ('call' in a && a.call === flow.graph.flow ? [a] : []))));
  return new Set(calls.flatMap((call) => Object.keys(call.with)));
}

/** Nobody begins it but a flow that calls it. */
function isPartOnly(flow: LoadedFlow, book: FlowBook): boolean {
  const { flow: id } = flow.graph;
  const started = [...book.flows.values()].some(({ graph }) => Object.values(graph.nodes).some((n) => n.do.some((a) => 'start' in a && a.start === id)));
  return !started && givenBy(flow, book).size > 0 && LOCALES.every((l) => (flow.words[l]?.triggers ?? []).length === 0) && !book.menu.some((item) => 'flow' in item && item.flow === id);
}
