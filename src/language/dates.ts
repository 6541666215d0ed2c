import type { DateSaid } from '../core/understanding.js';
import { numberInWords } from './amounts.js';
import { MONEY_WORDS } from './money-words.js';
import { normalise } from './normalise.js';
import { isSpaceless, scriptOf } from './script.js';

/*
 * Dates as people write them, in six languages. Day comes before month, as everywhere in our region; which year an
 * unsaid one is, and whether a day exists, the turn works out.
 */

/** Names of the months, January first, with the short forms people type. Vietnamese and Lao also number them. */
const MONTHS = [
  'january jan ဇန်နဝါရီ ဇန်န၀ါရီ มกราคม มกรา ม.ค. មករា ມັງກອນ',
  'february feb ဖေဖော်ဝါရီ กุมภาพันธ์ กุมภา ก.พ. កុម្ភៈ កុម្ភះ ກຸມພາ',
  'march mar မတ် มีนาคม มีนา มี.ค. មីនា ມີນາ',
  'april apr ဧပြီ เมษายน เมษา เม.ย. មេសា ເມສາ',
  'may မေ พฤษภาคม พฤษภา พ.ค. ឧសភា ພຶດສະພາ',
  'june jun ဇွန် มิถุนายน มิถุนา มิ.ย. មិថុនា ມິຖຸນາ',
  'july jul ဇူလိုင် กรกฎาคม กรกฎา ก.ค. កក្កដា ກໍລະກົດ',
  'august aug ဩဂုတ် သြဂုတ် สิงหาคม สิงหา ส.ค. សីហា ສິງຫາ',
  'september sep sept စက်တင်ဘာ กันยายน กันยา ก.ย. កញ្ញា ກັນຍາ',
  'october oct အောက်တိုဘာ ตุลาคม ตุลา ต.ค. តុលា ຕຸລາ',
  'november nov နိုဝင်ဘာ พฤศจิกายน พฤศจิกา พ.ย. វិច្ឆិកា ພະຈິກ',
  'december dec ဒီဇင်ဘာ ธันวาคม ธันวา ธ.ค. ធ្នូ ທັນວາ',
];
const MONTH_OF = new Map(MONTHS.flatMap((names, i) => listed(names).map((name) => [name, i + 1] as const)));

/** Words for a month, before its name or number. */
const MONTH_WORD = 'เดือน|ខែ|ເດືອນ|tháng|thang';
/** What stands between the parts of a date and says nothing more; more than five such words are no date, and take long to read. */
const BETWEEN = `(?:[\\s,.\\-/]|of|the|day|ngày|ngay|năm|nam|${MONTH_WORD}|วันที่|วัน|ปี|พ\\.ศ\\.?|ค\\.ศ\\.?|ថ្ងៃទី|ថ្ងៃ|ទី|ឆ្នាំ|ວັນທີ|ວັນ|ປີ|ខ្នាំ|ခုနှစ်|ခု|နှစ်|လ|ရက်နေ့|ရက်|နေ့|။){0,5}`;
const NAMED_MONTH = `(?<name>${alternatives([...MONTH_OF.keys()])})|(?:${MONTH_WORD})\\s*(?<numbered>1[0-2]|0?[1-9])(?!\\d)`;
const IN_WORDS = new RegExp(
  `(?:(?<![\\d.,/])(?<year1>\\d{4})${BETWEEN})?(?:(?<![\\d.,/])(?<day1>\\d{1,2})(?:st|nd|rd|th)?${BETWEEN})?(?:${NAMED_MONTH})(?:${BETWEEN}(?<day2>\\d{1,2})(?:st|nd|rd|th)?(?![\\d:%]))?(?:${BETWEEN}(?<year2>\\d{4})(?!\\d))?`,
  'gu',
);

/** 2026-05-31 · 31/5/2026 · 31.5.69 · 5/2026 */
const ISO = /(?<![\d/.:-])(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?![\d/:-]|\.\d)/gu;
const NUMBERS = /(?<![\d/.:+-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\d/:-]|\.\d)/gu;
const MONTH_YEAR = /(?<![\d/.:+-])(\d{1,2})[-/](\d{4})(?![\d/:-]|\.\d)/gu;
/** A day and month alone, and nothing else: elsewhere it may be a fraction. */
const DAY_MONTH = /^(\d{1,2})[/.-](\d{1,2})$/u;

/** Years of the Buddhist era, as Thailand, Laos and Cambodia count them, from ours. */
const BUDDHIST = 543;
const BUDDHIST_FROM = 2400;

