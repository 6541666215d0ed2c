import { z } from 'zod';

/**
 * A guided conversation as data: the graph in `flows/<flow>/flow.yaml`, its words in `flows/<flow>/<lang>.yaml`.
 * A node does its actions in order, may wait for the person, then leaves by the first route that holds, else by
 * `otherwise`. Names stand for ids; every text is a key into the words file.
 */

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case words joined by "-"');

/** A fact of the knowledge base and, after a point, the name of one of its values: `mmth-WAGE-02` or `mmth-WAGE-02.bangkok`. */
const factValue = z.string().regex(/^(mmth|dest|mek)-[A-Za-z0-9-]+(\.[a-z][A-Za-z0-9]*)?$/, 'name a fact, and after a point one of its values');

/** A variable, or a number that stands in the flow itself (a week has 7 days); figures of law come from facts. */
const term = z.union([name, z.number()]);

/** What a reminder can be of; nothing of a paper itself is kept with it. */
export const REMINDER_KINDS = ['passport', 'visa', 'permit', 'ninety-day-report', 'claim'] as const;
export type ReminderKind = (typeof REMINDER_KINDS)[number];

/** A condition on what the person answered or on variables set before. One on a variable that is not set does not hold. */
const condition = z.union([
  /** The variable equals this word or number. */
  z.strictObject({ var: name, is: z.string() }),
  /** The money, number or date in `var` is more (later) than `over`; never where currencies differ. */
  z.strictObject({ var: name, over: term }),
  /** … or less (earlier) than `under`. */
  z.strictObject({ var: name, under: term }),
  z.strictObject({ var: name, known: z.boolean() }),
]);

/** What a flow works out. What cannot be known (a variable is not set, currencies differ, a fact has expired) leaves `into` unset: ask `known`. */
const calculation = z.union([
  /** A fact's value as it holds today: money, a number (a percentage as its share, 25% is 0.25) or a date; a range is no one value. */
  z.strictObject({ 'value-of': factValue, into: name }),
  /** `into` = all of these together: numbers, or money of one currency; a list counts with all that is in it. */
  z.strictObject({ sum: z.array(name).min(1), into: name }),
  /** `into` = `to` + `add`: two numbers, two sums of one currency, or a date and a number of days. */
  z.strictObject({ add: term, to: name, into: name }),
  /** `into` = `from` − `subtract`: the same, or the days between two dates. */
  z.strictObject({ subtract: term, from: name, into: name }),
  /** `into` = `multiply` × `by`: a number or money, by a number. */
  z.strictObject({ multiply: name, by: term, into: name }),
  /** `into` = `divide` ÷ `by`: a number or money, by a number. */
  z.strictObject({ divide: name, by: term, into: name }),
  /** Money, or a list of it, into the currency of the money in `like`, by rates of the facts; `said` are those rates with their dates, in words. */
  z.strictObject({ convert: name, like: name, into: name, said: name }),
  /** Days from today to a date, below zero once it is past; a month counts as its first day. */
  z.strictObject({ 'days-until': name, into: name }),
  /** Days from a date to today. */
  z.strictObject({ 'days-since': name, into: name }),
  /** Puts the number or money in `append` at the end of the list `to`, at most 20 (see `sum`). */
  z.strictObject({ append: name, to: name }),
]);

const action = z.union([
  calculation,
  /**
   * Say the words under this key; `{name}` in them is a variable, `{{fact:…}}` a fact. `quoting`: what the person wrote
   * freely is said too, for them to agree to; elsewhere it never is.
   */
  z.strictObject({ say: name, quoting: z.boolean().optional() }),
  /** Speak the knowledge entry of this topic for the place in the variable `at`, by default `place`, and the variable `origin`. Without one, a person. */
  z.strictObject({ entry: z.string(), at: name.optional() }),
  z.strictObject({ set: name, to: z.union([z.string(), z.number()]) }),
  /** Put a person's own profile: language, destination, origin or consent. */
  z.strictObject({ remember: z.enum(['locale', 'place', 'origin', 'consent']), from: name }),
  /** Take what is known of the person into a variable; leaves it unset where nothing is. */
  z.strictObject({ recall: z.enum(['place', 'origin', 'consent']), into: name }),
  /** The legal maximum for `place` from facts, into `into`, and how it is said into `said`; both unset where no fact may be said. */
  z.strictObject({ lookup: z.literal('fee-maximum'), place: name, origin: name, into: name, said: name }),
  /** The country of a location the person gave, into `into`, and the nearest places to go there, else lines to call, into `said`; unset where not known. */
  z.strictObject({ lookup: z.literal('places-near'), location: name, into: name, said: name }),
  /** Another flow as a part of this one: it begins with `with` (its variable: ours); when it is done, `into` (ours: its) comes back. */
  z.strictObject({ call: name, with: z.record(name, name).default({}), into: z.record(name, name).default({}) }),
  /** A person; with `summary`, the words under this key, filled in, are what the counsellor reads first. */
  z.strictObject({ handoff: z.literal('flow'), summary: name.optional() }),
  /** The flow ends here and another begins. */
  z.strictObject({ start: name }),
  z.strictObject({ menu: z.literal('show') }),
  /**
   * Remind the person before the day in `on`; it takes the place of an earlier one of this kind. The bot says by itself that
   * it will, or why not: without their consent it keeps no date. Nothing where `on` is not set.
   */
  z.strictObject({ remind: z.enum(REMINDER_KINDS), on: name }),
]);

