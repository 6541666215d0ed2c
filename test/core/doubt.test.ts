import { describe, expect, it } from 'vitest';
import { smallWorld, talk } from './world.js';

/** Words that may be a call for help, too unsure to call somebody. */
const DOUBT = { doubt: true } as const;
const IN_DANGER = /^If you or somebody with you is in danger/u;

function begun() {
  const t = talk(smallWorld());
  t.says('hello');
  t.says('stop');
  return t;
}

describe('in doubt of danger', () => {
  it.each([
    ['an answer', { gate: 'answer', matches: [{ entry: 'wages/minimum@TH', score: 0.9 }] }, 'The minimum wage is what the law says.'],
    ['a choice of entries', { gate: 'clarify', matches: [{ entry: 'fees/overcharged@ANY', score: 0.4 }, { entry: 'fees/who-pays-what@TH', score: 0.3 }] }, 'Charged too much'],
    ['a choice of countries', { gate: 'place', matches: [{ entry: 'wages/minimum@TH', score: 0.4 }] }, 'Thailand'],
    ['no answer', { gate: 'none', matches: [] }, 'no checked answer'],
  ] as const)('a person is offered before %s', (_, found, said) => {
    const t = begun();
    const { handoff } = t.says('my room mate lips blue', { ...found, matches: [...found.matches], ...DOUBT });
    const [text = ''] = t.texts();
    expect(text).toMatch(IN_DANGER);
    expect([text, ...t.buttons()].join('\n')).toContain(said);
    expect(t.buttons()[0]).toBe('Talk to a person');
    expect(t.buttons().filter((title) => /person/iu.test(title))).toHaveLength(1);
    // Nobody is called in the night.
    expect(handoff).toBeNull();
  });

  it('nothing of it is said where there is none', () => {
    const t = begun();
    t.says('wage', { gate: 'answer', matches: [{ entry: 'wages/minimum@TH', score: 0.9 }] });
    expect(t.texts()[0]).not.toMatch(IN_DANGER);
    expect(t.buttons()[0]).not.toBe('Talk to a person');
  });
});
