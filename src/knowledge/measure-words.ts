import type { Locale } from '../core/locale.js';
import type { CURRENCIES, FactValue, UNITS } from './fact.js';

/*
 * The words of amounts, counts and dates in each language. English gives one and many; the others do not change a word
 * for number.
 */

export type Currency = (typeof CURRENCIES)[number];
export type Unit = (typeof UNITS)[number];
export type Per = NonNullable<Extract<FactValue, { amount: number }>['per']>;

export const CURRENCY_WORDS: Record<Currency, { en: readonly [one: string, many: string] } & Record<Exclude<Locale, 'en'>, string>> = {
  THB: { en: ['baht', 'baht'], my: 'ဘတ်', th: 'บาท', km: 'បាត', lo: 'ບາດ', vi: 'baht' },
  MMK: { en: ['kyat', 'kyat'], my: 'ကျပ်', th: 'จ๊าด', km: 'ក្យាត', lo: 'ຈ໊າດ', vi: 'kyat' },
  MYR: { en: ['ringgit', 'ringgit'], my: 'ရင်းဂစ်', th: 'ริงกิต', km: 'រីងហ្គីត', lo: 'ຣິງກິດ', vi: 'ringgit' },
  SGD: { en: ['Singapore dollar', 'Singapore dollars'], my: 'စင်ကာပူဒေါ်လာ', th: 'ดอลลาร์สิงคโปร์', km: 'ដុល្លារសិង្ហបុរី', lo: 'ໂດລາສິງກະໂປ', vi: 'đô la Singapore' },
  JPY: { en: ['yen', 'yen'], my: 'ယန်း', th: 'เยน', km: 'យ៉េន', lo: 'ເຢນ', vi: 'yên' },
  KRW: { en: ['won', 'won'], my: 'ဝမ်', th: 'วอน', km: 'វ៉ុន', lo: 'ວອນ', vi: 'won' },
  HKD: { en: ['Hong Kong dollar', 'Hong Kong dollars'], my: 'ဟောင်ကောင်ဒေါ်လာ', th: 'ดอลลาร์ฮ่องกง', km: 'ដុល្លារហុងកុង', lo: 'ໂດລາຮົງກົງ', vi: 'đô la Hồng Kông' },
  USD: { en: ['US dollar', 'US dollars'], my: 'အမေရိကန်ဒေါ်လာ', th: 'ดอลลาร์สหรัฐ', km: 'ដុល្លារអាមេរិក', lo: 'ໂດລາສະຫະລັດ', vi: 'đô la Mỹ' },
  KHR: { en: ['riel', 'riel'], my: 'ကမ္ဘောဒီးယားရီးယဲလ်', th: 'เรียลกัมพูชา', km: 'រៀល', lo: 'ຣຽນກຳປູເຈຍ', vi: 'riel' },
  LAK: { en: ['kip', 'kip'], my: 'လာအိုကစ်', th: 'กีบ', km: 'គីប', lo: 'ກີບ', vi: 'kíp' },
  VND: { en: ['dong', 'dong'], my: 'ဗီယက်နမ်ဒေါင်', th: 'ดอง', km: 'ដុង', lo: 'ດົ່ງ', vi: 'đồng' },
  AED: { en: ['UAE dirham', 'UAE dirhams'], my: 'ယူအေအီးဒါရမ်', th: 'เดอร์แฮมสหรัฐอาหรับเอมิเรตส์', km: 'ឌៀរហាំអារ៉ាប់រួម', lo: 'ເດີແຮມອາຣັບເອມິເຣດ', vi: 'dirham UAE' },
  SAR: { en: ['Saudi riyal', 'Saudi riyals'], my: 'ဆော်ဒီရီယယ်', th: 'ริยัลซาอุดีอาระเบีย', km: 'រីយ៉ាល់អារ៉ាប៊ីសាអូឌីត', lo: 'ຣິຢັນຊາອຸດີ', vi: 'riyal Ả Rập Xê-út' },
  JOD: { en: ['Jordanian dinar', 'Jordanian dinars'], my: 'ဂျော်ဒန်ဒီနာ', th: 'ดีนาร์จอร์แดน', km: 'ឌីណាហ្ស៊កដានី', lo: 'ດີນາຈໍແດນ', vi: 'dinar Jordan' },
  BHD: { en: ['Bahraini dinar', 'Bahraini dinars'], my: 'ဘာရိန်းဒီနာ', th: 'ดีนาร์บาห์เรน', km: 'ឌីណាបារ៉ែន', lo: 'ດີນາບາຣເຣນ', vi: 'dinar Bahrain' },
  KWD: { en: ['Kuwaiti dinar', 'Kuwaiti dinars'], my: 'ကူဝိတ်ဒီနာ', th: 'ดีนาร์คูเวต', km: 'ឌីណាគុយវ៉ែត', lo: 'ດີນາຄູເວດ', vi: 'dinar Kuwait' },
  QAR: { en: ['Qatari riyal', 'Qatari riyals'], my: 'ကာတာရီယယ်', th: 'ริยัลกาตาร์', km: 'រីយ៉ាល់កាតា', lo: 'ຣິຢັນກາຕາ', vi: 'riyal Qatar' },
  OMR: { en: ['Omani rial', 'Omani rials'], my: 'အိုမန်ရီယယ်', th: 'ริยัลโอมาน', km: 'រីយ៉ាល់អូម៉ង់', lo: 'ຣິຢັນໂອມານ', vi: 'rial Oman' },
  EUR: { en: ['euro', 'euros'], my: 'ယူရို', th: 'ยูโร', km: 'អឺរ៉ូ', lo: 'ເອີໂຣ', vi: 'euro' },
};

