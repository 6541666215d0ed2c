import type { Activity, CardAction, MessageActivity } from './activity.js';
import { localTime } from './date.js';
import type { Act, Offer, Session } from './session.js';

/** A button before it has its token. */
export interface Choice {
  title: string;
  act: Act;
}

/** Something the bot says, before it has an id and tokens. */
export interface Say {
  text: string;
  by: 'bot' | 'counsellor' | 'notice';
  choices?: Choice[];
  /** Overrides the person's encoding, for the one line that must be readable in the other. */
  encoding?: 'unicode' | 'zawgyi';
  /** Milliseconds from UTC to the person's clock, where it is said unasked. */
  clock?: number;
}

/** A reply as an Activity. `encoding` is how its letters must reach the phone: converted last, at the edge. */
export interface Reply {
  by: Say['by'];
  encoding: 'unicode' | 'zawgyi';
  activity: MessageActivity;
}

/** What the word of regret before late replies is caused by: they keep the ids that they would have had in time. */
export function lateCause(cause: string): string {
  return `${cause}.late`;
}

/** The ids of this reply and of the word of regret that would come with it, were it late; none of what is no reply. */
export function repliesWith(id: string): string[] {
  const cause = /^(.+)\.\d+$/.exec(id)?.[1];
  return cause === undefined ? [] : [id, `${lateCause(cause)}.0`];
}

/** Different choices that are remembered: buttons of about the last five replies. */
const OFFERS_KEPT = 40;

/**
 * Gives what is said its ids and tokens. Reply ids come from the id of the activity that caused them (`<id>.0`,
 * `<id>.1`), tokens from what the button does: no chance is needed, and a repeated turn makes the same.
 */
export function reply(says: readonly Say[], cause: Activity, session: Session): { session: Session; replies: Reply[] } {
  const offers: Offer[] = [];
  // A list of answers holds for the next message only: behind it, a number may be an answer to the question itself.
  const listed = session.offers.slice(-Math.max(1, session.offered)).some(({ act }) => act.do === 'change');
  let offered = listed && says.length > 0 ? 0 : session.offered;
  const replies = says.map((say, n): Reply => {
    const id = `${cause.id}.${n}`;
    const mine = latest((say.choices ?? []).map((choice): Offer => ({ token: token(cause.conversation.id, choice), ...choice })));
    if (mine.length > 0) {
      offers.push(...mine);
      offered = mine.length;
    }
    return { by: say.by, encoding: say.encoding ?? session.encoding, activity: messageOf(say, id, mine, cause, session) };
  });
  return { session: { ...session, offers: latest([...session.offers, ...offers]).slice(-OFFERS_KEPT), offered }, replies };
}

/** Each choice once, where it was offered last: its earlier button means the same and has the same token. */
function latest(offers: readonly Offer[]): Offer[] {
  const byToken = new Map<string, Offer>();
  for (const offer of offers) {
    byToken.delete(offer.token);
    byToken.set(offer.token, offer);
  }
  return [...byToken.values()];
}

function messageOf(say: Say, id: string, offers: Offer[], cause: Activity, session: Session): MessageActivity {
  const actions: CardAction[] = offers.map((o) => ({ type: 'postBack', title: o.title, value: o.token }));
  // A host's own activity (a timer, a counsellor's reply) carries the person as `from` too: see host/work.
  return {
    type: 'message',
    id,
    timestamp: cause.timestamp,
    channelId: cause.channelId,
    from: { ...cause.recipient, role: 'bot' },
    recipient: { ...cause.from, role: 'user' },
    conversation: cause.conversation,
    locale: session.locale,
    text: say.text,
    textFormat: 'plain',
    replyToId: cause.id,
    ...(say.clock === undefined ? {} : { localTimestamp: localTime(cause.timestamp, say.clock) }),
    ...(actions.length > 0 ? { suggestedActions: { to: [], actions } } : {}),
  };
}

/** The same for the same choice, whichever reply offers it. It is known among forty others: 53 bits are plenty. */
function token(conversation: string, { title, act }: Choice): string {
  return lane(`${conversation}|${title}|${JSON.stringify(act)}`, FIRST_LANE).toString(36);
}

/**
 * A 106-bit non-cryptographic hash as letters and digits, two lanes of cyrb53 (public domain, bryc). It names things;
 * it protects nothing.
 */
export function shortHash(text: string): string {
  return lane(text, FIRST_LANE).toString(36) + lane(text, 0x85ebca6b).toString(36);
}

const FIRST_LANE = 0x9e3779b1;

function lane(text: string, seed: number): number {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
