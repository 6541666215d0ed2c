import { beforeAll, describe, expect, it } from 'vitest';
import type { Activity, Attachment } from '../../src/core/activity.js';
import { daysAfter, today } from '../../src/core/date.js';
import type { Action, FlowGraph, Node, Value, Wait } from '../../src/core/flow.js';
import { LOCALES, type Locale } from '../../src/core/locale.js';
import { newSession, type Session } from '../../src/core/session.js';
import { turn } from '../../src/core/turn.js';
import { NOTHING_UNDERSTOOD, type Understanding } from '../../src/core/understanding.js';
import type { World } from '../../src/core/world.js';
import { readFlows } from '../../src/flow/load.js';
import { flowVoice } from '../../src/flow/voice.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { quantityOf } from '../../src/knowledge/quantity.js';
import { valueAt } from '../../src/knowledge/slot.js';
import { voice } from '../../src/knowledge/speak.js';
import { NOON, ROOT, event, message, smallWorld } from '../core/world.js';

/*
 * Every node of every shipped flow is spoken in every language, by a walk that is found in English and taken again in each
 * language. What a node says is marked with its name. With the facts as they are, without any (they expire), and with all.
 */

const { book } = readFlows(ROOT);
const { knowledge } = readKnowledge(ROOT);

/** The longest flow is walked through in some seconds, on a machine that does other things in half a minute. */
const PATIENCE = 180_000;

const MARK = /⟦([a-z-]+)\.([a-z0-9-]+)⟧/g;

function marked(graph: FlowGraph): FlowGraph {
  const nodes = Object.entries(graph.nodes).map(([name, node]): [string, Node] => [name, { ...node, do: [{ say: `mark:${name}` }, ...node.do] }]);
  return { ...graph, nodes: Object.fromEntries(nodes) };
}

/** The shipped content without search and danger: a walk needs neither. */
function worldNow(): World {
  const flows = flowVoice(book);
  const { phrase } = flows(NOON, { entryFor: () => null, title: () => null });
  const said = voice(knowledge, { policy: 'sourced', phrase, flowTitle: (id) => id })(NOON);
  const spoken = flows(NOON, said);
  const graphs = new Map([...book.flows].map(([id, { graph }]) => [id, marked(graph)]));
  return {
    ...smallWorld(NOON),
    ...said,
    ...spoken,
    flow: (id) => {
      const flow = spoken.flow(id);
      const graph = graphs.get(id);
      if (!flow || !graph) return null;
      const marks = Object.fromEntries(Object.keys(graph.nodes).map((name) => [`mark:${name}`, `⟦${id}.${name}⟧`]));
      return { graph, words: (locale) => ({ ...flow.words(locale), texts: { ...flow.words(locale).texts, ...marks } }) };
    },
  };
}

const NOW = worldNow();
const WORLDS: Record<string, World> = {
  'the facts of today': NOW,
  'no fact that holds': { ...NOW, feeMaximum: () => null, factValue: () => null, rate: () => null, near: () => ({ entry: 'help/find-mrc@TH', text: null }) },
  'all facts confirmed': {
    ...NOW,
    feeMaximum: (place, origin, locale) => NOW.feeMaximum(place, origin, locale) ?? { amount: 1_000, currency: 'THB', text: '1000 THB', sure: true },
    factValue: (reference) => {
      const found = valueAt(knowledge.facts, reference);
      return found ? quantityOf(found.value) : null;
    },
    rate: (from, to) => ({ rate: 2, text: `1 ${from} = 2 ${to}` }),
  },
};

// --- What somebody can answer ---------------------------------------------------------------------------------------

/** The same in every language; `LOCALE` picks the language of the walk. */
type Move = { pick: string } | { text: string; heard: Partial<Understanding> } | { activity: Activity } | { wait: 'a day' };

const DAY_MS = 86_400_000;
const PHOTO: Attachment = { contentType: 'image/jpeg', contentUrl: 'telegram:p1' };
const typed = (text: string, heard: Partial<Understanding>): Move => ({ text, heard });
const day = (days: number) => daysAfter(today(NOON), days) ?? '';

function movesAt(wait: Wait, node: Node, session: Session): Move[] {
  return [...answers(wait, session), ...(node.skip === undefined ? [] : [typed('skip', {})]), ...(node.timeout === undefined ? [] : [{ wait: 'a day' as const }])];
}

