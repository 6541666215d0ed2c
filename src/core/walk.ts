import { splitKey } from './answer.js';
import type { Event } from './event.js';
import type { Action, Condition, Node, Run, Value, Wait } from './flow.js';
import { isLocale, type Locale } from './locale.js';
import { depth, interruptedBy, repeatQuestion, type Parked } from './parked.js';
import { isDestination, isOrigin, isPlace } from './place.js';
import { excess, reckon } from './reckon.js';
import { remindOf, withoutConsent } from './remind.js';
import { shortHash, type Say } from './say.js';
import type { Session } from './session.js';
import type { World } from './world.js';
import { choicesOf, readRemainder, remainder, textOf, type Context, type Loaded, type Said } from './wait.js';

/** Questions that can be gone back to. */
const TRAIL_KEPT = 20;
/** Flows that stand in one another; one more call is a circle, and a person goes on. */
const DEEPEST_CALL = 6;

/** Nodes may lead on without waiting; more than this many in one turn are a loop. */
const MOST_STEPS = 100;

/** What a flow did in one turn. `run` is where it waits now, null where it is done. */
export interface FlowStep {
  session: Session;
  says: Say[];
  events: Event[];
  /** The flow hands over to a person. */
  human: boolean;
  /** What that person is told, as the flow put it. */
  agreed?: string;
  /** The flow ends by showing the menu. */
  menu: boolean;
  /** Nodes passed in this turn. */
  steps: number;
  /** What of the message is left for the next question. */
  left: Said | null;
}

/** What a flow carries from one question to the next. */
export type Carried = Pick<Run, 'vars' | 'trail' | 'kept' | 'parent' | 'returns' | 'expired'>;

export function begin(session: Session): FlowStep {
  return { session: { ...session, run: null }, says: [], events: [], human: false, menu: false, steps: 0, left: null };
}

export function beginFlow(id: string, parent: Run | null, step: FlowStep, context: Context): FlowStep | null {
  const flow = context.world.flow(id);
  if (!flow) return null;
  step.events.push({ type: 'flow.started', flow: id });
  return walk(flow, flow.graph.start, { vars: {}, trail: [], kept: {}, parent, returns: null, expired: false }, step, context);
}

/** "Where do we go next?": two ways out, we wait or all has ended. `from`: the first action, where a call came back. */
export function walk(flow: Loaded, first: string, carried: Carried, step: FlowStep, context: Context, from = 0): FlowStep {
  const id = flow.graph.flow;
  let { vars, trail, kept, expired } = carried;
  let name: string | undefined = first;
  for (let start = from; name !== undefined; start = 0) {
    const node: Node | undefined = flow.graph.nodes[name];
    step.steps += 1;
    if (!node || step.steps > MOST_STEPS) return failed(step, id, name, node ? 'loop' : 'missing-node');
    const said = step.says.length;
    for (const [at, action] of node.do.entries()) {
      if (at < start) continue;
      if ('start' in action) {
        // What called this flow ends with it; what was interrupted goes on afterwards.
        const parent = carried.returns && carried.parent ? interruptedBy(carried.parent) : carried.parent;
        return beginFlow(action.start, parent, completed(step, id), context) ?? failed(step, id, name, 'missing-flow');
      }
      if ('call' in action) {
        const caller: Run = { ...carried, flow: id, version: flow.graph.version, node: name, awaits: null, tries: 0, sum: null, vars, trail, kept, expired };
        return callFlow(action, at, caller, step, context);
      }
      vars = perform(action, flow, vars, step, context);
    }
    if (node.wait) {
      const run: Run = { ...carried, flow: id, version: flow.graph.version, node: name, awaits: node.wait.for, tries: 0, sum: null, vars, trail, kept, expired };
      const known = knownAnswer(flow, node, node.wait, run, said, step, context);
      if (known === null) return park({ flow, node, wait: node.wait, run }, step, context);
      ({ vars, trail, kept, expired } = onward(run, { ...vars, [node.wait.save]: known }));
    }
    name = next(node, vars);
  }
  return finished({ ...carried, vars }, completed(step, id), context);
}

export function completed(step: FlowStep, flow: string): FlowStep {
  step.events.push({ type: 'flow.completed', flow });
  return step;
}

export function failed(step: FlowStep, flow: string, node: string, reason: string): FlowStep {
  step.events.push({ type: 'flow.failed', flow, node, reason });
  step.human = true;
  return step;
}