/** How often a sum falls due: before the sum in Burmese, Thai and Lao, after it in the others. */
export const PER_WORDS: Record<Per, Record<Locale, string>> = {
  hour: { en: 'an hour', my: 'တစ်နာရီ', th: 'ชั่วโมงละ', km: 'ក្នុងមួយម៉ោង', lo: 'ຊົ່ວໂມງລະ', vi: 'mỗi giờ' },
  day: { en: 'a day', my: 'တစ်ရက်', th: 'วันละ', km: 'ក្នុងមួយថ្ងៃ', lo: 'ມື້ລະ', vi: 'mỗi ngày' },
  week: { en: 'a week', my: 'တစ်ပတ်', th: 'สัปดาห์ละ', km: 'ក្នុងមួយសប្ដាហ៍', lo: 'ອາທິດລະ', vi: 'mỗi tuần' },
  month: { en: 'a month', my: 'တစ်လ', th: 'เดือนละ', km: 'ក្នុងមួយខែ', lo: 'ເດືອນລະ', vi: 'mỗi tháng' },
  year: { en: 'a year', my: 'တစ်နှစ်', th: 'ปีละ', km: 'ក្នុងមួយឆ្នាំ', lo: 'ປີລະ', vi: 'mỗi năm' },
  person: { en: 'per person', my: 'တစ်ဦး', th: 'คนละ', km: 'ក្នុងម្នាក់', lo: 'ຄົນລະ', vi: 'mỗi người' },
};

/**
 * Words of units. Burmese gives two: after an ordinary number (၅ ရက်), and before a round one (ရက် ၆၀). `before` is
 * what stands in front of the number whatever it is.
 */
export interface UnitWords {
  en: readonly [one: string, many: string];
  my: { before?: string; after: string; round: string };
  th: { before?: string; after: string };
  km: { before?: string; after: string };
  lo: { before?: string; after: string };
  vi: { before?: string; after: string };
}

