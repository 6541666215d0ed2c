import { createInterface } from 'node:readline';
import { readFileSync, writeFileSync } from 'node:fs';
import { LIMITS as web } from '../../channels/web/limits.js';
import { limits as telegram } from '../../channels/telegram/limits.js';
import { limits as viber } from '../../channels/viber/limits.js';
import type { Locale } from '../core/locale.js';
import type { Content } from '../content.js';
import { mermaid } from '../flow/graph.js';
import { inspectFlows } from '../flow/inspect.js';
import { readFlows } from '../flow/load.js';
import type { Knowledge, Problem } from '../knowledge/knowledge.js';
import type { Limits } from '../ports.js';
import { printProblems, type Io } from './io.js';
import { rehearsal } from './rehearsal.js';

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
 * `flows run FLOW [--script FILE]`: steps through a flow with lines from a script or the keyboard, and prints the talk
 * as a transcript: saved in test/conversations it is a test.
 */
export async function runFlow(io: Io, content: Content, id: string, options: { locale: Locale; script?: string; save?: string }): Promise<number> {
  const flow = content.book.flows.get(id);
  if (!flow) return unknownFlow(io, id, [...content.book.flows.keys()]);
  const opening = flow.words[options.locale]?.triggers[0] ?? flow.words.en?.triggers[0];
  if (opening === undefined) {
    io.err(`The flow "${id}" has no trigger to begin it: add one to flows/${id}/en.yaml`);
    return 1;
  }
  const printed: string[] = [];
  const print = (line: string) => {
    printed.push(line);
    io.out(line);
  };
  const talk = rehearsal(content, options.locale, io.now);
  const play = async (line: string) => {
    const said = /^[<@]/.test(line) ? line : `< ${line}`;
    print(said);
    for (const answer of await talk.play(said)) print(answer);
  };

  await play(opening);
  const lines = options.script ? readFileSync(options.script, 'utf8').split('\n') : createInterface({ input: process.stdin });
  for await (const line of lines) if (line.trim() !== '') await play(line);
  if (options.save) writeFileSync(options.save, `${printed.join('\n')}\n`);
  return 0;
}