/** Days of today, and words for days and months beside it. */
const NEAR: readonly (readonly [DateSaid, string])[] = [
  [{ days: 2 }, 'day_after_tomorrow သန်ဘက်ခါ มะรืนนี้ มะรืน ខានស្អែក ມື້ຮື ngày_kia ngay_kia'],
  [{ days: 0 }, 'today ဒီနေ့ ယနေ့ วันนี้ ថ្ងៃនេះ ມື້ນີ້ ວັນນີ້ hôm_nay hom_nay'],
  [{ days: 1 }, 'tomorrow မနက်ဖြန် မနက်ဖန် พรุ่งนี้ ថ្ងៃស្អែក ស្អែក ມື້ອື່ນ ngày_mai ngay_mai'],
  [{ days: -1 }, 'yesterday မနေ့က မနေ့ เมื่อวานนี้ เมื่อวาน ម្សិលមិញ ມື້ວານນີ້ ມື້ວານ hôm_qua hom_qua'],
  [{ days: 7 }, 'next_week နောက်အပတ် နောက်တစ်ပတ် สัปดาห์หน้า อาทิตย์หน้า សប្តាហ៍ក្រោយ ອາທິດໜ້າ tuần_sau tuần_tới tuan_sau'],
  [{ days: -7 }, 'last_week အရင်အပတ် ပြီးခဲ့တဲ့အပတ် สัปดาห์ที่แล้ว อาทิตย์ที่แล้ว សប្តាហ៍មុន ອາທິດແລ້ວ ອາທິດກ່ອນ tuần_trước tuan_truoc'],
  [{ months: 1 }, 'next_month နောက်လ နောက်တစ်လ เดือนหน้า ខែក្រោយ ເດືອນໜ້າ tháng_sau tháng_tới thang_sau thang_toi'],
  [{ months: 0 }, 'this_month ဒီလ เดือนนี้ ខែនេះ ເດືອນນີ້ tháng_này thang_nay'],
  [{ months: -1 }, 'last_month အရင်လ ပြီးခဲ့တဲ့လ လွန်ခဲ့တဲ့လ เดือนที่แล้ว เดือนก่อน ខែមុន ເດືອນແລ້ວ ເດືອນກ່ອນ tháng_trước thang_truoc'],
];
const NEAR_BY = new Map(NEAR.flatMap(([said, words]) => listed(words).map((word) => [word, said] as const)));
const NEAR_WORD = new RegExp(alternatives([...NEAR_BY.keys()]), 'gu');

/** Words of time that are counted, as days or months each. */
const UNITS: readonly (readonly [{ days: number } | { months: number }, string])[] = [
  [{ days: 1 }, 'day days ရက် วัน ថ្ងៃ ມື້ ວັນ ngày ngay'],
  [{ days: 7 }, 'week weeks ပတ် สัปดาห์ อาทิตย์ សប្តាហ៍ អាទិត្យ ອາທິດ tuần tuan'],
  [{ months: 1 }, 'month months လ เดือน ខែ ເດືອນ tháng thang'],
  [{ months: 12 }, 'year years နှစ် ปี ឆ្នាំ ປີ năm'],
];
const UNIT_OF = new Map(UNITS.flatMap(([each, words]) => listed(words).map((word) => [word, each] as const)));
const COUNT = `(?:(?<![\\d.,])\\d{1,3}|${alternatives([...MONEY_WORDS].flatMap(([word, { is }]) => (is === 'digit' || (is === 'scale' && word.length > 2) ? [word] : [])))})`;
const UNIT = alternatives([...UNIT_OF.keys()]);
/** "in 2 weeks" and "2 weeks ago": what stands before or behind the count. */
const AHEAD = { before: 'in within နောက် อีก ក្នុង ອີກ sau trong', after: 'from_now later နေရင် ကြာရင် အကြာ ข้างหน้า ទៀត ຂ້າງໜ້າ nữa nua tới toi' };
const BACK = { before: 'လွန်ခဲ့တဲ့ ပြီးခဲ့တဲ့ လွန်ခဲ့သော เมื่อ ເມື່ອ cách_đây cach_day', after: 'ago before က ที่แล้ว ก่อน มาแล้ว មុន ກ່ອນ ແລ້ວ trước truoc' };
const COUNTED = { ahead: counted(AHEAD), back: counted(BACK) };
/** The words for the next and the last week or month count too: "3 เดือนที่แล้ว" is three months ago, "hai tuần sau" in two weeks. */
const STEPS = [...NEAR_BY].flatMap(([word, said]) => (('days' in said && Math.abs(said.days) === 7) || ('months' in said && Math.abs(said.months) === 1) ? [word] : []));
const COUNTED_STEP = new RegExp(`(?<count1>${COUNT})\\s*(?<unit1>${alternatives(STEPS)})`, 'gu');

/** Who answers with a date writes less than this; longer is a story, and reading it for dates takes long. */
const LONGEST_TEXT = 500;

