import { z } from 'zod';
import type { Activity, Attachment } from '../../src/core/activity.js';
import type { Incoming } from '../../src/ports.js';

/*
 * The part of an Update (Bot API 10.3) that we read. What is optional and malformed reads as absent, so that an odd
 * attachment never costs a person's words.
 */
const identifier = z.number().int();
/** Seconds since 1970, up to the year 9999, the last that ISO 8601 writes with four digits. */
const seconds = z.number().int().min(0).max(253_402_300_799);
const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const person = z.object({ id: identifier, language_code: maybe(z.string().min(1)) });
const privateChat = z.object({ id: identifier, type: z.literal('private') });
const file = z.object({ file_id: z.string(), mime_type: maybe(z.string()), file_name: maybe(z.string()) });

/** Content types of files that come without one of their own. */
const FILES = {
  voice: 'audio/ogg',
  audio: 'audio/mpeg',
  video: 'video/mp4',
  video_note: 'video/mp4',
  document: 'application/octet-stream',
  sticker: 'image/webp',
} as const;
const FILE_KINDS = Object.keys(FILES) as (keyof typeof FILES)[];

/** What a person can send and nobody here can read: it gets an answer all the same. */
const UNREADABLE = ['poll', 'dice', 'game', 'story', 'paid_media', 'checklist', 'rich_message', 'live_photo'] as const;
type Unreadable = (typeof UNREADABLE)[number];
const something = z.unknown().optional();

const message = z.object({
  date: seconds,
  edit_date: maybe(seconds),
  chat: privateChat,
  from: person,
  text: maybe(z.string()),
  caption: maybe(z.string()),
  photo: maybe(z.array(file)),
  voice: maybe(file),
  audio: maybe(file),
  video: maybe(file),
  video_note: maybe(file),
  document: maybe(file),
  sticker: maybe(file),
  location: maybe(z.object({ latitude: z.number(), longitude: z.number() })),
  contact: maybe(z.object({ phone_number: z.string(), first_name: maybe(z.string()), last_name: maybe(z.string()) })),
  ...(Object.fromEntries(UNREADABLE.map((kind) => [kind, something])) as Record<Unreadable, typeof something>),
});
type Message = z.infer<typeof message>;

const tap = z.object({
  id: z.string(),
  from: person,
  data: z.string().min(1),
  message: z.object({ message_id: identifier, chat: privateChat }),
});

const membership = z.object({
  date: seconds,
  chat: privateChat,
  from: person,
  new_chat_member: z.object({ status: z.string() }),
});

const update = z.object({
  update_id: identifier,
  message: maybe(message),
  edited_message: maybe(message),
  callback_query: maybe(tap),
  my_chat_member: maybe(membership),
});

/** What the payload cannot say: which bot this is, and the time (a tap carries none), milliseconds since 1970. */
export interface Reading {
  botId: string;
  now: number;
}

/**
 * An Update as an Activity, or null where it holds nothing for us: a group, a service message, an unknown kind.
 * Names, user names and avatars are left behind. Takes any value and never throws.
 */
export function inbound(payload: unknown, reading: Reading): Incoming | null {
  const parsed = update.safeParse(payload);
  if (!parsed.success) return null;
  const { update_id, message, edited_message, callback_query, my_chat_member } = parsed.data;
  // A message id is unique in one chat only, an update's in the whole bot, and ids of replies are made from this one.
  const id = String(update_id);
  const incoming = (activity: Activity | null): Incoming | null => activity && { activity, dedupeKey: `update:${id}` };

  if (message) return incoming(messageOf(message, id, reading));
  if (edited_message) return incoming(editOf(edited_message, id, reading));
  if (callback_query) return incoming(tapOf(callback_query, id, reading));
  if (my_chat_member) return incoming(relationOf(my_chat_member, id, reading));
  return null;
}