function answers(wait: Wait, session: Session): Move[] {
  const picks = session.offers.slice(-session.offered).flatMap(({ act }): Move[] => (act.do === 'pick' && act.node === session.run?.node ? [{ pick: act.value }] : []));
  const money = (value: number, currency: string) => typed(`${value} ${currency}`, { amounts: [{ value, currency }], numbers: [value] });
  const number = (value: number) => typed(String(value), { numbers: [value] });
  const date = (days: number) => typed(day(days), { dates: [{ days }] });
  switch (wait.for) {
    case 'choice':
    case 'yes-no':
    case 'place':
      return picks;
    case 'locale':
      return [{ pick: 'LOCALE' }];
    case 'money':
      return [money(1, 'MMK'), money(900_000_000, 'MMK'), money(1, 'THB'), money(900_000_000, 'THB')];
    case 'number':
      return [...new Set([wait.min ?? 0, 1, 7, 9, 17, 30, wait.max ?? 1_000])].filter((n) => n >= (wait.min ?? n) && n <= (wait.max ?? n)).map(number);
    case 'date':
      return [0, 3, 20, 300].map((n) => date(wait.when === 'past' ? -n : n)).concat(wait.when === undefined ? [date(-30)] : []);
    case 'contact':
      return [typed('+66812345678', { phones: ['+66812345678'] })];
    case 'text':
      return [typed('a word', {})];
    case 'location':
      return [
        typed('Mae Sot', { places: [{ place: 'TH', direction: null }] }),
        typed('Dubai', { places: [{ place: 'GULF', direction: null }] }),
        typed('Malaysia', { places: [{ place: 'MY', direction: null }] }),
        { activity: { ...message(undefined), entities: [{ type: 'GeoCoordinates', latitude: 3.1, longitude: 101.7 }] } as Activity },
      ];
    case 'file':
      return [{ activity: { ...message(undefined), attachments: [PHOTO] } as Activity }];
  }
}

// --- Walking --------------------------------------------------------------------------------------------------------

/** Who begins a flow: nobody known, somebody of whom only the country is known, somebody at work abroad. */
function starters(locale: Locale): Session[] {
  const stranger = { ...newSession(locale, NOON), localeChosen: true };
  return [stranger, { ...stranger, consentAt: NOON, place: 'KR' }, { ...stranger, consentAt: NOON, place: 'TH', origin: 'MM' }];
}

interface Taken {
  session: Session;
  texts: string[];
}

function begin(flow: string, session: Session, world: World): Taken {
  const offering: Session = { ...session, offers: [{ token: flow, title: flow, act: { do: 'flow', flow } }], offered: 1 };
  return taken(offering, message(undefined, flow), NOTHING_UNDERSTOOD, world);
}

function move(session: Session, to: Move, locale: Locale, world: World): Taken {
  if ('wait' in to) return taken(session, event('timer', { kind: 'flow-expires' }), NOTHING_UNDERSTOOD, { ...world, now: world.now + DAY_MS });
  if ('activity' in to) return taken(session, to.activity, NOTHING_UNDERSTOOD, world);
  if ('text' in to) return taken(session, message(to.text), { ...NOTHING_UNDERSTOOD, text: to.text, ...to.heard }, world);
  const value = to.pick === 'LOCALE' ? locale : to.pick;
  const offer = session.offers.findLast(({ act }) => act.do === 'pick' && act.node === session.run?.node && act.value === value);
  return taken(session, message(undefined, offer?.token ?? 'none'), NOTHING_UNDERSTOOD, world);
}

function taken(session: Session, activity: Activity, understanding: Understanding, world: World): Taken {
  const made = turn(session, activity, understanding, world);
  return { session: made.session, texts: made.replies.map((r) => r.activity.text ?? '') };
}

function marksIn(texts: readonly string[]): string[] {
  return texts.flatMap((text) => [...text.matchAll(MARK)].map((m) => `${m[1]}.${m[2]}`));
}

interface Way {
  world: string;
  starter: number;
  moves: Move[];
}

/**
 * Ways that together pass all nodes of a flow that can be passed. What is new is followed further: a node, or a node with
 * a variable on which ways part and that has not had this value there. That is every node and value once, not every talk.
 */
