import { LOCALES } from '../core/locale.js';
import type { Locale } from '../core/locale.js';
import { findPlaces } from './find.js';
import { alternativesOf, phraseReader } from './phrase.js';
import type { Words } from './phrase.js';
import { tracksOf } from './tracks.js';
import type { Tracks } from './tracks.js';

/**
 * What is denied is no danger: "nobody hits me here". Only a verb of harm that is denied itself is taken away, and the rest is
 * judged as it stands: "he does not let me out" denies none, "he does not beat me, he burns me" still says the other.
 */

/** What may deny, in the grammar of `phrase.ts`, with `<verb>` and `<who>`. Orders are none ("do not kill me"): somebody stands before. */
const WORDS: Readonly<Record<Locale, Words>> = {
  my: { verb: 'ရိုက်|ရိုက်နှက်|ထိုး|ကန်|နှိပ်စက်|ညှဉ်းပန်း|သတ်|ရောင်းစား|ခြိမ်းခြောက်|ပိတ်လှောင်|ပိတ်ထား' },
  en: {
    who: 'they|we|you|i|he|she|boss|bosses|employer|employers|husband|wife|boyfriend|madam|sir|manager|supervisor|owner|agent|police|people|guards|guard',
    verb: 'hit|hits|beat|beats|beaten|slap|slaps|slapped|kick|kicks|kicked|punch|punches|punched|kill|kills|hurt|hurts|attack|attacks|attacked|abuse|abuses|abused|rape|rapes|raped|threaten|threatens|threatened|torture|tortures|tortured|(lock|locks|locked) (in|us in|me in|up|us|me|)|trapped|sell us|sell me|sold|trafficked|kidnapped',
  },
  th: {
    who: 'นายจ้าง|หัวหน้า|เจ้านาย|เถ้าแก่|เขา|พวกเขา|เธอ|มัน|ผัว|สามี|แฟน|ใคร|ฉัน|ดิฉัน|ผม|หนู|เรา|พวกเรา',
    verb: 'ตี|ตบ|เตะ|ต่อย|ซ้อม|ทุบตี|ทำร้าย|ฆ่า|ข่มขืน|ลวนลาม|ขัง|ขาย|ขู่|ทรมาน',
  },
  km: {
    who: 'ថៅកែ|មេ|គេ|ពួកគេ|គាត់|ប្ដី|និយោជក|ម្ចាស់|ខ្ញុំ|យើង',
    verb: 'វាយ|វាយដំ|ទះ|ទាត់|ធាក់|ធ្វើបាប|សម្លាប់|រំលោភ|ឃុំ|ឃុំឃាំង|ចាក់សោ|លក់|គំរាម|ធ្វើទារុណកម្ម',
  },
  lo: {
    who: 'ນາຍຈ້າງ|ນາຍ|ຫົວໜ້າ|ເຖົ້າແກ່|ລາວ|ເຂົາ|ພວກເຂົາ|ມັນ|ຜົວ|ແຟນ|ຂ້ອຍ|ພວກເຮົາ',
    verb: 'ຕີ|ຕົບ|ເຕະ|ຕ່ອຍ|ທຸບຕີ|ທຳຮ້າຍ|ຂ້າ|ຂົ່ມຂືນ|ຂັງ|ຂາຍ|ຂູ່|ທໍລະມານ',
  },
  vi: {
    who: 'chủ|sếp|quản lý|họ|nó|ông ấy|bà ấy|anh ấy|chồng|tôi|em|mình|chúng tôi',
    verb: 'đánh|đánh đập|tát|đá|đấm|giết|hiếp|hiếp dâm|cưỡng hiếp|sàm sỡ|nhốt|bán|dọa|đe dọa|hành hạ|bạo hành',
  },
};
const HARM: Readonly<Record<Locale, string>> = {
  my: 'မ<verb>(ပါ|ဖူး|ဖူးပါ|)ဘူး|(အရိုက်|ရိုက်တာ|အထိုး|ရောင်းစား|ပိတ်လှောင်) (မခံရ|မခံရပါ)ဘူး|ma (yike|yite|yaik|yeik|htoe|kan) (par|phu|) (bu|buu|bue|boo)',
  en: '(nobody|no one|noone) (ever|here|) <verb>|(doesnt|didnt|hasnt|havent|wasnt|werent|isnt|arent) (ever|being|been|) <verb>|<who> (dont|never|not|am not|have never) (ever|been|being|) <verb>|im not <verb>',
  th: 'ไม่มีใคร(เคย|มา|)<verb>|ไม่เคย(มีใคร|ถูก|โดน|)<verb>|<who>(ไม่|ไม่ได้)(ถูก|โดน|)<verb>',
  km: '(គ្មាន|មិនមាន|អត់មាន)(នរណា|អ្នកណា|នរណាម្នាក់|អ្នកណាម្នាក់)(ដែល|)<verb>|<who>(មិន|អត់|មិនដែល|មិនធ្លាប់|អត់ដែល|មិនបាន)(ត្រូវ|ត្រូវគេ|)<verb>',
  lo: 'ບໍ່ມີໃຜ(ເຄີຍ|ມາ|)<verb>|ບໍ່ເຄີຍ(ມີໃຜ|ຖືກ|ໂດນ|)<verb>|<who>(ບໍ່|ບໍ່ໄດ້)(ຖືກ|ໂດນ|)<verb>',
  vi: '(không|chẳng|chưa) (có|) ai (từng|bao giờ|) <verb>|<who> (không|ko|chẳng|chưa|không hề|không bao giờ|chưa bao giờ|chưa từng) (bị|) <verb>',
};
/** A wish to die, denied with a wish to live: a person is still offered. */
const DEATH: Readonly<Record<Locale, string>> = {
  my: 'မသေချင်(ပါ|)ဘူး … (အသက်ရှင်ချင်|နေချင်|အလုပ်လုပ်ချင်)',
  en: 'dont want to die … (want to|) (live|work)',
  th: 'ไม่อยากตาย … อยาก(มีชีวิต|อยู่|ทำงาน)',
  km: 'មិនចង់ស្លាប់ … ចង់(រស់|ធ្វើការ)',
  lo: 'ບໍ່ຢາກຕາຍ … ຢາກ(ມີຊີວິດ|ຢູ່|ເຮັດວຽກ)',
  vi: 'không muốn chết … (muốn sống|muốn làm)',
};
/** Where one of these stands nothing is taken as denied: calls for help, "but", "if", "when", "stop", "only", "yet", "now", fear, "every day". */
const UNDOING: Readonly<Record<Locale, string>> = {
  my: 'ဒါပေမဲ့|ဒါပေမယ့်|ပေမဲ့|ပေမယ့်|ကယ်|ကူညီ|ရင်|ကြောက်|အခု|ဒီနေ့|တော့ဘူး|သေးဘူး|ဘူးတယ်|ဘူးဆို|လို့မရှိ|နေ့တိုင်း|ညတိုင်း|ဘာလို့|အရင်က|လား|(ကျ|ကျွန်)မ<verb>|kuu nyi|ku nyi|kal par|dar pay mae',
  en: 'but|help|save|sos|please|stop|only|just|yet|if|when|unless|until|today|tonight|any more|anymore|now|again|every|always|often|afraid|scared|fear|why|instead|except|before|because|still|day|anything|maybe|sometimes',
  th: 'แต่|ช่วย|ถ้า|หาก|หยุด|กลัว|ตอนนี้|วันนี้|คืนนี้|เมื่อ|ก่อน|ทุกวัน|ทุกคืน|แค่|อย่างเดียว|ทำไม|เท่านั้น|จนกว่า|เพราะ|หรือไม่|อีก|ได้ไหม',
  km: 'តែ|ជួយ|បើ|ខ្លាច|ឈប់|ឥឡូវ|ថ្ងៃនេះ|យប់នេះ|រាល់|ហេតុអ្វី|មុន|ទៀត|នៅឡើយ|គ្រាន់|ពេល|ព្រោះ',
  lo: 'ແຕ່|ຊ່ວຍ|ຖ້າ|ຢຸດ|ຢ້ານ|ຕອນນີ້|ມື້ນີ້|ຄືນນີ້|ທຸກ|ເປັນຫຍັງ|ກ່ອນ|ອີກ|ພຽງ|ເມື່ອ|ຍ້ອນ',
  vi: 'nhưng|mà|cứu|giúp|nếu|khi|ngừng|thôi|sợ|bây giờ|hôm nay|đêm nay|nữa|chỉ|mỗi|hằng|hàng ngày|tại sao|sao|trước|vì|trừ|thì|lúc',
};

