import { z } from 'zod';
import type { Activity, Attachment } from '../../src/core/activity.js';
import type { Incoming } from '../../src/ports.js';
import { readObject } from '../json.js';

/*
 * The part of a callback that we read. What is optional and malformed reads as absent, so that an odd attachment never
 * costs a person's words.
 */
const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const user = z.object({ id: z.string().min(1), language: maybe(z.string().min(1)) });

const common = {
  /** Milliseconds since 1970, up to the year 9999. */
  timestamp: z.number().int().min(0).max(253_402_300_799_999),
  /** Digits; longer than a double is exact, hence text: see `readEvent`. */
  message_token: z.union([z.string().regex(/^\d+$/), z.number().int().nonnegative().transform(String)]),
};

const content = z.object({
  type: z.string(),
  text: maybe(z.string()),
  media: maybe(z.string()),
  file_name: maybe(z.string()),
  sticker_id: maybe(z.number()),
  location: maybe(z.object({ lat: z.number(), lon: z.number() })),
  contact: maybe(z.object({ name: maybe(z.string()), phone_number: maybe(z.string()) })),
});
type Content = z.infer<typeof content>;

const event = z.discriminatedUnion('event', [
  z.object({ event: z.literal('message'), ...common, sender: user, message: content }),
  z.object({ event: z.literal('conversation_started'), ...common, user, context: maybe(z.string().min(1)), subscribed: maybe(z.boolean()) }),
  z.object({ event: z.literal('subscribed'), ...common, user }),
  z.object({ event: z.literal('unsubscribed'), ...common, user_id: user.shape.id }),
  z.object({ event: z.literal('failed'), ...common, user_id: user.shape.id }),
]);

/** A string (perhaps unfinished) or a number of a JSON text: one pass, whatever the text is. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\[^])*(?:"|\\?$)|-?\d[\d.eE+-]*/g;

/**
 * A callback's body as an object, or null where it is no JSON. Integers of 16 and more digits come as text:
 * `JSON.parse` turns the token 4912661846655238145 into …238000, and two messages into one.
 */
export function readEvent(body: Buffer): object | null {
  const exact = body.toString('utf8').replace(STRING_OR_NUMBER, (part) => (/^-?\d{16,}$/.test(part) ? `"${part}"` : part));
  return readObject(Buffer.from(exact));
}

/** Language of a person who opens the chat and cannot be written to yet, or null where it is not that. */
export function stranger(payload: unknown): { locale: string | undefined } | null {
  const parsed = event.safeParse(payload);
  if (!parsed.success || parsed.data.event !== 'conversation_started' || parsed.data.subscribed === true) return null;
  return { locale: parsed.data.user.language };
}

/**
 * A callback as an Activity, or null where it holds nothing for us: `webhook`, `delivered`, `seen`, an unknown event.
 * Names, avatars and phone models are left behind. Takes any value and never throws.
 */
export function inbound(payload: unknown): Incoming | null {
  const parsed = event.safeParse(payload);
  if (!parsed.success) return null;
  const happened = parsed.data;
  const person = 'sender' in happened ? happened.sender : 'user' in happened ? happened.user : { id: happened.user_id };
  const activity = activityOf(happened, baseOf(happened, person));
  return { activity, dedupeKey: `${happened.event}:${happened.message_token}:${person.id}` };
}

function activityOf(happened: z.infer<typeof event>, base: ReturnType<typeof baseOf>): Activity {
  switch (happened.event) {
    case 'message':
      return messageOf(happened.message, base);
    case 'conversation_started':
      return { type: 'conversationUpdate', ...base, membersAdded: [base.from], value: happened.context ? { ref: happened.context } : {} };
    case 'subscribed':
      return { type: 'contactRelationUpdate', ...base, action: 'add' };
    case 'unsubscribed':
      return { type: 'contactRelationUpdate', ...base, action: 'remove' };
    case 'failed':
      // Viber's own words on why may repeat what was sent.
      return { type: 'event', name: 'delivery.failed', ...base, value: { reason: 'viber-client' } };
  }
}

function messageOf(content: Content, base: ReturnType<typeof baseOf>): Activity {
  // A tap comes as a text that is the button's body.
  const tapped = content.type === 'text' ? /^a:([\w-]{1,64})$/.exec(content.text ?? '') : null;
  if (tapped) return { type: 'message', ...base, value: { token: tapped[1] as string } };

  const text = content.text ?? (content.type === 'url' ? content.media : undefined);
  const attachment = attachmentOf(content);
  const { location } = content;
  return {
    type: 'message',
    ...base,
    ...(text === undefined ? {} : { text, textFormat: 'plain' }),
    ...(attachment ? { attachments: [attachment] } : {}),
    ...(location ? { entities: [{ type: 'GeoCoordinates', latitude: location.lat, longitude: location.lon }] } : {}),
  };
}

/** What came beside the words, or null. An unknown kind (voice notes may be one) is a file of which nothing is known. */
function attachmentOf(content: Content): Attachment | null {
  const { media: contentUrl, file_name: name } = content;
  const file = (contentType: string): Attachment => ({
    contentType,
    ...(contentUrl === undefined ? {} : { contentUrl }),
    ...(name === undefined ? {} : { name }),
  });
  switch (content.type) {
    case 'text':
    case 'url':
    case 'location':
      return null;
    case 'picture':
      return file('image/jpeg');
    case 'video':
      return file('video/mp4');
    case 'sticker':
      return { contentType: 'image/png', ...(content.sticker_id === undefined ? {} : { name: String(content.sticker_id) }) };
    case 'contact':
      return contactOf(content.contact ?? {});
    default:
      return file('application/octet-stream');
  }
}

function contactOf({ name, phone_number }: NonNullable<Content['contact']>): Attachment {
  return {
    contentType: 'application/vnd.contact+json',
    ...(phone_number === undefined ? {} : { contentUrl: `tel:${phone_number}` }),
    ...(name === undefined ? {} : { name }),
  };
}

function baseOf(happened: { timestamp: number; message_token: string }, person: { id: string; language?: string | undefined }) {
  return {
    id: happened.message_token,
    timestamp: new Date(happened.timestamp).toISOString(),
    channelId: 'viber',
    from: { id: person.id, role: 'user' as const },
    // Viber never says which account was called: there is one to a token.
    recipient: { id: 'viber', role: 'bot' as const },
    conversation: { id: person.id, isGroup: false as const, conversationType: 'personal' as const, name: '' },
    ...(person.language === undefined ? {} : { locale: person.language }),
  };
}