const option = z.strictObject({ value: z.string(), title: name });

const wait = z.discriminatedUnion('for', [
  z.strictObject({ for: z.literal('choice'), save: name, options: z.array(option).min(1).max(12) }),
  z.strictObject({ for: z.literal('yes-no'), save: name }),
  z.strictObject({ for: z.literal('place'), save: name, among: z.enum(['destinations', 'origins']) }),
  z.strictObject({ for: z.literal('locale'), save: name }),
  /** `currencies` names place variables whose currencies are offered when the person says only a number. */
  z.strictObject({ for: z.literal('money'), save: name, currencies: z.array(name) }),
  /** In digits or in words; `min` and `max` are said to whoever answers beyond them. */
  z.strictObject({ for: z.literal('number'), save: name, min: z.number().optional(), max: z.number().optional() }),
  /**
   * A day ("5 May", "๕/๕/๒๕๖๙", "in 2 weeks"). `when`: it must be past or to come, today is both. `month`: a month with its
   * year is enough.
   */
  z.strictObject({ for: z.literal('date'), save: name, when: z.enum(['past', 'future']).optional(), month: z.literal('enough').optional() }),
  /** How to reach somebody: a shared contact or a typed phone number. Kept for the counsellor, never said. */
  z.strictObject({ for: z.literal('contact'), save: name }),
  z.strictObject({ for: z.literal('text'), save: name }),
  /** A shared location, or the name of a town; never said. */
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
  /** Where it goes when nobody answered for a day; absent: the flow ends and says so. Once in a row: then it ends. */
  timeout: name.optional(),
  routes: z.array(route).default([]),
  /** The next node where no route holds; absent: the flow is done. */
  otherwise: name.optional(),
});

export const flow = z.strictObject({
  flow: name,
  version: z.number().int().min(1),
  start: name,
  /** Nodes of earlier versions and where people who wait there go on: {old: new}. */
  moved: z.record(name, name).default({}),
  nodes: z.record(name, node),
});

/** The words of one flow in one language: texts, button titles, and what people say to start it. */
export const flowWords = z.strictObject({
  title: z.string(),
  /** Of the English words that these were translated from: a lower one than theirs is stale. */
  version: z.number().int().min(1).default(1),
  triggers: z.array(z.string()).default([]),
  texts: z.record(name, z.string()),
});

export type Condition = z.infer<typeof condition>;
export type Calculation = z.infer<typeof calculation>;
export type Action = z.infer<typeof action>;
export type Wait = z.infer<typeof wait>;
export type Route = z.infer<typeof route>;
export type Node = z.infer<typeof node>;
export type FlowGraph = z.infer<typeof flow>;
export type FlowWords = z.infer<typeof flowWords>;

/** What can be counted together. */
export type Quantity = number | { amount: number; currency: string };

/**
 * A value a flow holds: an option's name or place code, a number, money with its ISO 4217 currency, a day (2026-05-05) or
 * month (2026-05), a list, or a sentence of the knowledge base. What a person wrote in free text, a contact and a location
 * are kept too, but never said again.
 */
export type Value = string | Quantity | { date: string } | { list: Quantity[] } | { said: string } | { wrote: string };

/** What a message is as an answer: a value, or a sum that still lacks its currency. */
export type Reading = { value: Value } | { sum: number };

/** A flow under way in one conversation. */
export interface Run {
  flow: string;
  version: number;
  /** The node that waits; in a flow that called another, the node that called. */
  node: string;
  /** What kind of answer it waits for; null where an older session did not say. */
  awaits: Wait['for'] | null;
  /** How often this wait was asked again. */
  tries: number;
  /** A sum that still lacks its currency. */
  sum: number | null;
  vars: Record<string, Value>;
  /** Questions answered before this one, the newest last: what "back" and a correction return to. */
  trail: Asked[];
  /** Answers to questions behind a corrected one, by node and in their order: used when the same question comes again. */
  kept: Record<string, Kept[]>;
  /** The flow that this one interrupted, or that called it; it goes on when this one is done. */
  parent: Run | null;
  /** Set where the parent called: the action of its node that did, and what it takes over (its variable: ours). */
  returns: { action: number; into: Record<string, string> } | null;
  /** True where the last question ran out and nobody has answered since. */
  expired: boolean;
}

/** A question that was answered, and the variables as they were before. */
export interface Asked {
  node: string;
  vars: Record<string, Value>;
}

export interface Kept {
  value: Value;
  /** Hash of how the question was asked: one that would be asked in other words is asked again. */
  asked: string;
}