/** Asked of what may be: no call by the score alone ("what happens if I run away"). */
const SUPPOSED: Readonly<Record<Locale, string>> = {
  my: 'ရင် ~ (ဘာဖြစ်မလဲ|ဘာဖြစ်လဲ|ဘယ်လိုဖြစ်မလဲ|ဘာအရေးယူ|ဘာပြစ်ဒဏ်)',
  en: 'what if (i|we|someone)|what (happens|will happen) (to me|) (if|when) (i|we|someone)|if (i|we) … what (happens|will happen)',
  th: '(ถ้า|หาก) … (จะเป็นยังไง|จะเป็นไง|จะเป็นอย่างไร|จะเกิดอะไร|จะโดนอะไร|มีโทษ)',
  km: '(បើ|ប្រសិនបើ) … (មានអ្វីកើតឡើង|ទៅជាយ៉ាងណា|យ៉ាងម៉េច|មានទោស)',
  lo: 'ຖ້າ … (ຈະເປັນແນວໃດ|ຊິເປັນແນວໃດ|ເປັນຈັ່ງໃດ|ມີໂທດ)',
  vi: 'nếu … (thì sao|có sao không|bị gì không|bị phạt)',
};

const [OF_HARM, OF_DEATH, UNDOES, SUPPOSES] = [0, 1, 2, 3];