function park({ flow, wait, run }: Parked, step: FlowStep, context: Context): FlowStep {
  const { world } = context;
  step.session = { ...step.session, run };
  step.events.push({ type: 'flow.waited', flow: run.flow, node: run.node });
  const choices = choicesOf(flow, wait, run, step.session, world);
  const last = step.says.pop() ?? { text: world.phrase(`again.${wait.for}`, step.session.locale), by: 'bot' as const };
  step.says.push(choices.length > 0 ? { ...last, choices } : last);
  return step;
}

function callFlow(action: Extract<Action, { call: string }>, at: number, caller: Run, step: FlowStep, context: Context): FlowStep {
  const flow = context.world.flow(action.call);
  if (!flow || depth(caller) >= DEEPEST_CALL) return failed(step, caller.flow, caller.node, flow ? 'too-deep' : 'missing-flow');
  const vars = taken(action.with, caller.vars);
  step.events.push({ type: 'flow.started', flow: action.call });
  return walk(flow, flow.graph.start, { vars, trail: [], kept: {}, parent: caller, returns: { action: at, into: action.into }, expired: caller.expired }, step, context);
}

/** A flow is done: the one that called it goes on behind the call, one that it interrupted asks its question again. */
export function finished({ parent, returns, vars }: Pick<Carried, 'parent' | 'returns' | 'vars'>, step: FlowStep, context: Context): FlowStep {
  if (!parent || step.human || step.menu) return step;
  if (!returns) {
    const session = { ...step.session, run: parent };
    const again = repeatQuestion(session, context.world);
    return again ? { ...step, session, says: [...step.says, again] } : step;
  }
  const flow = context.world.flow(parent.flow);
  const carried = { ...parent, vars: { ...parent.vars, ...taken(returns.into, vars) } };
  return flow ? walk(flow, parent.node, carried, step, context, returns.action + 1) : failed(step, parent.flow, parent.node, 'missing-flow');
}

/** Variables under other names: those of `names` (new: old) that are set. */
function taken(names: Record<string, string>, vars: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(names).flatMap(([mine, theirs]) => (vars[theirs] === undefined ? [] : [[mine, vars[theirs]]])));
}

export function onward(run: Run, vars: Record<string, Value>): Carried {
  const { [run.node]: mine = [], ...others } = run.kept;
  const kept = mine.length > 1 ? { ...others, [run.node]: mine.slice(1) } : others;
  return { vars, trail: [...run.trail, { node: run.node, vars: run.vars }].slice(-TRAIL_KEPT), kept, parent: run.parent, returns: run.returns, expired: false };
}

function next(node: Node, vars: Record<string, Value>): string | undefined {
  return node.routes.find((route) => holds(route.when, vars))?.go ?? node.otherwise;
}

function holds(when: Condition, vars: Record<string, Value>): boolean {
  const value = vars[when.var];
  const term = (t: string | number) => (typeof t === 'number' ? t : vars[t]);
  if ('known' in when) return (value !== undefined) === when.known;
  if ('is' in when) return value !== undefined && String(value) === when.is;
  return 'over' in when ? (excess(value, term(when.over)) ?? 0) > 0 : (excess(value, term(when.under)) ?? 0) < 0;
}

/** Leaves an answered question by the first route that holds. */
export function leave(flow: Loaded, node: Node, run: Run, vars: Record<string, Value>, step: FlowStep, context: Context): FlowStep {
  const name = next(node, vars);
  const carried = onward(run, vars);
  return name === undefined ? finished(carried, completed(step, run.flow), context) : walk(flow, name, carried, step, context);
}

/**
 * The answer to a question that need not be asked: kept from before a correction, where the question is the same, or said
 * in the same message as the one before. What the node said as a question is then taken back from `step`.
 */
function knownAnswer(flow: Loaded, node: Node, wait: Wait, run: Run, said: number, step: FlowStep, context: Context): Value | null {
  const kept = run.kept[run.node]?.[0];
  if (kept && kept.asked === hashOf(flow, node, run.vars, step.session, context.world)) {
    step.says.length = said;
    return kept.value;
  }
  const isBareQuestion = !kept && !node.do.some((a) => 'entry' in a) && step.says.length > said;
  const value = step.left && isBareQuestion ? readRemainder(wait, run, step.left, context) : null;
  if (value === null || !step.left) return null;
  step.left = remainder(wait, value, step.left);
  step.says.pop();
  return value;
}

/** How a question is put, as a hash: its words in one language with the variables in them, and the entries it speaks. */
export function hashOf(flow: Loaded, node: Node, vars: Record<string, Value>, session: Session, world: World): string {
  const locale: Locale = 'en';
  const parts = node.do.map((action): string => {
    if ('say' in action) return textOf(flow, action.say, vars, locale, world, action.quoting ? 'writer' : 'person');
    return 'entry' in action ? (entryOf(action, vars, session, world) ?? '') : '';
  });
  return shortHash(JSON.stringify([node.wait, parts]));
}

