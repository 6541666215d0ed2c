import { describe, expect, it } from 'vitest';
import { nextTimer } from '../../src/core/due.js';
import { ENDONYMS, LOCALES } from '../../src/core/locale.js';
import { newPerson, newSession, upgrade } from '../../src/core/session.js';
import { turn } from '../../src/core/turn.js';
import { NOON, event, message, smallWorld, talk, understood } from './world.js';

const english = { ...newSession('en', NOON), localeChosen: true };
const minimum = { gate: 'answer' as const, matches: [{ entry: 'wages/minimum@TH', score: 0.9 }] };

describe('answers', () => {
  it('speaks the entry with its sources and code', () => {
    const t = talk(smallWorld(), english);
    t.says('what is the minimum wage', minimum);
    expect(t.texts()).toEqual([expect.stringContaining('The minimum wage is what the law says.')]);
    expect(t.texts()[0]).toContain('Sources: a ministry (2026).');
    expect(t.texts()[0]).toContain('K7Q2P');
    expect(t.buttons()).toEqual(['More about this', 'Talk to a person']);
  });

  it('gives detail on demand, by button and by number in any digits', () => {
    for (const two of ['1', '၁', '๑', '១', '໑']) {
      const t = talk(smallWorld(), english);
      t.says('minimum wage', minimum);
      t.says(two, { numbers: [1] });
      expect(t.texts()[0]).toContain('It differs by province.');
    }
  });

  it('tells a stranger that it is a bot', () => {
    const t = talk();
    t.says('minimum wage', minimum);
    expect(t.texts()[0]).toContain('automatic helper, not a person');
  });

  it('asks for the country when only that is missing, and answers when it comes', () => {
    const t = talk(smallWorld(), english);
    t.says('minimum wage?', { gate: 'place', matches: minimum.matches });
    expect(t.buttons()).toEqual(['Thailand', 'MY']);
    t.says('Malaysia', { places: [{ place: 'MY', direction: null }] });
    expect(t.texts()[0]).toContain('In Malaysia it is one figure.');
  });

  it('takes "and in Malaysia?" for the last topic', () => {
    const t = talk(smallWorld(), english);
    t.says('minimum wage', minimum);
    t.says('and in Malaysia?', { places: [{ place: 'MY', direction: 'to' }] });
    expect(t.texts()[0]).toContain('In Malaysia it is one figure.');
  });

  it('leads to a person by the words "talk to a person", whatever an older button of that name did', () => {
    const old = { token: 'old', title: 'Talk to a person', act: { do: 'flow' as const, flow: 'welcome' } };
    const newest = { token: 'new', title: 'Menu', act: { do: 'command' as const, command: 'menu' as const } };
    const t = talk(smallWorld(), { ...english, offers: [old, newest], offered: 1 });
    expect(t.says('Talk to a person').handoff).toMatchObject({ do: 'open' });
  });

  it('leads to a person by the same words after a question that waits no more, whose button had them too', () => {
    const asked = { token: 'asked', title: 'Talk to a person', act: { do: 'pick' as const, flow: 'welcome', node: 'gone', value: 'person' } };
    const t = talk(smallWorld(), { ...english, offers: [asked], offered: 1 });
    expect(t.says('talk to a person').handoff).toMatchObject({ do: 'open' });
  });

  it('gives the same choice the same button again, and keeps it once', () => {
    const t = talk(smallWorld(), english);
    const tokens = () => t.says('menu').replies.flatMap(({ activity }) => activity.suggestedActions?.actions.map(({ value }) => value) ?? []);
    const first = tokens();
    expect(first.length).toBeGreaterThan(1);
    expect(new Set(first).size).toBe(first.length);
    expect(tokens()).toEqual(first);
    expect(t.session.offers.map(({ token }) => token)).toEqual(first);
  });

  it('changes a chosen language for a sentence, not for a name', () => {
    const t = talk(smallWorld(), english);
    expect(t.says('no, Cambodia please', { locale: 'vi' }).session.locale).toBe('en');
    expect(t.says('lương tối thiểu là bao nhiêu', { locale: 'vi' }).session.locale).toBe('vi');
  });

  it('offers the likeliest entries when unsure, and a person', () => {
    const t = talk(smallWorld(), english);
    t.says('money', { gate: 'clarify', matches: [{ entry: 'wages/minimum@TH', score: 0.4 }, { entry: 'fees/overcharged@ANY', score: 0.3 }] });
    expect(t.buttons()).toEqual(['Minimum wage', 'Charged too much', 'None of these, a person please']);
  });

  it('asks what was meant at most twice in a row, then offers a person first', () => {
    const t = talk(smallWorld(), english);
    const vague = { gate: 'clarify' as const, matches: [{ entry: 'wages/minimum@TH', score: 0.4 }] };
    for (const _ of [1, 2]) expect(t.says('money', vague).events).toMatchObject([{ type: 'clarification.asked' }]);
    t.says('money', vague);
    expect(t.texts()[0]).toContain('I do not want to guess');
    expect(t.buttons()[0]).toBe('Talk to a person');
    // What is likelier right than wrong is shown all the same.
    expect(t.says('money', { ...vague, matches: [{ entry: 'wages/minimum@TH', score: 0.6 }] }).events).toMatchObject([{ type: 'clarification.asked' }]);
  });

  it('leaves out nothing where a turn would say too many messages', () => {
    const files = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`t${n}`, `Text ${n}.`]));
    const nodes = { a: { do: [...Object.keys(files).map((say) => ({ say })), { menu: 'show' as const }], retries: 2, routes: [] } };
    const graph = { flow: 'many', version: 1, start: 'a', moved: {}, nodes };
    const world = { ...smallWorld(), flow: () => ({ graph, words: () => ({ title: 'Many', version: 1, triggers: [], texts: files }) }), triggered: () => ['many'] };
    const t = talk(world, english);
    t.says('many');
    expect(t.texts()).toHaveLength(6);
    expect(t.texts()[0]).toBe('Text 0.\n\nText 1.\n\nText 2.\n\nText 3.\n\nText 4.');
    expect(t.buttons()).toContain('Check a fee');
  });

  it('says plainly that it does not know, and insists on a person the second time', () => {
    const t = talk(smallWorld(), english);
    t.says('blue cheese');
    expect(t.texts()[0]).toContain('no checked answer');
    t.says('blue cheese!');
    expect(t.texts()[0]).toContain('I do not want to guess');
    expect(t.buttons()[0]).toBe('Talk to a person');
  });

  it('answers a sticker or an empty text with a plea for words', () => {
    const t = talk(smallWorld(), english);
    t.step(message(''));
    expect(t.texts()[0]).toContain('written words');
  });

  it('knows a receipt code', () => {
    const t = talk(smallWorld(), english);
    t.says('is K7Q2P still true?');
    expect(t.texts()).toEqual(['Still the same.']);
  });
});

