import { describe, expect, it } from 'vitest';
import { newSession, upgrade } from '../../src/core/session.js';
import { NOON, event, smallWorld, talk } from './world.js';

const english = { ...newSession('en', NOON), localeChosen: true, place: 'TH' as const, origin: 'MM' as const, consentAt: NOON };

/** Somebody in the middle of a flow hands the phone to a person who chooses Thai. */
function twoPeople() {
  const t = talk(smallWorld(), english);
  t.says('check a fee');
  t.says('someone else');
  t.taps('Somebody else');
  t.says('  Hla   Hla ');
  return t;
}

describe('several people on one phone', () => {
  it('each have their own language, place, origin, consent and open question', () => {
    const t = twoPeople();
    expect(t.session).toMatchObject({ name: 'Hla Hla', place: null, origin: null, consentAt: null, run: { flow: 'welcome' } });
    t.taps('ไทย');
    expect(t.session).toMatchObject({ name: 'Hla Hla', locale: 'th' });
    t.says('profile');
    expect(t.buttons()).toEqual(['Hla Hla', 'ฉันเอง', 'คนอื่น']);
    t.taps('ฉันเอง');
    expect(t.session).toMatchObject({ name: null, locale: 'en', place: 'TH', origin: 'MM', run: { flow: 'check-fee', node: 'where' } });
    expect(t.texts()).toEqual(['All right, now I answer "Me".', 'Which country is the job in?']);
    t.says('someone else');
    t.taps('Hla Hla');
    expect(t.session).toMatchObject({ name: 'Hla Hla', locale: 'th', run: { flow: 'welcome', node: 'agree' } });
  });

  it('are at most five, and a known name is the known person', () => {
    const t = talk(smallWorld(), english);
    for (const name of ['Aye', 'Ba', 'Chit', 'Daw']) {
      t.says('profile');
      t.taps('Somebody else');
      t.says(name);
      t.taps('English');
    }
    t.says('profile');
    expect(t.buttons()).toEqual(['Daw', 'Me', 'Aye', 'Ba', 'Chit']);
    t.taps('Me');
    expect(t.session.others).toHaveLength(4);
    const two = talk(smallWorld(), english);
    for (const _ of [1, 2]) {
      two.says('profile');
      two.taps('Somebody else');
      two.says('Aye');
    }
    expect(two.session).toMatchObject({ name: 'Aye', others: [{ name: null }] });
  });

  it('are asked again for a nickname that is one, and let go after that', () => {
    const t = talk(smallWorld(), english);
    t.says('profile');
    t.taps('Somebody else');
    for (const no of ['12345', 'x'.repeat(21)]) {
      t.says(no);
      expect(t.texts()[0]).toContain('short nickname');
    }
    t.says('?!');
    expect(t.session.name).toBeNull();
    expect(t.texts()[0]).not.toContain('short nickname');
    // "menu" is a command and no name.
    t.says('menu');
    expect(t.session).toMatchObject({ name: null, others: [] });
  });

  it('are in danger like anybody, also where a nickname is asked for', () => {
    const t = talk(smallWorld(), english);
    t.says('profile');
    t.taps('Somebody else');
    t.says('help me', { flags: [{ danger: 'locked-in', level: 'R3' }] });
    expect(t.texts()[0]).toContain('URGENT locked-in');
  });

  it('are all forgotten together', () => {
    const t = twoPeople();
    t.says('delete what i wrote');
    expect(t.taps('Yes, delete').erase).toBe(true);
    expect(t.session).toMatchObject({ name: null, others: [], run: null });
  });

  it('leave no timer behind: the question of who is away does not run out', () => {
    const t = talk(smallWorld(), english);
    t.says('check a fee');
    t.says('profile');
    t.taps('Somebody else');
    expect(t.says('Aye').timer).toMatchObject({ kind: 'flow-expires' });
    t.says('menu');
    t.step(event('timer', { kind: 'flow-expires' }));
    expect(t.session.others[0]?.run).toMatchObject({ flow: 'check-fee' });
  });
});

describe('a session of the version before', () => {
  it('is read with what it lacks, its flow and the flow that it interrupted', () => {
    const t = talk(smallWorld(), english);
    t.says('check a fee');
    t.says('start');
    const { name: _, others: __, naming: ___, ...session } = t.session;
    const older = (run: unknown): unknown => {
      if (typeof run !== 'object' || run === null) return run;
      const { awaits: _a, kept: _k, returns: _r, expired: _e, parent, ...rest } = run as Record<string, unknown>;
      return { ...rest, parent: older(parent) };
    };
    const read = upgrade({ ...session, schema: 2, run: older(session.run) });
    expect(read).toEqual({ ...t.session, run: { ...t.session.run, awaits: null, parent: { ...t.session.run?.parent, awaits: null } } });
    const later = talk(smallWorld(), read);
    later.taps('English');
    expect(later.session.run).toMatchObject({ flow: 'welcome', node: 'agree', parent: { flow: 'check-fee' } });
  });

  it('of the present version is itself, and of any other nothing', () => {
    expect(upgrade(english)).toBe(english);
    for (const other of [null, undefined, 7, 'text', {}, { schema: 1 }, { schema: 99 }]) expect(upgrade(other)).toBeNull();
  });

  it('are reached from the menu, and from help at a question, which then stands', () => {
    const t = talk();
    t.says('menu');
    t.taps('Another person writes');
    expect(t.texts()[0]).toBe('Who is writing now?');
    t.says('check a fee');
    t.says('help menu');
    expect(t.texts()[0]).toContain('"another person" if somebody else writes');
    t.taps('Another person writes');
    t.taps('Somebody else');
    t.says('Hla');
    expect(t.session.others[0]?.run?.flow).toBe('check-fee');
    t.says('another person');
    t.taps('Me');
    expect(t.texts().at(-1)).toBe('Which country is the job in?');
  });
});