export const UNIT_WORDS: Record<Unit, UnitWords> = {
  year: { en: ['year', 'years'], my: { after: 'နှစ်', round: 'နှစ်' }, th: { after: 'ปี' }, km: { after: 'ឆ្នាំ' }, lo: { after: 'ປີ' }, vi: { after: 'năm' } },
  month: { en: ['month', 'months'], my: { after: 'လ', round: 'လ' }, th: { after: 'เดือน' }, km: { after: 'ខែ' }, lo: { after: 'ເດືອນ' }, vi: { after: 'tháng' } },
  week: { en: ['week', 'weeks'], my: { after: 'ပတ်', round: 'ရက်သတ္တပတ်' }, th: { after: 'สัปดาห์' }, km: { after: 'សប្ដាហ៍' }, lo: { after: 'ອາທິດ' }, vi: { after: 'tuần' } },
  day: { en: ['day', 'days'], my: { after: 'ရက်', round: 'ရက်' }, th: { after: 'วัน' }, km: { after: 'ថ្ងៃ' }, lo: { after: 'ມື້' }, vi: { after: 'ngày' } },
  'working-day': {
    en: ['working day', 'working days'],
    my: { before: 'ရုံးဖွင့်ရက်', after: 'ရက်', round: '' },
    th: { after: 'วันทำการ' },
    km: { after: 'ថ្ងៃធ្វើការ' },
    lo: { after: 'ວັນລັດຖະການ' },
    vi: { after: 'ngày làm việc' },
  },
  hour: { en: ['hour', 'hours'], my: { after: 'နာရီ', round: 'နာရီ' }, th: { after: 'ชั่วโมง' }, km: { after: 'ម៉ោង' }, lo: { after: 'ຊົ່ວໂມງ' }, vi: { after: 'giờ' } },
  minute: { en: ['minute', 'minutes'], my: { after: 'မိနစ်', round: 'မိနစ်' }, th: { after: 'นาที' }, km: { after: 'នាទី' }, lo: { after: 'ນາທີ' }, vi: { after: 'phút' } },
  times: { en: ['times', 'times'], my: { after: 'ဆ', round: 'အဆ' }, th: { after: 'เท่า' }, km: { after: 'ដង' }, lo: { after: 'ເທົ່າ' }, vi: { after: 'lần' } },
  occasion: { en: ['time', 'times'], my: { after: 'ကြိမ်', round: 'အကြိမ်' }, th: { after: 'ครั้ง' }, km: { after: 'ដង' }, lo: { after: 'ຄັ້ງ' }, vi: { after: 'lần' } },
  person: { en: ['person', 'people'], my: { after: 'ယောက်', round: 'အယောက်' }, th: { after: 'คน' }, km: { after: 'នាក់' }, lo: { after: 'ຄົນ' }, vi: { after: 'người' } },
  'square-metre': {
    en: ['square metre', 'square metres'],
    my: { after: 'စတုရန်းမီတာ', round: 'စတုရန်းမီတာ' },
    th: { after: 'ตารางเมตร' },
    km: { after: 'ម៉ែត្រការ៉េ' },
    lo: { after: 'ຕາແມັດ' },
    vi: { after: 'mét vuông' },
  },
  kilogram: {
    en: ['kilogram', 'kilograms'],
    my: { after: 'ကီလိုဂရမ်', round: 'ကီလိုဂရမ်' },
    th: { after: 'กิโลกรัม' },
    km: { after: 'គីឡូក្រាម' },
    lo: { after: 'ກິໂລກຣາມ' },
    vi: { after: 'kg' },
  },
  // The Thai weight of gold jewellery, 15.16 g.
  'baht-gold': {
    en: ['baht of gold', 'baht of gold'],
    my: { before: 'ရွှေ', after: 'ဘတ်သား', round: 'ဘတ်သား' },
    th: { before: 'ทองคำหนัก', after: 'บาท' },
    km: { before: 'មាសទម្ងន់', after: 'បាត' },
    lo: { before: 'ຄຳໜັກ', after: 'ບາດ' },
    vi: { after: 'baht vàng' },
  },
  step: { en: ['step', 'steps'], my: { after: 'ဆင့်', round: 'အဆင့်' }, th: { after: 'ขั้นตอน' }, km: { after: 'ជំហាន' }, lo: { after: 'ຂັ້ນຕອນ' }, vi: { after: 'bước' } },
};

/** Names of the months; Vietnamese numbers them. */
export const MONTHS: Record<Exclude<Locale, 'vi'>, readonly string[]> = {
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
  my: ['ဇန်နဝါရီ', 'ဖေဖော်ဝါရီ', 'မတ်', 'ဧပြီ', 'မေ', 'ဇွန်', 'ဇူလိုင်', 'ဩဂုတ်', 'စက်တင်ဘာ', 'အောက်တိုဘာ', 'နိုဝင်ဘာ', 'ဒီဇင်ဘာ'],
  th: ['มกราคม', 'กุมภาพันธ์', 'มีนาคม', 'เมษายน', 'พฤษภาคม', 'มิถุนายน', 'กรกฎาคม', 'สิงหาคม', 'กันยายน', 'ตุลาคม', 'พฤศจิกายน', 'ธันวาคม'],
  km: ['មករា', 'កុម្ភៈ', 'មីនា', 'មេសា', 'ឧសភា', 'មិថុនា', 'កក្កដា', 'សីហា', 'កញ្ញា', 'តុលា', 'វិច្ឆិកា', 'ធ្នូ'],
  lo: ['ມັງກອນ', 'ກຸມພາ', 'ມີນາ', 'ເມສາ', 'ພຶດສະພາ', 'ມິຖຸນາ', 'ກໍລະກົດ', 'ສິງຫາ', 'ກັນຍາ', 'ຕຸລາ', 'ພະຈິກ', 'ທັນວາ'],
};