describe('danger', () => {
  const locked = { flags: [{ danger: 'locked-in', level: 'R3' as const }] };

  it('is answered before anything else and opens a handoff', () => {
    const t = talk(smallWorld(), english);
    const made = t.says('they locked me in', { ...locked, ...minimum });
    expect(t.texts()[0]).toContain('URGENT locked-in');
    expect(made.replies[0]?.by).toBe('notice');
    expect(made.handoff).toMatchObject({ do: 'open', risk: 'R3', summary: { reason: 'red-flag', dangers: ['locked-in'] } });
  });

  it('cannot be called off by one tap when it is grave', () => {
    const t = talk(smallWorld(), english);
    t.says('they locked me in', locked);
    expect(t.buttons()).not.toContain('This is not about me now');
    t.says('I worry', { flags: [{ danger: 'worry', level: 'R1' }] });
    expect(t.buttons()).toContain('This is not about me now');
  });

  it('raises a handoff that is open, and never lowers it', () => {
    const t = talk(smallWorld(), english);
    t.says('a person please', {});
    t.says('talk to a person');
    const made = t.says('locked', locked);
    expect(made.handoff).toMatchObject({ do: 'raise', risk: 'R3' });
    const again = t.says('worried', { flags: [{ danger: 'worry', level: 'R1' }] });
    expect(again.handoff).toMatchObject({ do: 'raise', risk: 'R3', summary: { dangers: ['locked-in', 'worry'] } });
  });

  it('interrupts a flow', () => {
    const t = talk(smallWorld(), english);
    t.says('check a fee');
    t.says('they locked me in', locked);
    expect(t.texts()[0]).toContain('URGENT');
    expect(t.session.run).toBeNull();
  });
});

