import { aboutAfter } from './about.js';
import { ENDONYMS, LOCALES } from './locale.js';
import type { Choice, Say } from './say.js';
import type { Place, Origin } from './place.js';
import { PLACES, isOrigin, isPlace } from './place.js';
import type { Step, Talk } from './turn.js';
import type { EntryKey } from './understanding.js';
import type { Spoken, World } from './world.js';

/** Most entries or places offered at once; a list on a small phone is read no further. */
const MOST_OFFERED = 3;
const MOST_PLACES = 7;
/** After this many misses in a row the person is offered first. */
export const MISSES_BEFORE_HUMAN = 2;

/** The parts of an entry's key, `topic@PLACE` or `topic@PLACE-ORIGIN`. */
export function splitKey(key: EntryKey): { topic: string; place: Place | null; origin: Origin | null } {
  const [topic = '', where = ''] = key.split('@');
  const [place, origin] = where.split('-');
  return { topic, place: isPlace(place) ? place : null, origin: isOrigin(origin) ? origin : null };
}

/** Speaks an entry with its sources, its mark and the ways on. Null where nothing of it may be said. */
export function answerEntry(talk: Talk, key: EntryKey): Step | null {
  const { session, world } = talk;
  const spoken = world.speak(key, session.locale, session.origin);
  if (!spoken) return null;
  const near = nearby(talk);
  const says: Say[] = [personFirst(talk, { text: answerText(talk, spoken, near?.entry === key ? near.text : null), by: 'bot', choices: waysOn(talk, spoken) })];
  return {
    session: { ...session, last: key, about: aboutAfter(splitKey(key).place, session.about), pendingTopic: null, misses: 0 },
    says: [...says, ...encodingOffer(talk)],
    events: [{ type: 'answer.given', entry: key, locale: spoken.locale }],
  };
}

/** Whole answers in one turn; what was asked beyond that is offered. */
const MOST_TOLD = 2;

/** Answers to several questions of one message, each of which is sure: the first two are told, others are a button. Null where not two are sure. */
export function answerSeveral(talk: Talk): Step | null {
  const { session, world, understanding } = talk;
  const asked = understanding.several.map(({ matches, gate }) => ({ best: matches[0]?.entry, sure: gate === 'answer' }));
  const sure = [...new Set(asked.flatMap(({ best, sure: is }) => (best !== undefined && is ? [best] : [])))];
  const told = sure.slice(0, MOST_TOLD).reduce<Step | null>((before, entry) => {
    const step = answerEntry(before ? { ...talk, session: before.session } : talk, entry);
    return step && before ? { ...step, says: [...before.says, ...step.says], events: [...before.events, ...step.events] } : (step ?? before);
  }, null);
  if (!told || told.events.length < MOST_TOLD) return null;
  const rest = [...sure.slice(MOST_TOLD), ...asked.flatMap(({ best, sure: is }) => (best !== undefined && !is && !sure.includes(best) ? [best] : []))];
  const choices = rest.flatMap((entry): Choice[] => {
    const title = world.title(entry, session.locale);
    return title ? [{ title, act: { do: 'entry', entry } }] : [];
  });
  const more: Say[] = choices.length > 0 ? [{ text: world.phrase('also-asked', session.locale), by: 'bot', choices: [...choices, choiceOf(world.phrase('choice.none-human', session.locale), 'human')] }] : [];
  const says = told.says.filter((say, n) => told.says.findIndex(({ text }) => text === say.text) === n);
  return { ...told, says: [...says, ...more] };
}

/** Where to go near the town that the message names, or the place that it shares. */
export function nearby({ activity, session, understanding, world }: Talk): ReturnType<World['near']> {
  const position = activity.type === 'message' ? (activity.entities?.[0] ?? null) : null;
  return world.near({ text: understanding.text, position, place: session.place, origin: session.origin }, session.locale);
}

function answerText({ first, session, world }: Talk, spoken: Spoken, near: string | null): string {
  const hotlines = spoken.next.flatMap((n) => (n.do === 'hotline' ? [n.text] : []));
  return [
    spoken.text,
    ...(near === null ? [] : [near]),
    ...hotlines,
    `${spoken.footer}\n${world.phrase('receipt', session.locale, { code: spoken.receipt })}`,
    // Somebody who asks before being greeted must know at least that this is not a person.
    ...(first ? [world.phrase('i-am-a-bot', session.locale)] : []),
  ].join('\n\n');
}

function waysOn({ session, world }: Talk, spoken: Spoken): Choice[] {
  const human = choiceOf(world.phrase('choice.human', session.locale), 'human');
  return [
    ...(spoken.more ? [{ title: world.phrase('choice.more', session.locale), act: { do: 'more', entry: spoken.entry } as const }] : []),
    ...spoken.next.flatMap((n): Choice[] =>
      n.do === 'entry' ? [{ title: n.title, act: { do: 'entry', entry: n.entry } }] : n.do === 'flow' ? [{ title: n.title, act: { do: 'flow', flow: n.flow } }] : [],
    ),
    human,
  ];
}

