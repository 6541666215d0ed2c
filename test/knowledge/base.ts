import type { Locale } from '../../src/core/locale.js';
import type { Origin, Place } from '../../src/core/place.js';
import { buildSearch } from '../../src/knowledge/search.js';
import type { Around } from '../../src/knowledge/otherwise.js';
import type { Document } from '../../src/knowledge/search.js';
import { normalise } from '../../src/language/normalise.js';
import { findPlaces, parsePlaces } from '../../src/language/places.js';
import { readFileSync } from 'node:fs';

/** A small base of our own: enough topics for the search to be wrong about. */
type Said = Partial<Record<Locale, readonly string[]>>;

export function document(topic: string, place: Place, said: Said, origin: Origin | null = null): Document {
  return {
    key: `${topic}@${place}${origin === null ? '' : `-${origin}`}`,
    topic,
    place,
    origin,
    texts: (Object.entries(said) as [Locale, readonly string[]][]).map(([locale, [title = '', short = '', ...asks]]) => ({ locale, title, short, asks, more: '' })),
  };
}

const WAGE: Said = {
  en: ['Minimum wage', 'No employer may pay less than the minimum wage for a day of work.', 'what is the minimum wage', 'lowest daily pay by law', 'how much must they pay me a day'],
  my: ['အနည်းဆုံးလုပ်ခ', 'အလုပ်ရှင်က တစ်ရက်အနည်းဆုံးလုပ်ခထက် လျှော့မပေးရပါဘူး။', 'အနည်းဆုံးလုပ်ခ ဘယ်လောက်လဲ', 'တစ်နေ့ ဘယ်လောက်ရမလဲ', 'a nae sone lote kha bal lauk lal'],
  th: ['ค่าแรงขั้นต่ำ', 'นายจ้างจ่ายต่ำกว่าค่าแรงขั้นต่ำต่อวันไม่ได้', 'ค่าแรงขั้นต่ำเท่าไหร่', 'วันละกี่บาท'],
  vi: ['Lương tối thiểu', 'Chủ không được trả thấp hơn lương tối thiểu.', 'lương tối thiểu là bao nhiêu', 'một ngày được bao nhiêu tiền'],
};
const UNPAID: Said = {
  en: ['Unpaid wages', 'If your employer did not pay your salary, keep proof and complain.', 'my boss did not pay me', 'salary not paid for two months', 'employer owes me wages'],
  my: ['လစာမရ', 'အလုပ်ရှင်က လစာမပေးရင် သက်သေသိမ်းပြီး တိုင်နိုင်ပါတယ်။', 'လစာမပေးဘူး', 'အလုပ်ရှင်က လခ မပေးဘူး', 'လစာ နှစ်လ မရသေးဘူး'],
  th: ['ไม่ได้ค่าจ้าง', 'ถ้านายจ้างไม่จ่ายค่าจ้าง ให้เก็บหลักฐานและร้องเรียน', 'นายจ้างไม่จ่ายเงินเดือน', 'ไม่ได้รับค่าจ้างสองเดือน'],
  vi: ['Không được trả lương', 'Nếu chủ không trả lương, hãy giữ bằng chứng và khiếu nại.', 'chủ không trả lương', 'nợ lương hai tháng'],
};
const PASSPORT: Said = {
  en: ['Passport kept', 'Nobody may keep your passport; ask for it back.', 'my employer took my passport', 'agent keeps my passport', 'can the boss hold my documents'],
  my: ['ပတ်စ်ပို့သိမ်းထား', 'ဘယ်သူမှ သင့်ပတ်စ်ပို့ကို သိမ်းထားခွင့်မရှိပါဘူး။', 'အလုပ်ရှင်က ပတ်စ်ပို့ သိမ်းထားတယ်', 'ပတ်စ်ပို့ ပြန်မပေးဘူး'],
  th: ['ยึดหนังสือเดินทาง', 'ใครก็ยึดหนังสือเดินทางของคุณไม่ได้', 'นายจ้างยึดพาสปอร์ต'],
  vi: ['Giữ hộ chiếu', 'Không ai được giữ hộ chiếu của bạn.', 'chủ giữ hộ chiếu của tôi'],
};
const FEE: Said = {
  en: ['Highest agency fee', 'An agency may charge no more than the law allows.', 'how much can an agency charge', 'maximum broker fee', 'is this recruitment cost legal'],
  my: ['အေဂျင်စီခ အများဆုံး', 'အေဂျင်စီက ဥပဒေခွင့်ပြုတာထက် ပိုမတောင်းရပါဘူး။', 'အေဂျင်စီခ ဘယ်လောက်ပေးရလဲ', 'ပွဲစားခ အများဆုံးဘယ်လောက်လဲ'],
};
const PINK: Said = {
  en: ['Pink card', 'The pink card is an identity card for migrants.', 'what is the pink card', 'how do I get a pink card', 'pink card lost'],
  my: ['ပန်းရောင်ကတ်', 'ပန်းရောင်ကတ်က ရွှေ့ပြောင်းလုပ်သားတွေအတွက် မှတ်ပုံတင်ပါ။', 'ပန်းရောင်ကတ် ဘယ်လိုလုပ်ရလဲ', 'ပန်းရောင်ကတ် ပျောက်သွားတယ်'],
};
const LICENCE: Said = {
  en: ['Check an agency', 'Look for the licence number of the agency in the list.', 'is this agency licensed', 'how do I check an agency licence'],
  my: ['အေဂျင်စီလိုင်စင်စစ်ရန်', 'အေဂျင်စီရဲ့ လိုင်စင်နံပါတ်ကို စာရင်းမှာ ရှာပါ။', 'ဒီအေဂျင်စီ လိုင်စင်ရှိလား', 'အေဂျင်စီလိုင်စင် ဘယ်လိုစစ်ရလဲ'],
};
const TRAINING: Said = {
  en: ['Training before you go', 'Before departure there is a short training.', 'is there pre-departure training', 'where is the course before leaving'],
  my: ['မသွားခင်သင်တန်း', 'မထွက်ခွာခင် သင်တန်းတိုတစ်ခု ရှိပါတယ်။', 'မသွားခင် သင်တန်းရှိလား', 'သင်တန်းဘယ်မှာတက်ရလဲ'],
};

