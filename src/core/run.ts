import { isBareNumber } from './choice.js';
import type { Asked, Kept, Node, Reading, Run, Value, Wait } from './flow.js';
import { depth, interruptedBy, lineage, nodeOf, outermost, parkedAt, question, repeatQuestion, type Parked } from './parked.js';
import type { Act, Session } from './session.js';
import { begin, beginFlow, failed, hashOf, leave, onward, walk, type FlowStep } from './walk.js';
import type { Correcting, World } from './world.js';
import { askCurrency, choicesOf, isPickOf, objection, read, readOther, remainder, spoken, wrote, type Context, type Loaded } from './wait.js';

/** Flows that may interrupt one another; one more ends those before. */
const DEEPEST = 3;

/**
 * Begins a flow at its first node; null where there is no such flow. A flow under way is interrupted and goes on
 * afterwards, unless it is the same one: then that begins anew.
 */
export function startFlow(id: string, session: Session, context: Context): FlowStep | null {
  const { run } = session;
  const parent = run?.flow === id ? interruptedBy(run) : run && depth(run) < DEEPEST ? run : null;
  return beginFlow(id, parent, begin(session), context);
}

/** The flow begins anew, with all those that called it. */
export function startOver(session: Session, context: Context): FlowStep | null {
  const run = session.run && outermost(session.run);
  return run && beginFlow(run.flow, run.parent, begin(session), context);
}

/** Whether the person's message is an answer to what the flow waits for, or plainly corrects an earlier one. */
export function answersFlow(session: Session, context: Context): boolean {
  const parked = parkedAt(session, context.world);
  return parked !== null && (sureCorrection(parked, context) !== null || read(parked.wait, parked.run, context) !== null);
}

/** Whether the message plainly corrects an earlier answer. */
export function correctsFor(parked: Parked, context: Context): boolean {
  return sureCorrection(parked, context) !== null;
}

/**
 * Goes on with the waiting flow. An answer that does not fit is asked again in kinder words; after the node's
 * `retries` a person is offered. Null where the flow or its node is gone: the next rule then has the message.
 */
export function resumeFlow(session: Session, context: Context): FlowStep | null {
  const parked = parkedAt(session, context.world);
  if (!parked) return null;
  const sure = sureCorrection(parked, context);
  if (sure) return corrected(sure, session, context);
  const answer = read(parked.wait, parked.run, context);
  if (answer !== null) return answered(parked, answer, session, context);
  const how = context.world.corrects(context.understanding.text);
  const unclear = isMistypedChoice(parked, session, context) || (how !== null && how.not !== null);
  const likely = unclear ? null : onlyKind(corrections(parked.run, context, null));
  if (likely) return corrected(likely, session, context);
  const goesBack = how?.said === '' && context.world.yesNo(context.understanding.text) === null;
  return (goesBack ? stepBack(session, context) : null) ?? askAgain(parked, session, context);
}

/** A button of an earlier question of this flow: corrects that answer, or asks the present question again; else null. */
export function pressedEarlier(session: Session, context: Context): FlowStep | null {
  const parked = parkedAt(session, context.world);
  const { act } = context;
  if (!parked || act?.do !== 'pick' || !lineage(parked.run).some((run) => run.flow === act.flow)) return null;
  const [correction] = corrections(parked.run, context, null);
  return correction ? corrected(correction, session, context) : repeated(session, context);
}

/** Back to the question before this one; null where there is none. */
export function stepBack(session: Session, context: Context): FlowStep | null {
  for (const run of lineage(session.run)) {
    const before = run.trail.at(-1);
    const node = before && nodeOf(context.world.flow(run.flow)?.graph, before.node);
    if (!before || !node?.wait) continue;
    return repeated({ ...session, run: { ...run, node: before.node, awaits: node.wait.for, vars: before.vars, trail: run.trail.slice(0, -1), tries: 0, sum: null } }, context);
  }
  return null;
}

/** Leaves a question out, where the flow allows it; null where it does not. */
export function skipQuestion(session: Session, context: Context): FlowStep | null {
  const parked = parkedAt(session, context.world);
  if (!parked || parked.node.skip === undefined) return null;
  const { flow, run } = parked;
  return walk(flow, parked.node.skip, onward(run, run.vars), begin(session), context);
}

/** Nobody answered for long: the flow goes on where it says, once in a row; null where it ends. */
export function expireFlow(session: Session, context: Context): FlowStep | null {
  const parked = parkedAt(session, context.world);
  if (!parked || parked.node.timeout === undefined || parked.run.expired) return null;
  const { flow, run } = parked;
  const step = begin(session);
  step.events.push({ type: 'flow.expired', flow: run.flow, node: run.node });
  return walk(flow, parked.node.timeout, { ...onward(run, run.vars), expired: true }, step, context);
}

