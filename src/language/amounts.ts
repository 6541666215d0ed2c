import type { Amount } from '../core/understanding.js';
import { findNumbers } from './digits.js';
import { MONEY_WORDS } from './money-words.js';
import type { MoneyWord } from './money-words.js';
import { isSpaceless, scriptOf } from './script.js';

type Token = (MoneyWord | { is: 'number'; value: number }) & { start: number; end: number; spaceless: boolean };

/** The words by their first letter, the longest first: one pattern of them all takes ten times as long as all else together. */
const BY_FIRST = new Map<string, string[]>();
for (const word of [...MONEY_WORDS.keys()].sort((a, b) => b.length - a.length)) BY_FIRST.set(word.charAt(0), [...(BY_FIRST.get(word.charAt(0)) ?? []), word]);

/** A Latin word stands alone, but may touch a digit ("5tr", "15k"); a sign stands anywhere; other words end a syllable. */
function stands(word: string, text: string, start: number): boolean {
  const script = scriptOf(word.codePointAt(0) ?? 0);
  const after = text.slice(start + word.length, start + word.length + 2);
  if (isSpaceless(script)) return !/^\p{M}/u.test(after);
  return script !== 'latin' || (!/[\p{L}\p{M}]$/u.test(text.slice(Math.max(0, start - 2), start)) && !/^[\p{L}\p{M}]/u.test(after));
}

/**
 * Sums of money in a normalised text, in its order: a number with a currency beside it, or with a word of a scale
 * ("၅ သိန်း", "15k"), in digits, in words or mixed. A bare number is no amount.
 */
export function findAmounts(text: string): Amount[] {
  const found: Amount[] = [];
  for (const phrase of phrases(tokens(text), text)) found.push(...amountsOf(phrase));
  return found;
}

/** What is counted, behind its number: "three days", "သုံးယောက်". */
const COUNTED =
  /(?:\s*(?:days?|weeks?|months?|years?|hours?|people|persons?|times|ngày|tuần|tháng|năm|giờ|người|lần)|(?:ရက်|ပတ်|လ|နှစ်|နာရီ|ယောက်|ဦး|ခု|ကြိမ်|วัน|สัปดาห์|อาทิตย์|เดือน|ปี|ชั่วโมง|คน|ครั้ง|ថ្ងៃ|សប្តាហ៍|ខែ|ឆ្នាំ|ម៉ោង|នាក់|ដង|ວັນ|ມື້|ອາທິດ|ເດືອນ|ປີ|ຊົ່ວໂມງ|ຄົນ|ຄັ້ງ))$/u;

/** No number that somebody says in words is longer. */
const LONGEST_NUMBER = 100;

/** The number that a whole normalised text is in words, perhaps with what is counted ("twenty-five", "สามวัน"); else null. */
export function numberInWords(text: string): number | null {
  if (text.length > LONGEST_NUMBER) return null;
  const plain = text.replace(/(?<=\p{L})-(?=\p{L})/gu, ' ').replace(/ and (?=\p{L})/gu, ' ').replace(/[\s.!။ฯ៕។]+$/u, '');
  for (const words of [plain, plain.replace(COUNTED, '').trim()]) {
    const [phrase, ...others] = phrases(tokens(words), words);
    const whole = phrase?.[0]?.start === 0 && phrase.at(-1)?.end === words.length && others.length === 0;
    if (phrase && whole && phrase.every((t) => t.is === 'digit' || t.is === 'scale' || t.is === 'half')) return sum(phrase);
  }
  return null;
}

function tokens(text: string): Token[] {
  const numbers: Token[] = findNumbers(text).map(({ value, start, end }) => ({ is: 'number', value, start, end, spaceless: false }));
  const inWords: Token[] = [];
  for (let start = 0; start < text.length; start += 1) {
    const spelt = BY_FIRST.get(text.charAt(start))?.find((word) => text.startsWith(word, start) && stands(word, text, start));
    const word = spelt === undefined ? undefined : MONEY_WORDS.get(spelt);
    if (spelt === undefined || word === undefined) continue;
    inWords.push({ ...word, start, end: start + spelt.length, spaceless: isSpaceless(scriptOf(spelt.codePointAt(0) ?? 0)) });
    start += spelt.length - 1;
  }
  return [...numbers, ...inWords].sort((a, b) => a.start - b.start);
}

/** Tokens with nothing but a space between them belong together, and what an "and" adds to a scale: "two hundred and fifty". */
function phrases(all: readonly Token[], text: string): Token[][] {
  const grouped: Token[][] = [];
  for (const [n, token] of all.entries()) {
    const before = all[n - 1];
    const between = before && text.slice(before.end, token.start).trim();
    if (before && (between === '' || (between === 'and' && isLess(all.slice(n), before)))) grouped.at(-1)?.push(token);
    else grouped.push([token]);
  }
  return grouped;
}

