import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMeant, daysAfter, daysBetween, fitsWhen, today } from '../../src/core/date.js';
import { NOON } from './world.js';

describe('a day', () => {
  it('begins at midnight of UTC+7', () => {
    expect(today(Date.parse('2026-11-20T16:59:59Z'))).toBe('2026-11-20');
    expect(today(Date.parse('2026-11-20T17:00:00Z'))).toBe('2026-11-21');
  });

  it('of two digits of a year is the nearest: of our years, or the Buddhist era\'s', () => {
    const year = (y: number) => dayMeant({ day: 1, month: 1, year: y }, undefined, NOON);
    expect([26, 69, 70, 99, 0].map(year)).toEqual(['2026-01-01', '2026-01-01', '2027-01-01', '1999-01-01', '2000-01-01']);
  });

  it('that exists is so many days from another as those days lead to it', () => {
    const day = fc.date({ min: new Date('1950-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true }).map((d) => d.toISOString().slice(0, 10));
    fc.assert(fc.property(day, day, (a, b) => void expect(daysAfter(a, daysBetween(a, b))).toBe(b)));
  });

  it('is chosen so that it fits, wherever it can', () => {
    const when = fc.constantFrom('past' as const, 'future' as const);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 28 }), fc.integer({ min: 1, max: 12 }), when, (d, month, w) => {
        const iso = dayMeant({ day: d, month, year: null }, w, NOON) ?? '';
        expect(fitsWhen(iso, w, NOON)).toBe(true);
        expect(Math.abs(daysBetween(today(NOON), iso))).toBeLessThanOrEqual(366);
      }),
    );
  });

  it('is none where the calendar has none, or beyond what years are written with', () => {
    expect(dayMeant({ day: 31, month: 2, year: 2026 }, undefined, NOON)).toBeNull();
    expect(dayMeant({ day: 1, month: 1, year: 1500 }, undefined, NOON)).toBeNull();
    expect(dayMeant({ days: 1e9 }, undefined, NOON)).toBeNull();
    expect(dayMeant({ months: -1e9 }, undefined, NOON)).toBeNull();
  });
});
