import { LOCALES, type Locale } from '../core/locale.js';

/**
 * Whether words are put as a question, and how many. It reads form only: what a question is about, the search knows.
 * Typed questions often have no question mark, so the words that make one are listed by language.
 */

interface Forms {
  /** A clause that begins with one of these asks. */
  begins?: string;
  /** A clause that holds one of these asks. */
  holds?: string;
  /** A clause that ends with one of these asks. */
  ends?: string;
  /** More words with which a question ends where another follows, with nothing between them but a space; in scripts without spaces not even that. */
  closes?: string;
  /** Words between two questions of one sentence. */
  joins: string;
  /** One that joins too, and says "already" as often. */
  already?: string;
  /** "and in Malaysia?": a question that needs the one before it begins, or ends, with one of these. */
  takesUp: { begins: string; ends?: string };
  /** Whole questions that name no subject. */
  subjectless: string;
  /** Papers that are needed: the one subject that such a question may name. */
  papers: string;
}

/** Particles of politeness that may follow a question's last word. */
const POLITE = '(?:ပါ|ရှင့်|ရှင်|ခင်ဗျာ|ခင်ဗျ|ဗျ|နော်|ครับ|คับ|ค่ะ|คะ|จ้ะ|จ้า|บ้าง|បាទ|ចាស|បង|នោះ|ແດ່|ນໍ|ເດີ້|ครับผม|vậy|ạ|a|nhỉ|thế|please)*';

