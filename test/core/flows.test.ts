import { describe, expect, it } from 'vitest';
import { newSession } from '../../src/core/session.js';
import { localeToken } from '../../src/core/choice.js';
import { NOON, event, message, smallWorld, talk } from './world.js';

const english = { ...newSession('en', NOON), localeChosen: true };
const sum = (value: number, currency: string | null = null) => ({ amounts: [{ value, currency }], numbers: [value] });

describe('welcome', () => {
  it('asks language, consent, place and origin, then shows the menu', () => {
    const t = talk();
    t.step(event('start', {}));
    expect(t.buttons()).toContain('မြန်မာ');
    t.taps('English');
    expect(t.texts()[0]).toContain('I am an automatic helper');
    t.taps('Yes');
    t.taps('Thailand');
    t.taps('Myanmar');
    expect(t.session).toMatchObject({ locale: 'en', place: 'TH', origin: 'MM', consentAt: NOON, run: null });
    expect(t.buttons()).toContain('Check a fee');
  });

  it('takes a yes in any language and in people\'s own words, also "ok"', () => {
    for (const yes of ['ok', 'Yes please', 'ရပါတယ်', 'ครับ', 'បាទ', 'ໄດ້', 'vâng', 'co']) {
      const t = talk();
      t.step(event('start', {}));
      t.taps('English');
      t.says(yes, { locale: null });
      expect(t.session.run?.node, yes).toBe('which');
    }
  });

  it('does not begin anew for a "yes" or "no" that is typed when it is over', () => {
    for (const word of ['yes', 'no', 'ဟုတ်ကဲ့']) {
      const t = talk();
      t.step(event('start', {}));
      for (const choice of ['English', 'Yes', 'Thailand', 'Myanmar']) t.taps(choice);
      t.says(word);
      expect(t.session.run).toBeNull();
      expect(t.buttons()).toContain('Check a fee');
    }
  });

  it('hears a yes or no that more words follow', () => {
    for (const [words, node] of [['yes you may remember that', 'which'], ['Ok, but tell nobody', 'which'], ['ဟုတ်ကဲ့ မှတ်ထားပါ', 'which'], ['no I am afraid', undefined], ['ok my friend', 'agree']] as const) {
      const t = talk();
      t.step(event('start', {}));
      t.taps('English');
      t.says(words, { locale: null });
      expect(t.session.run?.node, words).toBe(node);
    }
  });

  it('remembers nothing without consent', () => {
    const t = talk();
    t.step(event('start', {}));
    t.taps('English');
    t.taps('No');
    expect(t.session).toMatchObject({ place: null, origin: null, consentAt: null, run: null });
    expect(t.texts().join('\n')).toContain('remember nothing');
  });

  it('forgets again where consent is taken back', () => {
    const t = talk(smallWorld(), { ...english, place: 'TH', origin: 'MM', consentAt: NOON });
    t.says('start');
    t.taps('English');
    t.taps('No');
    expect(t.session).toMatchObject({ place: null, origin: null, consentAt: null, run: null });
  });

  it('lets questions be left out, and goes on without them after a pause', () => {
    const t = talk();
    t.step(event('start', {}));
    t.taps('English');
    t.taps('Yes');
    t.says('skip');
    t.says('skip');
    expect(t.texts()[0]).toBe('Thank you.');
    expect(t.session).toMatchObject({ place: null, origin: null, consentAt: NOON, run: null });
  });
});

describe('a greeting that no turn made', () => {
  it('goes on with the language that was tapped', () => {
    const t = talk();
    t.step(message(undefined, localeToken('en')));
    expect(t.session).toMatchObject({ locale: 'en', localeChosen: true, run: { flow: 'welcome', node: 'agree' } });
    expect(t.texts()[0]).toContain('I am an automatic helper');
  });
});

