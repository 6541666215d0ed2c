import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Activity, Attachment } from '../../src/core/activity.js';
import type { Wait } from '../../src/core/flow.js';
import { LOCALES } from '../../src/core/locale.js';
import { newSession, type Session } from '../../src/core/session.js';
import { turn } from '../../src/core/turn.js';
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
import { NOON, ROOT, message, smallWorld } from '../core/world.js';

/*
 * Every question of every shipped flow, in every language, and what people send to it that is no answer. The person stands at
 * the question itself: how they came there does not matter to it.
 */

const { book } = readFlows(ROOT);
const places = parsePlaces(readFileSync(join(ROOT, 'knowledge/places.yaml'), 'utf8'));
const WORLD: World = {
  ...smallWorld(NOON),
  entryFor: (topic, place) => `${topic}@${place ?? 'ANY'}`,
  title: (entry) => entry,
  speak: (entry, locale) => ({ entry, locale, title: entry, text: `About ${entry}.`, more: null, footer: 'Sources: a ministry.', receipt: 'K7Q2P', unsure: false, next: [] }),
};

const QUESTIONS = [...book.flows].flatMap(([flow, { graph }]) => Object.entries(graph.nodes).flatMap(([node, { wait }]) => (wait ? [{ flow, node, wait }] : [])));

/** As a message is read in life, but for search and danger; a question of these finds its answer. */
function heard(text: string): Understanding {
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
    ...(isQuestion(text) ? { asks: true, gate: 'answer', matches: [{ entry: 'wages/minimum@MY', score: 0.95 }] } : {}),
  };
}

const file = (attachment: Attachment): Activity => ({ ...message(undefined), attachments: [attachment] }) as Activity;
const LONG = 'they took my papers and I do not know what to do. '.repeat(250).slice(0, 10_000);

/** What is sent, and the message it is. */
const SENT: Record<string, (session: Session) => Activity> = {
  'another language': () => message('ខ្ញុំមិនយល់ទេ បងជួយផង'),
  'a language that is not ours': () => message('Saya tidak mengerti pertanyaan ini'),
  'a voice note': () => file({ contentType: 'audio/ogg', contentUrl: 'telegram:v1' }),
  'a sticker': () => file({ contentType: 'image/webp', name: 'sticker' }),
  'a photo': () => file({ contentType: 'image/jpeg', contentUrl: 'telegram:p1' }),
  'a place on the map': () => ({ ...message(undefined), entities: [{ type: 'GeoCoordinates', latitude: 16.7, longitude: 98.5 }] }) as Activity,
  'a contact': () => file({ contentType: 'application/vnd.contact+json', contentUrl: 'tel:+66812345678' }),
  'ten thousand characters': () => message(LONG),
  'a number in words': () => message('thirty-one'),
  'a number in local words': () => message('သုံးဆယ့်တစ်'),
  'a past date': () => message('5 May 2020'),
  'a day that does not exist': () => message('31 February 2026'),
  'two answers': () => message('from Myanmar to Thailand, 20000 baht'),
  'two sums': () => message('5000 baht or 7000 baht'),
  'a question that names a country': () => message('how much is the minimum wage in Malaysia?'),
  'a question that holds a sum': () => message('is 400 baht the lowest pay for a day?'),
  'a correction of nothing': () => message('not 5000, 3000'),
  'only an emoji': () => message('😀'),
  'only marks': () => message('???'),
  'nothing at all': () => message(''),
  'what looks like our own words': () => message('{place} {{fact:mmth-FEE-08}}'),
  'the button of an old message': (session) => message(undefined, session.offers[0]?.token),
  'the button of nobody': () => message(undefined, 'of-no-message'),
};

/** Who stands at a question, with an older button above it. */
function standing(flow: string, node: string, wait: Wait, locale: (typeof LOCALES)[number]): Session {
  const session: Session = { ...newSession(locale, NOON), localeChosen: true, offers: [{ token: 'old', title: 'About pay', act: { do: 'entry', entry: 'wages/minimum@TH' } }], offered: 1 };
  const run: Session['run'] = { flow, version: 1, node, awaits: wait.for, tries: 0, sum: null, vars: {}, trail: [], kept: {}, parent: null, returns: null, expired: false };
  // The question once more, as its buttons stand on the screen.
  return throughJson(turn({ ...session, run }, message('repeat'), { ...NOTHING_UNDERSTOOD, text: 'repeat' }, WORLD).session);
}

const throughJson = (session: Session) => JSON.parse(JSON.stringify(session)) as Session;

function take(session: Session, activity: Activity): ReturnType<typeof turn> {
  const text = activity.type === 'message' ? (activity.text ?? '') : '';
  return turn(session, activity, text.trim() === '' ? NOTHING_UNDERSTOOD : heard(text), WORLD);
}

/** The question stands, or the flow went on in its own way. */
function kept(before: Session, { session, events }: ReturnType<typeof turn>): boolean {
  if (session.run?.flow === before.run?.flow) return true;
  return events.some((e) => e.type === 'flow.completed' || e.type === 'flow.failed' || e.type === 'flow.started' || e.type === 'handoff.requested');
}

describe('at every question of every flow', () => {
  it('stands a person in each of them', () => {
    expect(QUESTIONS.length).toBeGreaterThan(100);
    for (const { flow, node, wait } of QUESTIONS) expect(standing(flow, node, wait, 'en').run, `${flow}.${node}`).toMatchObject({ flow, node });
  });

  it.each(Object.keys(SENT))('%s loses nobody\'s place and is not met with silence', (what) => {
    for (const { flow, node, wait } of QUESTIONS) {
      for (const locale of LOCALES) {
        const before = standing(flow, node, wait, locale);
        const made = take(before, SENT[what]!(before));
        const where = `${flow}.${node} ${locale}`;
        expect(made.replies.length, where).toBeGreaterThan(0);
        expect(made.replies.every((r) => (r.activity.text ?? '').trim() !== ''), where).toBe(true);
        expect(made.events.filter((e) => e.type === 'rule.failed'), where).toEqual([]);
        expect(kept(before, made), where).toBe(true);
      }
    }
  });

  it('a button pressed twice is one answer', () => {
    for (const { flow, node, wait } of QUESTIONS) {
      const before = standing(flow, node, wait, 'en');
      const offer = before.offers.findLast(({ act }) => act.do === 'pick' && act.node === node);
      if (!offer) continue;
      const once = throughJson(take(before, message(undefined, offer.token)).session);
      const twice = take(once, message(undefined, offer.token));
      expect(twice.replies.length, `${flow}.${node}`).toBeGreaterThan(0);
      // Where the flow is over the button begins it anew; where it goes on, the answer stays one answer.
      if (once.run?.flow === flow && once.run.node !== node) expect(throughJson(twice.session).run, `${flow}.${node}`).toEqual(once.run);
    }
  });

  it('a question in the middle is answered and comes back, also where it could be the answer', () => {
    for (const { flow, node, wait } of QUESTIONS) {
      const before = standing(flow, node, wait, 'en');
      const made = take(before, message('how much is the minimum wage in Malaysia?'));
      expect(made.replies[0]?.activity.text, `${flow}.${node}`).toContain('About wages/minimum@MY.');
      expect(made.session.run, `${flow}.${node}`).toEqual(before.run);
    }
  });

  it('a person is one message away', () => {
    for (const { flow, node, wait } of QUESTIONS) {
      expect(take(standing(flow, node, wait, 'en'), message('talk to a person')).session.handoff, `${flow}.${node}`).not.toBeNull();
    }
  });
});
