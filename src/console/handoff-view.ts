import type { HandoffSummary, SealedHandoff } from '../core/handoff.js';
import type { HandoffRow } from '../ports.js';
import { troublesOf } from '../host/trouble.js';
import { listCounsellors, type Account } from './account.js';
import type { Desk } from './desk.js';
import type { DeadLetterList, HandoffItem, HandoffList, OpenedHandoff } from './shapes.js';
import { readTalk, waitsForAnswer } from './talk.js';

/** More open ones than this no team can see at once; the gravest come first. */
const MOST_LISTED = 200;

/** A page shows so many at once. */
const MOST_UNDELIVERED = 100;

/** Opens what is sealed beside a handoff: null where the person was forgotten. */
export function unseal(desk: Desk, row: HandoffRow): SealedHandoff | null {
  return row.sealed === null ? null : (desk.vault.open(row.conversation, row.key, 'handoff', row.sealed) as SealedHandoff);
}

export async function listHandoffs(desk: Desk, me: Account): Promise<HandoffList> {
  // The revision is read first: a change in between is told again rather than missed.
  const revision = await desk.store.revision();
  const [rows, names, depths, troubles] = await Promise.all([desk.store.handoffs(MOST_LISTED, true), namesOf(desk), desk.store.depths(), troublesOf(desk)]);
  return { revision, now: desk.clock(), undelivered: depths.deadLetters, troubles, handoffs: await Promise.all(rows.map((row) => itemOf(desk, row, me, names))) };
}

export async function openHandoff(desk: Desk, row: HandoffRow, me: Account): Promise<OpenedHandoff> {
  const names = await namesOf(desk);
  return { handoff: await itemOf(desk, row, me, names), agreed: summaryOf(desk, row)?.agreed ?? null, lines: await readTalk(desk, row) };
}

/** Letters that no platform took, with the conversation each belongs to as far as counsellors know it. */
export async function listUndelivered(desk: Desk): Promise<DeadLetterList> {
  const [letters, rows, { outbox }] = await Promise.all([desk.store.deadLetters(MOST_UNDELIVERED), desk.store.handoffs(MOST_LISTED, true), desk.store.depths()]);
  // Open ones come first, then the newest closed ones: the first of a conversation is the one to open.
  const handoffs = new Map(rows.toReversed().map((row) => [row.conversation, row.id]));
  const deadLetters = letters.map(({ id, channel, code, at, conversation }) => ({ id, channel, code, at, handoff: handoffs.get(conversation) ?? null }));
  return { deadLetters, waiting: outbox };
}

async function namesOf(desk: Desk): Promise<Map<string, string>> {
  return new Map((await listCounsellors(desk)).map((a) => [a.id, a.name]));
}

async function itemOf(desk: Desk, row: HandoffRow, me: Account, names: Map<string, string>): Promise<HandoffItem> {
  const holder = row.holder === null ? null : { id: row.holder, name: names.get(row.holder) ?? row.holder, me: row.holder === me.id };
  return {
    id: row.id,
    state: row.state,
    risk: row.risk,
    openedAt: row.openedAt,
    acceptedAt: row.acceptedAt,
    closedAt: row.closedAt,
    waitedMs: (row.acceptedAt ?? row.closedAt ?? desk.clock()) - row.openedAt,
    holder,
    outcome: row.outcome,
    summary: withoutWords(summaryOf(desk, row)),
    waitsForYou: row.state === 'accepted' && holder?.me === true && (await waitsForAnswer(desk, row)),
  };
}

function withoutWords(summary: HandoffSummary | null): HandoffItem['summary'] {
  if (summary === null) return null;
  const { agreed: _, ...rest } = summary;
  return rest;
}

/** One row that cannot be opened must not hide the others. */
function summaryOf(desk: Desk, row: HandoffRow): HandoffSummary | null {
  try {
    return unseal(desk, row)?.summary ?? null;
  } catch {
    desk.log.error('handoff.unreadable', { code: 'seal' });
    return null;
  }
}
