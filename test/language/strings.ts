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

/** Few letters, most of the marks of a script, and some of others: heaps that no keyboard makes on purpose. */
const HEAPS = {
  th: 'กรเแะาำๆ\u0e31\u0e34\u0e35\u0e38\u0e39\u0e3a\u0e47\u0e48\u0e49\u0e4c\u0e4d\u0e4e',
  lo: 'ກຫເແະາຳຽໜ\u0eb1\u0eb4\u0eb8\u0eb9\u0eba\u0ebb\u0ebc\u0ec8\u0ec9\u0ecc\u0ecd\u0ece',
  km: 'កមរាិីុំៈេើោៅ៉៊់៌៍័\u17b4\u17d2\u17d2\u17d2\u17d3\u17dd',
  my: 'ကမရဥာိီုူေဲံ့း္်ျြွှ၀',
} as const;
const BESIDE = [..."\u0301\u0323\u05b0'\u200ba 1"];

/** Heaps of marks of one script. */
export function marked(script: keyof typeof HEAPS): fc.Arbitrary<string> {
  const own = fc.constantFrom(...HEAPS[script]);
  const others = fc.constantFrom(...Object.values(HEAPS).join(''), ...BESIDE);
  return fc.string({ unit: fc.oneof({ weight: 8, arbitrary: own }, { weight: 1, arbitrary: others }), maxLength: 12 });
}

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
  'Khmer syllables of many marks': 'ាុេ៉'.repeat(2_500),
  'Thai vowels and tones': 'า้'.repeat(5_000),
  'Lao letters of many marks': `ກ${'້ັ'.repeat(4_999)}`,
  'number words': 'သိန်း'.repeat(2_000),
  'currency words': 'บาท '.repeat(2_500),
  emoji: '👩‍👩‍👧‍👦🇲🇲'.repeat(600),
  'combining marks': `e${'\u0301'.repeat(9_999)}`,
  controls: '\u0000\u0007\u001b'.repeat(3_333),
  'unassigned code points': '\u0378\uffff\u{e0fff}'.repeat(2_500),
  'place names': 'ไทย ลาว พม่า '.repeat(800),
};