describe('handing over', () => {
  function accepted() {
    const t = talk(smallWorld(), english);
    const asked = t.says('talk to a person');
    const id = asked.handoff?.do === 'open' ? asked.handoff.id : '';
    t.step(event('handoff.status', { handoffId: id, state: 'accepted', counsellor: 'Ma Hnin' }));
    return { t, id };
  }

  it('queues once, says so again', () => {
    const t = talk(smallWorld(), english);
    expect(t.says('talk to a person').handoff).toMatchObject({ do: 'open', summary: { reason: 'asked', channel: 'test' } });
    expect(t.says('person').handoff).toBeNull();
    expect(t.texts()[0]).toContain('called already');
  });

  it('still answers questions while the person waits', () => {
    const t = talk(smallWorld(), english);
    t.says('talk to a person');
    t.says('minimum wage', minimum);
    expect(t.texts()[0]).toContain('The minimum wage');
  });

  it('is silent while a counsellor speaks', () => {
    const { t } = accepted();
    expect(t.texts()[0]).toContain('Ma Hnin, a counsellor, is talking with you now');
    const made = t.says('what is the minimum wage', minimum);
    expect(made.replies).toEqual([]);
    expect(made.events).toEqual([{ type: 'message.passed' }]);
  });

  it('answers each new danger once while a counsellor speaks', () => {
    const { t } = accepted();
    const flags = [{ danger: 'locked-in', level: 'R3' as const }];
    expect(t.says('locked in', { flags }).replies).toHaveLength(1);
    expect(t.says('still locked in', { flags }).replies).toEqual([]);
  });

  it('passes on what the counsellor writes, with the name', () => {
    const { t, id } = accepted();
    const made = t.step(event('counsellor.reply', { handoffId: id, counsellor: 'Ma Hnin', text: 'Hello, how can I help?' }));
    expect(t.texts()).toEqual(['Ma Hnin: Hello, how can I help?']);
    expect(made.replies[0]?.by).toBe('counsellor');
  });

  it('takes nothing from a counsellor of another handoff', () => {
    const { t } = accepted();
    expect(t.step(event('counsellor.reply', { handoffId: 'other', counsellor: 'X', text: 'Hi' })).replies).toEqual([]);
  });

  it('speaks again after the counsellor closed, and the person may call it back before', () => {
    const { t, id } = accepted();
    const made = t.step(event('handoff.status', { handoffId: id, state: 'completed', counsellor: 'Ma Hnin', outcome: 'referred' }));
    expect(made.handoff).toEqual({ do: 'close', id, state: 'completed', outcome: 'referred' });
    expect(t.session.speaker).toBe('bot');
    const second = accepted();
    expect(second.t.says('bot').handoff).toMatchObject({ do: 'close', state: 'completed', outcome: 'person-left' });
  });

  it('goes back into the queue when the counsellor gives it back', () => {
    const { t, id } = accepted();
    t.step(event('handoff.status', { handoffId: id, state: 'queued', counsellor: 'Ma Hnin' }));
    expect(t.session).toMatchObject({ speaker: 'bot', handoff: { id, state: 'queued' } });
    expect(t.texts()[0]).toContain('Ma Hnin had to leave');
  });

  describe('whose counsellor is gone', () => {
    const MINUTE = 60_000;
    const looks = (seenAt: number | null) => event('timer', { kind: 'counsellor-gone', holder: { since: NOON, seenAt } });

    it('waits for another one, and is told so', () => {
      const { t, id } = accepted();
      expect(nextTimer(t.session, NOON)).toEqual({ kind: 'counsellor-gone', at: NOON + 5 * MINUTE });
      const made = t.step(looks(null));
      expect(made.handoff).toEqual({ do: 'reopen', id, since: NOON });
      expect(made.events).toEqual([{ type: 'handoff.reopened' }]);
      expect(t.session).toMatchObject({ speaker: 'bot', handoff: { id, state: 'queued', counsellor: null } });
      expect(t.texts()[0]).toContain('Ma Hnin had to leave');
      expect(t.session.due).toEqual([{ kind: 'handoff-waits', at: NOON + 20 * MINUTE }]);
    });

    it('goes on where the counsellor was there a moment ago, and looks again in time', () => {
      const { t } = accepted();
      const made = t.step(looks(NOON + 4 * MINUTE));
      expect([made.handoff, made.replies]).toEqual([null, []]);
      expect(t.session.speaker).toBe('counsellor');
      expect(nextTimer(t.session, NOON)).toEqual({ kind: 'counsellor-gone', at: NOON + 9 * MINUTE });
    });

    it('goes on where nobody waits for an answer, until the person writes', () => {
      const { t, id } = accepted();
      t.step(event('counsellor.reply', { handoffId: id, counsellor: 'Ma Hnin', text: 'Write to me when you have it.' }));
      expect(t.session.due).toEqual([]);
      t.says('I have it now');
      expect(nextTimer(t.session, NOON)).toEqual({ kind: 'counsellor-gone', at: NOON + 5 * MINUTE });
      t.says('are you there?');
      expect(nextTimer(t.session, NOON)).toEqual({ kind: 'counsellor-gone', at: NOON + 5 * MINUTE });
    });

    it('goes on where it is not known who holds it: what changed comes by itself', () => {
      const { t } = accepted();
      expect(t.step(event('timer', { kind: 'counsellor-gone' })).handoff).toBeNull();
      expect(t.session.speaker).toBe('counsellor');
    });
  });

  it('tells a waiting person that they are not forgotten', () => {
    const t = talk(smallWorld(), english);
    const made = t.says('talk to a person');
    expect(made.timer).toEqual({ at: NOON + 15 * 60_000, kind: 'handoff-waits' });
    t.step(event('timer', { kind: 'handoff-waits' }));
    expect(t.texts()[0]).toContain('You have not been forgotten');
  });
});

