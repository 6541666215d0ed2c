import { z } from 'zod';
import type { GapGroup, Questions } from '../core/gap.js';
import { LOCALES } from '../core/locale.js';
import { dropGaps, readGaps } from '../host/gaps.js';
import { note } from './audit.js';
import type { Desk } from './desk.js';
import { read, Refusal } from './refusal.js';
import type { Route, SignedCall } from './route.js';
import type { QuestionList } from './shapes.js';

/** A way of asking is one line; longer ones are no phrasing of anything. */
const MOST_WORDS = 200;

const group = z.strictObject({ locale: z.enum(LOCALES), example: z.string().min(1).max(1000) });
const words = z
  .string()
  .trim()
  .min(1, 'write how people ask')
  .max(MOST_WORDS, `is longer than ${MOST_WORDS} characters`)
  .regex(/^[^\p{C}\u2028\u2029…]+$/u, 'write one line without "…"');
const addBody = z.strictObject({ ...group.shape, entry: z.string().min(1).max(200), words });

/** What was asked and not answered: everybody reads, a reviewer decides. */
export function questionRoutes(questions: Questions): Route[] {
  return [
    { method: 'GET', url: '/questions', needs: 'counsellor', act: (call) => listed(questions, call) },
    { method: 'POST', url: '/questions/add', needs: 'reviewer', act: (call) => added(questions, call) },
    { method: 'POST', url: '/questions/drop', needs: 'reviewer', act: (call) => dropped(questions, call) },
  ];
}

const DONE = { done: true };

async function listed(questions: Questions, { desk, me }: SignedCall): Promise<QuestionList> {
  const groups = await questions.groups(await readGaps(desk));
  return { mayJudge: me.reviewer !== undefined, groups: groups.map(({ ids: _, ...shown }) => shown), entries: questions.entries() };
}

async function added(questions: Questions, { desk, me, request }: SignedCall) {
  const { entry, words: phrasing, ...which } = read(addBody, request.body);
  const { ids } = await found(questions, desk, which);
  const outcome = await questions.add(entry, which.locale, phrasing);
  if (outcome.kind === 'refused') throw new Refusal(409, 'refused', outcome.reason);
  await note(desk, me.id, 'phrasing-added', `${entry} ${which.locale}`);
  await dropGaps(desk, ids);
  return DONE;
}

async function dropped(questions: Questions, { desk, me, request }: SignedCall) {
  const which = read(group, request.body);
  const { ids } = await found(questions, desk, which);
  await note(desk, me.id, 'questions-dropped', `${ids.length} in ${which.locale}`);
  await dropGaps(desk, ids);
  return DONE;
}

/** The group as it is now: what was asked since it was shown goes with it. */
async function found(questions: Questions, desk: Desk, { locale, example }: z.infer<typeof group>): Promise<GapGroup> {
  const groups = await questions.groups(await readGaps(desk));
  const same = groups.find((g) => g.locale === locale && g.example === example);
  if (!same) throw new Refusal(404, 'unknown', 'Somebody else has dealt with these questions, or others came to them. Look again.');
  return same;
}
