import fc from 'fast-check';

/** Strings that people, broken phones and attackers send: any code unit, our scripts, marks alone, controls, emoji. */
const OURS = [
  [0x1000, 0x109f],
  [0x0e00, 0x0eff],
  [0x1780, 0x17ff],
  [0x20, 0x7e],
  [0xc0, 0x1b0],
  [0x1ea0, 0x1ef9],
  [0x0300, 0x036f],
  [0x200b, 0x200f],
] as const;

const ourScripts = fc.string({
  unit: fc.oneof(...OURS.map(([from, to]) => fc.integer({ min: from, max: to }).map((code) => String.fromCodePoint(code)))),
  maxLength: 200,
});

export const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: 'grapheme', maxLength: 200 }), ourScripts);

/** Long messages that make careless patterns slow. */
export const LONG_TEXTS: Readonly<Record<string, string>> = {
  'one letter': 'a'.repeat(10_000),
  'letters without a vowel': 'kt'.repeat(5_000),
  digits: '9'.repeat(10_000),
  'digits and separators': '1,'.repeat(5_000),
  spaces: ' '.repeat(9_999) + 'x',
  'Burmese letters': 'က'.repeat(10_000),
  'Burmese marks': 'ိ'.repeat(10_000),
  'Thai without a space': 'นายจ้างไม่จ่ายค่าจ้าง'.repeat(480),
  'Khmer letters below others': 'ក្'.repeat(5_000),
  'number words': 'သိန်း'.repeat(2_000),
  'currency words': 'บาท '.repeat(2_500),
  emoji: '👩‍👩‍👧‍👦🇲🇲'.repeat(600),
  'combining marks': `e${'\u0301'.repeat(9_999)}`,
  controls: '\u0000\u0007\u001b'.repeat(3_333),
  'unassigned code points': '\u0378\uffff\u{e0fff}'.repeat(2_500),
  'place names': 'ไทย ลาว พม่า '.repeat(800),
};