describe('when understanding fails', () => {
  it('calls a person instead of guessing', () => {
    const t = talk(smallWorld(), english);
    expect(t.says('???', { partial: true }).handoff).toMatchObject({ do: 'open', risk: 'R1', summary: { reason: 'understanding-failed' } });
  });
});

describe('somebody who clears the chat', () => {
  it('leaves no counsellor waiting for them', () => {
    const t = talk(smallWorld(), english);
    t.says('talk to a person');
    const { type: _, ...rest } = message('x');
    const made = t.step({ ...rest, type: 'endOfConversation' } as never);
    expect(made.replies).toEqual([]);
    expect(made.handoff).toMatchObject({ do: 'close', state: 'failed', outcome: 'person-left' });
  });
});

describe('standing commands', () => {
  it('forgets on request, after asking once', () => {
    const t = talk(smallWorld(), { ...english, place: 'TH', origin: 'MM', consentAt: NOON });
    expect(t.says('delete what I wrote').erase).toBe(false);
    const made = t.taps('Yes, delete');
    expect(made.erase).toBe(true);
    expect(made.session).toMatchObject({ place: null, origin: null, consentAt: null, handoff: null, offers: [] });
  });

  it('changes the language', () => {
    const t = talk(smallWorld(), english);
    t.says('language');
    t.taps('မြန်မာ');
    expect(t.session).toMatchObject({ locale: 'my', localeChosen: true });
  });

  it('follows the language of a real sentence, not of one word', () => {
    const t = talk(smallWorld(), english);
    t.says('ok', { locale: 'vi' });
    expect(t.session.locale).toBe('en');
    t.says('tôi chưa được trả lương', { locale: 'vi' });
    expect(t.session.locale).toBe('vi');
  });
});

describe('Zawgyi', () => {
  it('is answered in Zawgyi, with one line in Unicode that leads back', () => {
    const t = talk(smallWorld());
    const made = t.says('လုပ်အားခ', { locale: 'my', encoding: 'zawgyi', ...minimum });
    expect(made.replies.map((r) => r.encoding)).toEqual(['zawgyi', 'unicode']);
    expect(t.says('လုပ်အားခ', { locale: 'my', encoding: 'zawgyi', ...minimum }).replies).toHaveLength(1);
    t.taps('ယူနီကုဒ် စာလုံး');
    expect(t.session.encoding).toBe('unicode');
  });

  it('is answered in Unicode again once Unicode is typed for sure', () => {
    const t = talk(smallWorld());
    t.says('လုပ်အားခ', { locale: 'my', encoding: 'zawgyi', ...minimum });
    for (const encoding of ['undecided', 'none'] as const) expect(t.says('လစာ', { locale: 'my', encoding, ...minimum }).replies[0]?.encoding).toBe('zawgyi');
    expect(t.says('လုပ်အားခ', { locale: 'my', encoding: 'unicode', ...minimum }).replies[0]?.encoding).toBe('unicode');
  });

  it('is no longer answered by what is typed once the letters were chosen', () => {
    const t = talk(smallWorld());
    t.says('လုပ်အားခ', { locale: 'my', encoding: 'zawgyi', ...minimum });
    t.taps('ယူနီကုဒ် စာလုံး');
    expect(t.says('လုပ်အားခ', { locale: 'my', encoding: 'zawgyi', ...minimum }).replies.map((r) => r.encoding)).toEqual(['unicode']);
  });
});