/** Whether the waiting flow has changed so that its question is no more. */
export function isLost(session: Session, world: World): boolean {
  return session.run !== null && parkedAt(session, world) === null;
}

/** A flow whose question is no more goes on where its author moved it; null where nothing is said of that. */
export function movedOn(session: Session, context: Context): FlowStep | null {
  const { run } = session;
  const flow = run && context.world.flow(run.flow);
  const to = flow?.graph.moved[run!.node];
  return run && flow && to !== undefined ? walk(flow, to, run, begin(session), context) : null;
}

function repeated(session: Session, context: Context): FlowStep | null {
  const again = repeatQuestion(session, context.world);
  return again && { ...begin(session), session, says: [again] };
}

function answered({ flow, node, wait, run }: Parked, answer: Reading, session: Session, context: Context): FlowStep {
  const step = begin(session);
  if ('sum' in answer) {
    const asking = { ...run, sum: answer.sum, tries: 0 };
    step.session = { ...session, run: asking };
    step.says.push(askCurrency(wait, asking, session, context));
    return step;
  }
  step.left = context.act ? null : remainder(wait, answer.value, context.understanding);
  return leave(flow, node, run, { ...run.vars, [wait.save]: answer.value }, step, context);
}

function askAgain({ flow, node, wait, run }: Parked, session: Session, context: Context): FlowStep {
  const step = begin(session);
  if (run.tries >= node.retries) return failed(step, run.flow, run.node, 'not-understood');
  const { world } = context;
  const again = { ...run, tries: run.tries + 1 };
  step.session = { ...session, run: again };
  const say = run.sum !== null ? askCurrency(wait, again, session, context) : question({ flow, node, wait, run: again }, session, world);
  // A question in the middle that nothing answers is told so; "please press one" would be deaf.
  const unknown = context.understanding.asks && context.understanding.gate === 'none' ? { phrase: 'no-answer', params: {} } : null;
  const why = objection(wait, context, session.locale) ?? unknown ?? { phrase: `again.${wait.for}`, params: {} };
  step.says.push({ ...say, text: `${world.phrase(why.phrase, session.locale, why.params)}\n\n${say.text}` });
  return step;
}

// --- Corrections ----------------------------------------------------------------------------------------------------

/** An earlier question that the message answers otherwise. */
interface Correction {
  run: Run;
  /** Where it stands in the run's trail. */
  at: number;
  flow: Loaded;
  node: Node;
  wait: Wait;
  value: Value;
  /** The message also says the answer that was given: "3, not 2". */
  named: boolean;
}

/** Where any words are an answer, a correction says no more than the other answer: so many characters. */
const LONGEST_AT_TEXT = 30;

/**
 * "No, 3 not 2": the words are a correction and answer an earlier question otherwise, the one they name or the newest. What
 * says only by its form what was wrong must name the answer that was given.
 */
function sureCorrection({ wait, run }: Parked, context: Context): Correction | null {
  const { act, world, understanding } = context;
  const how = act ? null : world.corrects(understanding.text);
  if (how === null || how.said === '') return null;
  if (how.gives === 'wrote') return rewritten(run, how.said, world);
  if (wait.for === 'text' && how.said.length > LONGEST_AT_TEXT) return null;
  // To a question for a yes or no, "no" is no word of correction of another such answer.
  const answersNow = wait.for === 'yes-no' && how.not === null && world.yesNo(how.by) !== null;
  const all = corrections(run, context, how).filter((c) => !(answersNow && c.wait.for === 'yes-no'));
  return all.find((c) => c.named) ?? (how.not === null ? all[0] : null) ?? null;
}

/** Other words for what was written freely last. */
function rewritten(from: Run, words: string, world: World): Correction | null {
  for (const run of lineage(from)) {
    const flow = world.flow(run.flow);
    const at = run.trail.findLastIndex((asked) => nodeOf(flow?.graph, asked.node)?.wait?.for === 'text');
    const node = nodeOf(flow?.graph, run.trail[at]?.node ?? '');
    if (flow && node?.wait) return { run, at, flow, node, wait: node.wait, value: wrote(words), named: true };
  }
  return null;
}

/** Earlier questions that the message answers otherwise, the newest first. */
function corrections(from: Run, context: Context, how: Correcting | null): Correction[] {
  return lineage(from).flatMap((run) => {
    const flow = context.world.flow(run.flow);
    if (!flow) return [];
    return run.trail
      .flatMap(({ node: name }, at): Correction[] => {
        const node = nodeOf(flow.graph, name);
        const wait = node?.wait;
        if (!node || !wait || (context.act && !isPickOf(context.act, { flow: run.flow, node: name }))) return [];
        const other = readOther(flow, wait, { ...run, node: name }, answerAt(run, at, wait), context, how);
        return other ? [{ run, at, flow, node, wait, ...other }] : [];
      })
      .reverse();
  });
}

