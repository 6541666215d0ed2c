import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activity, Attachment } from '../../src/core/activity.js';
import { daysAfter, today } from '../../src/core/date.js';
import type { Wait } from '../../src/core/flow.js';
import { LOCALES, type Locale } from '../../src/core/locale.js';
import { newSession, type Session } from '../../src/core/session.js';
import { turn, type Turn } from '../../src/core/turn.js';
import { NOTHING_UNDERSTOOD, type Understanding } from '../../src/core/understanding.js';
import type { World } from '../../src/core/world.js';
import { readFlows } from '../../src/flow/load.js';
import { findAmounts, numberInWords } from '../../src/language/amounts.js';
import { findPhones } from '../../src/language/contact.js';
import { findDates } from '../../src/language/dates.js';
import { findNumbers } from '../../src/language/digits.js';
import { normalise } from '../../src/language/normalise.js';
import { findPlaces, parsePlaces } from '../../src/language/places.js';
import { isQuestion } from '../../src/language/questions.js';
import { NOON, ROOT, event, message, smallWorld } from '../core/world.js';

/*
 * Generated conversations over every shipped flow, in every language, with anything at any question. Messages are read
 * as in life, but for search and danger.
 */

const { book } = readFlows(ROOT);
const places = parsePlaces(readFileSync(join(ROOT, 'knowledge/places.yaml'), 'utf8'));
const LONG = 'zqxcanary my broker took money and my papers '.repeat(250).slice(0, 10_000);

/** A world in which every topic has an answer: flows go on, and do not end with a person for want of one. */
const WORLD: World = {
  ...smallWorld(NOON),
  entryFor: (topic, place) => `${topic}@${place ?? 'ANY'}`,
  title: (entry) => entry,
  speak: (entry, locale) => ({ entry, locale, title: entry, text: `About ${entry}.`, more: null, footer: 'Sources: a ministry.', receipt: 'K7Q2P', unsure: false, next: [] }),
};

function understand(text: string): Understanding {
  const normal = normalise(text);
  const digits = findNumbers(normal).map((n) => n.value);
  const spoken = digits.length === 0 ? numberInWords(normal) : null;
  return {
    ...NOTHING_UNDERSTOOD,
    text: text.trim(),
    numbers: spoken === null ? digits : [spoken],
    amounts: findAmounts(normal),
    dates: findDates(normal),
    phones: findPhones(normal, ['TH', 'MM']),
    places: findPlaces(normal, places).mentions,
    asks: isQuestion(text),
    ...(isQuestion(text) ? { gate: 'answer' as const, matches: [{ entry: 'wages/minimum@MY', score: 0.95 }] } : {}),
  };
}

const STICKER: Attachment = { contentType: 'image/webp', name: 'sticker' };
const VOICE: Attachment = { contentType: 'audio/ogg', contentUrl: 'telegram:v1' };
const PHOTO: Attachment = { contentType: 'image/jpeg', contentUrl: 'telegram:p1' };
const CARD: Attachment = { contentType: 'application/vnd.contact+json', contentUrl: 'tel:+66812345678' };

/** What people send to a question that asked for something else. None of it is a command or begins another flow. */
const odd = fc.oneof(
  fc.constantFrom(
    ...['three', 'ဆယ့်ငါး', 'สามสิบเอ็ด', 'hai mươi lăm', '5 May 2020', '๕ พ.ค. ๖๙', 'tomorrow', 'next month', '31 February 2026', '500000', '5 lakh kyat', '15000 บาท', '-3', '1.5', '99999999999999999999'],
    ...['Malaysia, 500 ringgit', 'from Myanmar to Thailand, 20000 baht', 'ထိုင်း', 'no, Malaysia', 'no, 3 not 2', 'not 5000, 3000', 'sorry, I meant tomorrow', 'I said no but it is yes', 'I meant to write: zqxcanary', 'how much is a passport in Malaysia?', 'and in Malaysia?', 'wrong', 'မဟုတ်ဘူး', 'ไม่ใช่ มาเลเซีย', 'không phải 700 baht', '081 234 5678', 'zqxcanary', 'https://example.org', '😀😀', '\u0000\u0007', '{next}', '{{fact:x}}', ' ', LONG],
  ),
  fc.string({ maxLength: 40, unit: 'grapheme' }),
);
const sent = fc.oneof(
  { weight: 5, arbitrary: odd.map((text) => ({ kind: 'text' as const, text })) },
  { weight: 8, arbitrary: fc.nat().map((nth) => ({ kind: 'answer' as const, nth })) },
  { weight: 2, arbitrary: fc.nat().map((nth) => ({ kind: 'old-button' as const, nth })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'same-button' as const }) },
  { weight: 1, arbitrary: fc.constantFrom(STICKER, VOICE, PHOTO, CARD).map((file) => ({ kind: 'file' as const, file })) },
  { weight: 1, arbitrary: fc.constantFrom('place' as const, 'foreign-button' as const, 'nothing' as const).map((kind) => ({ kind })) },
  { weight: 1, arbitrary: fc.constantFrom('back', 'repeat', 'skip', 'start over', 'language', 'help menu', 'hello', 'someone else', 'change an answer', 'menu', 'stop').map((text) => ({ kind: 'command' as const, text })) },
);
type Sent = typeof sent extends fc.Arbitrary<infer T> ? T : never;

