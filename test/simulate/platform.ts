import type { Activity, MessageActivity, TypingActivity } from '../../src/core/activity.js';
import type { Channel, Limits, Outcome } from '../../src/ports.js';
import type { Audit, Told } from './audit.js';
import type { Process } from './process.js';
import type { Chance, Owner, Timeline } from './timeline.js';

/** A platform waits so long for its 200, and our channel so long for an answer. */
const PATIENCE_MS = 20_000;
const TIMEOUT_MS = 15_000;

export const LIMITS: Limits = { text: 4_000, buttons: 12, buttonTitle: 40 };
export const PACE: NonNullable<Channel['pace']> = { bot: { perSecond: 20, burst: 10 }, chat: { perSecond: 2, burst: 4 } };

/** What a person does, some time after the beginning. `ageMs`: when they wrote it, before it is first delivered. */
export interface Deed {
  atMs: number;
  text: string;
  ageMs?: number;
}

export interface Chat {
  id: string;
  channel: 'paced' | 'web';
  /** The next event is sent before the last one was acknowledged. */
  hasty: boolean;
  blocked: boolean;
  /** Says yes when asked whether all should be deleted. */
  wantsErasure: boolean;
  queue: Told[];
  count: number;
}

export interface Weather {
  /** Whether anything may go wrong now. */
  rough(): boolean;
  kinds: { sends: boolean; webhooks: boolean; blocks: boolean; outages: boolean; crashes: boolean };
  /** The store goes away for a while. */
  outage(): void;
  crash(owner: Owner): void;
}

export interface Platform {
  chats: Chat[];
  write(chat: Chat, text: string, more?: { ageMs?: number; token?: string }): Told;
  /** One call of a channel's `send` by a process. */
  send(owner: Owner, activity: MessageActivity | TypingActivity): Promise<Outcome>;
  /** A message reached a person. */
  reached(owner: Owner, activity: MessageActivity, began: number, ambiguous: boolean): void;
  /** Nothing is on its way in or out. */
  still(): boolean;
  /** When the first message that came of this activity reached the person. */
  answeredAt(cause: string): number | null;
}

export interface Around {
  time: Timeline;
  chance: Chance;
  audit: Audit;
  clock(): number;
  processes(): readonly Process[];
  weather: Weather;
  story(line: () => string): void;
}

