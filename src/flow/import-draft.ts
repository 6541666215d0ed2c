import type { Node } from '../core/flow.js';
import type { Locale } from '../core/locale.js';
import type { ExportedFlow, ExportedNode } from './import-format.js';
import { LANGUAGES, reference, reworded, slug } from './import-text.js';

/** Something of an export that our flow does not do, and what a person does about it. */
export interface Loss {
  /** Our flow; null where it is about the file as a whole. */
  flow: string | null;
  /** Our node, or null where it is about the flow as a whole; `uuid` is the export's. */
  node: string | null;
  uuid: string | null;
  what: string;
  mend: string;
}

/** What is known of a variable: its values with the text that goflow would give for each; null where those are endless. */
export interface Variable {
  name: string;
  /** Whether the bot can say it: it never repeats what a person wrote. */
  sayable: boolean;
  values: Known[] | null;
  /** Nodes that set it: by an action, or by the answer to their question. */
  by: ExportedNode[];
}
interface Known {
  ours: string;
  /** As `@results.x` and as `@results.x.category`. */
  text: string;
  category: string;
}

/** One flow while it becomes ours. */
export interface Draft {
  id: string;
  flow: ExportedFlow;
  losses: Loss[];
  texts: Map<string, Partial<Record<Locale, string>>>;
  /** Keys of texts that are kept already, by where they stand in the export. */
  keys: Map<string, string>;
  /** By reference: `results.age`, `fields.town`. */
  variables: Map<string, Variable>;
  /** Our names of nodes, by uuid. */
  names: Map<string, string>;
  nodes: Record<string, Node>;
}

export function newDraft(id: string, flow: ExportedFlow): Draft {
  return { id, flow, losses: [], texts: new Map(), keys: new Map(), variables: new Map(), names: namesOf(flow), nodes: {} };
}

/** Each node is called after the result it asks for, else its first words, the flow it enters, or what it decides by. */
function namesOf(flow: ExportedFlow): Map<string, string> {
  const names = new Map<string, string>();
  // "person" and "end" are nodes of ours.
  const taken = new Set(['person', 'end']);
  for (const node of flow.nodes) {
    const said = node.actions.flatMap((a) => (a.type === 'send_msg' || a.type === 'say_msg' ? [a.text] : []))[0] ?? '';
    const asked = (questionAfter(flow, node) ?? node).router?.result_name ?? '';
    const entered = node.actions.flatMap((a) => (a.type === 'enter_flow' ? [a.flow.name] : []))[0];
    const decided = node.router?.type === 'switch' ? reference(node.router.operand)?.split('.')[1] : undefined;
    const otherwise = entered === undefined ? slug(`by ${decided ?? ''}`) : slug(`to ${entered}`);
    names.set(node.uuid, untaken(slug(asked) || slug(reworded(said, () => '').text.trim().split(/\s+/).slice(0, 4).join(' ')) || (otherwise === 'by' ? 'step' : otherwise), taken));
  }
  return names;
}

/** Where a node only says something and the next one only waits, they are one question here: that next one. */
export function questionAfter(flow: ExportedFlow, node: ExportedNode): ExportedNode | null {
  if (node.router || !node.actions.some((a) => a.type === 'send_msg' || a.type === 'say_msg')) return null;
  const next = flow.nodes.find((n) => n.uuid === node.exits[0]?.destination_uuid);
  return next && next.actions.length === 0 && next.router?.type === 'switch' && next.router.wait ? next : null;
}

/** The name, or with a number behind it the first that is free; it is taken then. */
export function untaken(name: string, taken: { has(name: string): boolean; add(name: string): unknown }): string {
  let free = name;
  for (let n = 2; taken.has(free); n += 1) free = `${name}-${n}`;
  taken.add(free);
  return free;
}

export function lose(draft: Draft, node: ExportedNode | null, what: string, mend: string): void {
  const name = node && (draft.names.get(node.uuid) ?? null);
  if (draft.losses.some((l) => l.node === name && l.what === what)) return;
  draft.losses.push({ flow: draft.id, node: name, uuid: node?.uuid ?? null, what, mend });
}