function perform(action: Exclude<Action, { start: string } | { call: string }>, flow: Loaded, vars: Record<string, Value>, step: FlowStep, context: Context): Record<string, Value> {
  const { world } = context;
  const { locale } = step.session;
  if ('say' in action) {
    step.says.push({ text: textOf(flow, action.say, vars, locale, world, action.quoting ? 'writer' : 'person'), by: 'bot' });
  } else if ('entry' in action) {
    const key = entryOf(action, vars, step.session, world);
    const told = key && world.speak(key, locale);
    if (key && told) {
      step.says.push({ text: `${told.text}\n\n${told.footer}`, by: 'bot' });
      step.session = { ...step.session, last: key };
      step.events.push({ type: 'answer.given', entry: key, locale: told.locale });
    } else step.human = true;
  } else if ('set' in action) {
    return { ...vars, [action.set]: action.to };
  } else if ('remember' in action) {
    step.session = remember(step.session, action.remember, vars[action.from], world.now);
  } else if ('recall' in action) {
    const known = action.recall === 'consent' ? step.session.consentAt && 'yes' : step.session[action.recall];
    return known ? { ...vars, [action.into]: known } : vars;
  } else if ('lookup' in action) {
    const { [action.into]: _, [action.said]: __, ...others } = vars;
    return { ...others, ...(action.lookup === 'fee-maximum' ? feeMaximum(action, vars, step.session, world) : placesNear(action, vars, step.session, world)) };
  } else if ('remind' in action) {
    const { session, says, events } = remindOf(action.remind, vars[action.on], step.session, context);
    step.session = session;
    // After a correction the flow may come by here twice.
    step.says.push(...says.filter(({ text }) => !step.says.some((s) => s.text === text)));
    step.events.push(...events);
  } else if ('menu' in action) {
    step.menu = true;
  } else if ('handoff' in action) {
    step.human = true;
    if (action.summary !== undefined) step.agreed = textOf(flow, action.summary, vars, locale, world, 'counsellor');
  } else {
    return reckon(action, vars, world, locale);
  }
  return vars;
}

type Lookup<Kind> = Extract<Action, { lookup: Kind }>;

function feeMaximum(action: Lookup<'fee-maximum'>, vars: Record<string, Value>, { locale }: Session, world: World): Record<string, Value> {
  const place = vars[action.place];
  const origin = vars[action.origin];
  const maximum = isPlace(place) ? world.feeMaximum(place, isOrigin(origin) ? origin : null, locale) : null;
  return maximum ? { [action.into]: { amount: maximum.amount, currency: maximum.currency }, [action.said]: { said: maximum.text } } : {};
}

function placesNear(action: Lookup<'places-near'>, vars: Record<string, Value>, { locale, place, origin }: Session, world: World): Record<string, Value> {
  const where = vars[action.location];
  if (typeof where !== 'object' || !('wrote' in where)) return {};
  // A shared location is kept as "latitude,longitude".
  const [, latitude, longitude] = /^(-?[\d.]+),(-?[\d.]+)$/.exec(where.wrote) ?? [];
  const position = latitude === undefined ? null : { latitude: Number(latitude), longitude: Number(longitude) };
  const near = world.near({ text: where.wrote, position, place, origin }, locale);
  const country = near && splitKey(near.entry).place;
  return { ...(country ? { [action.into]: country } : {}), ...(near && near.text !== null ? { [action.said]: { said: near.text } } : {}) };
}

function entryOf(action: Extract<Action, { entry: string }>, vars: Record<string, Value>, session: Session, world: World): string | null {
  const place = vars[action.at ?? 'place'];
  const { origin } = vars;
  return world.entryFor(action.entry, isPlace(place) ? place : session.place, isOrigin(origin) ? origin : session.origin);
}

/** Where somebody is and comes from is kept only with their consent. */
function remember(session: Session, what: 'locale' | 'place' | 'origin' | 'consent', value: Value | undefined, now: number): Session {
  if ((what === 'place' || what === 'origin') && session.consentAt === null) return session;
  switch (what) {
    case 'locale':
      return isLocale(value) ? { ...session, locale: value, localeChosen: true } : session;
    case 'place':
      return isDestination(value) || isOrigin(value) ? { ...session, place: value } : session;
    case 'origin':
      return isOrigin(value) ? { ...session, origin: value } : session;
    case 'consent':
      return value === 'yes' ? { ...session, consentAt: now } : withoutConsent(session);
  }
}
