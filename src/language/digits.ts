/**
 * A number as people write it, in a normalised text: digits with `,`, `.` or a space between groups. Not a part of a date, a
 * time, a fraction or a dialled number; after a Latin letter only where that is a currency's ("RM1,500", "1tr5").
 */
const WRITTEN =
  /(?<![\d/:.,+]|\d-\d{1,4}-|\d{4}-(?=\d{1,2}(?!\d)))(?:(?<!\p{Script=Latin})|(?<=(?<!\p{L})(?:rm|thb|mmk|myr|sgd|usd|jpy|krw|hkd|khr|lak|vnd)|\dtr))(?:(?<!\d )[1-9]\d{0,2}(?: \d{3})* 000|\d+(?:[.,]\d+)*)(?![\d/:]|[.,]\d|-\d+-\d)/gu;
/** Groups of three parted by spaces; the last one is three zeros, so that two numbers beside each other stay two. */
const SPACED = /^\d{1,3}(?: \d{3})* 000$/u;
/** Groups of three; or, as in South Asia, of two before the last three ("1,50,000"). */
const GROUPED = /^[1-9]\d{0,2}([.,])(?:\d{3}\1)*\d{3}$|^[1-9]\d?(,)(?:\d{2},)+\d{3}$/u;
/** Groups of three, then a decimal part after the other sign: "1,600.50", "1.600,50". */
const GROUPED_DECIMAL = /^([1-9]\d{0,2}(?:,\d{3})+)\.(\d+)$|^([1-9]\d{0,2}(?:\.\d{3})+),(\d+)$/u;
const DECIMAL = /^(\d+)[.,](\d+)$/u;
/** A phone number as it is dialled at home. */
const PHONE = /^0\d{6,}$/u;

/** Where a number stands in the text, and its value. */
export interface NumberFound {
  value: number;
  start: number;
  end: number;
}

/**
 * The numbers of a normalised text in its order. `,` and `.` part thousands where groups of three follow, else
 * decimals: 1,600 and 1.600 are both 1600, because wages and fees are what people ask about. So is 15 000 with its space. Phone numbers are left out.
 */
export function findNumbers(text: string): NumberFound[] {
  const found: NumberFound[] = [];
  for (const match of text.matchAll(WRITTEN)) {
    const value = valueOf(match[0]);
    if (value !== null) found.push({ value, start: match.index, end: match.index + match[0].length });
  }
  return found;
}

function valueOf(written: string): number | null {
  if (PHONE.test(written)) return null;
  if (/^\d+$/u.test(written)) return safe(Number(written));
  if (SPACED.test(written)) return safe(Number(written.replaceAll(' ', '')));
  if (GROUPED.test(written)) return safe(Number(written.replace(/[.,]/gu, '')));
  const grouped = GROUPED_DECIMAL.exec(written);
  if (grouped !== null) return safe(Number(`${(grouped[1] ?? grouped[3] ?? '').replace(/[.,]/gu, '')}.${grouped[2] ?? grouped[4] ?? ''}`));
  const decimal = DECIMAL.exec(written);
  return decimal === null ? null : safe(Number(`${decimal[1]}.${decimal[2]}`));
}

/** Beyond 2^53 digits are lost: then it is no sum of money, but an account or card number. */
function safe(value: number): number | null {
  return value <= Number.MAX_SAFE_INTEGER ? value : null;
}