/** The dates in a normalised text: those with numbers or names of months in its order, then those counted from today. */
export function findDates(whole: string): DateSaid[] {
  const text = whole.slice(0, LONGEST_TEXT);
  const found: DateSaid[] = [];
  const take = (pattern: RegExp, read: (match: RegExpMatchArray) => DateSaid | null) => {
    rest = rest.replace(pattern, (...m) => {
      const match = matchOf(m);
      const said = read(match);
      if (said === null) return match[0];
      found.push(said);
      // What one pattern has read the next one does not see.
      return ' \u0000 ';
    });
  };
  let rest = text;
  take(ISO, ([, y, m, d]) => parts(d, m, y));
  take(NUMBERS, ([, d, , m, y]) => parts(d, m, y) ?? parts(m, d, y));
  take(MONTH_YEAR, ([, m, y]) => parts(undefined, m, y));
  take(DAY_MONTH, ([, d, m]) => parts(d, m, undefined));
  take(COUNTED_STEP, steps);
  take(NEAR_WORD, ([word]) => NEAR_BY.get(word ?? '') ?? null);
  take(COUNTED.back, (m) => distance(m, -1));
  take(COUNTED.ahead, (m) => distance(m, 1));
  take(IN_WORDS, (m) => inWords(m, text));
  return found;
}

function inWords(match: RegExpMatchArray, text: string): DateSaid | null {
  const { name, numbered, year1, year2, day1, day2 } = match.groups ?? {};
  const month = name === undefined ? numbered : String(MONTH_OF.get(name));
  const day = day1 ?? (isDay(day2) ? day2 : undefined);
  // "5 May 69", "พ.ค. 69": a second small number, or one that is no day, is the year.
  const year = year1 ?? year2 ?? (day2 !== day ? day2 : undefined);
  // A month alone is a date only where nothing else is said: "may I ask", "a month".
  if (day === undefined && year === undefined && match[0].trim() !== text.trim()) return null;
  return parts(day, month, year);
}

function distance(match: RegExpMatchArray, sign: 1 | -1): DateSaid | null {
  const { unit = '' } = match.groups ?? {};
  return times(match, UNIT_OF.get(unit), sign);
}

function steps(match: RegExpMatchArray): DateSaid | null {
  const { unit = '' } = match.groups ?? {};
  return times(match, NEAR_BY.get(unit), 1);
}

/** A span of days or months as often as the match counts it. */
function times({ groups: { count = '' } = {} }: RegExpMatchArray, each: DateSaid | undefined, sign: 1 | -1): DateSaid | null {
  const n = /^\d+$/u.test(count) ? Number(count) : numberInWords(count);
  if (n === null || !each) return null;
  if ('days' in each) return { days: sign * n * each.days };
  return 'months' in each ? { months: sign * n * each.months } : null;
}

function parts(day: string | undefined, month: string | undefined, year: string | undefined): DateSaid | null {
  const m = Number(month);
  if (!(m >= 1 && m <= 12) || (day !== undefined && !isDay(day))) return null;
  const y = year === undefined ? null : Number(year);
  return { day: day === undefined ? null : Number(day), month: m, year: y !== null && y >= BUDDHIST_FROM ? y - BUDDHIST : y };
}

function isDay(written: string | undefined): boolean {
  return written !== undefined && Number(written) >= 1 && Number(written) <= 31;
}

function counted({ before, after }: { before: string; after: string }): RegExp {
  const core = (n: number) => `(?<count${n}>${COUNT})\\s*(?<unit${n}>${UNIT})`;
  return new RegExp(`(?:${alternatives(listed(before))})\\s*${core(1)}|${core(2)}\\s*(?:${alternatives(listed(after))})`, 'gu');
}

/** The arguments of a replacer as the match they are, its numbered names without their numbers. */
function matchOf(args: unknown[]): RegExpMatchArray {
  const named = typeof args.at(-1) === 'object' ? (args.at(-1) as Record<string, string | undefined>) : {};
  const groups: Record<string, string> = {};
  for (const [name, value] of Object.entries(named)) if (value !== undefined) groups[/^(count|unit)\d$/u.test(name) ? name.slice(0, -1) : name] = value;
  const end = args.findIndex((a) => typeof a === 'number');
  return Object.assign(args.slice(0, end) as string[], { groups }) as unknown as RegExpMatchArray;
}

function listed(words: string): string[] {
  return words.split(' ').map((word) => normalise(word.replaceAll('_', ' ')));
}

/**
 * Words as one pattern, the longest first; a Latin word stands alone but for digits, others end a syllable. The bounds stand
 * once for all words of a kind, which no place of a text can confuse: in every word they took a fifth of a second to compile.
 */
function alternatives(words: readonly string[]): string {
  const kinds = { spaceless: [] as string[], spaced: [] as string[] };
  for (const word of [...words].sort((a, b) => b.length - a.length)) {
    kinds[isSpaceless(scriptOf(word.codePointAt(0) ?? 0)) ? 'spaceless' : 'spaced'].push(word.replace(/\./gu, '\\.?'));
  }
  const { spaceless, spaced } = kinds;
  return [
    ...(spaced.length > 0 ? [`(?<![\\p{L}\\p{M}])(?:${spaced.join('|')})(?![\\p{L}\\p{M}])`] : []),
    ...(spaceless.length > 0 ? [`(?:${spaceless.join('|')})(?!\\p{M})`] : []),
  ].join('|');
}
