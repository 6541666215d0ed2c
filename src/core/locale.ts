/** Languages the bot speaks (BCP 47 primary tags), the first ones first. */
export const LOCALES = ['my', 'en', 'th', 'km', 'lo', 'vi'] as const;
export type Locale = (typeof LOCALES)[number];

export function isLocale(value: unknown): value is Locale {
  return typeof value === 'string' && (LOCALES as readonly string[]).includes(value);
}

/** The language of a BCP 47 tag ("my-MM"), where it is one of ours. */
export function localeOf(tag: string | undefined): Locale | null {
  const language = tag?.toLowerCase().split('-')[0];
  return isLocale(language) ? language : null;
}

/** A text in several languages; `en` is always there because every translation is checked against it. */
export type Localised = { readonly en: string } & { readonly [L in Locale]?: string };

/** How each language calls itself, for a language picker. */
export const ENDONYMS: Record<Locale, string> = {
  my: 'မြန်မာ',
  en: 'English',
  th: 'ไทย',
  km: 'ខ្មែរ',
  lo: 'ລາວ',
  vi: 'Tiếng Việt',
};

/** A real sentence has four words in Latin letters ("no, Cambodia" is none), else 12 letters, where words have no spaces. */
const SENTENCE_WORDS = 4;
const SENTENCE_LETTERS = 12;

/** Whether a text is long enough to show which language somebody speaks, not one borrowed word. */
export function isSentence(text: string): boolean {
  return /[^\p{Script=Latin}\P{L}]/u.test(text) ? text.length >= SENTENCE_LETTERS : text.split(/\s+/u).length >= SENTENCE_WORDS;
}

/** What each language is called by those who speak the six, as "the language X" in theirs. */
const CALLED: Record<Locale, RegExp> = {
  my: called('burmese|myanmar', 'ภาษา(?:พม่า|เมียนมา)', 'ພາສາ(?:ພະມ້າ|ມຽນມາ)', 'ភាសា(?:ភូមា|មីយ៉ាន់ម៉ា)', 'tiếng (?:miến|myanmar)', 'မြန်မာ|ဗမာ'),
  en: called('english', 'ภาษาอังกฤษ', 'ພາສາອັງກິດ', 'ភាសាអង់គ្លេស', 'tiếng anh', 'အင်္ဂလိပ်'),
  th: called('thai', 'ภาษาไทย', 'ພາສາໄທ', 'ភាសាថៃ', 'tiếng thái', 'ထိုင်း'),
  km: called('khmer|cambodian', 'ภาษา(?:เขมร|กัมพูชา)', 'ພາສາ(?:ຂະເໝນ|ກຳປູເຈຍ)', 'ភាសាខ្មែរ', 'tiếng (?:khmer|campuchia)', 'ခမာ'),
  lo: called('lao', 'ภาษาลาว', 'ພາສາລາວ', 'ភាសាឡាវ', 'tiếng lào', 'လာအို'),
  vi: called('vietnamese', 'ภาษาเวียดนาม', 'ພາສາຫວຽດ', 'ភាសាវៀតណាម', 'tiếng việt', 'ဗီယက်နမ်'),
};

/** English names people, food and laws by the same word: only with "speak", "in", "language" or "please" it is the language. Burmese says "in X", "X speech", "X language". */
function called(english: string, thai: string, lao: string, khmer: string, vietnamese: string, burmese: string): RegExp {
  const latin = `(?:speak|talk|write|use|in|want)(?: the)? (?:${english})(?:$|[.!?,]| with| to| please)|\\b(?:${english}) (?:language|please)|language (?:is|to) (?:${english})`;
  return new RegExp(`${latin}|${thai}|${lao}|${khmer}|${vietnamese}|(?:${burmese})(?:စကား|ဘာသာ|လို(?=\\s|$|ပြော|ဖြေ|ရေး))`, 'iu');
}

/** The language that somebody asks for by its name; null where none or several are named. */
export function localeAsked(text: string): Locale | null {
  const spelt = text.normalize('NFC');
  const named = LOCALES.filter((locale) => CALLED[locale].test(spelt));
  return named.length === 1 ? named[0]! : null;
}

/** What people say around the name of a language when that is all they want: "can you speak … please". */
const BESIDE = new RegExp(
  [
    "(?<![a-z])(?:can|could|do|you|we|i|me|my|please|pls|only|just|want|need|know|talk|speak|write|reply|answer|use|change|switch|to|in|the|with)(?![a-z])",
    'ပြောင်း|ပြော|ရေး|ဖြေ|ပေး|နဲ့|ချင်|တယ်|လား|လို့|ကျွန်တော်|ကျွန်မ|ကို|ပဲ|တတ်|ဗျာ|ရှင့်|နော်|ပါ|ရ',
    'พูด|คุย|ใช้|ขอ|อยาก|เป็น|ได้|ไหม|มั้ย|หน่อย|ครับ|ค่ะ|คะ|เปลี่ยน|ตอบ|เอา|ต้องการ|ฉัน|ผม|คุณ|ด้วย|แค่',
    'និយាយ|ប្រើ|ចង់|សូម|សុំ|ជា|បាន|ទេ|ខ្ញុំ|ប្ដូរ|ប្តូរ|ឆ្លើយ|អាច|តើ|អ្នក',
    'ເວົ້າ|ໃຊ້|ຂໍ|ຢາກ|ເປັນ|ໄດ້|ບໍ່|ບໍ|ປ່ຽນ|ຕອບ|ແດ່|ລົມ|ຂ້ອຍ|ເຈົ້າ|ນຳ|ແຕ່',
    '(?<!\\p{L})(?:nói|chuyện|dùng|bằng|muốn|đổi|sang|trả|lời|tôi|mình|em|được|không|cho|chỉ|bạn|có|thể|ạ|với)(?!\\p{L})',
  ].join('|'),
  'giu',
);

/** Who wishes for a language and nothing else writes no more than that: longer words are not looked through. */
const LONGEST_WISH = 60;

/** The language that somebody asks for by its name and does nothing else; null where they say more ("the contract is in Thai"). */
export function localeWished(text: string): Locale | null {
  const locale = text.length > LONGEST_WISH ? null : localeAsked(text);
  const rest = locale && text.normalize('NFC').replace(CALLED[locale], ' ').replace(BESIDE, ' ');
  return rest === null || /\p{L}/u.test(rest) ? null : locale;
}