/** An answer that fits: of `nth` one is chosen. */
function fitting(wait: Wait, nth: number, session: Session): Activity {
  const newest = session.offers.slice(-session.offered).filter((o) => o.act.do === 'pick' && o.act.node === session.run?.node);
  const offer = newest[nth % Math.max(1, newest.length)];
  if (offer) return message(undefined, offer.token);
  const texts: Partial<Record<Wait['for'], string>> = {
    money: `${nth % 100_000} baht`,
    number: String(wait.for === 'number' ? Math.min(wait.max ?? Infinity, (wait.min ?? 1) + (nth % 10)) : 0),
    date: daysAfter(today(NOON), wait.for === 'date' && wait.when === 'future' ? nth % 90 : -(nth % 90)) ?? '',
    contact: '+66812345678',
    text: 'zqxcanary',
    location: 'Mahachai',
    'yes-no': nth % 2 === 0 ? 'yes' : 'no',
    place: 'Thailand',
  };
  return wait.for === 'file' ? ({ ...message(undefined), attachments: [PHOTO] } as Activity) : message(texts[wait.for] ?? String((nth % 3) + 1));
}

function nodeOf({ run }: Session) {
  return run ? WORLD.flow(run.flow)?.graph.nodes[run.node] : undefined;
}

function activityOf(act: Sent, session: Session, last: string | undefined): Activity {
  const wait = nodeOf(session)?.wait;
  switch (act.kind) {
    case 'text':
    case 'command':
      return message(act.text);
    case 'answer':
      return wait ? fitting(wait, act.nth, session) : message(undefined, session.offers.at(-1)?.token ?? 'none');
    case 'old-button':
      return message(undefined, session.offers[act.nth % Math.max(1, session.offers.length)]?.token ?? 'none');
    case 'same-button':
      return message(undefined, last ?? 'none');
    case 'foreign-button':
      return message(undefined, 'of-no-message');
    case 'file':
      return { ...message(undefined), attachments: [act.file] } as Activity;
    case 'place':
      return { ...message(undefined), entities: [{ type: 'GeoCoordinates', latitude: 13.5, longitude: 100.3 }] } as Activity;
    case 'nothing':
      return message(undefined);
  }
}

function take(session: Session, activity: Activity): Turn {
  const text = activity.type === 'message' ? (activity.text ?? '') : '';
  return turn(session, activity, text === '' ? NOTHING_UNDERSTOOD : understand(text), WORLD);
}

/** Every flow, in a language; each is begun by a button, as a menu has it. */
const begun = fc.constantFrom(...[...book.flows.keys()].flatMap((flow) => LOCALES.map((locale) => ({ flow, locale }))));

function beginning(locale: Locale, flow: string): Session {
  const token = 'begin';
  const session: Session = { ...newSession(locale, NOON), localeChosen: true, offers: [{ token, title: flow, act: { do: 'flow', flow } }], offered: 1 };
  return throughJson(take(session, message(undefined, token)).session);
}

const throughJson = (session: Session) => JSON.parse(JSON.stringify(session)) as Session;

interface Seen {
  before: Session;
  act: Sent;
  made: Turn;
}

