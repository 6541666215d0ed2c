import type { Io } from '../commands/io.js';
import { loadContent, type Content } from '../content.js';
import type { MessageActivity } from '../core/activity.js';
import { newSession, type Session } from '../core/session.js';
import { turn } from '../core/turn.js';
import { NOTHING_UNDERSTOOD, type Understanding } from '../core/understanding.js';
import type { World } from '../core/world.js';
import type { FlowBook, LoadedFlow } from '../flow/load.js';
import { flowVoice } from '../flow/voice.js';
import { ROUNDS, rowOf, type Row } from './figures.js';
import { machine, print } from './report.js';

/** How many turns a round takes, how many rounds, and how many flows the small and the large book hold. */
export interface TurnsSize {
  turns: number;
  rounds: number;
  small: number;
  large: number;
}
/** A round of each lasts under a second; ten flows are one programme's, a thousand those of a hundred. */
const SIZE: TurnsSize = { turns: 5_000, rounds: ROUNDS, small: 10, large: 1_000 };
/** One flow in the middle of answering: what most turns are. */
const FLOW = 'check-fee';

/**
 * `lanpya bench --turns`: turns a second through the engine alone, beside a plain object that counts its turns, both with
 * their state as JSON between any two; and what a turn and the start of a world cost with 1,000 flows against 10.
 */
export async function benchTurns(io: Io, json: boolean): Promise<number> {
  if (!json) io.err(`Turns through the engine, without host and store: ${machine(io.root)}`);
  const loaded = await loadContent(io.root, { contentPolicy: 'sourced', embeddings: { kind: 'builtin' } }, io.now);
  if (!loaded.ok) throw new Error('the content is not in order: run "lanpya flows check" and "lanpya knowledge check"');
  print(io, turnRows(loaded.content, io.now, SIZE), json);
  return 0;
}

export function turnRows(content: Content, now: number, size: TurnsSize): Row[] {
  const world = content.world(now);
  const [few, many] = [size.small, size.large].map((count) => withFlows(content.book, count, world)) as [FlowBook, FlowBook];
  const [little, much] = [few, many].map((book) => worldOf(book, world)) as [World, World];
  const talk = (w: World) => () => talked(w, size.turns) / size.turns;
  return [
    inTurn('turn in a flow, against a plain object with JSON state', size.rounds, talk(world), () => counted(size.turns) / size.turns),
    inTurn(`turn in a flow, ${size.large.toLocaleString('en')} flows against ${size.small}`, size.rounds, talk(much), talk(little)),
    inTurn(`words that begin no flow, ${size.large.toLocaleString('en')} flows against ${size.small}`, size.rounds, () => strayed(much, size.turns) / size.turns, () => strayed(little, size.turns) / size.turns),
    inTurn(`world made, for each flow, ${size.large.toLocaleString('en')} flows against ${size.small}`, size.rounds, () => made(many, world, 1) / size.large, () => made(few, world, size.large / size.small) / size.large),
  ];
}

/** Microseconds of the processor in rounds taken in turn; a first round of each only warms. */
function inTurn(name: string, rounds: number, ours: () => number, baseline: () => number): Row {
  const took = { ours: [] as number[], baseline: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    const [a, b] = [ours(), baseline()];
    if (round === 0) continue;
    took.ours.push(a);
    took.baseline.push(b);
  }
  return rowOf(name, 'µs', took.ours, took.baseline);
}

/** CPU time of the work, microseconds: other programs on the machine do not count. */
function cpuOf(work: () => void): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return user + system;
}

/** A talk that goes around in one flow: an answer, a correction, the question once more; its state is JSON between any two turns. */
function talked(world: World, turns: number): number {
  const lines: Understanding[] = [
    said('Thailand', { places: [{ place: 'TH', direction: null }] }),
    said('Myanmar', { places: [{ place: 'MM', direction: null }] }),
    said('no, Malaysia', { places: [{ place: 'MY', direction: null }] }),
    said('repeat'),
    said('start over'),
  ];
  let state = JSON.stringify(begun(world));
  return cpuOf(() => {
    for (let n = 0; n < turns; n += 1) {
      const line = lines[n % lines.length]!;
      state = JSON.stringify(turn(JSON.parse(state) as Session, message(n, line.text), line, world).session);
    }
  });
}

/** Words that are no command and begin no flow: every list of words is looked through in vain. */
function strayed(world: World, turns: number): number {
  const state = JSON.stringify({ ...newSession('en', world.now), localeChosen: true });
  const line = said('the weather was fine when we went to the market');
  return cpuOf(() => {
    for (let n = 0; n < turns; n += 1) turn(JSON.parse(state) as Session, message(n, line.text), line, world);
  });
}

/** The least that a bot with a memory does: read its state, answer, write it. */
function counted(turns: number): number {
  let state = '{"turns":0}';
  return cpuOf(() => {
    for (let n = 0; n < turns; n += 1) {
      const session = JSON.parse(state) as { turns: number };
      const reply = { ...message(n, `You said: Thailand. Turn ${session.turns}.`), replyToId: `m${n}` };
      state = JSON.stringify({ ...session, turns: session.turns + (reply.text ? 1 : 0) });
    }
  });
}

function made(book: FlowBook, world: World, times: number): number {
  return cpuOf(() => {
    for (let n = 0; n < times; n += 1) worldOf(book, world);
  });
}

function begun(world: World): Session {
  const token = 'begin';
  const session: Session = { ...newSession('en', world.now), localeChosen: true, offers: [{ token, title: FLOW, act: { do: 'flow', flow: FLOW } }] };
  return turn(session, { ...message(0, ''), value: { token } }, NOTHING_UNDERSTOOD, world).session;
}

function worldOf(book: FlowBook, world: World): World {
  return { ...world, ...flowVoice(book)(world.now, world) };
}

/** A book of so many flows: those shipped as often as it takes, each under a name and words of its own. */
function withFlows(book: FlowBook, count: number, world: World): FlowBook {
  const shipped = [...book.flows];
  if (shipped.length === 0 || world.flow(FLOW) === null) throw new Error(`there is no flow "${FLOW}" to measure with`);
  const first = book.flows.get(FLOW) as LoadedFlow;
  const flows = Array.from({ length: count }, (_, n): [string, LoadedFlow] => (n === 0 ? [FLOW, first] : copyOf(shipped[n % shipped.length]![1], n)));
  return { ...book, flows: new Map(flows) };
}

function copyOf(flow: LoadedFlow, n: number): [string, LoadedFlow] {
  const id = `${flow.graph.flow}-${n}`;
  const words = Object.entries(flow.words).map(([locale, w]) => [locale, { ...w, triggers: w.triggers.map((t) => `${t} ${n}`) }]);
  return [id, { ...flow, graph: { ...flow.graph, flow: id }, words: Object.fromEntries(words) as LoadedFlow['words'] }];
}

function said(text: string, more: Partial<Understanding> = {}): Understanding {
  return { ...NOTHING_UNDERSTOOD, text, locale: 'en', ...more };
}

function message(n: number, text: string): MessageActivity {
  return {
    type: 'message',
    id: `m${n}`,
    timestamp: '2026-11-21T05:00:00.000Z',
    channelId: 'bench',
    from: { id: 'p', role: 'user' },
    recipient: { id: 'b', role: 'bot' },
    conversation: { id: 'c', isGroup: false, conversationType: 'personal', name: '' },
    text,
  };
}