/** Id of the tap in an update that Telegram wants answered at once, or null. Takes any value. */
export function tapToAnswer(payload: unknown): string | null {
  const id = (payload as { callback_query?: { id?: unknown } | null } | null | undefined)?.callback_query?.id;
  return typeof id === 'string' ? id : null;
}

function messageOf(message: Message, id: string, reading: Reading): Activity | null {
  const base = baseOf(message, id, message.date, reading);
  // Only what a deep link sends: "/start" with a person's own sentence behind it stays a message.
  const start = /^\/start(?: ([A-Za-z0-9_-]{1,64}))?$/.exec(message.text ?? '');
  if (start) return { type: 'event', name: 'start', ...base, value: start[1] ? { ref: start[1] } : {} };

  const text = message.text ?? message.caption;
  const attachments = attachmentsOf(message);
  if (text === undefined && attachments.length === 0 && !message.location) return null;
  return {
    type: 'message',
    ...base,
    ...(text === undefined ? {} : { text, textFormat: 'plain' }),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(message.location ? { entities: [{ type: 'GeoCoordinates', ...message.location }] } : {}),
  };
}

function attachmentsOf(message: Message): Attachment[] {
  // Sizes of one photo come smallest first.
  const photo = message.photo?.at(-1);
  const files = FILE_KINDS.flatMap((kind): Attachment[] => {
    const sent = message[kind];
    return sent ? [fileOf(sent, sent.mime_type ?? FILES[kind])] : [];
  });
  return [
    ...(photo ? [fileOf(photo, 'image/jpeg')] : []),
    ...files,
    ...(message.contact ? [contactOf(message.contact)] : []),
    ...(UNREADABLE.some((kind) => message[kind] !== undefined) ? [{ contentType: 'application/octet-stream' }] : []),
  ];
}

/** By file id only: the address of a Telegram file holds the bot's token. */
function fileOf(sent: z.infer<typeof file>, contentType: string): Attachment {
  return { contentType, contentUrl: `tg-file:${sent.file_id}`, ...(sent.file_name === undefined ? {} : { name: sent.file_name }) };
}

function contactOf(contact: NonNullable<Message['contact']>): Attachment {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(' ');
  return { contentType: 'application/vnd.contact+json', contentUrl: `tel:${contact.phone_number}`, ...(name ? { name } : {}) };
}

function editOf(message: Message, id: string, reading: Reading): Activity {
  const text = message.text ?? message.caption;
  return {
    type: 'messageUpdate',
    ...baseOf(message, id, message.edit_date ?? message.date, reading),
    ...(text === undefined ? {} : { text }),
  };
}

function tapOf(query: z.infer<typeof tap>, id: string, reading: Reading): Activity {
  return {
    type: 'message',
    ...baseOf({ chat: query.message.chat, from: query.from }, id, Math.floor(reading.now / 1000), reading),
    value: { token: query.data.replace(/^a:/, '') },
    replyToId: String(query.message.message_id),
  };
}

/** In private chats this comes for blocking (`kicked`) and unblocking (`member`) only. */
function relationOf(change: z.infer<typeof membership>, id: string, reading: Reading): Activity {
  const gone = ['kicked', 'left'].includes(change.new_chat_member.status);
  return { type: 'contactRelationUpdate', ...baseOf(change, id, change.date, reading), action: gone ? 'remove' : 'add' };
}

function baseOf(sent: Pick<Message, 'chat' | 'from'>, id: string, date: number, reading: Reading) {
  return {
    id,
    timestamp: new Date(date * 1000).toISOString(),
    channelId: 'telegram',
    from: { id: String(sent.from.id), role: 'user' as const },
    recipient: { id: reading.botId, role: 'bot' as const },
    conversation: { id: String(sent.chat.id), isGroup: false as const, conversationType: 'personal' as const, name: '' },
    ...(sent.from.language_code === undefined ? {} : { locale: sent.from.language_code }),
  };
}