function inAnyFlow(check: (seen: Seen) => void, numRuns = 300): void {
  fc.assert(
    fc.property(begun, fc.array(sent, { minLength: 1, maxLength: 20 }), ({ locale, flow }, acts) => {
      let session = beginning(locale, flow);
      let last: string | undefined;
      for (const act of acts) {
        const activity = activityOf(act, session, last);
        last = activity.type === 'message' ? (activity.value?.token ?? last) : last;
        const made = take(session, activity);
        check({ before: session, act, made });
        session = throughJson(made.session);
      }
    }),
    { numRuns },
  );
}

describe('in any conversation over any shipped flow', () => {
  it('each flow begins with a question', () => {
    expect(book.flows.size).toBe(12);
    for (const flow of book.flows.keys()) for (const locale of LOCALES) expect(beginning(locale, flow).run?.flow, `${flow} ${locale}`).toBe(flow);
  });

  it('nobody meets silence, a stranger\'s braces, or more than six messages, and no rule fails', () => {
    inAnyFlow(({ made }) => {
      const agrees = nodeOf(made.session)?.do.some((a) => 'say' in a && a.quoting);
      expect(made.replies.length).toBeGreaterThan(0);
      expect(made.replies.length).toBeLessThanOrEqual(6);
      for (const { activity } of made.replies) {
        expect(activity.text).not.toBe('');
        // What a person agrees to hand on holds their own words, whatever they are; nothing else does.
        if (agrees) continue;
        expect(activity.text).not.toMatch(/\{[a-z-]+\}/);
        expect(activity.text).not.toContain('zqxcanary');
      }
      expect(made.events.filter((e) => e.type === 'rule.failed')).toEqual([]);
      expect(JSON.stringify(made.events)).not.toContain('zqxcanary');
    });
  });

  it('a session equals its round trip through JSON, and stays small whatever is written', () => {
    inAnyFlow(({ made }) => {
      const text = JSON.stringify(made.session);
      expect(JSON.parse(text)).toEqual(made.session);
      // The largest seen has 6 KB; forty offers and twenty questions gone through, each with a long text, stay below this.
      expect(text.length).toBeLessThan(120_000);
    });
  });

  it('odd input does not lose the place: the question stands, or the flow went on, or a person was called', () => {
    inAnyFlow(({ before, act, made }) => {
      if (act.kind === 'command' || act.kind === 'old-button' || act.kind === 'same-button' || !before.run || before.naming > 0) return;
      const ended = made.events.some((e) => e.type === 'flow.completed' || e.type === 'flow.failed');
      if (!ended) expect(made.session.run?.flow).toBe(before.run.flow);
    });
  });

  it('a person can be reached from every question', () => {
    inAnyFlow(({ made }) => {
      const asked = take(throughJson(made.session), message('talk to a person'));
      expect(asked.session.handoff).not.toBeNull();
      expect(asked.replies.length).toBeGreaterThan(0);
    }, 150);
  });

  it('a question that nobody can answer ends with a person, and one that nobody answers ends', () => {
    inAnyFlow(({ made }) => {
      let session = throughJson(made.session);
      if (session.run && !session.handoff && session.naming === 0) {
        // The node's own question, asked again as often as it may be (five at most), then those of flows it interrupted.
        for (let n = 0; n < 30 && !session.handoff && session.run; n += 1) session = throughJson(take(session, message(undefined)).session);
        expect(session.handoff).not.toBeNull();
      }
      session = throughJson(made.session);
      for (let n = 0; n < 4 && session.run; n += 1) session = throughJson(turn(session, event('timer', { kind: 'flow-expires' }), NOTHING_UNDERSTOOD, { ...WORLD, now: WORLD.now + (n + 1) * 86_400_000 }).session);
      if (!session.handoff) expect(session.run).toBeNull();
    }, 100);
  });

  it('every flow ends for a person who answers', () => {
    fc.assert(
      fc.property(begun, fc.infiniteStream(fc.nat()), ({ locale, flow }, answers) => {
        let session = beginning(locale, flow);
        // One way in six leads out of the longest loop of choices: a hundred rounds of it are beyond all chance.
        for (let n = 0; n < 400 && session.run; n += 1) {
          const wait = WORLD.flow(session.run.flow)?.graph.nodes[session.run.node]?.wait;
          expect(wait, `${flow} ${session.run.node}`).toBeDefined();
          session = throughJson(take(session, fitting(wait as Wait, answers.next().value as number, session)).session);
        }
        expect(session.run, flow).toBeNull();
      }),
      { numRuns: 150 },
    );
  });
});