describe('check a fee', () => {
  function upToItem(maximum?: { amount: number; currency: string } | null) {
    const t = talk(smallWorld(NOON, maximum === undefined ? { amount: 300_000, currency: 'MMK' } : maximum), english);
    t.says('check a fee');
    t.taps('Thailand');
    t.taps('Myanmar');
    return t;
  }

  function upToAmount(maximum?: { amount: number; currency: string } | null) {
    const t = upToItem(maximum);
    t.taps('Agency or broker fee');
    return t;
  }

  /** One payment, and no other. */
  function paid(t: ReturnType<typeof upToAmount>, text: string, ...amount: Parameters<typeof sum>) {
    t.says(text, sum(...amount));
    t.taps('No');
  }

  it('says by how much a fee is over the maximum, and who to tell', () => {
    const t = upToAmount();
    paid(t, '500000 kyat', 500_000, 'MMK');
    expect(t.texts()[0]).toBe("You were asked for 500000 MMK as the agency's fee. The most that we found in the rules is 300000 MMK.\nThat is 200000 MMK more.");
    expect(t.texts()[1]).toContain('receipt');
    expect(t.buttons()).toEqual(['Talk to a person', 'What can I do?', 'Where can I complain?', 'Who must pay what?', 'Menu']);
    t.taps('What can I do?');
    expect(t.texts()[0]).toContain('Keep the receipt and complain.');
  });

  it('says so when it is not above', () => {
    const t = upToAmount();
    paid(t, '300000 kyat', 300_000, 'MMK');
    expect(t.texts()[0]).toContain('not above');
  });

  it('takes a part of a choice\'s words for it where no other choice has it', () => {
    const t = upToItem();
    t.says('medical');
    expect(t.session.run).toMatchObject({ node: 'amount', vars: { item: 'medical' } });
    const other = upToItem();
    other.says('thing');
    expect(other.session.run?.node).toBe('what-for');
  });

  it('takes a yes for no choice in which it stands in the middle of another word', () => {
    const texts = { which: 'Which?', well: 'ကောင်းတယ်', not: 'မဟုတ်သေးဘူး' };
    const wait = { for: 'choice' as const, save: 'which', options: [{ value: 'well', title: 'well' }, { value: 'not', title: 'not' }] };
    const nodes = { ask: { do: [{ say: 'which' }], wait, otherwise: 'end', retries: 2, routes: [] }, end: { do: [], retries: 2, routes: [] } };
    const graph = { flow: 'small', version: 1, start: 'ask', moved: {}, nodes };
    const world = { ...smallWorld(), flow: () => ({ graph, words: () => ({ title: 'Small', version: 1, triggers: [], texts }) }), triggered: () => ['small'] };
    const t = talk(world, english);
    t.says('small');
    t.says('ဟုတ်');
    expect(t.session.run?.node).toBe('ask');
    t.says('ဟုတ်သေး');
    expect(t.session.run).toBeNull();
  });

  it('asks which money it is when only a number is said', () => {
    const t = upToAmount();
    t.says('500000', sum(500_000));
    expect(t.buttons()).toEqual(['MMK', 'THB', 'USD']);
    t.taps('MMK');
    t.taps('No');
    expect(t.texts()[0]).toContain('That is 200000 MMK more.');
  });

  it('adds up several payments, and holds only the agency\'s fee against its maximum', () => {
    const t = upToAmount();
    t.says('400000 kyat', sum(400_000, 'MMK'));
    t.taps('Yes');
    t.taps('Medical check');
    t.says('50000 kyat', sum(50_000, 'MMK'));
    t.taps('No');
    expect(t.texts()[0]).toBe('In all that is 450000 MMK: 400000 MMK + 50000 MMK.');
    expect(t.texts()[1]).toContain('That is 100000 MMK more.');
    expect(t.taps('Talk to a person').handoff).toMatchObject({ summary: { agreed: expect.stringContaining('400000 MMK + 50000 MMK') as string } });
  });

  it('does not add up two kinds of money', () => {
    const t = upToAmount();
    t.says('200000 kyat', sum(200_000, 'MMK'));
    t.taps('Yes');
    t.taps('Travel');
    t.says('900 baht', sum(900, 'THB'));
    t.taps('No');
    expect(t.texts()[0]).toContain('several kinds of money');
    expect(t.texts()[1]).toContain('not above');
  });

  it('compares by a rate of the facts where there is one', () => {
    const t = upToAmount();
    paid(t, '10000 baht', 10_000, 'THB');
    expect(t.texts()[0]).toContain('1 THB = 62 MMK (2026-11)');
    expect(t.texts()[1]).toContain('That is 320000 MMK more.');
  });

  it('tells who pays where none of it is the fee of the agency', () => {
    const t = upToItem();
    t.taps('Medical check');
    paid(t, '50000 kyat', 50_000, 'MMK');
    expect(t.texts()[0]).toContain('None of this');
    expect(t.texts()[1]).toContain('The employer pays');
  });

  it('does not compare two kinds of money', () => {
    const t = upToAmount();
    paid(t, '300 dollars', 300, 'USD');
    expect(t.texts()[0]).toContain('another kind of money');
  });

  it('says that it does not know a maximum', () => {
    const t = upToAmount(null);
    paid(t, '10000 baht', 10_000, 'THB');
    expect(t.texts()[0]).toContain('no confirmed maximum');
    expect(t.session.handoff).toMatchObject({ summary: { reason: 'flow' } });
  });

  it('answers a question asked in the middle, and goes on', () => {
    const t = upToAmount();
    t.says('what is the minimum wage', { gate: 'answer', matches: [{ entry: 'wages/minimum@TH', score: 0.9 }] });
    expect(t.texts()[0]).toContain('The minimum wage');
    expect(t.texts()[1]).toContain('How much did the agency');
    paid(t, '500000 kyat', 500_000, 'MMK');
    expect(t.texts()[0]).toContain('200000 MMK more');
  });

  it('asks again twice in kinder words, then calls a person', () => {
    const t = upToAmount();
    t.says('a lot');
    expect(t.texts()[0]).toContain('I could not read the amount');
    t.says('very much');
    expect(t.says('too much').handoff).toMatchObject({ do: 'open' });
    expect(t.session.run).toBeNull();
  });

  it('starts again from an old button instead of guessing', () => {
    const t = upToAmount();
    paid(t, '500000 kyat', 500_000, 'MMK');
    t.taps('Menu');
    t.taps('Thailand');
    expect(t.texts().at(-1)).toContain('Which country is the job in?');
  });

  it('goes back a question, repeats one, and takes a correction of an earlier answer', () => {
    const t = upToAmount();
    t.says('back');
    expect(t.texts()[0]).toContain('What was the money asked for?');
    t.says('back');
    t.says('repeat');
    expect(t.texts()[0]).toContain('Where are you from?');
    t.taps('Myanmar');
    t.taps('Agency or broker fee');
    t.says('no, Malaysia', { places: [{ place: 'MY', direction: null }] });
    expect(t.texts()[0]).toContain('I changed that');
    expect(t.session.run?.vars['place']).toBe('MY');
    expect(t.session.run?.node).toBe('amount');
  });

  it('shows the question again where there is nothing to go back to or to leave out', () => {
    const t = talk(smallWorld(), english);
    t.says('check a fee');
    t.says('back');
    expect(t.texts()[0]).toContain('Which country is the job in?');
    t.says('skip');
    expect(t.texts()[0]).toContain('Which country is the job in?');
  });

  it('is interrupted by another flow and goes on afterwards', () => {
    const t = upToAmount();
    t.says('start');
    t.taps('English');
    expect(t.session.run).toMatchObject({ flow: 'welcome', parent: { flow: 'check-fee', node: 'amount' } });
    t.says('menu');
    expect(t.session.run).toBeNull();
  });

  it('ends some day, and says so', () => {
    const t = upToAmount();
    const made = t.says('500000', sum(500_000));
    expect(made.timer).toEqual({ at: NOON + 23 * 3_600_000, kind: 'flow-expires' });
    t.step(event('timer', { kind: 'flow-expires' }));
    expect(t.texts()[0]).toContain('Shall we go on?');
    t.step(event('timer', { kind: 'flow-expires' }));
    expect(t.texts()[0]).toContain('put the open question away');
    expect(t.session.run).toBeNull();
  });

  it('begins anew where its question was taken out in the meantime', () => {
    const t = upToAmount();
    const run = { ...t.session.run!, node: 'a-node-of-yesterday' };
    const later = talk(smallWorld(), { ...t.session, run });
    later.says('500000 kyat', sum(500_000, 'MMK'));
    expect(later.texts()[0]).toContain('have been changed since');
    expect(later.session.run).toMatchObject({ flow: 'check-fee', node: 'where' });
  });

  it('leaves for the menu', () => {
    const t = upToAmount();
    t.says('menu');
    expect(t.session.run).toBeNull();
  });
});
