import { createInterface } from 'node:readline';
import { readFileSync, writeFileSync } from 'node:fs';
import { LIMITS as web } from '../../channels/web/limits.js';
import { limits as telegram } from '../../channels/telegram/limits.js';
import { limits as viber } from '../../channels/viber/limits.js';
import type { MessageActivity } from '../core/activity.js';
import type { Locale } from '../core/locale.js';
import { newSession, type Session } from '../core/session.js';
import { turn } from '../core/turn.js';
import type { Content } from '../content.js';
import { mermaid } from '../flow/graph.js';
import { inspectFlows } from '../flow/inspect.js';
import { readFlows } from '../flow/load.js';
import type { Knowledge, Problem } from '../knowledge/knowledge.js';
import type { Limits } from '../ports.js';
import { printProblems, type Io } from './io.js';

/** The smallest of all channels' limits: what fits these fits everywhere. */
export const SMALLEST: Limits = {
  text: Math.min(telegram.text, viber.text, web.text),
  buttons: Math.min(telegram.buttons, viber.buttons, web.buttons),
  buttonTitle: Math.min(telegram.buttonTitle, viber.buttonTitle, web.buttonTitle),
};

/** Topics that flows and the menu may name. */
export function topicsOf(knowledge: Knowledge): Set<string> {
  return new Set([...knowledge.entries.values()].map((e) => e.topic));
}

/** `flows check`: every problem with file and line. */
export function checkFlows(io: Io, knowledge: Knowledge, json: boolean): number {
  const { book, problems } = readFlows(io.root);
  const all: Problem[] = [...problems, ...inspectFlows(book, SMALLEST, topicsOf(knowledge))];
  return printProblems(io, all, json, `${book.flows.size} flows`);
}

/** `flows graph FLOW`: the flow as Mermaid text. */
export function graphFlow(io: Io, id: string, locale: Locale): number {
  const { book } = readFlows(io.root);
  const flow = book.flows.get(id);
  if (!flow) return unknownFlow(io, id, [...book.flows.keys()]);
  io.out(mermaid(flow, locale));
  return 0;
}

function unknownFlow(io: Io, id: string, known: string[]): number {
  io.err(`There is no flow "${id}". There are: ${known.join(', ')}`);
  return 2;
}

/**
 * `flows run FLOW [--script FILE]`: steps through a flow with lines from the script or the keyboard, and prints the
 * talk as a transcript (`< ` the person, `> ` the bot, `# ` an event), which is a test when it is saved in
 * test/conversations.
 */
export async function runFlow(io: Io, content: Content, id: string, options: { locale: Locale; script?: string; save?: string }): Promise<number> {
  if (!content.book.flows.has(id)) return unknownFlow(io, id, [...content.book.flows.keys()]);
  const lines: AsyncIterable<string> | string[] = options.script ? readFileSync(options.script, 'utf8').split('\n').filter((l) => l.trim() !== '') : createInterface({ input: process.stdin });
  const printed: string[] = [];
  const print = (line: string) => {
    printed.push(line);
    io.out(line);
  };

  let session: Session = { ...newSession(options.locale, io.now), localeChosen: true };
  let count = 0;
  const step = async (text: string) => {
    count += 1;
    const message = written(text, `run${count}`, io.now);
    const { understanding, zawgyiEvidence } = await content.understand(text, session);
    const opened = count === 1 ? { ...understanding, gate: 'none' as const, flags: [] } : understanding;
    const made = turn(session, message, opened, content.world(io.now));
    session = JSON.parse(JSON.stringify({ ...made.session, zawgyiEvidence })) as Session;
    for (const reply of made.replies) {
      print((reply.activity.text ?? '').split('\n').map((l) => `> ${l}`).join('\n'));
      for (const [i, action] of (reply.activity.suggestedActions?.actions ?? []).entries()) print(`>   ${i + 1}. ${action.title}`);
    }
    for (const event of made.events) print(`# ${event.type}`);
  };

  const opening = content.book.flows.get(id)?.words[options.locale]?.triggers[0] ?? content.book.flows.get(id)?.words.en?.triggers[0];
  if (opening === undefined) {
    io.err(`The flow "${id}" has no trigger to begin it: add one to flows/${id}/en.yaml`);
    return 1;
  }
  print(`< ${opening}`);
  await step(opening);
  for await (const line of lines) {
    print(`< ${line}`);
    await step(line);
  }
  if (options.save) writeFileSync(options.save, `${printed.join('\n')}\n`);
  return 0;
}

function written(text: string, id: string, now: number): MessageActivity {
  return {
    type: 'message',
    id,
    timestamp: new Date(now).toISOString(),
    channelId: 'terminal',
    from: { id: 'you', role: 'user' },
    recipient: { id: 'bot', role: 'bot' },
    conversation: { id: 'terminal', isGroup: false, conversationType: 'personal', name: '' },
    text,
  };
}