/** Every language of the flow that the bot speaks: the export's name and ours. */
export function languagesOf(flow: ExportedFlow): { code: string; locale: Locale }[] {
  const codes = [...new Set([flow.language, ...Object.keys(flow.localization ?? {})])];
  return codes.flatMap((code) => {
    const locale = LANGUAGES[code];
    return locale ? [{ code, locale }] : [];
  });
}

/** A text of the export in one of its languages; undefined where it is not translated. */
export function localised(flow: ExportedFlow, code: string, uuid: string, property: string, base: readonly string[]): readonly string[] | undefined {
  if (code === flow.language) return base;
  const texts = flow.localization?.[code]?.[uuid]?.[property];
  const found = Array.isArray(texts) ? texts.filter((t): t is string => typeof t === 'string') : [];
  return found.some((t) => t.trim() !== '') ? found : undefined;
}

/** The key of a text, kept in all its languages under one that begins with `wanted`. Expressions are put into our words. */
export function keepText(draft: Draft, node: ExportedNode, wanted: string, of: { uuid: string; property: string; base: readonly string[]; index?: number }): string {
  const place = `${of.uuid} ${of.property} ${of.index ?? 0}`;
  const before = draft.keys.get(place);
  if (before !== undefined) return before;
  const key = untaken(wanted, { has: (k) => draft.texts.has(k), add: (k) => draft.texts.set(k, {}) });
  const texts: Partial<Record<Locale, string>> = {};
  for (const { code, locale } of languagesOf(draft.flow)) {
    const text = localised(draft.flow, code, of.uuid, of.property, of.base)?.[of.index ?? 0];
    if (text === undefined || text.trim() === '') continue;
    const { text: ours, lost } = reworded(text, (reference) => said(draft, node, reference));
    for (const expression of lost) lose(draft, node, `"${key}" said ${expression}, which the bot does not know or does not repeat; nothing stands in its place`, `reword "${key}" in each language`);
    if (/[{}]/.test(text)) lose(draft, node, `"${key}" held { or }, which name variables here: they are ( and ) now`, 'nothing, if the text reads well');
    texts[locale] = ours;
  }
  draft.texts.set(key, texts);
  draft.keys.set(place, key);
  return key;
}

function said(draft: Draft, node: ExportedNode, reference: string): string | null {
  const variable = draft.variables.get(reference.replace(/\.value$/, ''));
  return variable?.sayable && alwaysSet(draft.flow, variable, node) ? `{${variable.name}}` : null;
}

/** Whether every way from the start to a node sets the variable first. */
function alwaysSet(flow: ExportedFlow, { by }: Variable, node: ExportedNode): boolean {
  const [first] = flow.nodes;
  return first !== undefined && !reached(flow, [first], (n) => (by.includes(n) ? unanswered(n) : n.exits.map((e) => e.uuid))).has(node);
}

/** Whether some way to a node sets the variable first. */
export function everSet(flow: ExportedFlow, { by }: Variable, node: ExportedNode): boolean {
  const after = by.flatMap((n) => n.exits.flatMap((e) => flow.nodes.find((to) => to.uuid === e.destination_uuid) ?? []));
  return by.some((n) => n === node && n.actions.length > 0) || reached(flow, after, (n) => n.exits.map((e) => e.uuid)).has(node);
}

/** The exit of a question that nobody answered. */
function unanswered({ router }: ExportedNode): string[] {
  const timeout = router?.type === 'switch' ? router.wait?.timeout?.category_uuid : undefined;
  return (router?.categories ?? []).filter((c) => c.uuid === timeout).map((c) => c.exit_uuid);
}

/** Nodes that can be come to from these, where each is left by some of its exits. */
function reached(flow: ExportedFlow, from: readonly ExportedNode[], exits: (node: ExportedNode) => readonly string[]): Set<ExportedNode> {
  const found = new Set(from);
  // A set hands out what is added to it on the way.
  for (const node of found) {
    const open = exits(node);
    for (const { uuid, destination_uuid: to } of node.exits) {
      const next = open.includes(uuid) ? flow.nodes.find((n) => n.uuid === to) : undefined;
      if (next) found.add(next);
    }
  }
  return found;
}
