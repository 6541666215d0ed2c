import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Account, Activity, ConversationReference } from '../../src/core/activity.js';
import { depthOf } from '../json.js';
import { DEEPEST_JSON, LONGEST_TEXT } from './limits.js';

/** The channelId of everything that comes and goes here. */
export const CHANNEL = 'directline';
const BOT: Account = { id: 'bot', role: 'bot' };

export function referenceTo(conversationId: string, userId: string): ConversationReference {
  return {
    channelId: CHANNEL,
    user: { id: userId, role: 'user' },
    bot: BOT,
    conversation: { id: conversationId, isGroup: false, conversationType: 'personal', name: '' },
  };
}

/** Why a request is not taken, in Direct Line's words. */
export interface Refusal {
  status: number;
  code: string;
  message: string;
}
/** A file is answered, not silently lost. */
export const FILES_NOT_TAKEN: Refusal = { status: 415, code: 'FilesNotTaken', message: 'Files are not taken here yet. Please write instead.' };
const refuse = (status: number, code: string, message: string) => ({ kind: 'refused', status, code, message }) as const;

/** The JSON of a body, or why it is not taken. An empty body is an empty object, as Direct Line clients send it. */
export function parseBody(body: unknown): { kind: 'parsed'; value: unknown } | ({ kind: 'refused' } & Refusal) {
  if (!Buffer.isBuffer(body) || body.length === 0) return { kind: 'parsed', value: {} };
  if (depthOf(body) > DEEPEST_JSON) return refuse(400, 'BadArgument', `The JSON is nested deeper than ${DEEPEST_JSON} levels.`);
  try {
    return { kind: 'parsed', value: JSON.parse(body.toString()) };
  } catch {
    return refuse(400, 'BadArgument', 'The body is not JSON.');
  }
}

/** A BCP 47 tag as far as it matters; anything else a client says is no hint. */
const localeHint = z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$/).optional().catch(undefined);

const starting = z.object({
  // Direct Line: ids that a client chooses begin with `dl_`; any other is passed over.
  user: z.object({ id: z.string().regex(/^dl_[\w-]{1,64}$/).optional().catch(undefined) }).catch({}),
  locale: localeHint,
});

/** Who somebody wants to be and what they read, from the body of tokens/generate or a start. */
export function parseStart(value: unknown): { userId: string | null; locale: string | null } {
  const { data } = starting.safeParse(value);
  return { userId: data?.user.id ?? null, locale: data?.locale ?? null };
}

/** Fields of a client's activity that are read; all others, `from` and `recipient` too, are dropped. */
const posted = z.object({
  type: z.string(),
  name: z.string().nullish(),
  text: z.string().nullish(),
  locale: localeHint,
  value: z.unknown().optional(),
  attachments: z.array(z.unknown()).nullish(),
  channelData: z
    .object({
      // Part of an activity id, so it may hold only what an id may.
      clientActivityID: z.string().regex(/^\w[\w.:-]{0,63}$/, 'clientActivityID may hold up to 64 letters, digits and _ . : -').nullish(),
      postBack: z.boolean().nullish(),
    })
    .nullish(),
});

const token = z.object({ token: z.string().min(1).max(256) });
const ref = z.object({ ref: z.string().max(256).optional() });

export type Posted =
  | { kind: 'activity'; activity: Activity }
  /** Taken and forgotten: typing, and what we do not know. */
  | { kind: 'dropped'; id: string }
  | ({ kind: 'refused' } & Refusal);

/**
 * A client's activity as ours. `from` and the conversation are the reference's, whatever the client says; `fresh` makes
 * the id of an activity that brings none.
 */
export function fromClient(value: unknown, reference: ConversationReference, now: number, fresh: () => string): Posted {
  const { data, error } = posted.safeParse(value);
  if (!data) return refuse(400, 'BadArgument', error.issues[0]?.message ?? 'This is not an activity.');
  const clientId = data.channelData?.clientActivityID;
  const base = {
    id: clientId ? `${prefix(reference)}${clientId}` : `${prefix(reference)}.${fresh()}`,
    timestamp: new Date(now).toISOString(),
    channelId: CHANNEL,
    from: reference.user,
    recipient: reference.bot,
    conversation: reference.conversation,
    ...(data.locale ? { locale: data.locale } : {}),
  };
  switch (data.type) {
    case 'message': {
      if (data.attachments?.length) return { kind: 'refused', ...FILES_NOT_TAKEN };
      const text = data.text ?? '';
      if (text.length > LONGEST_TEXT) return refuse(413, 'MessageSizeTooBig', `The text may hold at most ${LONGEST_TEXT} characters.`);
      const tapped = token.safeParse(data.channelData?.postBack ? { token: text } : data.value).data;
      const words = data.channelData?.postBack ? '' : text;
      if (words.trim() === '' && !tapped) return refuse(400, 'BadArgument', 'The message holds neither text nor a choice.');
      return {
        kind: 'activity',
        activity: { type: 'message', ...base, ...(words ? { text: words, textFormat: 'plain' } : {}), ...(tapped ? { value: tapped } : {}) },
      };
    }
    case 'event': {
      // No other event may come from outside: a counsellor's words and a timer are events too.
      const started = data.name === 'start' ? ref.safeParse(data.value ?? {}).data : undefined;
      if (!started) return { kind: 'dropped', id: base.id };
      return { kind: 'activity', activity: { type: 'event', ...base, name: 'start', value: started.ref ? { ref: started.ref } : {} } };
    }
    case 'endOfConversation':
      return { kind: 'activity', activity: { type: 'endOfConversation', ...base } };
    default:
      return { kind: 'dropped', id: base.id };
  }
}

/** The start of a conversation, which lets the bot greet. */
export function conversationStarted(reference: ConversationReference, now: number, locale: string | null): Activity {
  return {
    type: 'conversationUpdate',
    id: `${prefix(reference)}.start`,
    timestamp: new Date(now).toISOString(),
    channelId: CHANNEL,
    from: reference.user,
    recipient: reference.bot,
    conversation: reference.conversation,
    membersAdded: [reference.user],
    ...(locale ? { locale } : {}),
  };
}

/** An activity as clients read it: their own carries the client's id again, by which they know it. */
export type WireActivity = Activity & { channelData?: { clientActivityID?: string; postBack?: true } };

export function toClient(activity: Activity, reference: ConversationReference): WireActivity {
  const start = prefix(reference);
  if (activity.from.role !== 'user' || !activity.id.startsWith(start)) return activity;
  const clientActivityID = activity.id.slice(start.length);
  return {
    ...activity,
    channelData: {
      ...(clientActivityID.startsWith('.') ? {} : { clientActivityID }),
      // Web Chat does not show a tap that had no words.
      ...(activity.type === 'message' && activity.text === undefined ? { postBack: true } : {}),
    },
  };
}

/**
 * What ids of a conversation begin with. Delivery ids are derived from them and stand beside each other in the store,
 * so a client's own id must not meet another conversation's; hashed, because the store is not to know conversations.
 */
function prefix(reference: ConversationReference): string {
  return `dl:${createHash('sha256').update(reference.conversation.id).digest('base64url').slice(0, 22)}:`;
}
