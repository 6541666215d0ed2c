import type { Event } from './event.js';
import type { Action, Condition, Node, Run, Value, Wait } from './flow.js';
import { isLocale } from './locale.js';
import { isDestination, isOrigin, isPlace } from './place.js';
import type { Say } from './say.js';
import type { Session } from './session.js';
import type { World } from './world.js';
import { askCurrency, choicesOf, read, textOf, type Context, type Loaded } from './wait.js';

/** Questions that can be gone back to. */
const TRAIL_KEPT = 20;
/** Flows that may interrupt one another; one more ends the outermost. */
const DEEPEST = 3;

/** A node may lead on without waiting; more than this many in one turn is a loop. */
const MOST_STEPS = 100;

/** What a flow did in one turn. `run` is where it waits now, null where it is done. */
export interface FlowStep {
  session: Session;
  says: Say[];
  events: Event[];
  /** The flow hands over to a person. */
  human: boolean;
  /** The flow ends by showing the menu. */
  menu: boolean;
}

/**
 * Begins a flow at its first node; null where there is no such flow. A flow under way is interrupted and goes on
 * afterwards, unless it is the same one: then that begins anew.
 */
export function startFlow(id: string, session: Session, context: Context): FlowStep | null {
  const flow = context.world.flow(id);
  if (!flow) return null;
  const interrupted = session.run && session.run.flow !== id && depth(session.run) < DEEPEST ? session.run : null;
  const step = begin(session);
  step.events.push({ type: 'flow.started', flow: id });
  return returned(walk(flow, flow.graph.start, { vars: {}, trail: [], parent: interrupted }, step, context), interrupted, context);
}

function depth(run: Run): number {
  return run.parent ? 1 + depth(run.parent) : 1;
}

/** Where a flow is done and had interrupted another, that one asks its question again. */
function returned(step: FlowStep, parent: Run | null, context: Context): FlowStep {
  if (step.session.run || !parent || step.human || step.menu) return step;
  const session = { ...step.session, run: parent };
  const again = repeatQuestion(session, context);
  return again ? { ...step, session, says: [...step.says, again] } : step;
}

/** Whether the person's message is an answer to what the flow waits for. */
export function answersFlow(session: Session, context: Context): boolean {
  const parked = parkedAt(session, context.world);
  return parked !== null && read(parked.wait, parked.run, context) !== null;
}

/**
 * Goes on with the waiting flow. An answer that does not fit is asked again in kinder words; after the node's
 * `retries` a person is offered. Null where the flow or its node is gone: the next rule then has the message.
 */
export function resumeFlow(session: Session, context: Context): FlowStep | null {
  const parked = parkedAt(session, context.world);
  if (!parked) return null;
  const { flow, node, wait, run } = parked;
  const step = begin(session);

  const answer = read(wait, run, context);
  if (answer === null) return corrected(session, context) ?? askAgain(flow, node, wait, run, step, context);
  if ('sum' in answer) {
    step.session = { ...session, run: { ...run, sum: answer.sum, tries: 0 } };
    step.says.push(askCurrency(wait, { ...run, sum: answer.sum }, session, context));
    return step;
  }
  return leave(flow, node, run, { ...run.vars, [wait.save]: answer.value }, step, context);
}

/** Back to the question before this one; null where there is none. */
export function stepBack(session: Session, context: Context): FlowStep | null {
  const parked = parkedAt(session, context.world);
  const before = parked?.run.trail.at(-1);
  if (!parked || !before) return null;
  return reask(parked.run, before, parked.run.trail.slice(0, -1), session, context);
}

/** Leaves a question out, where the flow allows it; null where it does not. */
export function skipQuestion(session: Session, context: Context): FlowStep | null {
  const parked = parkedAt(session, context.world);
  if (!parked || parked.node.skip === undefined) return null;
  const { flow, run } = parked;
  return returned(walk(flow, parked.node.skip, onward(run, run.vars), begin(session), context), run.parent, context);
}

/** Whether the waiting flow still has the node it waits at, as the kind of question it was. */
export function isLost(session: Session, world: World): boolean {
  return session.run !== null && parkedAt(session, world) === null;
}

/**
 * "No, Malaysia": what does not fit this question but an earlier one about a place corrects that, and the flow goes on
 * from there.
 */