export function platform({ time, chance, audit, clock, processes, weather, story }: Around, chats: Chat[]): Platform {
  let pending = 0;
  let calls = 0;
  const throttled = new Map<string, number>();
  const reachedAt = new Map<string, number>();
  /** Conversations where a platform hangs, until when. */
  const murky = new Map<string, number>();

  // --- Webhooks: at least once, again until there is a 200, in order where the platform waits for it -----------------

  function write(chat: Chat, text: string, { ageMs = 0, token }: { ageMs?: number; token?: string } = {}): Told {
    chat.count += 1;
    const activity: Activity = {
      type: 'message',
      id: `${chat.id}m${chat.count}`,
      timestamp: new Date(clock() - ageMs).toISOString(),
      channelId: chat.channel,
      from: { id: chat.id, role: 'user' },
      recipient: { id: 'bot', role: 'bot' },
      conversation: { id: chat.id, isGroup: false, conversationType: 'personal', name: '' },
      ...(token === undefined ? { text } : { value: { token } }),
    };
    const told: Told = { activity, dedupeKey: activity.id, acked: false, calls: 0, callN: 0, by: null };
    audit.told.set(activity.id, told);
    pending += 1;
    chat.queue.push(told);
    story(() => `${activity.id} "${text}"`);
    if (chat.hasty || chat.queue.length === 1) attempt(chat, told);
    return told;
  }

  function acked(chat: Chat, told: Told): void {
    if (told.acked) return;
    told.acked = true;
    pending -= 1;
    chat.queue.splice(chat.queue.indexOf(told), 1);
    const next = chat.queue[0];
    if (!chat.hasty && next) attempt(chat, next);
  }

  function attempt(chat: Chat, told: Told): void {
    const open = processes().filter((each) => !each.owner.dead && !each.closed);
    let over = false;
    const again = () => {
      if (over || told.acked) return;
      over = true;
      time.at(chance.between(200, 2_000), null, () => attempt(chat, told));
    };
    if (open.length === 0) return again();
    const process = chance.among(open);
    process.calls.add(again);
    time.at(PATIENCE_MS, null, again);
    time.at(chance.between(1, 15), process.owner, () => {
      Object.assign(told, { calls: told.calls + 1, callN: ++calls, by: process.owner });
      process.receive({ activity: told.activity, dedupeKey: told.dedupeKey }).then(
        (answer) => {
          process.calls.delete(again);
          story(() => `${process.owner.name} answers ${told.activity.id}: ${answer}`);
          if (answer === 'unavailable') return again();
          const lost = weather.rough() && weather.kinds.webhooks && chance.often(0.15);
          if (over || lost) return again();
          over = true;
          acked(chat, told);
          // Sent once more though it was taken, at once or much later.
          if (weather.rough() && weather.kinds.webhooks && chance.often(0.1)) repeat(told);
        },
        () => again(),
      );
    });
  }

  function repeat(told: Told): void {
    pending += 1;
    time.at(chance.between(1, 20_000), null, () => {
      pending -= 1;
      const [process] = processes().filter((each) => !each.owner.dead && !each.closed);
      if (process) time.at(1, process.owner, () => void process.receive({ activity: told.activity, dedupeKey: told.dedupeKey }).catch(() => {}));
    });
  }

  // --- Sends ---------------------------------------------------------------------------------------------------------

  const keyOf = (activity: { channelId: string; conversation: { id: string } }) => `${activity.channelId}/${activity.conversation.id}`;
  const sent: Outcome = { kind: 'sent' };
  const throttle = (where: string, ms: number) => throttled.set(where, time.now + ms);

  /** What the platform makes of one call: whether it takes the message, what it answers, and after how long. */
  function fate(chat: Chat, conversation: string, said: boolean): { takes: boolean; outcome: Outcome; answerMs: number } {
    const quick = { takes: false, answerMs: chance.between(1, 30) };
    if (chat.blocked) return { ...quick, outcome: { kind: 'gone', code: 'blocked' } };
    for (const [where, scope] of [[chat.channel, 'channel'], [conversation, 'conversation']] as const) {
      const left = (throttled.get(where) ?? 0) - time.now;
      if (left > 0) return { ...quick, outcome: { kind: 'retry', afterMs: Math.ceil(left), scope, ambiguous: false, code: 'rate' } };
    }
    if (!weather.rough()) return { takes: true, outcome: sent, answerMs: quick.answerMs };
    if (weather.kinds.blocks && chance.often(0.02)) {
      chat.blocked = true;
      return { ...quick, outcome: { kind: 'gone', code: 'blocked' } };
    }
    if (!weather.kinds.sends) return { takes: true, outcome: sent, answerMs: quick.answerMs };
    const draw = chance();
    if (draw < 0.06) {
      const [where, scope] = chance.often(0.5) ? ([chat.channel, 'channel'] as const) : ([conversation, 'conversation'] as const);
      // Long enough, now and then, that the next process begins in the middle of it.
      const afterMs = chance.often(0.3) ? chance.whole(5_000, 20_000) : chance.whole(500, 5_000);
      throttle(where, afterMs);
      return { ...quick, outcome: { kind: 'retry', afterMs, scope, ambiguous: false, code: 'rate' } };
    }
    if (draw < 0.1) return { ...quick, outcome: { kind: 'retry', afterMs: null, scope: 'channel', ambiguous: false, code: 'unreachable' } };
    // Nobody knows whether it was taken; and where that happens once it happens again, though a lighter call goes through.
    if (draw < (said && (murky.get(conversation) ?? 0) > time.now ? 0.85 : 0.2)) {
      if (!murky.has(conversation)) murky.set(conversation, time.now + chance.between(4_000, 20_000));
      return { takes: chance.often(0.5), outcome: { kind: 'retry', afterMs: null, scope: 'conversation', ambiguous: true, code: 'network' }, answerMs: chance.often(0.7) ? quick.answerMs : chance.between(50, TIMEOUT_MS) };
    }
    if (draw > 0.98) return { ...quick, outcome: { kind: 'refused', code: 'bad-request' } };
    return { takes: true, outcome: sent, answerMs: chance.often(0.1) ? chance.between(500, 8_000) : quick.answerMs };
  }

  function reached(owner: Owner, activity: MessageActivity, began: number, ambiguous: boolean): void {
    audit.arrived(owner, keyOf(activity), activity.id, began, ambiguous);
    story(() => `reached ${activity.conversation.id}: ${activity.id} "${(activity.text ?? '').slice(0, 50)}"`);
    const cause = activity.replyToId ?? '';
    if (!reachedAt.has(cause)) reachedAt.set(cause, time.now);
    const chat = chats.find(({ id }) => id === activity.conversation.id);
    const yes = activity.suggestedActions?.actions.find(({ title }) => title === 'Yes, delete');
    if (!chat?.wantsErasure || !yes) return;
    chat.wantsErasure = false;
    pending += 1;
    time.at(chance.between(50, 1_500), null, () => {
      pending -= 1;
      write(chat, 'Yes, delete', { token: yes.value });
    });
  }

  return {
    chats,
    write,
    reached,
    send(owner, activity) {
      const conversation = keyOf(activity);
      const said = activity.type === 'message';
      const chat = chats.find(({ id }) => id === activity.conversation.id) as Chat;
      if (said) audit.sending(owner, conversation, activity.id);
      const began = time.now;
      pending += 1;
      return new Promise((resolve) => {
        const wayMs = weather.rough() && chance.often(0.05) ? chance.between(100, 3_000) : chance.between(1, 20);
        time.at(wayMs, null, () => {
          pending -= 1;
          if (owner.dead && chance.often(0.5)) return;
          // Whoever sends learns what became of it, and cannot tell the store.
          if (weather.rough() && weather.kinds.outages && chance.often(0.05)) weather.outage();
          const { takes, outcome, answerMs } = fate(chat, conversation, said);
          if (said && takes && activity.type === 'message') reached(owner, activity, began, outcome.kind !== 'sent');
          // The next process begins in the middle of the pause.
          const paused = outcome.kind === 'retry' && outcome.afterMs !== null && outcome.scope === 'channel';
          if (paused && weather.kinds.crashes && chance.often(0.7)) time.at(answerMs + chance.between(10, 200), null, () => weather.rough() && weather.crash(owner));
          time.at(answerMs, owner, () => {
            if (said) audit.answered(owner, conversation, activity.id, outcome);
            resolve(outcome);
          });
        });
      });
    },
    still: () => pending === 0,
    answeredAt: (cause) => reachedAt.get(cause) ?? null,
  };
}
