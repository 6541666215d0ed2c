import type { Locale } from '../core/locale.js';
import { CURRENCIES, type FactValue } from './fact.js';
import { CURRENCY_WORDS, MONTHS, PER_WORDS, UNIT_WORDS, type Currency, type Per, type Unit } from './measure-words.js';

/*
 * Values as people read them. Burmese and Khmer have their own digits for amounts, counts and dates; times of day,
 * phone numbers and addresses are ASCII everywhere, because they are typed and dialled. Years are Gregorian.
 */

/** A fact's value in a language, for example `400 baht a day` or `တစ်ရက် ၄၀၀ ဘတ်`. */
export function format(value: FactValue, locale: Locale): string {
  if ('amount' in value) return sum(value.amount, value.to, value.currency, value.per, locale);
  if ('count' in value) return value.unit ? counted(value.count, value.to, value.unit, locale) : numbers(value.count, value.to, locale);
  if ('percent' in value) return percent(value.percent, value.to, locale);
  if ('age' in value) return ages(value.age, value.to, locale);
  if ('date' in value) return value.to ? period(value.date, value.to, locale) : date(value.date, locale);
  if ('time' in value) return times(value.time, value.to, locale);
  if ('phone' in value) return value.phone;
  if ('url' in value) return value.url;
  return value.name;
}

/** A sum of money; a currency that we have no word for is said by its ISO 4217 code. */
export function money(amount: number, currency: string, locale: Locale): string {
  const known = CURRENCIES.find((c) => c === currency);
  return known ? sum(amount, undefined, known, undefined, locale) : `${number(amount, locale)} ${currency}`;
}

/** `2026-12-11`, `2026-12` or `2026` in words. */
export function date(iso: string, locale: Locale): string {
  const [year = '', month, day] = iso.split('-');
  const y = digits(year, locale);
  const d = day === undefined ? '' : digits(String(Number(day)), locale);
  const m = month === undefined ? 0 : Number(month);
  switch (locale) {
    case 'en':
      return joined(d, nameOf(m, locale), y);
    case 'my':
      return joined(`${y} ခုနှစ်`, m && `${nameOf(m, locale)}လ`, d && `${d} ရက်`);
    case 'th':
      return joined(d, nameOf(m, locale), `ค.ศ. ${y}`);
    case 'km':
      return joined(d && `ថ្ងៃទី${d}`, m && `ខែ${nameOf(m, locale)}`, `ឆ្នាំ${y}`);
    case 'lo':
      return joined(d && `ວັນທີ ${d}`, m && `ເດືອນ${nameOf(m, locale)}`, `ປີ ${y}`);
    case 'vi':
      return joined(d && `ngày ${d}`, m && `tháng ${m}`, `năm ${y}`);
  }
}

/** A number with the language's digits and signs: `၁,၆၀၀`, `1.600,5`. */
export function number(n: number, locale: Locale): string {
  // Up to three decimals: dinars and rials of the Gulf have a thousand parts.
  const plain = PLAIN.format(n);
  // Lao and Vietnamese part thousands with a point and decimals with a comma, as in CLDR.
  const parted = locale === 'lo' || locale === 'vi' ? plain.replace(/[.,]/g, (sign) => (sign === ',' ? '.' : ',')) : plain;
  return digits(parted, locale);
}
const PLAIN = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });

function sum(amount: number, to: number | undefined, currency: Currency, per: Per | undefined, locale: Locale): string {
  const word = CURRENCY_WORDS[currency][locale];
  const name = typeof word === 'string' ? word : word[(to ?? amount) === 1 ? 0 : 1];
  const money = `${numbers(amount, to, locale)} ${name}`;
  if (!per) return money;
  const every = PER_WORDS[per][locale];
  return locale === 'my' || locale === 'th' || locale === 'lo' ? `${every} ${money}` : `${money} ${every}`;
}

function numbers(n: number, to: number | undefined, locale: Locale): string {
  return to === undefined ? number(n, locale) : range(number(n, locale), number(to, locale), locale);
}

function counted(n: number, to: number | undefined, unit: Unit, locale: Locale): string {
  if (locale === 'en') return `${numbers(n, to, locale)} ${UNIT_WORDS[unit].en[(to ?? n) === 1 ? 0 : 1]}`;
  if (locale === 'my') return countedInBurmese(n, to, UNIT_WORDS[unit].my);
  const words = UNIT_WORDS[unit][locale];
  return joined(words.before ?? '', numbers(n, to, locale), words.after);
}

/**
 * The classifier follows the number (၅ ရက်), but stands before a round one (ရက် ၆၀). Source: J. Okell and A. Allott,
 * Burmese/Myanmar Dictionary of Grammatical Forms; ten itself is not round in this sense.
 */
function countedInBurmese(n: number, to: number | undefined, words: { before?: string; after: string; round: string }): string {
  const said = numbers(n, to, 'my');
  const counts = round(n) && (to === undefined || round(to)) ? joined(words.round, said) : joined(said, words.after);
  return joined(words.before ?? '', counts);
}
const round = (n: number) => n > 10 && n % 10 === 0;

function percent(n: number, to: number | undefined, locale: Locale): string {
  return locale === 'my' ? `${numbers(n, to, locale)} ရာခိုင်နှုန်း` : `${numbers(n, to, locale)}%`;
}

function ages(age: number, to: number | undefined, locale: Locale): string {
  // Burmese says the years of both ends: ၁၈ နှစ်မှ ၃၅ နှစ်.
  if (locale === 'my') {
    const years = (n: number) => countedInBurmese(n, undefined, UNIT_WORDS.year.my);
    return to === undefined ? years(age) : `${years(age)}${round(age) ? ' ' : ''}မှ ${years(to)}`;
  }
  if (locale === 'vi') return `${numbers(age, to, locale)} tuổi`;
  return counted(age, to, 'year', locale);
}

function period(from: string, to: string, locale: Locale): string {
  const [first, last] = [date(from, locale), date(to, locale)];
  return locale === 'my' ? `${first}မှ ${last}အထိ` : range(first, last, locale);
}

function times(time: string, to: string | undefined, locale: Locale): string {
  const hours = to === undefined ? time : range(time, to, locale);
  return locale === 'th' ? `${hours} น.` : hours;
}

const TO: Record<Locale, string> = { en: 'to', my: 'မှ', th: 'ถึง', km: 'ដល់', lo: 'ຫາ', vi: 'đến' };

function range(from: string, to: string, locale: Locale): string {
  return `${from} ${TO[locale]} ${to}`;
}

/** Code point of the digit zero where a language has digits of its own. */
const ZERO: Partial<Record<Locale, number>> = { my: 0x1040, km: 0x17e0 };

function digits(ascii: string, locale: Locale): string {
  const zero = ZERO[locale];
  return zero === undefined ? ascii : ascii.replace(/\d/g, (d) => String.fromCodePoint(zero + Number(d)));
}

function nameOf(month: number, locale: Exclude<Locale, 'vi'>): string {
  return MONTHS[locale][month - 1] ?? '';
}

const joined = (...parts: (string | 0)[]) => parts.filter((p) => p !== '' && p !== 0).join(' ');