function corrected(session: Session, context: Context): FlowStep | null {
  const parked = parkedAt(session, context.world);
  if (!parked || context.understanding.places.length === 0) return null;
  const { flow, run } = parked;
  const at = run.trail.findLastIndex(({ node }) => {
    const wait = flow.graph.nodes[node]?.wait;
    return wait?.for === 'place' && read(wait, { ...run, node }, { ...context, act: null }) !== null;
  });
  const earlier = run.trail[at];
  const node = earlier && flow.graph.nodes[earlier.node];
  if (!earlier || !node?.wait) return null;
  const answer = read(node.wait, { ...run, node: earlier.node }, { ...context, act: null });
  if (!answer || 'sum' in answer) return null;
  const step = begin(session);
  step.events.push({ type: 'flow.corrected', flow: run.flow, node: earlier.node });
  step.says.push({ text: context.world.phrase('corrected', session.locale), by: 'bot' });
  const rewound = { ...run, node: earlier.node, vars: earlier.vars, trail: run.trail.slice(0, at) };
  // Later answers are kept: what follows need not be asked again where it is known.
  return leave(flow, node, rewound, { ...run.vars, [node.wait.save]: answer.value }, step, context);
}

function reask(run: Run, to: Run['trail'][number], trail: Run['trail'], session: Session, context: Context): FlowStep {
  const step = begin(session);
  step.session = { ...step.session, run: { ...run, node: to.node, vars: to.vars, trail, tries: 0, sum: null } };
  const again = repeatQuestion(step.session, context);
  if (again) step.says.push(again);
  return step;
}

/** What a flow carries from one question to the next. */
type Carried = Pick<Run, 'vars' | 'trail' | 'parent'>;

function onward(run: Run, vars: Record<string, Value>): Carried {
  return { vars, trail: [...run.trail, { node: run.node, vars: run.vars }].slice(-TRAIL_KEPT), parent: run.parent };
}

/** Says the waiting flow's question once more, for example after a question asked in the middle. */
export function repeatQuestion(session: Session, context: Context): Say | null {
  const parked = parkedAt(session, context.world);
  if (!parked) return null;
  return question(parked.flow, parked.node, parked.wait, parked.run, session, context);
}

function parkedAt(session: Session, world: World): { flow: Loaded; node: Node; wait: Wait; run: Run } | null {
  const run = session.run;
  const flow = run && world.flow(run.flow);
  const node = flow?.graph.nodes[run!.node];
  return run && flow && node?.wait ? { flow, node, wait: node.wait, run } : null;
}

function begin(session: Session): FlowStep {
  return { session: { ...session, run: null }, says: [], events: [], human: false, menu: false };
}

/** "Where do we go next?": two ways out, we wait or all has ended. */
function walk(flow: Loaded, first: string, carried: Carried, step: FlowStep, context: Context): FlowStep {
  const id = flow.graph.flow;
  let { vars } = carried;
  let name: string | undefined = first;
  for (let steps = 0; name !== undefined; steps += 1) {
    const node: Node | undefined = flow.graph.nodes[name];
    if (!node || steps >= MOST_STEPS) {
      step.events.push({ type: 'flow.failed', flow: id, node: name, reason: node ? 'loop' : 'missing-node' });
      step.human = true;
      return step;
    }
    for (const action of node.do) {
      if ('start' in action) return startOther(action.start, step, context);
      vars = perform(action, flow, vars, step, context);
    }
    if (node.wait) {
      const run: Run = { flow: id, version: flow.graph.version, node: name, tries: 0, sum: null, ...carried, vars };
      step.session = { ...step.session, run };
      step.events.push({ type: 'flow.waited', flow: id, node: name });
      offerChoices(flow, node.wait, run, step, context);
      return step;
    }
    name = next(node, vars);
  }
  step.events.push({ type: 'flow.completed', flow: id });
  return step;
}

function leave(flow: Loaded, node: Node, run: Run, vars: Record<string, Value>, step: FlowStep, context: Context): FlowStep {
  const name = next(node, vars);
  if (name !== undefined) return returned(walk(flow, name, onward(run, vars), step, context), run.parent, context);
  step.events.push({ type: 'flow.completed', flow: flow.graph.flow });
  return returned(step, run.parent, context);
}

function startOther(id: string, step: FlowStep, context: Context): FlowStep {
  const other = startFlow(id, step.session, context);
  if (!other) return { ...step, human: true };
  return { ...other, says: [...step.says, ...other.says], events: [...step.events, ...other.events] };
}

function next(node: Node, vars: Record<string, Value>): string | undefined {
  return node.routes.find((route) => holds(route.when, vars))?.go ?? node.otherwise;
}