const FORMS: Readonly<Record<Locale, Forms>> = {
  en: {
    begins: "(?:and |but |so |also |please |hello |hi )*(?:how|what|whats|when|where|who|whom|whose|which|why|can|could|may|must|should|shall|do|does|did|is|are|am|was|were|will|would|have|has)\\b",
    joins: '\\b(?:and also|and then|and|also|but)\\b',
    takesUp: { begins: '(?:(?:but |and )?(?:what|how) about|and (?:for|in|at|to|if|my|when|on))\\b|(?:and|also)(?: \\p{L}+){1,3}$' },
    subjectless: '(?:so )?(?:how much|how many|how long|how|where|when|why|who|which ones?|what then)(?: is (?:it|that)| does (?:it|that) (?:cost|take)| do i (?:pay|need|do it|go|get it)| (?:can|should) i (?:go|do it|get it)| money| time| days| pays| must pay| to (?:pay|go))?|(?:which|what) (?:papers|documents)(?: do i need)?|what does it cost|what do i need',
    papers: 'papers|documents',
  },
  my: {
    holds: 'ဘယ်လောက်|ဘယ်လို|ဘယ်မှာ|ဘယ်သူ|ဘယ်တော့|ဘယ်အချိန်|ဘယ်နှ|ဘာကြောင့်|ဘာလို့|ဘာလုပ်',
    ends: '(?:လဲ|လား|ရော|လဲဟင်|လားဟင်)',
    closes: 'ဘယ်လောက်လဲ|ဘယ်လိုလဲ|ရမလဲ|ရလား|သလဲ|သလား',
    joins: 'ပြီးတော့|နောက်ပြီး|နောက်ပြီးတော့|ဒါ့အပြင်',
    takesUp: { begins: '(?:ဒါဆို|အဲဒါဆို|နောက်ပြီး|ပြီးတော့)', ends: '(?:ရော|ရောလဲ|အတွက်ဆို)' },
    subjectless: '(?:အဲဒါ|ဒါ)?(?:က|ဆို)?\\s*(?:ဘယ်လောက်|ဘယ်လို|ဘယ်မှာ|ဘယ်တော့|ဘယ်သူ|ဘာကြောင့်|ဘာလို့|ဘယ်သွား|ဘာတွေ|ဘာစာရွက်စာတမ်း)[\\p{L}\\p{M}\\s]{0,14}(?:လဲ|လား)',
    papers: 'စာရွက်စာတမ်း|စာရွက်',
  },
  th: {
    holds: 'เท่าไหร่|เท่าไร|กี่บาท|กี่วัน|กี่ปี|กี่เดือน|อะไร|ยังไง|อย่างไร|ทำไม|เมื่อไหร่|เมื่อไร|ที่ไหน|ใคร|หรือเปล่า|รึเปล่า|หรือไม่|ได้ไหม|ได้มั้ย',
    ends: '(?:ไหม|มั้ย|มั๊ย|ไม๊|ไหน|หรือ|เหรอ|หรอ|ล่ะ)',
    closes: 'เท่าไหร่|เท่าไร|อะไรบ้าง|อะไร|ยังไง|อย่างไร|ที่ไหน|เมื่อไหร่|เมื่อไร|กี่บาท|กี่วัน|กี่ปี|กี่เดือน|หรือเปล่า|รึเปล่า|หรือไม่|ได้ไหม|ได้มั้ย|ไหม|มั้ย',
    joins: 'แล้วก็|และ',
    already: 'แล้ว',
    takesUp: { begins: '(?:แล้ว|และ|ส่วน)', ends: '(?:ล่ะ|ละ)' },
    subjectless: '(?:แล้ว)?(?:เท่าไหร่|เท่าไร|กี่บาท|กี่วัน|นานเท่าไหร่|นานแค่ไหน|ใช้เวลากี่วัน|ราคาเท่าไหร่|ค่าใช้จ่ายเท่าไหร่|เสียเงินเท่าไหร่|ต้องจ่ายเท่าไหร่|ที่ไหน|ไปที่ไหน|ทำที่ไหน|เมื่อไหร่|ยังไง|ทำยังไง|ทำไม|ใครจ่าย|ใครต้องจ่าย|ใช้เอกสารอะไร|ต้องใช้เอกสารอะไร)',
    papers: 'เอกสาร',
  },
  km: {
    begins: '(?:តើ)',
    holds: 'ប៉ុន្មាន|យ៉ាងម៉េច|យ៉ាងណា|យ៉ាងដូចម្ដេច|យ៉ាងដូចម្តេច|ហេតុអ្វី|ហេតុអី|ពេលណា|នៅណា|ទៅណា|អ្នកណា|នរណា|អ្វី|ធ្វើម៉េច',
    ends: '(?:ឬទេ|ឬអត់|ឬនៅ|បានទេ|មែនទេ|អី|ម៉េច|ណា|ដែរទេ)',
    closes: 'ប៉ុន្មាន|យ៉ាងម៉េច|យ៉ាងណា|យ៉ាងដូចម្ដេច|យ៉ាងដូចម្តេច|ធ្វើម៉េច|នៅណា|អ្វីខ្លះ|អ្វី|បានទេ|ឬទេ|ឬអត់',
    joins: 'ហើយនិង|និង',
    already: 'ហើយ',
    takesUp: { begins: '(?:ចុះ|ហើយ)' },
    subjectless: '(?:តើ)?(?:អស់|ចំណាយ|តម្លៃ|ត្រូវបង់|ថ្លៃ)?(?:ប៉ុន្មាន|ប៉ុន្មានថ្ងៃ|រយៈពេលប៉ុន្មាន|នៅណា|ទៅណា|នៅឯណា|ពេលណា|ធ្វើយ៉ាងម៉េច|យ៉ាងម៉េច|ហេតុអ្វី|អ្នកណាបង់|ត្រូវការឯកសារអ្វី)(?:ដែរ|លុយ|ខ្លះ)?',
    papers: 'ឯកសារ',
  },
  lo: {
    holds: 'ເທົ່າໃດ|ເທົ່າໄຫຣ່|ແນວໃດ|ຈັ່ງໃດ|ຫຍັງ|ຍ້ອນຫຍັງ|ເມື່ອໃດ|ຢູ່ໃສ|ໄປໃສ|ໃຜ|ຈັກມື້|ຈັກວັນ|ຈັກປີ',
    ends: '(?:ບໍ່|ບໍ|ບໍ່ນໍ|ໃສ|ໃດ|ເດ|ຫວາ)',
    closes: 'ເທົ່າໃດ|ເທົ່າໄຫຣ່|ແນວໃດ|ຈັ່ງໃດ|ຫຍັງແດ່|ຫຍັງ|ຢູ່ໃສ|ເມື່ອໃດ|ຈັກມື້|ຈັກວັນ|ຈັກປີ|ໄດ້ບໍ່|ໄດ້ບໍ',
    joins: 'ແລ້ວກໍ|ແລະ',
    already: 'ແລ້ວ',
    takesUp: { begins: '(?:ແລ້ວ|ແລະ|ສ່ວນ)', ends: '(?:ເດ|ລ່ະ)' },
    subjectless: '(?:ແລ້ວ)?(?:ລາຄາ|ເສຍເງິນ|ຈ່າຍ|ຕ້ອງຈ່າຍ|ໃຊ້ເວລາ|ດົນ)?(?:ເທົ່າໃດ|ເທົ່າໄຫຣ່|ຈັກມື້|ຈັກວັນ|ປານໃດ|ຢູ່ໃສ|ໄປໃສ|ເຮັດຢູ່ໃສ|ເມື່ອໃດ|ຍາມໃດ|ແນວໃດ|ເຮັດແນວໃດ|ຍ້ອນຫຍັງ|ໃຜຈ່າຍ|ໃຊ້ເອກະສານຫຍັງ)',
    papers: 'ເອກະສານ',
  },
  vi: {
    holds: '(?<![\\p{L}\\p{M}])(?:bao nhiêu|bao nhieu|bao lâu|bao lau|bao giờ|khi nào|khi nao|thế nào|the nao|như thế nào|làm sao|lam sao|tại sao|tai sao|vì sao|ở đâu|o dau|đi đâu|cái gì|cai gi|làm gì|lam gi|là gì|la gi|những gì|gì|mấy)(?![\\p{L}\\p{M}])',
    begins: '(?:ai|có được|co duoc)\\s',
    ends: '(?<![\\p{L}\\p{M}])(?:không|khong|ko|k|hông|chưa|chua|hả|à|nào|nao|đâu|dau|sao)',
    closes: '(?<![\\p{L}\\p{M}])(?:bao nhiêu|bao nhieu|bao lâu|bao lau|khi nào|khi nao|thế nào|the nao|làm sao|lam sao|ở đâu|o dau|được không|duoc khong)',
    joins: '(?<![\\p{L}\\p{M}])(?:và|va|còn|với lại)(?![\\p{L}\\p{M}])',
    takesUp: { begins: '(?:còn|con|thế còn|the con|vậy còn|vay con|và|va)\\s' },
    subjectless: '(?:thế |vậy )?(?:hết |mất |tốn |giá |phí )?(?:bao nhiêu|bao nhieu|bao lâu|bao lau|ở đâu|o dau|khi nào|khi nao|thế nào|the nao|làm sao|lam sao|làm thế nào|tại sao|tai sao|ai trả|ai phải trả|cần giấy tờ gì|can giay to gi)(?: tiền| tien| vậy| thế)?',
    papers: 'giấy tờ|giay to|hồ sơ|ho so',
  },
};

