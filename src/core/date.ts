import type { DateSaid } from './understanding.js';

/*
 * Days as ISO 8601: `2026-05-05` a day, `2026-05` a month. They sort as text; a month counts as its first day.
 */

const DAY_MS = 86_400_000;
/** Where days begin: the clock of Thailand, Cambodia, Laos and Viet Nam; our other places are at most three hours off. */
const DAYS_BEGIN_MS = 7 * 3_600_000;
/** No two-digit year lies further ahead: no paper of a worker holds longer than a passport's ten years, twice. */
const MOST_YEARS_AHEAD = 20;
/** Years from the Buddhist era's to ours. */
export const BUDDHIST_YEARS = 543;

export function today(now: number): string {
  return new Date(now + DAYS_BEGIN_MS).toISOString().slice(0, 10);
}

/** Days from one day to another; below zero where `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(firstDay(to)) - Date.parse(firstDay(from))) / DAY_MS);
}

/** The day `days` after another, null beyond the years that ISO 8601 writes with four digits. */
export function daysAfter(iso: string, days: number): string | null {
  const at = Date.parse(firstDay(iso)) + Math.round(days) * DAY_MS;
  return at >= Date.UTC(1900, 0, 1) && at < Date.UTC(9999, 0, 1) ? new Date(at).toISOString().slice(0, 10) : null;
}

function firstDay(iso: string): string {
  return iso.length === 7 ? `${iso}-01` : iso;
}

/**
 * The day or month that is meant, null where there is none (31 February). What was left unsaid is chosen so that the day
 * is `when`, and nearest to today: "5 May" is the last one or the next one; "69" is 2026, as 2569 of the Buddhist era.
 */
export function dayMeant(said: DateSaid, when: 'past' | 'future' | undefined, now: number): string | null {
  const from = today(now);
  if ('days' in said) return daysAfter(from, said.days);
  if ('months' in said) return monthAfter(from, said.months);
  const possible = yearsMeant(said.year, Number(from.slice(0, 4))).flatMap((year) => calendarDay(year, said.month, said.day) ?? []);
  const fitting = possible.filter((iso) => fitsWhen(iso, when, now));
  const [nearest] = (fitting.length > 0 ? fitting : possible).sort((a, b) => Math.abs(daysBetween(from, a)) - Math.abs(daysBetween(from, b)));
  return nearest ?? null;
}

/** Today, and the month of today, are both past and to come. */
export function fitsWhen(iso: string, when: 'past' | 'future' | undefined, now: number): boolean {
  const from = today(now).slice(0, iso.length);
  return when === 'past' ? iso <= from : when === 'future' ? iso >= from : true;
}

function yearsMeant(year: number | null, thisYear: number): number[] {
  if (year === null) return [thisYear - 1, thisYear, thisYear + 1];
  if (year >= 100) return [year];
  return [2000 + year, 2500 - BUDDHIST_YEARS + year, 1900 + year].filter((y) => y <= thisYear + MOST_YEARS_AHEAD);
}

function calendarDay(year: number, month: number, day: number | null): string | null {
  const iso = [String(year), pad(month), ...(day === null ? [] : [pad(day)])].join('-');
  const at = Date.parse(firstDay(iso));
  return year >= 1900 && !Number.isNaN(at) && new Date(at).toISOString().startsWith(iso) ? iso : null;
}

function monthAfter(from: string, months: number): string | null {
  const at = Number(from.slice(0, 4)) * 12 + Number(from.slice(5, 7)) - 1 + Math.round(months);
  return calendarDay(Math.floor(at / 12), (at % 12) + 1, null);
}

const pad = (n: number) => String(n).padStart(2, '0');

const MINUTE_MS = 60_000;

/** A moment of UTC by a clock so many milliseconds from it, ISO 8601: `2026-11-21T12:00:00.000+07:00`. */
export function localTime(timestamp: string, clock: number): string {
  const minutes = Math.abs(clock) / MINUTE_MS;
  const offset = `${clock < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
  return new Date(Date.parse(timestamp) + clock).toISOString().replace('Z', offset);
}

/** How far the clock of such a time is from UTC, milliseconds. */
export function clockOfLocal(local: string): number {
  return Date.parse(local.replace(/[+-]\d\d:\d\d$/, 'Z')) - Date.parse(local);
}
