import { z } from 'zod';

/**
 * The protocol: a strict union by `type`, each member a subset of the Bot Framework Activity in its JSON form
 * (times are ISO 8601 strings). `test/core/activity.test-d.ts` keeps it assignable to `botframework-schema`.
 *
 * Inbound activities come from a channel, from a counsellor, or from the host itself (a timer). Outbound ones are
 * `message`s that the turn made. All go through one door.
 */

const account = z.strictObject({
  id: z.string(),
  name: z.string().optional(),
  role: z.enum(['user', 'bot']).optional(),
});

const conversation = z.strictObject({
  /** The platform's own id of the conversation; sealed at rest, never logged. */
  id: z.string(),
  isGroup: z.literal(false),
  conversationType: z.literal('personal'),
  name: z.string(),
});

/** A file, voice note, sticker or contact, by reference: bytes are never fetched. */
const attachment = z.strictObject({
  contentType: z.string(),
  contentUrl: z.string().optional(),
  name: z.string().optional(),
});

/** A shared location. Source: schema.org GeoCoordinates, as in the Bot Framework's `GeoCoordinates` entity. */
const geo = z.strictObject({
  type: z.literal('GeoCoordinates'),
  latitude: z.number(),
  longitude: z.number(),
});

const base = {
  /** Platform's message id, or `evt:<hash>` where it gives none. Reply ids are derived from it. */
  id: z.string().min(1),
  /** Platform time, UTC, ISO 8601 ending in Z. */
  timestamp: z.string(),
  channelId: z.string().min(1),
  from: account,
  recipient: account,
  conversation,
  /** Language the platform states for this person, a BCP 47 tag; a hint only. */
  locale: z.string().optional(),
};

/** A button: `title` is what the person reads, `value` an opaque token that names the choice. */
const cardAction = z.strictObject({
  type: z.enum(['postBack', 'openUrl']),
  title: z.string(),
  value: z.string(),
});

export const messageActivity = z.strictObject({
  type: z.literal('message'),
  ...base,
  text: z.string().optional(),
  textFormat: z.literal('plain').optional(),
  attachments: z.array(attachment).optional(),
  entities: z.array(geo).optional(),
  /** A tapped button: the opaque token that was sent with it. */
  value: z.strictObject({ token: z.string() }).optional(),
  replyToId: z.string().optional(),
  /** `timestamp` by the person's own clock, with its offset, on what the bot says unasked: it is not to come at night. */
  localTimestamp: z.string().optional(),
  suggestedActions: z.strictObject({ to: z.array(z.string()), actions: z.array(cardAction) }).optional(),
});

/** The person changed a message they had sent. */
export const messageUpdateActivity = z.strictObject({
  type: z.literal('messageUpdate'),
  ...base,
  text: z.string().optional(),
});

/** The person opened the conversation; `value.ref` is the deep link's payload. */
export const conversationUpdateActivity = z.strictObject({
  type: z.literal('conversationUpdate'),
  ...base,
  membersAdded: z.array(account),
  value: z.strictObject({ ref: z.string().optional() }).optional(),
});

/** The person subscribed to (`add`), or blocked or left (`remove`) the bot. */
export const contactRelationUpdateActivity = z.strictObject({
  type: z.literal('contactRelationUpdate'),
  ...base,
  action: z.enum(['add', 'remove']),
});

export const typingActivity = z.strictObject({ type: z.literal('typing'), ...base });

export const endOfConversationActivity = z.strictObject({ type: z.literal('endOfConversation'), ...base });

/**
 * What happened beside the talk. `start` and `delivery.*` come from channels; `handoff.status` (the Bot Framework's
 * handoff convention), `counsellor.reply` and `timer` from the console and the host.
 */
const eventBase = { type: z.literal('event'), ...base };
export const eventActivity = z.discriminatedUnion('name', [
  z.strictObject({ ...eventBase, name: z.literal('start'), value: z.strictObject({ ref: z.string().optional() }) }),
  z.strictObject({
    ...eventBase,
    name: z.literal('handoff.status'),
    value: z.strictObject({
      handoffId: z.string(),
      /** `queued`: the counsellor gave it back, another one is waited for. */
      state: z.enum(['queued', 'accepted', 'completed', 'failed']),
      /** The counsellor's name as the person may see it. */
      counsellor: z.string().optional(),
      outcome: z.string().optional(),
    }),
  }),
  z.strictObject({
    ...eventBase,
    name: z.literal('counsellor.reply'),
    value: z.strictObject({ handoffId: z.string(), counsellor: z.string(), text: z.string() }),
  }),
  z.strictObject({
    ...eventBase,
    name: z.literal('timer'),
    value: z.strictObject({
      kind: z.string(),
      /**
       * Where a counsellor holds the talk: since when, and when their console was last open (milliseconds since 1970);
       * null where that is longer ago than a counsellor may be away. The host adds it as the timer rings.
       */
      holder: z.strictObject({ since: z.number(), seenAt: z.number().nullable() }).optional(),
    }),
  }),
  z.strictObject({
    ...eventBase,
    name: z.literal('delivery.failed'),
    value: z.strictObject({ reason: z.string() }),
  }),
]);

export const activity = z.discriminatedUnion('type', [
  messageActivity,
  messageUpdateActivity,
  conversationUpdateActivity,
  contactRelationUpdateActivity,
  typingActivity,
  endOfConversationActivity,
  eventActivity,
]);

export type Account = z.infer<typeof account>;
export type Attachment = z.infer<typeof attachment>;
export type GeoCoordinates = z.infer<typeof geo>;
export type CardAction = z.infer<typeof cardAction>;
export type MessageActivity = z.infer<typeof messageActivity>;
export type MessageUpdateActivity = z.infer<typeof messageUpdateActivity>;
export type ConversationUpdateActivity = z.infer<typeof conversationUpdateActivity>;
export type ContactRelationUpdateActivity = z.infer<typeof contactRelationUpdateActivity>;
export type TypingActivity = z.infer<typeof typingActivity>;
export type EndOfConversationActivity = z.infer<typeof endOfConversationActivity>;
export type EventActivity = z.infer<typeof eventActivity>;
export type Activity = z.infer<typeof activity>;

/**
 * Where a conversation is and how to reach the person: enough to send without an inbound activity.
 * Sealed at rest; the store knows only its keyed hash.
 */
export interface ConversationReference {
  channelId: string;
  user: Account;
  bot: Account;
  conversation: Activity['conversation'];
}

export function referenceOf(a: Activity): ConversationReference {
  return { channelId: a.channelId, user: a.from, bot: a.recipient, conversation: a.conversation };
}

type EventCall = EventActivity extends infer E ? (E extends { name: infer N; value: infer V } ? { name: N; value: V } : never) : never;

/**
 * An event of the host or the console about a conversation. `from` is the person, as in everything that comes in, so
 * that what the turn answers goes to them.
 */
export function eventFor(reference: ConversationReference, id: string, at: number, event: EventCall): EventActivity {
  return {
    type: 'event',
    id,
    timestamp: new Date(at).toISOString(),
    channelId: reference.channelId,
    from: reference.user,
    recipient: reference.bot,
    conversation: reference.conversation,
    ...event,
  } as EventActivity;
}