/** Whether something is asked of what may be. */
export function supposes(denials: Tracks, texts: readonly string[]): boolean {
  return texts.some((written) => findPlaces(denials, ` ${written} `).some(({ danger }) => danger === SUPPOSES));
}

/** Prepares what denies for matching. */
export function denialTracks(): Tracks {
  const signals = [HARM, DEATH, UNDOING, SUPPOSED].flatMap((phrases, danger) =>
    LOCALES.flatMap((locale) => {
      const read = phraseReader(WORDS[locale]);
      return alternativesOf(phrases[locale]).map((phrase) => ({ danger, steps: read(phrase), not: [] }));
    }),
  );
  return tracksOf(signals, true);
}

/** What stands denied in a message: by text in searchable form, what is left of it; and whether a wish to die was denied. */
export interface Denied {
  left: (written: string) => string;
  ofDeath: boolean;
}

/** Null where nothing is denied, or something in one of the texts undoes it. */
export function deniedIn(denials: Tracks, texts: readonly string[]): Denied | null {
  const found = texts.flatMap((written) => findPlaces(denials, ` ${written} `));
  const has = (kind: number): boolean => found.some(({ danger }) => danger === kind);
  if (has(UNDOES) || !(has(OF_HARM) || has(OF_DEATH))) return null;
  return { left: (written) => leftOf(denials, written), ofDeath: has(OF_DEATH) };
}

function leftOf(denials: Tracks, written: string): string {
  const padded = ` ${written} `;
  let left = '';
  let from = 0;
  const places = findPlaces(denials, padded).filter(({ danger }) => danger === OF_HARM || danger === OF_DEATH);
  for (const { start, end } of places.sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (start >= from) left += `${padded.slice(from, start)} `;
    from = Math.max(from, end);
  }
  return (left + padded.slice(from)).replace(/ +/gu, ' ').trim();
}
