import { describe, expect, it } from 'vitest';
import type { Origin, Place } from '../../src/core/place.js';
import { fit, type Where } from '../../src/knowledge/fit.js';
import type { Document } from '../../src/knowledge/search.js';
import { said } from './base.js';

const entries = (...places: Place[]): Document[] => places.map((place) => ({ key: `wage@${place}`, topic: 'wage', place, origin: null, texts: [] }));
const asked = (text: string, place: Place | null = null, origin: Origin | null = null): Where => ({ said: said(text), place, origin });
const told = (of: Document[], where: Where): string => {
  const { entry, standing } = fit(of, where);
  return standing === 'fits' ? entry.place : standing;
};

describe('the entry for where somebody is', () => {
  const wage = entries('TH', 'MY', 'JP');
  it.each([
    ['I am not in Thailand, I am in Malaysia', null, 'MY'],
    ['I am not in Thailand, I am in Malaysia', 'TH', 'MY'],
    ['I am not in Thailand', 'MY', 'MY'],
    ['I am not in Thailand', null, 'ask'],
    ['I am not in Thailand', 'TH', 'ask'],
    ['I do not want to stay in Malaysia', 'TH', 'MY'],
    ['I do not want to go to Malaysia, I want to go to Japan', 'TH', 'JP'],
    ['I do not want to go to Malaysia, I want to go to Taiwan', null, 'elsewhere'],
    ['I do not want to go back to Myanmar', 'TH', 'TH'],
  ] as const)('%s (known: %s) → %s', (text, place, expected) => {
    expect(told(wage, asked(text, place))).toBe(expected);
  });

  it('is not that of the home they do not want to go back to', () => {
    expect(told(entries('TH', 'MM'), asked('I do not want to go back to Myanmar', 'TH', 'MM'))).toBe('TH');
  });

  it('is that of where they may be, where nothing is known of where they want to go', () => {
    expect(told(entries('MY'), asked('I do not want to stay in Malaysia, how do I go home to Myanmar'))).toBe('MY');
  });
});