/** "7" under five buttons: one of them was meant, and no earlier number. */
function isMistypedChoice({ flow, wait, run }: Parked, session: Session, { understanding, world }: Context): boolean {
  return isBareNumber(understanding.text) && choicesOf(flow, wait, run, session, world).length > 0;
}

/** The newest, where all are of one kind: "Malaysia" is no sum. */
function onlyKind(all: readonly Correction[]): Correction | null {
  const [newest] = all;
  return newest && all.every((c) => c.wait.for === newest.wait.for) ? newest : null;
}

/** What was answered to the question at this place of the trail; undefined where it was left out. */
function answerAt(run: Run, at: number, wait: Wait): Value | undefined {
  return (run.trail[at + 1]?.vars ?? run.vars)[wait.save];
}

/** The flow goes on from the corrected question, and what was answered behind it is not asked again where it is the same question. */
function corrected({ run, at, flow, node, wait, value }: Correction, session: Session, context: Context): FlowStep {
  const { world } = context;
  const asked = run.trail[at] as Asked;
  const step = begin(session);
  step.events.push({ type: 'flow.corrected', flow: run.flow, node: asked.node });
  const words = spoken(flow, wait.save, value, session.locale, world);
  step.says.push({ text: words === null ? world.phrase('corrected', session.locale) : world.phrase('corrected-to', session.locale, { value: words }), by: 'bot' });
  return leave(flow, node, rewound({ run, at, flow }, session, world), { ...asked.vars, [wait.save]: value }, step, context);
}

/** Back to a question that was answered, to ask it again; null where it is not there any more. */
export function askedAnew(act: Extract<Act, { do: 'change' }>, session: Session, context: Context): FlowStep | null {
  const run = lineage(session.run).find((r) => r.flow === act.flow);
  const flow = context.world.flow(act.flow);
  if (!run || !flow) return null;
  const at = run.trail[act.at]?.node === act.node ? act.at : run.trail.findLastIndex((asked) => asked.node === act.node);
  const wait = nodeOf(flow.graph, act.node)?.wait;
  if (at < 0 || !wait) return null;
  const back = { ...rewound({ run, at, flow }, session, context.world), awaits: wait.for, tries: 0, sum: null };
  const step = repeated({ ...session, run: back }, context);
  step?.events.push({ type: 'flow.corrected', flow: act.flow, node: act.node });
  return step;
}

/** The run as it was when the question at this place of its trail was asked; its answer and those behind it are kept. */
function rewound({ run, at, flow }: Pick<Correction, 'run' | 'at' | 'flow'>, session: Session, world: World): Run {
  const asked = run.trail[at] as Asked;
  const kept = { ...run.kept };
  const answers = run.trail.slice(at).flatMap((a, i): [string, Kept][] => {
    const behind = nodeOf(flow.graph, a.node);
    const answer = behind?.wait && answerAt(run, at + i, behind.wait);
    return behind && answer !== undefined ? [[a.node, { value: answer, asked: hashOf(flow, behind, a.vars, session, world) }]] : [];
  });
  for (const [node, answer] of answers.reverse()) kept[node] = [answer, ...(kept[node] ?? [])];
  return { ...run, node: asked.node, vars: asked.vars, trail: run.trail.slice(0, at), kept };
}

/** A question that was answered: how it was put, the answer as it may be said (`wrote` where it was written freely, null where it has no words), and the way back. */
export interface Given {
  question: string;
  answer: string | { wrote: true } | null;
  act: Extract<Act, { do: 'change' }>;
}

/** Questions that were answered, the oldest first; at most `most`, the newest ones. */
export function answersGiven(session: Session, world: World, most: number): Given[] {
  return lineage(session.run)
    .reverse()
    .flatMap((run) => {
      const flow = world.flow(run.flow);
      return run.trail.flatMap(({ node: name, vars }, at): Given[] => {
        const node = nodeOf(flow?.graph, name);
        const answer = node?.wait && answerAt(run, at, node.wait);
        if (!flow || !node?.wait || answer === undefined) return [];
        const asked: Parked = { flow, node, wait: node.wait, run: { ...run, node: name, vars } };
        const said = spoken(flow, node.wait.save, answer, session.locale, world);
        const answered = typeof answer === 'object' && 'wrote' in answer ? ({ wrote: true } as const) : said;
        return [{ question: question(asked, session, world).text, answer: answered, act: { do: 'change' as const, flow: run.flow, node: name, at } }];
      });
    })
    .slice(-most);
}