function holds(when: Condition, vars: Record<string, Value>): boolean {
  const value = vars[when.var];
  if ('known' in when) return (value !== undefined) === when.known;
  if (value === undefined) return false;
  if ('is' in when) return String(value) === when.is;
  const other = vars[when.over];
  return other !== undefined && (difference(value, other) ?? 0) > 0;
}

/** `a − b`, null where they are not of one kind and currency. */
function difference(a: Value, b: Value): number | null {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (isMoney(a) && isMoney(b) && a.currency === b.currency) return a.amount - b.amount;
  return null;
}

function isMoney(value: Value): value is { amount: number; currency: string } {
  return typeof value === 'object' && 'amount' in value;
}

function perform(
  action: Exclude<Action, { start: string }>,
  flow: Loaded,
  vars: Record<string, Value>,
  step: FlowStep,
  context: Context,
): Record<string, Value> {
  const { world } = context;
  if ('say' in action) {
    step.says.push({ text: textOf(flow, action.say, vars, step.session.locale, world), by: 'bot' });
  } else if ('entry' in action) {
    const place = vars[action.at ?? 'place'];
    const key = world.entryFor(action.entry, isPlace(place) ? place : step.session.place, step.session.origin);
    const spoken = key && world.speak(key, step.session.locale);
    if (key && spoken) {
      step.says.push({ text: `${spoken.text}\n\n${spoken.footer}`, by: 'bot' });
      step.session = { ...step.session, last: key };
      step.events.push({ type: 'answer.given', entry: key, locale: spoken.locale });
    } else step.human = true;
  } else if ('set' in action) {
    return { ...vars, [action.set]: action.to };
  } else if ('remember' in action) {
    step.session = remember(step.session, action.remember, vars[action.from], world.now);
  } else if ('recall' in action) {
    const known = action.recall === 'consent' ? step.session.consentAt && 'yes' : step.session[action.recall];
    return known ? { ...vars, [action.into]: known } : vars;
  } else if ('lookup' in action) {
    const place = vars[action.place];
    const origin = vars[action.origin];
    const maximum = isPlace(place) ? world.feeMaximum(place, isOrigin(origin) ? origin : null, step.session.locale) : null;
    return maximum
      ? { ...vars, [action.into]: { amount: maximum.amount, currency: maximum.currency }, [action.said]: { said: maximum.text } }
      : vars;
  } else if ('subtract' in action) {
    const from = vars[action.from];
    const subtrahend = vars[action.subtract];
    const left = from !== undefined && subtrahend !== undefined ? difference(from, subtrahend) : null;
    if (left === null || from === undefined) return vars;
    return { ...vars, [action.into]: isMoney(from) ? { amount: left, currency: from.currency } : left };
  } else if ('menu' in action) {
    step.menu = true;
  } else {
    step.human = true;
  }
  return vars;
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
      return { ...session, consentAt: value === 'yes' ? now : null };
  }
}

function askAgain(flow: Loaded, node: Node, wait: Wait, run: Run, step: FlowStep, context: Context): FlowStep {
  if (run.tries >= node.retries) {
    step.events.push({ type: 'flow.failed', flow: run.flow, node: run.node, reason: 'not-understood' });
    step.human = true;
    return step;
  }
  const again = { ...run, tries: run.tries + 1 };
  step.session = { ...step.session, run: again };
  const say = run.sum !== null ? askCurrency(wait, again, step.session, context) : question(flow, node, wait, again, step.session, context);
  step.says.push({ ...say, text: `${context.world.phrase(`again.${wait.for}`, step.session.locale)}\n\n${say.text}` });
  return step;
}

/** The node's question: what it says last before it waits. */
function question(flow: Loaded, node: Node, wait: Wait, run: Run, session: Session, context: Context): Say {
  const last = node.do.findLast((a) => 'say' in a);
  const text = last ? textOf(flow, last.say, run.vars, session.locale, context.world) : context.world.phrase(`again.${wait.for}`, session.locale);
  return { text, by: 'bot', choices: choicesOf(flow, wait, run, session, context.world) };
}

/** Puts the wait's choices under the node's last sentence. */
function offerChoices(flow: Loaded, wait: Wait, run: Run, step: FlowStep, context: Context): void {
  const choices = choicesOf(flow, wait, run, step.session, context.world);
  const last = step.says.pop() ?? { text: context.world.phrase(`again.${wait.for}`, step.session.locale), by: 'bot' as const };
  step.says.push(choices.length > 0 ? { ...last, choices } : last);
}
