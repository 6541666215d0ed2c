import { createInterface } from 'node:readline';
import type { Content } from '../content.js';
import { splitKey } from '../core/answer.js';
import type { MessageActivity } from '../core/activity.js';
import type { Locale } from '../core/locale.js';
import type { Origin, Place } from '../core/place.js';
import { isOrigin, isPlace } from '../core/place.js';
import { isLocale } from '../core/locale.js';
import { newSession } from '../core/session.js';
import { turn } from '../core/turn.js';
import { z } from 'zod';
import type { Io } from './io.js';

/** A question as `ask` and `ask --jsonl` take it, null being as good as left out; contract, section 5. */
export interface Question {
  id: string;
  text: string;
  lang?: Locale | null | undefined;
  place?: Place | null | undefined;
  origin?: Origin | null | undefined;
}

export interface Answer {
  id: string;
  kind: 'answer' | 'clarify' | 'urgent' | 'handoff';
  lang: Locale;
  risk: 'R0' | 'R1' | 'R2' | 'R3';
  entry: { topic: string; place: string; origin: string | null } | null;
  score: number;
  alternatives: { topic: string; place: string; score: number }[];
  asks: 'place' | null;
  text: string;
}

const question = z.object({
  id: z.string(),
  text: z.string(),
  lang: z.custom<Locale>(isLocale, 'is none of our languages').nullish(),
  place: z.custom<Place>(isPlace, 'is none of our places').nullish(),
  origin: z.custom<Origin>(isOrigin, 'is none of our origins').nullish(),
});

/** One question through understanding and turn, as a person who was greeted already would have it answered. */
export async function answerTo(q: Question, content: Pick<Content, 'understand' | 'world'>, now: number): Promise<Answer> {
  const session = { ...newSession(q.lang ?? 'my', now), place: q.place ?? null, origin: q.origin ?? null };
  const { understanding } = await content.understand(q.text, session);
  const message: MessageActivity = {
    type: 'message',
    id: q.id,
    timestamp: new Date(now).toISOString(),
    channelId: 'terminal',
    from: { id: 'you', role: 'user' },
    recipient: { id: 'bot', role: 'bot' },
    conversation: { id: 'terminal', isGroup: false, conversationType: 'personal', name: '' },
    text: q.text,
  };
  const made = turn(session, message, understanding, content.world(now));
  const given = made.events.find((e) => e.type === 'answer.given');
  const askedPlace = made.events.some((e) => e.type === 'place.asked');
  const urgent = understanding.flags.length > 0;
  // Where several questions were answered, the score is that of the first of them, and not of all their words together.
  const told = made.events.filter((e) => e.type === 'answer.given').length > 1 ? understanding.several.flatMap(({ matches }) => matches.slice(0, 1)) : [];
  const scoreOf = (key: string) => [...told, ...understanding.matches].find((m) => m.entry === key)?.score ?? understanding.matches[0]?.score ?? 0;
  return {
    id: q.id,
    kind: urgent ? 'urgent' : given ? 'answer' : askedPlace || made.events.some((e) => e.type === 'clarification.asked') ? 'clarify' : 'handoff',
    lang: made.session.locale,
    risk: understanding.flags[0]?.level ?? 'R0',
    entry: given && !urgent ? where(given.entry) : null,
    score: given ? scoreOf(given.entry) : (understanding.matches[0]?.score ?? 0),
    alternatives: understanding.matches.filter((m) => m.entry !== given?.entry).map((m) => ({ topic: splitKey(m.entry).topic, place: splitKey(m.entry).place ?? 'ANY', score: m.score })),
    asks: askedPlace ? 'place' : null,
    text: made.replies.map((r) => r.activity.text).join('\n\n'),
  };
}

function where(key: string): NonNullable<Answer['entry']> {
  const { topic, place, origin } = splitKey(key);
  return { topic, place: place ?? 'ANY', origin };
}

/** `ask "question"`: one answer with its entry, score and risk. */
export async function ask(io: Io, content: Content, q: Question, json: boolean): Promise<number> {
  const answer = await answerTo(q, content, io.now);
  if (json) {
    io.out(JSON.stringify(answer));
    return 0;
  }
  const entry = answer.entry ? `${answer.entry.topic} ${answer.entry.place}${answer.entry.origin ? `-${answer.entry.origin}` : ''}` : 'no entry';
  io.out(answer.text);
  io.out(`\n[${answer.kind} · ${entry} · score ${answer.score.toFixed(2)} · risk ${answer.risk} · ${answer.lang}]`);
  for (const a of answer.alternatives) io.out(`[also ${a.topic} ${a.place} · ${a.score.toFixed(2)}]`);
  return 0;
}

/** `ask --jsonl`: a question a line in, an answer a line out, in the same order. A line that is no question ends it with 2. */
export async function askLines(io: Io, content: Content, input: NodeJS.ReadableStream): Promise<number> {
  let line = 0;
  for await (const text of createInterface({ input })) {
    line += 1;
    if (text.trim() === '') continue;
    const parsed = question.safeParse(readJson(text));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      io.err(`line ${line}: ${issue?.path.join('.') || 'the line'}: ${issue?.message}; write {"id":"1","text":"…"}`);
      return 2;
    }
    io.out(JSON.stringify(await answerTo(parsed.data, content, io.now)));
  }
  return 0;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
