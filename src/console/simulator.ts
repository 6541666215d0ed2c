import { z } from 'zod';
import type { Event } from '../core/event.js';
import { LOCALES, type Locale } from '../core/locale.js';
import { newSession, upgrade, type Session } from '../core/session.js';
import type { Turn } from '../core/turn.js';
import { fit } from '../host/fit.js';
import { linesOf, momentOf, NotALine, rehearse, transcriptOf, variablesOf, type Rehearsing } from '../host/rehearse.js';
import type { Limits } from '../ports.js';
import { read, Refusal } from './refusal.js';
import type { Route, SignedCall } from './route.js';

/** What the simulator plays on: the content in use, and the channels whose shape it shows. */
export interface SimulatorDesk extends Rehearsing {
  flows(): { id: string; title: string }[];
  /** The flow as SVG, with the words of a language; null where there is none. */
  picture(flow: string, locale: Locale): Promise<string | null>;
  channels: Readonly<Record<string, Limits>>;
}

export interface SimulatorStage {
  flows: { id: string; title: string }[];
  channels: string[];
}

/** One turn as the page shows it. The page keeps `session` and sends it with the next line: the server keeps nothing. */
export interface SimulatorStep {
  session: Session;
  /** In the shape of the channel; `press` is what a button is called in the transcript. */
  messages: { by: 'bot' | 'counsellor' | 'notice'; zawgyi: boolean; text: string; buttons: { title: string; press: string }[] }[];
  events: Event[];
  variables: { flow: string; name: string; value: string }[];
  /** What came out, as the lines of a transcript. */
  lines: string[];
}

/** A session with forty buttons and a long flow is some 40 kB of Burmese; the rest is room. */
const MOST_BYTES = 256 * 1024;
/** As long as the longest message of any channel. */
const LONGEST_LINE = 10_000;

const locale = z.enum(LOCALES);
const line = z.string().min(1).max(LONGEST_LINE);
const stepBody = z.strictObject({ session: z.unknown(), count: z.number().int().min(1), locale, channel: z.string(), line });
const transcriptBody = z.strictObject({ locale, about: z.string().max(200), turns: z.array(z.strictObject({ line, lines: z.array(z.string()) })) });
const which = z.strictObject({ flow: z.string(), locale });

/** Trying the bot out: real turns over the content in use, on a talk that only the page has. */
export function simulatorRoutes(desk: SimulatorDesk): Route[] {
  return [
    { method: 'GET', url: '/simulator', needs: 'counsellor', act: async (): Promise<SimulatorStage> => ({ flows: desk.flows(), channels: Object.keys(desk.channels) }) },
    { method: 'POST', url: '/simulator/step', needs: 'counsellor', changesNothing: true, mostBytes: MOST_BYTES, act: (call) => stepped(desk, call) },
    { method: 'POST', url: '/simulator/transcript', needs: 'counsellor', changesNothing: true, mostBytes: MOST_BYTES, act: async ({ request }) => written(read(transcriptBody, request.body)) },
    { method: 'GET', url: '/flow-picture', needs: 'counsellor', act: (call) => pictured(desk, call) },
  ];
}

async function stepped(desk: SimulatorDesk, { request, desk: { clock } }: SignedCall): Promise<SimulatorStep> {
  const wish = read(stepBody, request.body);
  const limits = desk.channels[wish.channel];
  if (!limits) throw new Refusal(400, 'invalid', 'channel: is none of ours.');
  const before = wish.session === null ? { ...newSession(wish.locale, clock()), localeChosen: true } : upgrade(wish.session);
  if (before === null) throw new Refusal(409, 'older', 'The program was renewed since this talk began: start over.');
  try {
    return shown(await rehearse(desk, before, wish.line, wish.count, momentOf(wish.line, before, clock())), limits);
  } catch (error) {
    if (error instanceof NotALine) throw new Refusal(400, 'invalid', error.message);
    throw error;
  }
}

function shown(made: Turn, limits: Limits): SimulatorStep {
  const { session, replies, events } = made;
  const titles = new Map(session.offers.map((o) => [o.token, o.title]));
  const messages = replies.flatMap(({ activity, by, encoding }) =>
    fit(activity, limits).map((part) => ({
      by,
      zawgyi: encoding === 'zawgyi',
      text: part.text ?? '',
      buttons: (part.suggestedActions?.actions ?? []).map(({ title, value }) => ({ title, press: titles.get(value) ?? title })),
    })),
  );
  return { session, messages, events, variables: variablesOf(session), lines: linesOf(made) };
}

function written({ locale: language, about, turns }: z.infer<typeof transcriptBody>): { text: string } {
  return { text: transcriptOf(language, about, turns) };
}

async function pictured(desk: SimulatorDesk, { request, reply }: SignedCall): Promise<string> {
  const { flow, locale: language } = read(which, request.query);
  const drawn = await desk.picture(flow, language);
  if (drawn === null) throw new Refusal(404, 'unknown', 'There is no such flow.');
  reply.type('image/svg+xml');
  return drawn;
}
