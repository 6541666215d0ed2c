import { z } from 'zod';
import { readLined } from '../knowledge/lined.js';
import type { Problem } from '../knowledge/knowledge.js';

/**
 * A RapidPro or TextIt export of version 13 (the flow definitions of goflow). Only what the import reads is named;
 * other keys are let through. Names are the format's own.
 */

const uuid = z.string().min(1);
const reference = z.object({ uuid: uuid.optional(), name: z.string().default('') });

const KNOWN = [
  z.object({ type: z.literal('send_msg'), uuid, text: z.string(), quick_replies: z.array(z.string()).default([]), attachments: z.array(z.string()).default([]) }),
  z.object({ type: z.literal('say_msg'), uuid, text: z.string() }),
  z.object({ type: z.literal('set_run_result'), uuid, name: z.string(), value: z.string(), category: z.string().default('') }),
  z.object({ type: z.literal('set_contact_field'), uuid, field: z.object({ key: z.string(), name: z.string().default('') }), value: z.string() }),
  z.object({ type: z.literal('set_contact_language'), uuid, language: z.string() }),
  z.object({ type: z.literal('enter_flow'), uuid, flow: reference, terminal: z.boolean().default(false) }),
  z.object({ type: z.literal('open_ticket'), uuid }),
] as const;
const known = z.discriminatedUnion('type', KNOWN);
const knownTypes = new Set<string>(KNOWN.map((k) => k.shape.type.value));

/** An action that has no counterpart here; its name is kept, to be told of. */
const other = z.object({ type: z.string().refine((type) => !knownTypes.has(type)), uuid });
const action = z.union([known, other.transform(({ type, uuid }) => ({ type: 'other' as const, name: type, uuid }))], {
  error: 'this is no action of version 13: export it once more',
});

const routerCase = z.object({ uuid, type: z.string(), arguments: z.array(z.string()).default([]), category_uuid: uuid });
const category = z.object({ uuid, name: z.string(), exit_uuid: uuid });
const wait = z.object({
  type: z.string(),
  timeout: z.object({ seconds: z.number(), category_uuid: uuid }).nullish(),
  hint: z.object({ type: z.string() }).nullish(),
});
const router = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('switch'),
    wait: wait.nullish(),
    operand: z.string(),
    cases: z.array(routerCase).default([]),
    categories: z.array(category).min(1),
    default_category_uuid: uuid.nullish(),
    result_name: z.string().default(''),
  }),
  z.object({ type: z.literal('random'), categories: z.array(category).min(1), result_name: z.string().default('') }),
]);

const node = z.object({
  uuid,
  actions: z.array(action).default([]),
  router: router.nullish(),
  exits: z.array(z.object({ uuid, destination_uuid: uuid.nullish() })).min(1),
});

const flow = z.object({
  uuid,
  name: z.string(),
  spec_version: z.string().regex(/^13\./, 'is not of version 13: open the flow once in the editor of RapidPro or TextIt, save it, and export again'),
  /** ISO 639-3. */
  language: z.string(),
  type: z.string().default('messaging'),
  /** Language → uuid of an action, case or category → property → texts. */
  localization: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).nullish(),
  nodes: z.array(node),
});

const trigger = z.object({
  trigger_type: z.string(),
  flow: reference.nullish(),
  keyword: z.string().nullish(),
  keywords: z.array(z.string()).nullish(),
  /** `F`: the message begins with the keyword; `O`: it is nothing else. */
  match_type: z.string().nullish(),
  groups: z.array(z.unknown()).default([]),
  exclude_groups: z.array(z.unknown()).default([]),
});

const file = z.object({
  version: z.coerce.string().regex(/^13(\.|$)/, 'is not 13: import the file into RapidPro or TextIt of today and export it from there, which brings it to version 13'),
  flows: z.array(flow).min(1, 'holds no flow: tick at least one when you export'),
  triggers: z.array(trigger).default([]),
  campaigns: z.array(z.object({ name: z.string().default('') })).default([]),
});

export type Export = z.infer<typeof file>;
export type ExportedFlow = Export['flows'][number];
export type ExportedNode = ExportedFlow['nodes'][number];
export type ExportedAction = ExportedNode['actions'][number];
export type SwitchRouter = Extract<NonNullable<ExportedNode['router']>, { type: 'switch' }>;
export type RouterCase = SwitchRouter['cases'][number];
export type Category = SwitchRouter['categories'][number];

/** Reads an export; every problem with its line and mend. A node or exit that is named and missing is a problem too. */
export function readExport(text: string, name: string): { ok: true; exported: Export } | { ok: false; problems: Problem[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, problems: [{ file: name, line: lineOfFailure(text, error), level: 'error', message: 'this is not JSON: choose the file as it came from the export, and do not edit it by hand' }] };
  }
  const parsed = file.safeParse(json);
  // JSON is YAML: the reader of our own files knows the lines. It is slow, and so is asked only where something is wrong.
  if (!parsed.success) return { ok: false, problems: readLined(text, name, file).problems };
  const problems = loose(parsed.data, text, name);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, exported: parsed.data };
}

function lineOfFailure(text: string, error: unknown): number {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  return text.slice(0, position === undefined ? text.length : Number(position)).split('\n').length;
}

/** Names that lead to nothing: a torn file, which would import as a flow that ends early. */
function loose(exported: Export, text: string, name: string): Problem[] {
  let lines: ReturnType<typeof readLined> | null = null;
  const lineOf = (...path: PropertyKey[]) => (lines ??= readLined(text, name, z.unknown())).lineOf(path);
  return exported.flows.flatMap((flow, f) => {
    const nodes = new Set(flow.nodes.map((n) => n.uuid));
    return flow.nodes.flatMap((node, n) => {
      const at = (what: string): Problem => ({ file: name, line: lineOf('flows', f, 'nodes', n), level: 'error', message: `${flow.name}: ${what}: the file is torn, export it once more` });
      const exits = new Set(node.exits.map((e) => e.uuid));
      const categories = node.router?.categories ?? [];
      const named = node.router?.type === 'switch' ? [...node.router.cases.map((c) => c.category_uuid), ...[node.router.default_category_uuid, node.router.wait?.timeout?.category_uuid].flatMap((u) => u ?? [])] : [];
      return [
        ...node.exits.flatMap((e) => (e.destination_uuid && !nodes.has(e.destination_uuid) ? [at(`an exit leads to the node ${e.destination_uuid}, which is not there`)] : [])),
        ...categories.flatMap((c) => (exits.has(c.exit_uuid) ? [] : [at(`the category "${c.name}" names an exit that is not there`)])),
        ...named.flatMap((u) => (categories.some((c) => c.uuid === u) ? [] : [at(`a case names the category ${u}, which is not there`)])),
      ];
    });
  });
}