function waysThrough(flow: string): Way[] {
  const passed = new Set<string>();
  const ways: Way[] = [];
  const matters = deciding(NOW.flow(flow)?.graph as FlowGraph);
  const all = Object.keys(book.flows.get(flow)?.graph.nodes ?? {}).length;
  for (const [nth, starter] of starters('en').entries()) {
    for (const [name, world] of Object.entries(WORLDS)) {
      const seen = new Set<string>();
      const open: { way: Way; at: Taken }[] = [{ way: { world: name, starter: nth, moves: [] }, at: begin(flow, starter, world) }];
      for (let next = open.shift(); next && passed.size < all; next = open.shift()) {
        const { way, at } = next;
        const fresh = marksIn(at.texts).filter((mark) => mark.startsWith(`${flow}.`) && !passed.has(mark));
        fresh.forEach((mark) => passed.add(mark));
        if (fresh.length > 0) ways.push(way);
        const { run } = at.session;
        const node = run && world.flow(run.flow)?.graph.nodes[run.node];
        if (run?.flow !== flow || !node?.wait || !isNew(run.node, run.vars, matters, seen)) continue;
        for (const to of movesAt(node.wait, node, at.session)) open.push({ way: { ...way, moves: [...way.moves, to] }, at: move(at.session, to, 'en', world) });
      }
    }
  }
  return ways;
}

function isNew(node: string, vars: Record<string, Value>, matters: ReadonlyMap<string, 'itself' | 'there'>, seen: Set<string>): boolean {
  const atoms = [node, ...Object.entries(vars).flatMap(([name, value]) => (matters.has(name) ? [`${node} ${name} ${matters.get(name) === 'there' ? '' : kindOf(value)}`] : []))];
  const isNovel = atoms.some((atom) => !seen.has(atom));
  atoms.forEach((atom) => seen.add(atom));
  return isNovel;
}

/** Of a list its last and how many decide, of what was written or said that it is there. */
function kindOf(value: Value): string {
  if (typeof value === 'object' && 'list' in value) return `${Math.min(value.list.length, 2)} ${JSON.stringify(value.list.at(-1))}`;
  return typeof value === 'object' && ('wrote' in value || 'said' in value) ? '' : JSON.stringify(value);
}

/** The variables on which ways part, by their value or only by being there, and those that are reckoned into them. */
function deciding({ nodes }: FlowGraph): Map<string, 'itself' | 'there'> {
  const matters = new Map<string, 'itself' | 'there'>();
  const conditions = Object.values(nodes).flatMap((n) => n.routes.map((r) => r.when));
  for (const when of conditions) if ('known' in when && !matters.has(when.var)) matters.set(when.var, 'there');
  for (const when of conditions) {
    if ('known' in when) continue;
    matters.set(when.var, 'itself');
    const term = 'over' in when ? when.over : 'under' in when ? when.under : null;
    if (typeof term === 'string') matters.set(term, 'itself');
  }
  const reckoned = Object.values(nodes).flatMap((n) => n.do.flatMap((action) => ('append' in action ? [{ from: [action.append], to: action.to }] : 'into' in action && typeof action.into === 'string' ? [{ from: namesOf(action), to: action.into }] : [])));
  for (let found = true; found; ) {
    const more = reckoned.flatMap(({ from, to }) => (matters.get(to) === 'itself' ? from.filter((name) => matters.get(name) !== 'itself') : []));
    more.forEach((name) => matters.set(name, 'itself'));
    found = more.length > 0;
  }
  return matters;
}

function namesOf({ into: _, ...action }: Action & { into: unknown }): string[] {
  return Object.values(action).flatMap((v) => (typeof v === 'string' ? [v] : Array.isArray(v) ? (v as string[]) : []));
}

/** The same ways in a language: what is passed there, and what is said. */
function walked(ways: readonly Way[], locale: Locale, flow: string): { passed: Set<string>; texts: Set<string> } {
  const texts = new Set<string>();
  for (const { world: name, starter, moves } of ways) {
    const world = WORLDS[name] as World;
    let at = begin(flow, starters(locale)[starter] as Session, world);
    at.texts.forEach((t) => texts.add(t));
    for (const to of moves) {
      at = move(at.session, to, locale, world);
      at.texts.forEach((t) => texts.add(t));
    }
  }
  return { passed: new Set(marksIn([...texts])), texts };
}

describe.each([...book.flows.keys()])('every node of %s', (flow) => {
  let ways: Way[] = [];
  beforeAll(() => {
    ways = waysThrough(flow);
  }, PATIENCE);
  const nodes = Object.keys(book.flows.get(flow)?.graph.nodes ?? {}).map((node) => `${flow}.${node}`);

  it.each(LOCALES)('is spoken in %s', (locale) => {
    const { passed, texts } = walked(ways, locale, flow);
    expect(nodes.filter((node) => !passed.has(node))).toEqual([]);
    for (const text of texts) {
      expect(text).not.toBe('');
      expect(text).not.toMatch(/\{[a-z-]+\}|\{\{/);
      expect(text).not.toContain(NOW.phrase('apology', locale));
    }
  });
});