export const BASE: readonly Document[] = [
  ...(['TH', 'MY', 'SG'] as const).map((place) => document('wages/minimum', place, WAGE)),
  ...(['TH', 'MY'] as const).map((place) => document('wages/unpaid', place, UNPAID)),
  ...(['ANY', 'TH'] as const).map((place) => document('documents/kept-by-employer', place, PASSPORT)),
  document('fees/legal-maximum', 'TH', FEE),
  document('fees/legal-maximum', 'TH', { en: ['Highest agency fee', 'From Myanmar an agency may charge no more than the agreed sum.', 'agency fee by the MOU way'] }, 'MM'),
  document('documents/pink-card', 'TH', PINK),
  ...(['MM', 'KH', 'TH'] as const).map((place) => document('agency/check-licence', place, LICENCE)),
  ...(['MM', 'KH'] as const).map((place) => document('departure/training', place, TRAINING)),
];

export const places = parsePlaces(readFileSync(new URL('../../knowledge/places.yaml', import.meta.url), 'utf8'));
export const said = (text: string) => findPlaces(normalise(text), places);
export const search = buildSearch(BASE, (text) => said(text).marked);

/** What people write besides, in English alone. */
const none = { en: [], my: [], th: [], km: [], lo: [], vi: [] };
export const AROUND: Around = { before: { ...none, en: ['hello i do not know who else to ask', 'i came back late and could not sleep'] }, after: { ...none, en: ['thank you for your answer'] } };
