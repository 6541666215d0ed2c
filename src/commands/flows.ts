import { createInterface } from 'node:readline';
import { readFileSync, writeFileSync } from 'node:fs';
import { limits as terminal } from '../../channels/terminal/limits.js';
import type { Locale } from '../core/locale.js';
import type { Content } from '../content.js';
import type { Turn } from '../core/turn.js';
import { svg } from '../flow/drawing.js';
import { mermaid, pictureOf } from '../flow/graph.js';
import { inspectFlows } from '../flow/inspect.js';
import { readFlows } from '../flow/load.js';
import { fit } from '../host/fit.js';
import { linesOf, NotALine, transcriptOf, variablesOf } from '../host/rehearse.js';
import type { Knowledge, Problem } from '../knowledge/knowledge.js';
import type { Limits } from '../ports.js';
import { printProblems, type Io } from './io.js';
import { SHAPES, SMALLEST } from './shapes.js';
import { rehearsal } from './rehearsal.js';

/** Topics that flows and the menu may name. */
export function topicsOf(knowledge: Knowledge): Set<string> {
  return new Set([...knowledge.entries.values()].map((e) => e.topic));
}

/** `flows check`: every problem with file and line. */
export function checkFlows(io: Io, knowledge: Knowledge, json: boolean): number {
  const { book, problems } = readFlows(io.root);
  const all: Problem[] = [...problems, ...inspectFlows(book, SMALLEST, topicsOf(knowledge), knowledge.facts)];
  return printProblems(io, all, json, `${book.flows.size} flows`);
}

/** `flows graph FLOW`: the flow as SVG, or as Mermaid text; into `out`, whose path is then printed, else printed. */
export async function graphFlow(io: Io, id: string, o: { lang: Locale; out?: string; mermaid?: boolean }): Promise<number> {
  const { book } = readFlows(io.root);
  const flow = book.flows.get(id);
  if (!flow) return unknownFlow(io, id, [...book.flows.keys()]);
  const picture = pictureOf(flow, o.lang);
  const drawn = o.mermaid ? mermaid(picture) : await svg(picture);
  if (o.out === undefined) io.out(drawn.trimEnd());
  else {
    writeFileSync(o.out, drawn);
    io.out(o.out);
  }
  return 0;
}

function unknownFlow(io: Io, id: string, known: string[]): number {
  io.err(`There is no flow "${id}". There are: ${known.join(', ')}`);
  return 2;
}

/**
 * `flows run FLOW [--script FILE]`: steps through a flow with lines from a script or the keyboard, and shows each message
 * as a channel would, with events and variables. `save` keeps the talk as a transcript: in test/conversations it is a test.
 */
export async function runFlow(io: Io, content: Content, id: string, options: { locale: Locale; channel: string; script?: string; save?: string }): Promise<number> {
  const flow = content.book.flows.get(id);
  if (!flow) return unknownFlow(io, id, [...content.book.flows.keys()]);
  const limits = SHAPES[options.channel] ?? terminal;
  const talk = rehearsal(content, options.locale, io.now);
  const turns: { line: string; lines: string[] }[] = [];
  const play = async (line: string) => {
    io.out(line);
    const made = await talk.take(line);
    turns.push({ line, lines: linesOf(made) });
    for (const shown of shownOn(made, limits)) io.out(shown);
  };

  await play(`@ flow ${id}`);
  const lines = options.script ? readFileSync(options.script, 'utf8').split('\n') : createInterface({ input: process.stdin });
  for await (const line of lines) {
    if (line.trim() === '') continue;
    try {
      await play(/^[<@]/.test(line) ? line : `< ${line}`);
    } catch (error) {
      if (!(error instanceof NotALine)) throw error;
      io.err(error.message);
    }
  }
  if (options.save) writeFileSync(options.save, transcriptOf(options.locale, flow.words[options.locale]?.title ?? id, turns));
  return 0;
}

/** A turn as the channel shows it, then what happened and what the flow holds. */
function shownOn(made: Turn, limits: Limits): string[] {
  const messages = made.replies.flatMap(({ activity }) => fit(activity, limits));
  return [
    ...messages.flatMap((m) => [...(m.text ?? '').split('\n').map((l) => `> ${l}`.trimEnd()), ...(m.suggestedActions?.actions ?? []).map((a) => `>   [ ${a.title} ]`)]),
    ...made.events.map(({ type, ...more }) => `# ${[type, ...Object.entries(more).map(([name, value]) => `${name}=${String(value)}`)].join(' ')}`),
    ...variablesOf(made.session).map(({ flow, name, value }) => `= ${flow}.${name}: ${value}`),
  ];
}