/** A question mark after so many letters makes any words a question; "Malaysia?" is still a name. */
const MARKED_LETTERS = 12;
/** What takes up the words before is short; longer words that begin with "and" go on with a story. */
const TAKES_UP_LETTERS = 40;
/** Nobody reads more answers than that to one message. */
const MOST_QUESTIONS = 4;
/** A message longer than this tells a story, and is not taken apart. */
const LONGEST_TAKEN_APART = 400;

const all = (part: (forms: Forms) => string | undefined): string => LOCALES.flatMap((locale) => part(FORMS[locale]) ?? []).join('|');
const BEGINS = new RegExp(`^(?:${all((f) => f.begins)})`, 'iu');
const HOLDS = new RegExp(all((f) => f.holds), 'iu');
const ENDS = new RegExp(`(?:${all((f) => f.ends)})\\s*${POLITE}$`, 'iu');
const TAKES_UP = new RegExp(`^(?:${all((f) => f.takesUp.begins)})|(?:${all((f) => f.takesUp.ends)})\\s*${POLITE}$`, 'iu');
/** What is left of "and in Malaysia?" without the name. */
const FILLING = /(?<![\p{L}\p{M}])(?:and|but|what|how|about|in|for|at|to|from|the|if|it|is|work|go|còn|con|thế|vậy|và|va|ở|o|tại|bên|sang|đi|thì|thi|sao|nếu)(?![\p{L}\p{M}])|ဒါဆို|အဲဒါဆို|နောက်ပြီး|ပြီးတော့|မှာ|ကို|က|ဆို|ရောလဲ|ရော|ပါ|แล้ว|และ|ส่วน|ถ้า|ที่|ใน|ไป|ล่ะ|ละ|ចុះ|ហើយ|នៅ|ក្នុង|ឯ|វិញ|ແລ້ວ|ແລະ|ສ່ວນ|ຢູ່|ໃນ|ໄປ|ເດ|ລ່ະ/giu;
const SUBJECTLESS = new RegExp(`^(?:${all((f) => f.subjectless)})\\s*${POLITE}$`, 'iu');
const PAPERS = new RegExp(all((f) => f.papers), 'iu');
const closing = (locales: readonly Locale[]): string => locales.flatMap((locale) => [FORMS[locale].ends ?? [], FORMS[locale].closes ?? []].flat()).join('|');
/** Those of scripts without spaces that are part of no other word. */
const CLOSED = (['my', 'th', 'km', 'lo'] as const).map((locale) => FORMS[locale].closes).join('|');
const JOINS = `${all((f) => f.joins)}|${all((f) => f.already)}`;
/** Where one question of a message may end and the next begin: marks, joining words, and after a word that ends one. */
const BETWEEN = new RegExp(`[?？!။;\\n]+|[,၊]|(?:${JOINS})|(?<=(?:${closing(['my', 'th', 'km', 'lo', 'vi'])})${POLITE})\\s+|(?<=(?:${CLOSED})${POLITE})(?=\\p{L})`, 'giu');
/** Where what is told may go on to another matter. */
const BESIDE = new RegExp(`[?？!။;.\\n]+|[,၊]|(?:${JOINS})`, 'giu');
const AND = new RegExp(all((f) => f.joins), 'giu');

