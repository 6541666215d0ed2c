import { describe, expect, it } from 'vitest';
import { newSession } from '../../src/core/session.js';
import type { Understanding } from '../../src/core/understanding.js';
import { hear } from '../../src/host/hear.js';
import type { Understand } from '../../src/host/understand.js';
import { message, NOON, smallWorld, understood } from '../core/world.js';

const WORLD = smallWorld();
const AMBIGUOUS = 'ပါမစ်မရဘူး';
const UNICODE: Understanding = understood(AMBIGUOUS, { locale: 'my', encoding: 'unicode', gate: 'answer', matches: [{ entry: 'fees/overcharged@ANY', score: 0.9 }] });
const ZAWGYI: Understanding = { ...UNICODE, text: `converted ${AMBIGUOUS}`, encoding: 'zawgyi', matches: [{ entry: 'wages/minimum@TH', score: 0.9 }] };
const UNDECIDED: Understanding = { ...UNICODE, encoding: 'undecided', readings: { unicode: UNICODE, zawgyi: ZAWGYI } };

/** As the real one: evidence above log odds of p = 0.95 decides. */
const understand: Understand = async (text, { zawgyiEvidence }) => ({
  understanding: text !== AMBIGUOUS ? understood(text) : Math.abs(zawgyiEvidence) < 3 ? UNDECIDED : zawgyiEvidence > 0 ? ZAWGYI : UNICODE,
  zawgyiEvidence,
});

describe('a message that waited for its letters', () => {
  it.each([
    [0, 'fees/overcharged@ANY', -20],
    [1, 'wages/minimum@TH', 20],
  ])('is answered by the tap on button %i, which settles the letters', async (button, entry, evidence) => {
    const asked = await hear(understand, newSession('my', NOON), message(AMBIGUOUS), WORLD);
    const token = asked.turn.replies[0]?.activity.suggestedActions?.actions[button]?.value;
    const { turn, answered } = await hear(understand, asked.turn.session, message(undefined, token), WORLD);
    expect(turn.events).toEqual([{ type: 'answer.given', entry, locale: 'en' }]);
    expect(turn.session).toMatchObject({ letters: null, zawgyiEvidence: evidence, encoding: evidence > 0 ? 'zawgyi' : 'unicode', last: entry });
    expect(answered?.text).toContain(AMBIGUOUS);
    expect(JSON.stringify(turn.session)).not.toContain(AMBIGUOUS);
    expect((await hear(understand, turn.session, message(AMBIGUOUS), WORLD)).turn.events).toEqual(turn.events);
  });

  it('is answered in the likelier reading after a skip', async () => {
    const asked = await hear(understand, newSession('my', NOON), message(AMBIGUOUS), WORLD);
    const { turn } = await hear(understand, asked.turn.session, message('skip'), WORLD);
    expect(turn.events).toEqual([{ type: 'answer.given', entry: 'fees/overcharged@ANY', locale: 'en' }]);
  });
});