/** Detail on demand. */
export function moreOf(talk: Talk, key: EntryKey): Step | null {
  const spoken = talk.world.speak(key, talk.session.locale, talk.session.origin);
  if (!spoken?.more) return answerEntry(talk, key);
  const choices = waysOn(talk, { ...spoken, more: null });
  return {
    session: { ...talk.session, last: key, misses: 0 },
    says: [{ text: `${spoken.more}\n\n${spoken.footer}`, by: 'bot', choices }],
    events: [{ type: 'answer.given', entry: key, locale: spoken.locale }],
  };
}

/** "Did you mean …?" with the likeliest entries, in their titles. */
export function offerEntries(talk: Talk): Step | null {
  const { session, world, understanding } = talk;
  const entries = understanding.matches.slice(0, MOST_OFFERED).flatMap((m): Choice[] => {
    const title = world.title(m.entry, session.locale);
    return title ? [{ title, act: { do: 'entry', entry: m.entry } }] : [];
  });
  if (entries.length === 0) return null;
  return {
    session: { ...session, misses: session.misses + 1 },
    says: [personFirst(talk, { text: world.phrase('did-you-mean', session.locale), by: 'bot', choices: [...entries, choiceOf(world.phrase('choice.none-human', session.locale), 'human')] })],
    events: [{ type: 'clarification.asked', entries: understanding.matches.slice(0, MOST_OFFERED).map((m) => m.entry) }],
  };
}

/** The topic is clear and the country is missing. */
export function offerPlaces(talk: Talk): Step | null {
  const { session, world, understanding } = talk;
  const best = understanding.matches[0];
  if (!best) return null;
  const { topic } = splitKey(best.entry);
  const there = world.placesOf(topic);
  // Where most people ask from comes first, as in the welcome.
  const places = PLACES.filter((p) => p !== 'ANY' && there.includes(p)).slice(0, MOST_PLACES);
  if (places.length === 0) return null;
  return {
    session: { ...session, pendingTopic: topic, misses: session.misses + 1 },
    says: [
      personFirst(talk, {
        text: world.phrase('which-country', session.locale),
        by: 'bot',
        choices: places.map((place) => ({ title: world.placeName(place, session.locale), act: { do: 'place', place, topic } })),
      }),
    ],
    events: [{ type: 'place.asked', topic }],
  };
}

/** Nothing fits: say so plainly, and offer a person and the menu. */
export function offerHuman(talk: Talk): Step {
  const { session, world, activity, understanding } = talk;
  const wordless = activity.type === 'message' && understanding.text.trim() === '';
  const phrase = wordless ? 'please-type' : session.misses + 1 >= MISSES_BEFORE_HUMAN ? 'no-answer-again' : 'no-answer';
  return {
    session: { ...session, misses: session.misses + 1, pendingTopic: null },
    says: [
      personFirst(talk, {
        text: world.phrase(phrase, session.locale),
        by: 'bot',
        choices: [choiceOf(world.phrase('choice.human', session.locale), 'human'), choiceOf(world.phrase('choice.menu', session.locale), 'menu')],
      }),
      ...encodingOffer(talk),
    ],
    events: [{ type: 'answer.missed', locale: session.locale }],
  };
}

/** "I cannot read this language", in English and in each of ours; the buttons in English where no language was chosen. */
export function notOurs({ session, world }: Talk): Step {
  const speaks = session.localeChosen ? session.locale : 'en';
  const lines = ['en' as const, ...LOCALES.filter((l) => l !== 'en')].map((l) => world.phrase('not-our-language', l));
  const languages: Choice[] = session.localeChosen
    ? [{ title: world.phrase('choice.language', speaks), act: { do: 'command', command: 'language' } }]
    : LOCALES.map((l) => ({ title: ENDONYMS[l], act: { do: 'locale', locale: l } }));
  return {
    session,
    says: [{ text: lines.join('\n'), by: 'bot', choices: [...languages, choiceOf(world.phrase('choice.human', speaks), 'human')] }],
    events: [{ type: 'answer.missed', locale: session.locale }],
  };
}

/** To words that may be a call for help: who is in danger can talk to a person, and only then what the bot says. */
function personFirst({ session, understanding, world }: Talk, say: Say): Say {
  if (!understanding.doubt) return say;
  const others = (say.choices ?? []).filter(({ act }) => act.do !== 'command' || act.command !== 'human');
  return {
    ...say,
    text: `${world.phrase('in-danger', session.locale)}\n\n${say.text}`,
    choices: [choiceOf(world.phrase('choice.human', session.locale), 'human'), ...others],
  };
}

function choiceOf(title: string, command: 'human' | 'menu'): Choice {
  return { title, act: { do: 'command', command } };
}

/**
 * Whoever types Zawgyi is answered in Zawgyi. Once, a line in Unicode offers the way back to people whose phone shows
 * that better.
 */
function encodingOffer({ session, understanding, world }: Talk): Say[] {
  const offered = session.offers.some((o) => o.act.do === 'encoding');
  if (understanding.encoding !== 'zawgyi' || session.encoding !== 'zawgyi' || offered) return [];
  const title = world.phrase('choice.unicode', 'my');
  return [{ text: world.phrase('zawgyi-offer', 'my'), by: 'notice', encoding: 'unicode', choices: [{ title, act: { do: 'encoding', encoding: 'unicode' } }] }];
}
