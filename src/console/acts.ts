import { eventFor, type ConversationReference, type EventActivity, type MessageActivity } from '../core/activity.js';
import type { TranscriptLine } from '../core/handoff.js';
import { enclose } from '../host/door.js';
import type { HandoffRow, InboxEvent } from '../ports.js';
import { disableAccount, nameOf, type Account } from './account.js';
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
      throw new Refusal(409, 'held', `${await nameOf(desk, taken.by)} holds this conversation.`);
    case 'closed':
      throw new Refusal(409, 'closed', 'This conversation is closed.');
  }
}

/** Sends the counsellor's words to the person. Answers with the id that the line in the transcript will bear. */
export async function reply(desk: Desk, row: HandoffRow, wish: Wish, text: string): Promise<string> {
  const value = { handoffId: row.id, counsellor: wish.counsellor.name, text };
  const activity = eventFor(referenceTo(desk, row), idOf(desk, row, wish), desk.clock(), { name: 'counsellor.reply', value });
  await desk.store.accept(enclosed(desk, row, activity));
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
  if (row.holder === null) return;
  const counsellor = await nameOf(desk, row.holder);
  await desk.store.giveBack(row.id, row.holder, status(desk, row, wish, { state: 'queued', counsellor }));
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
  const { channelId, bot, conversation } = referenceTo(desk, row);
  const note: MessageActivity = {
    type: 'message',
    id: `${idOf(desk, row, wish)}.note`,
    timestamp: new Date(desk.clock()).toISOString(),
    channelId,
    from: { id: wish.counsellor.id, name: wish.counsellor.name },
    recipient: bot,
    conversation,
    text,
  };
  const line: TranscriptLine = { by: 'note', activity: note };
  await desk.store.append(row.conversation, 'transcript', note.id, desk.vault.seal(row.conversation, row.key, 'line', line));
}

type Status = Extract<EventActivity, { name: 'handoff.status' }>['value'];

function status(desk: Desk, row: HandoffRow, wish: Wish, value: Omit<Status, 'handoffId'>): InboxEvent {
  const event = { name: 'handoff.status' as const, value: { handoffId: row.id, ...value } };
  return enclosed(desk, row, eventFor(referenceTo(desk, row), idOf(desk, row, wish), desk.clock(), event));
}

/** The same wish has the same id, so that the inbox knows it again. */
function idOf(desk: Desk, row: HandoffRow, wish: Wish): string {
  return `evt:${desk.vault.hash('console-wish', `${row.id}|${wish.counsellor.id}|${wish.key}`)}`;
}

function enclosed(desk: Desk, row: HandoffRow, activity: EventActivity): InboxEvent {
  return enclose(desk.vault, row.conversation, row.key, activity, activity.id);
}

function referenceTo(desk: Desk, row: HandoffRow): ConversationReference {
  const sealed = unseal(desk, row);
  if (sealed === null) throw new Refusal(410, 'forgotten', 'This person asked to be forgotten: the conversation is gone.');
  return sealed.reference;
}
