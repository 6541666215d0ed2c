import { describe, expect, it } from 'vitest';
import type { Activity } from '../../src/core/activity.js';
import { newSession } from '../../src/core/session.js';
import { NOTHING_UNDERSTOOD } from '../../src/core/understanding.js';
import type { World } from '../../src/core/world.js';
import { NOON, message, smallWorld, talk } from './world.js';

const english = { ...newSession('en', NOON), localeChosen: true };
const POINT = { type: 'GeoCoordinates' as const, latitude: 16.7, longitude: 98.6 };
const shared = (): Activity => ({ ...message(undefined), entities: [POINT] }) as Activity;
const near: World['near'] = ({ text, position }) => (position || text.includes('town') ? { entry: 'fees/who-pays-what@TH', text: '• The office, ten kilometres away' } : null);
const world = { ...smallWorld(), near };

describe('a place on the map', () => {
  it('is answered with where to go near it, and not with "please type"', () => {
    const t = talk(world, english);
    t.step(shared(), NOTHING_UNDERSTOOD);
    expect(t.texts()[0]).toMatch(/The employer pays the service fee\.\n\n• The office, ten kilometres away\n\nSources:/);
    expect(t.buttons()).toContain('Talk to a person');
  });

  it('is told that words are needed where nothing is known there', () => {
    const t = talk(smallWorld(), english);
    t.step(shared(), NOTHING_UNDERSTOOD);
    expect(t.texts()[0]).not.toContain('The office');
    expect(t.buttons()).toContain('Talk to a person');
  });

  it('leaves a flow where it was: its question is asked again', () => {
    const t = talk(world, english);
    t.says('check a fee');
    const question = t.texts().at(-1) ?? '';
    t.step(shared(), NOTHING_UNDERSTOOD);
    expect(t.texts()).toEqual([expect.stringContaining('The office'), question]);
  });

  it('lets a counsellor speak alone', () => {
    const t = talk(world, { ...english, speaker: 'counsellor', handoff: { id: 'h1', state: 'accepted', risk: 'R0', reason: 'asked' } as never });
    t.step(shared(), NOTHING_UNDERSTOOD);
    expect(t.texts()).toEqual([]);
  });
});

describe('a town that is named', () => {
  it('brings its places to the answer that tells of them, and to no other', () => {
    const t = talk(world, english);
    t.says('where can I go in my town', { gate: 'answer', matches: [{ entry: 'fees/who-pays-what@TH', score: 0.9 }] });
    expect(t.texts()[0]).toContain('The office');
    t.says('the wage in my town', { gate: 'answer', matches: [{ entry: 'wages/minimum@TH', score: 0.9 }] });
    expect(t.texts()[0]).not.toContain('The office');
  });
});