describe('a broken rule', () => {
  it('lets the next one try, and nobody meets silence', () => {
    const world = { ...smallWorld(), speak: () => { throw new Error('broken'); } };
    const made = turn(english, message('minimum wage'), understood('minimum wage', minimum), world);
    expect(made.replies).toHaveLength(1);
    expect(made.events).toContainEqual({ type: 'rule.failed', rule: 'answer' });
  });
});

describe('a language that is none of ours', () => {
  it('is answered in English and in each of ours, with the languages to choose from', () => {
    const t = talk(smallWorld(), newSession('my', NOON));
    t.says('je veux travailler en Thaïlande', { foreign: true, locale: null, gate: 'answer', matches: [{ entry: 'wages/minimum@TH', score: 0.9 }] });
    const [text = ''] = t.texts();
    for (const locale of LOCALES) expect(text).toContain(smallWorld().phrase('not-our-language', locale));
    expect(t.buttons()).toEqual([...LOCALES.map((locale) => ENDONYMS[locale]), 'Talk to a person']);
  });

  it('is told to a stranger before the welcome, and again where the welcome asks for the language', () => {
    const t = talk();
    for (let n = 0; n < 2; n += 1) {
      t.says('je veux travailler en Thaïlande', { foreign: true, locale: null });
      expect(t.texts()[0]).toContain(smallWorld().phrase('not-our-language', 'th'));
      expect(t.session.run).toMatchObject({ flow: 'welcome', node: 'language' });
      expect(t.buttons()).toEqual(LOCALES.map((locale) => ENDONYMS[locale]));
    }
  });

  it('danger in it is danger', () => {
    const t = talk(smallWorld(), newSession('en', NOON));
    const { events } = t.says('saya dipukul oleh majikan setiap hari', { foreign: true, locale: null, flags: [{ danger: 'violence', level: 'R3' }] });
    expect(events.map(({ type }) => type)).toContain('handoff.requested');
  });
});

describe('where somebody is, and what the talk is about', () => {
  const lives = { ...newSession('en', NOON), localeChosen: true, consentAt: NOON, place: 'TH' as const };

  it('a country that they ask about is the subject of what follows, and not where they live', () => {
    const t = talk(smallWorld(), lives);
    t.says('minimum wage in Malaysia', { gate: 'answer', matches: [{ entry: 'wages/minimum@MY', score: 0.9 }], places: [{ place: 'MY', direction: 'to' }] });
    expect(t.session).toMatchObject({ about: 'MY', place: 'TH' });
    t.says('thanks', {});
    expect(t.session).toMatchObject({ about: 'MY', place: 'TH' });
  });

  it('the country of an answer is too, also of one that a button chose', () => {
    const t = talk(smallWorld(), { ...lives, place: null });
    t.says('minimum wage', { gate: 'place', matches: [{ entry: 'wages/minimum@TH', score: 0.9 }] });
    t.taps('MY');
    expect(t.session).toMatchObject({ about: 'MY', place: null, last: 'wages/minimum@MY' });
  });

  it('where they say that they are is where they live, if they agreed that it is kept; where they come from is neither', () => {
    const agreed = talk(smallWorld(), lives);
    agreed.says('I work in Malaysia', { staysIn: 'MY', places: [{ place: 'MY', direction: 'to' }] });
    expect(agreed.session).toMatchObject({ about: 'MY', place: 'MY' });
    const not = talk(smallWorld(), { ...lives, consentAt: null, place: null });
    not.says('I work in Malaysia', { staysIn: 'MY', places: [{ place: 'MY', direction: 'to' }] });
    expect(not.session).toMatchObject({ about: 'MY', place: null });
    not.says('I am from Myanmar', { places: [{ place: 'MM', direction: 'from' }] });
    expect(not.session).toMatchObject({ about: 'MY', place: null });
  });

  it('a session of schema 7 knows of no subject, and goes on', () => {
    const { about: _, encodingChosen: ___, ...before } = { ...lives, others: [newPerson('Su', 'my')].map(({ about: __, ...person }) => person) };
    expect(upgrade({ ...before, schema: 7 })).toEqual({ ...lives, others: [newPerson('Su', 'my')] });
  });
});

it('a stranger who greets is welcomed and asked for the language; somebody known gets the menu', () => {
  const t = talk();
  t.says('good morning sir');
  expect(t.session.run).toMatchObject({ flow: 'welcome', node: 'language' });
  const known = talk(smallWorld(), english);
  known.says('good morning sir');
  expect(known.session.run).toBeNull();
  expect(known.texts()).toEqual([smallWorld().phrase('menu', 'en')]);
});