/** Whether the number that begins here is part of a sum that goes on from this scale: "three hundred" behind "two hundred" is another one. */
function isLess([first, next]: readonly Token[], before: Token): boolean {
  if (before.is !== 'scale' || !first || !('value' in first)) return false;
  return Math.max(first.value, next?.is === 'scale' && first.is !== 'scale' ? next.value : 0) < before.value;
}

/** Splits a phrase at its currencies: "500 baht 20 dollars" is two sums, "baht 500" one. */
function amountsOf(phrase: readonly Token[]): Amount[] {
  const found: Amount[] = [];
  let run: Token[] = [];
  let before: { code: string | null } | null = null;
  const close = (currency: { code: string | null } | null): boolean => {
    const value = valueOf(run, currency !== null);
    run = [];
    if (value === null) return false;
    found.push({ value, currency: currency?.code ?? null });
    return true;
  };
  for (const token of phrase) {
    if (token.is === 'neither') {
      run = [];
      before = null;
    } else if (token.is === 'currency') {
      if (before !== null && run.length > 0) {
        // "baht 500 dollar …": the number was the first currency's.
        close(before);
        before = token;
      } else before = close(token) ? null : token;
    } else run.push(token);
  }
  close(before);
  return found;
}

/** What a run of numbers and scales says, or null where it is no sum. */
function valueOf(run: readonly Token[], withCurrency: boolean): number | null {
  const meant = withCurrency ? run : withoutLooseWords(run);
  if (meant.length === 0) return null;
  const hasNumber = meant.some(({ is }) => is === 'number' || is === 'digit' || is === 'half');
  const scale = Math.max(0, ...meant.map((token) => (token.is === 'scale' ? token.value : 0)));
  // Without a currency only a number with a word of a thousand or more is surely money.
  if (!withCurrency && !(hasNumber && scale >= 1_000)) return null;
  return sum(meant);
}

/** A lone digit word before the number is an ordinary word ("a", "နှစ်"): only the last before a scale, or before its half, counts. */
function withoutLooseWords(run: readonly Token[]): Token[] {
  const first = run.findIndex((token, n) => token.is !== 'digit' || ['scale', 'half'].includes(run[n + 1]?.is ?? ''));
  return first < 0 ? [] : run.slice(first);
}

/**
 * Reads "two hundred thousand", "၅ သိန်း ၃ သောင်း", "สองหมื่นห้า", "သိန်း ၅၀" as one number: digits multiply the scale that
 * follows, a greater scale multiplies all before it, smaller ones are added.
 */
function sum(run: readonly Token[]): number | null {
  const behind = countedBehind(run);
  if (behind !== null) return behind;
  let total = 0;
  let digits: number | null = null;
  let scale = 0;
  let beforeOnes = false;
  for (const [n, token] of run.entries()) {
    if (token.is === 'number' || token.is === 'digit') {
      if (digits !== null) return null;
      digits = token.value;
      // "သိန်း ၅၀", fifty times a hundred thousand: Burmese puts round numbers after the scale.
      if (n === 1 && token.is === 'number' && run[0]?.is === 'scale') return run.length === 2 ? token.value * run[0].value : null;
    } else if (token.is === 'scale') {
      if (token.value > scale && total > 0) total = (total + (digits ?? 0)) * token.value;
      else total += (digits ?? 1) * token.value;
      scale = token.value;
      beforeOnes = token.beforeOnes;
      digits = null;
    } else if (token.is === 'half' && run[n + 1]?.is === 'scale') digits = (digits ?? 0) + 0.5;
    else if (token.is === 'half') total += scale / 2;
  }
  if (digits === null) return total > 0 ? total : null;
  // "สองหมื่นห้า" is 25,000, "hai triệu ba" 2,300,000, "1tr5" 1,500,000: a last digit counts the next smaller place.
  return total + (digits < 10 && scale >= 100 && !beforeOnes ? (digits * scale) / 10 : digits);
}

/** "သိန်းသုံးဆယ်": tens and hundreds behind a bare scale of Burmese say how often; null where it is none such. */
function countedBehind([first, ...rest]: readonly Token[]): number | null {
  const isCount = rest.some(({ is }) => is === 'scale') && rest.every((token) => token.is === 'digit' || (token.is === 'scale' && token.value <= 100));
  if (first?.is !== 'scale' || !first.countedBehind || !isCount) return null;
  const times = sum(rest);
  return times === null ? null : times * first.value;
}