/** Whether the words are a question; digits and names alone are none, whatever mark follows. */
export function isQuestion(text: string): boolean {
  const words = text.trim();
  if (/[?？]\s*$/u.test(words) && letters(words) >= MARKED_LETTERS) return true;
  return words.split(/[?？!။\n]+/u).some((clause) => isAsking(clause));
}

/** Whether the words ask without a subject ("how much?"): what was said before is meant. */
export function isSubjectless(text: string): boolean {
  return SUBJECTLESS.test(bare(text));
}

/** Whether the words ask which papers are needed. */
export function asksForPapers(text: string): boolean {
  return PAPERS.test(text.normalize('NFC'));
}

/**
 * Whether the words take up what was said before: `place` where they only name another place ("and in Malaysia?"), `more`
 * where they say more, null where they do not. `rest` are the words without the names of places.
 */
export function takesUp(text: string, rest: string): 'place' | 'more' | null {
  const words = bare(text);
  if (letters(words) > TAKES_UP_LETTERS || /\p{Nd}/u.test(words) || !TAKES_UP.test(words)) return null;
  const placeless = bare(rest);
  return placeless.length < words.length && letters(placeless.replace(FILLING, '')) === 0 ? 'place' : 'more';
}

/** The questions of a message where it holds more than one, in order, as they were typed; else none. */
export function questionsIn(text: string): string[] {
  if (text.length > LONGEST_TAKEN_APART) return [];
  const clauses = text.split(BETWEEN).flatMap((part) => (part && part.trim() !== '' ? [part.trim()] : []));
  const questions = joined(clauses, text);
  return questions.length > 1 && questions.length <= MOST_QUESTIONS ? questions : [];
}

/** Less than that tells nothing by itself: "my wife and children" are one matter. */
const MATTER_LETTERS = 12;

/** The matters that a message tells of one beside the other, where nothing is asked or only one thing; else none. `joined`: only those with an "and" between them. */
export function mattersIn(text: string, joined: boolean): string[] {
  if (text.length > LONGEST_TAKEN_APART) return [];
  const matters = text.split(joined ? AND : BESIDE).flatMap((part) => (part ? [part.trim()] : []));
  return matters.length > 1 && matters.length <= MOST_QUESTIONS && matters.every((part) => letters(part) >= MATTER_LETTERS) ? matters : [];
}

/** What is no question by itself belongs to the one before it, what stands before the first to that. */
function joined(clauses: readonly string[], text: string): string[] {
  const starts: number[] = [];
  let from = 0;
  for (const clause of clauses) {
    const at = text.indexOf(clause, from);
    from = at + clause.length;
    if (isAsking(clause)) starts.push(at);
  }
  return starts.map((start, n) => text.slice(n === 0 ? 0 : start, starts[n + 1] ?? text.length).trim().replace(JOINING_AT_END, ''));
}

const JOINING_AT_END = new RegExp(`[\\s,၊;]*(?:${JOINS})?[\\s,၊;]*$`, 'iu');

function isAsking(clause: string): boolean {
  const words = bare(clause);
  return BEGINS.test(words) || HOLDS.test(words) || ENDS.test(words);
}

function bare(text: string): string {
  return text.normalize('NFC').trim().replace(/^[\s"“'(]+|[\s"”').?？!။၊,…]+$/gu, '');
}

function letters(text: string): number {
  return text.replace(/[^\p{L}\p{M}]/gu, '').length;
}
