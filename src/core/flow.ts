import { z } from 'zod';

/**
 * A guided conversation as data: the graph in `flows/<flow>/flow.yaml`, its words in `flows/<flow>/<lang>.yaml`.
 * A node does its actions in order, may wait for the person, then leaves by the first route that holds, else by
 * `otherwise`. Names stand for ids; every text is a key into the words file.
 */

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case words joined by "-"');

/** A condition on what the person answered or on variables set before. */
const condition = z.union([
  /** The variable equals this word or number. */
  z.strictObject({ var: name, is: z.string() }),
  /** The money or number in `var` is more than that in `over`; never where currencies differ. */
  z.strictObject({ var: name, over: name }),
  z.strictObject({ var: name, known: z.boolean() }),
]);

const action = z.union([
  /** Say the words under this key; `{name}` in them is a variable, `{{fact:…}}` a fact. */
  z.strictObject({ say: name }),
  /** Speak the knowledge entry of this topic for the place in the variable `at`, by default `place`. Without one, a person. */
  z.strictObject({ entry: z.string(), at: name.optional() }),
  z.strictObject({ set: name, to: z.string() }),
  /** Put a person's own profile: language, destination, origin or consent. */
  z.strictObject({ remember: z.enum(['locale', 'place', 'origin', 'consent']), from: name }),
  /** Take what is known of the person into a variable; leaves it unset where nothing is. */
  z.strictObject({ recall: z.enum(['place', 'origin', 'consent']), into: name }),
  /** The legal maximum for `place` from facts, into `into`, and how it is said into `said`; both unset where no fact may be said. */
  z.strictObject({ lookup: z.literal('fee-maximum'), place: name, origin: name, into: name, said: name }),
  /** `into` = `from` − `subtract`, in the same currency; unset where they differ. */
  z.strictObject({ subtract: name, from: name, into: name }),
  z.strictObject({ handoff: z.literal('flow') }),
  /** The flow ends here and another begins. */
  z.strictObject({ start: name }),
  z.strictObject({ menu: z.literal('show') }),
]);

const option = z.strictObject({ value: z.string(), title: name });

const wait = z.discriminatedUnion('for', [
  z.strictObject({ for: z.literal('choice'), save: name, options: z.array(option).min(1).max(12) }),
  z.strictObject({ for: z.literal('yes-no'), save: name }),
  z.strictObject({ for: z.literal('place'), save: name, among: z.enum(['destinations', 'origins']) }),
  z.strictObject({ for: z.literal('locale'), save: name }),
  /** `currencies` names place variables whose currencies are offered when the person says only a number. */
  z.strictObject({ for: z.literal('money'), save: name, currencies: z.array(name) }),
  z.strictObject({ for: z.literal('number'), save: name, min: z.number().optional(), max: z.number().optional() }),
  z.strictObject({ for: z.literal('text'), save: name }),
  /** A shared location; kept as its coordinates, never said. */
  z.strictObject({ for: z.literal('location'), save: name }),
  /** A photo, voice note or document, by reference; the counsellor sees it in the transcript. */
  z.strictObject({ for: z.literal('file'), save: name }),
]);

const route = z.strictObject({ when: condition, go: name });

export const node = z.strictObject({
  do: z.array(action).default([]),
  wait: wait.optional(),
  /** How often a wait asks again after an answer that does not fit, before a person is offered. */
  retries: z.number().int().min(0).max(5).default(2),
  /** The person may leave this question out: where it then goes. The variable stays unset. */
  skip: name.optional(),
  routes: z.array(route).default([]),
  /** The next node where no route holds; absent: the flow is done. */
  otherwise: name.optional(),
});

export const flow = z.strictObject({
  flow: name,
  version: z.number().int().min(1),
  start: name,
  nodes: z.record(name, node),
});

/** The words of one flow in one language: texts, button titles, and what people say to start it. */
export const flowWords = z.strictObject({
  title: z.string(),
  triggers: z.array(z.string()).default([]),
  texts: z.record(name, z.string()),
});

export type Condition = z.infer<typeof condition>;
export type Action = z.infer<typeof action>;
export type Wait = z.infer<typeof wait>;
export type Route = z.infer<typeof route>;
export type Node = z.infer<typeof node>;
export type FlowGraph = z.infer<typeof flow>;
export type FlowWords = z.infer<typeof flowWords>;

/**
 * A value a flow holds: an option's name or place code, a number, money with its ISO 4217 currency, or a sentence of
 * the knowledge base. What a person wrote in free text is kept too, but never said again.
 */
export type Value = string | number | { amount: number; currency: string } | { said: string } | { wrote: string };

/** A flow under way in one conversation. */
export interface Run {
  flow: string;
  version: number;
  /** The node that waits. */
  node: string;
  /** How often this wait was asked again. */
  tries: number;
  /** A sum that still lacks its currency. */
  sum: number | null;
  vars: Record<string, Value>;
  /** Questions answered before this one, the newest last: what "back" and a correction return to. */
  trail: { node: string; vars: Record<string, Value> }[];
  /** The flow that this one interrupted; it goes on when this one is done. */
  parent: Run | null;
}
