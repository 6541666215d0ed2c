/** A stretch of a text; with `href` it is an address or a number to call. */
export interface Piece {
  text: string;
  href?: string;
}

/** Digits of the scripts people write here, from zero: Burmese, Thai, Khmer, Lao. */
const ZEROS = ['၀', '๐', '០', '໐'].map((zero) => zero.charCodeAt(0));
const URL_PART = String.raw`https?:\/\/[^\s<>"']+`;
const LONG_NUMBER = String.raw`(?:\+\d|0\d?)[\d ().-]{6,16}\d`;
/** Emergency and help lines: 191, 1300, 1669, 1694, 999. Years are not among them. */
const SHORT_NUMBER = String.raw`1[0-8]\d{2}|1\d{2}|9\d{2}`;
const FOUND = new RegExp(`(${URL_PART})|(${LONG_NUMBER})|(${SHORT_NUMBER})`, 'g');
const DATE = /^\d{1,2}[-. ]\d{1,2}[-. ]\d{2,4}$/;
/** A short number is a number to call only where its line speaks of calling. */
const CALLING = /call|phone|\btel\b|hotline|helpline|dial|ဖုန်း|ဟော့လိုင်း|ခေါ်|โทร|สายด่วน|ទូរស័ព្ទ|ទូរសព្ទ|ហៅ|ໂທ|ສາຍດ່ວນ|gọi|điện thoại|đường dây|☎|📞/i;

/** A text cut into plain stretches, addresses and numbers to call; joined again it is the text. */
export function pieces(text: string): Piece[] {
  const digits = inAsciiDigits(text);
  const found: Piece[] = [];
  let at = 0;
  for (const match of digits.matchAll(FOUND)) {
    const whole = match[0];
    const start = match.index;
    const href = match[1] ? undefined : numberToCall(digits, whole, start, match[2] === undefined);
    const length = match[1] ? trimmed(whole).length : whole.length;
    const link = match[1] ? text.slice(start, start + length) : href;
    if (!link) continue;
    if (start > at) found.push({ text: text.slice(at, start) });
    found.push({ text: text.slice(start, start + length), href: link });
    at = start + length;
  }
  if (at < text.length) found.push({ text: text.slice(at) });
  return found;
}

/** An address that may be opened from here, or null: never a script. */
export function safeHref(value: string): string | null {
  return /^(?:https?:\/\/|tel:\+?\d|mailto:)/i.test(value) ? value : null;
}

function numberToCall(text: string, number: string, start: number, short: boolean): string | undefined {
  const before = text[start - 1] ?? ' ';
  const after = text.slice(start + number.length, start + number.length + 2);
  if (/[\w.,/:+-]/.test(before) || /^(?:[\w%/]|[.,:-]\d)/.test(after)) return undefined;
  if (DATE.test(number)) return undefined;
  const plain = number.replace(/[^\d+]/g, '');
  if (short) return CALLING.test(lineAround(text, start)) ? `tel:${plain}` : undefined;
  // E.164: at most 15 digits; shorter than 8 is no whole number of these countries.
  return plain.length >= 8 && plain.length <= 16 ? `tel:${plain}` : undefined;
}

function lineAround(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(text.lastIndexOf('\n', at) + 1, end < 0 ? undefined : end);
}

/** A full stop or bracket after an address belongs to the sentence. */
function trimmed(url: string): string {
  return url.replace(/[.,;:!?)\]}’”။၊។]+$/, '');
}

/** Length and positions stay: every digit is one code unit. */
function inAsciiDigits(text: string): string {
  return text.replace(/[၀-၉๐-๙០-៩໐-໙]/g, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - (ZEROS.find((zero) => code >= zero && code <= zero + 9) ?? code));
  });
}
