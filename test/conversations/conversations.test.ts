import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { rehearsal } from '../../src/commands/rehearsal.js';
import type { Content } from '../../src/content.js';
import { LOCALES, isLocale } from '../../src/core/locale.js';
import type { Session } from '../../src/core/session.js';
import type { Turn } from '../../src/core/turn.js';
import { linesOf } from '../../src/host/rehearse.js';
import { wholeContent } from '../content.js';
import { NOON } from '../core/world.js';

/**
 * Transcripts with the real content, at noon of 21 November 2026. `UPDATE=1 npm test -- test/conversations` writes what the
 * bot says now into the files; read the difference before you commit it.
 */
const FOLDER = new URL('.', import.meta.url).pathname;
let content: Content;

beforeAll(async () => {
  content = await wholeContent();
}, 120_000);

/** What a talk within a flow must be shown to bear. */
const MARKS = ['a digression', 'a correction', 'a timeout', 'a handoff'] as const;
type Mark = (typeof MARKS)[number];
/** What the transcripts hold, by their events: "flow language mark". */
const held = new Set<string>();

describe('transcripts', () => {
  for (const file of readdirSync(FOLDER).filter((f) => f.endsWith('.txt'))) {
    it(file, async () => {
      const path = join(FOLDER, file);
      const wanted = readFileSync(path, 'utf8');
      const played = await replayed(wanted);
      if (process.env['UPDATE'] && process.env['CI'] !== 'true') writeFileSync(path, played);
      else expect(played).toBe(wanted);
    });
  }

  it('hold a digression, a correction, a timeout and a handoff in every flow and every language', () => {
    const wanted = [...content.book.flows.keys()].flatMap((flow) => LOCALES.flatMap((locale) => MARKS.map((mark) => `${flow} ${locale} ${mark}`)));
    expect(wanted.filter((one) => !held.has(one))).toEqual([]);
  });
});

/** The talk again: its comments and what goes in are kept, what comes out is made anew. */
async function replayed(transcript: string): Promise<string> {
  const lines = transcript.split('\n').filter((l) => l !== '' && !/^(>|# )/.test(l));
  const language = /^\/\/ language: (\S+)/.exec(lines[0] ?? '')?.[1];
  const talk = rehearsal(content, isLocale(language) ? language : null, NOON);
  const out: string[] = [];
  let before: Session | null = null;
  for (const line of lines) {
    out.push(line);
    if (line.startsWith('//')) continue;
    const made = await talk.take(line);
    for (const { flow, mark } of marksOf(before, made)) held.add(`${flow} ${made.session.locale} ${mark}`);
    before = made.session;
    out.push(...linesOf(made), '');
  }
  return `${out.join('\n').trimEnd()}\n`;
}

/** What a turn shows of the flow that was waiting before it. */
function marksOf(before: Session | null, { events, session }: Turn): { flow: string; mark: Mark }[] {
  const flow = before?.run?.flow;
  const stands = flow !== undefined && session.run?.flow === flow && session.run.node === before?.run?.node;
  return events.flatMap((event): { flow: string; mark: Mark }[] => {
    if (event.type === 'flow.corrected') return [{ flow: event.flow, mark: 'a correction' }];
    if (event.type === 'flow.expired') return [{ flow: event.flow, mark: 'a timeout' }];
    if (event.type === 'handoff.requested' && flow !== undefined) return [{ flow, mark: 'a handoff' }];
    return event.type === 'answer.given' && stands && !events.some((e) => e.type === 'flow.waited') ? [{ flow: flow!, mark: 'a digression' }] : [];
  });
}
