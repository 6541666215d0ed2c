import type { EventActivity, MessageActivity } from '../core/activity.js';
import type { SealedHandoff, TranscriptLine } from '../core/handoff.js';
import { enclose } from '../host/door.js';
import type { HandoffRow, InboxEvent } from '../ports.js';
import { disableAccount, findAccount, type Account } from './account.js';
import type { Desk } from './desk.js';
import { unseal } from './handoff-view.js';
import { Refusal } from './refusal.js';
import type { Closing } from './shapes.js';

/*
 * What a counsellor does becomes an event in the conversation's inbox, through the same door as everything else. Each
 * act is named by its wish (the Idempotency-Key), so that doing it again adds nothing.
 */

/** Above any queue that people work off. */
const ALL_OPEN = 10_000;

export interface Wish {
  counsellor: Pick<Account, 'id' | 'name'>;
  /** Unique for this counsellor's wish. */
  key: string;
}

/** Takes a queued conversation; refuses with the holder's name where somebody was quicker. */
export async function take(desk: Desk, row: HandoffRow, wish: Wish): Promise<void> {
  const event = status(desk, row, wish, { state: 'accepted', counsellor: wish.counsellor.name });
  const taken = await desk.store.take(row.id, wish.counsellor.id, event);
  switch (taken.kind) {
    case 'taken':
      return;
    case 'held':
      throw new Refusal(409, 'held', `${(await findAccount(desk, taken.by))?.name ?? taken.by} holds this conversation.`);
    case 'closed':
      throw new Refusal(409, 'closed', 'This conversation is closed.');
  }
}

/** Sends the counsellor's words to the person. Answers with the id that the line in the transcript will bear. */
export async function reply(desk: Desk, row: HandoffRow, wish: Wish, text: string): Promise<string> {
  const activity: EventActivity = {
    ...about(desk, row, wish),
    name: 'counsellor.reply',
    value: { handoffId: row.id, counsellor: wish.counsellor.name, text },
  };
  await desk.store.accept(sealedEvent(desk, row, activity));
  return activity.id;
}

/** Closes a held conversation: the bot speaks again once the event is worked off. */
export async function close(desk: Desk, row: HandoffRow, wish: Wish, closing: Closing): Promise<void> {
  if (closing.note !== undefined) await keepNote(desk, row, wish, closing.note);
  await desk.store.accept(status(desk, row, wish, { state: 'completed', counsellor: wish.counsellor.name, outcome: closing.outcome }));
}

/** Puts a held conversation back into the queue, with a note for whoever takes it next. */
export async function giveBack(desk: Desk, row: HandoffRow, wish: Wish, words?: string): Promise<void> {
  if (words !== undefined) await keepNote(desk, row, wish, words);
  if (row.holder !== null) await desk.store.giveBack(row.id, row.holder, status(desk, row, wish, { state: 'queued' }));
}

/** Ends an account and its sessions, and puts the conversations it holds back into the queue. False where there is none. */
export async function disableCounsellor(desk: Desk, id: string): Promise<boolean> {
  if (!(await disableAccount(desk, id))) return false;
  const open = await desk.store.handoffs(ALL_OPEN, false);
  for (const row of open.filter((r) => r.state === 'accepted' && r.holder === id && r.sealed !== null)) {
    await giveBack(desk, row, { counsellor: { id, name: id }, key: `disabled-${desk.clock()}` });
  }
  return true;
}

async function keepNote(desk: Desk, row: HandoffRow, wish: Wish, text: string): Promise<void> {
  const { type: _, ...base } = about(desk, row, wish);
  const activity: MessageActivity = { ...base, id: `${base.id}.note`, type: 'message', from: { id: wish.counsellor.id, name: wish.counsellor.name }, text };
  const line: TranscriptLine = { by: 'note', activity };
  await desk.store.append(row.conversation, 'transcript', activity.id, desk.vault.seal(row.conversation, row.key, 'line', line));
}

type Status = Extract<EventActivity, { name: 'handoff.status' }>['value'];

function status(desk: Desk, row: HandoffRow, wish: Wish, value: Omit<Status, 'handoffId'>): InboxEvent {
  return sealedEvent(desk, row, { ...about(desk, row, wish), name: 'handoff.status', value: { handoffId: row.id, ...value } });
}

/** The event's envelope: from and to are the person and the bot, so that `referenceOf` it is the conversation's own. */
function about(desk: Desk, row: HandoffRow, wish: Wish) {
  const { reference } = sealedOf(desk, row);
  return {
    type: 'event' as const,
    id: `evt:${desk.vault.hash('console-wish', `${row.id}|${wish.counsellor.id}|${wish.key}`)}`,
    timestamp: new Date(desk.clock()).toISOString(),
    channelId: reference.channelId,
    from: reference.user,
    recipient: reference.bot,
    conversation: reference.conversation,
  };
}

function sealedEvent(desk: Desk, row: HandoffRow, activity: EventActivity): InboxEvent {
  return enclose(desk.vault, row.conversation, row.key, activity, activity.id);
}

function sealedOf(desk: Desk, row: HandoffRow): SealedHandoff {
  const sealed = unseal(desk, row);
  if (sealed === null) throw new Refusal(410, 'forgotten', 'This person asked to be forgotten: the conversation is gone.');
  return sealed;
}

