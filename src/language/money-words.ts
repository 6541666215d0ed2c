import { normalise } from './normalise.js';

/** The words of numbers and money in the languages people write to us in. Latin words stand alone; others may be joined. */

/** Digits in words; they count only before a word of a scale or a currency ("နှစ်" is two, but also a year). */
const DIGITS: readonly (readonly [number, string])[] = [
  [1, 'တစ် တခု တ หนึ่ง นึง เอ็ด មួយ ໜຶ່ງ ນຶ່ງ ເອັດ một mot mốt one a tit ta'],
  [2, 'နှစ် สอง ពីរ ສອງ hai two hnit nit na'],
  [3, 'သုံး สาม បី ສາມ ba three thone'],
  [4, 'လေး สี่ បួន ສີ່ bốn bon tư four lay'],
  [5, 'ငါး ห้า ប្រាំ ຫ້າ năm nam lăm lam five ngar nga'],
  [6, 'ခြောက် หก ប្រាំមួយ ຫົກ sáu sau six chauk'],
  [7, 'ခုနစ် ခုနှစ် ခွန် เจ็ด ប្រាំពីរ ប្រាំពីល ເຈັດ bảy bay seven khun'],
  [8, 'ရှစ် แปด ប្រាំបី ແປດ tám tam eight shit'],
  [9, 'ကိုး เก้า ប្រាំបួន ເກົ້າ chín chin nine koe'],
  [11, 'eleven'],
  [12, 'twelve'],
  [13, 'thirteen'],
  [14, 'fourteen'],
  [15, 'fifteen'],
  [16, 'sixteen'],
  [17, 'seventeen'],
  [18, 'eighteen'],
  [19, 'nineteen'],
];

const SCALES: readonly (readonly [number, string])[] = [
  [10, 'ဆယ် ဆယ့် สิบ ដប់ ສິບ mười muoi mươi chục chuc ten sal'],
  [20, 'ยี่สิบ ម្ភៃ ຊາວ twenty'],
  [30, 'សាមសិប thirty'],
  [40, 'សែសិប forty'],
  [50, 'ហាសិប fifty'],
  [60, 'ហុកសិប sixty'],
  [70, 'ចិតសិប seventy'],
  [80, 'ប៉ែតសិប eighty'],
  [90, 'កៅសិប ninety'],
  [100, 'ရာ ရာ့ ร้อย រយ ຮ້ອຍ trăm tram hundred yar'],
  [1_000, 'ထောင် ထောင့် พัน ពាន់ ພັນ nghìn nghin ngàn ngan thousand thousands k htaung taung'],
  [10_000, 'သောင်း หมื่น ម៉ឺន ໝື່ນ vạn thaung'],
  [100_000, 'သိန်း แสน សែន ແສນ lakh lakhs lac thein'],
  [1_000_000, 'သန်း ล้าน លាន ລ້ານ triệu trieu tr củ million millions than'],
  [10_000_000, 'ကုဋေ crore'],
  [1_000_000_000, 'tỷ tỉ billion'],
];

/** After these a last digit counts ones ("two hundred five" is 205); after the others the next smaller place. */
const BEFORE_ONES = new Set(['ten', 'hundred', 'thousand', 'thousands', 'million', 'millions', 'billion']);

/** Half of the scale before it ("သောင်းခွဲ" is 15,000), or of the one that follows ("half a million", "one and a half million"). */
const HALVES = 'ခွဲ ครึ่ง កន្លះ ເຄິ່ງ rưỡi ruoi nửa and.a.half half.a half';

/** Burmese counts these in tens and hundreds that stand behind: "သိန်းသုံးဆယ်" is three million. */
const COUNTED_BEHIND = new Set(['သိန်း', 'သန်း', 'ကုဋေ', 'thein', 'than']);

/** ISO 4217. A bare "dollar" or "$" is left open: in Singapore and Hong Kong it is theirs. */
const CURRENCIES: Readonly<Record<string, string>> = {
  THB: '฿ thb บาท baht bahts bath bht ဘတ် ဘတ်ငွေ ထိုင်းဘတ် បាត ບາດ bạt bạt.thái',
  MMK: 'mmk kyat kyats ks ကျပ် ကျပ်ငွေ จ๊าด จ๊าต គីយ៉ាត ຈ໊າດ',
  MYR: 'myr rm ringgit ringgits ရင်းဂစ် ริงกิต รังกิต រីងហ្គីត ຣິງກິດ ລິງກິດ',
  SGD: 'sgd s$ singapore.dollar singapore.dollars စင်ကာပူဒေါ်လာ ดอลลาร์สิงคโปร์ ដុល្លារសិង្ហបុរី ໂດລາສິງກະໂປ đô.la.singapore đô.sing đô.la.sing',
  JPY: 'jpy ¥ yen ယန်း เยน យ៉េន ເຢນ yên man.nhật',
  KRW: 'krw ₩ won ဝမ် วอน វ៉ុន ວອນ',
  HKD: 'hkd hk$ hong.kong.dollar hong.kong.dollars ဟောင်ကောင်ဒေါ်လာ ดอลลาร์ฮ่องกง ដុល្លារហុងកុង đô.la.hồng.kông',
  USD: 'usd us$ us.dollar us.dollars american.dollars အမေရိကန်ဒေါ်လာ ဒေါ်လာ ดอลลาร์ ดอลล่าร์ ដុល្លារ ដុល្លា ໂດລາ ໂດລ່າ đô.la đô do.la',
  KHR: 'khr ៛ riel riels រៀល เรียล',
  LAK: 'lak ₭ kip ກີບ กีบ',
  VND: 'vnd vnđ ₫ đồng đ dong ဒေါင် ด่ง ដុង',
  AED: 'aed dirham dirhams ဒါဟမ်',
  SAR: 'sar riyal riyals',
};
const OPEN_CURRENCY = '$ dollar dollars';

/** Words that begin like one of the above and are no money: percent, and "how many". */
const NEITHER = 'ရာခိုင်နှုန်း ရာနှုန်း ร้อยละ រយៈ ភាគរយ ຮ້ອຍລະ phần.trăm phan.tram ឆ្នាំ';

export type MoneyWord =
  | { is: 'digit'; value: number }
  | { is: 'scale'; value: number; beforeOnes: boolean; countedBehind: boolean }
  | { is: 'half' }
  | { is: 'currency'; code: string | null }
  | { is: 'neither' };

function listed(words: string): string[] {
  return words.split(' ').map((word) => normalise(word.replace(/\./gu, ' ')));
}

/** Every word with its meaning, in normalised spelling. */
export const MONEY_WORDS: ReadonlyMap<string, MoneyWord> = new Map<string, MoneyWord>([
  ...DIGITS.flatMap(([value, words]) => listed(words).map((word) => [word, { is: 'digit', value }] as const)),
  ...SCALES.flatMap(([value, words]) => listed(words).map((word) => [word, { is: 'scale', value, beforeOnes: BEFORE_ONES.has(word), countedBehind: COUNTED_BEHIND.has(word) }] as const)),
  ...listed(HALVES).map((word) => [word, { is: 'half' }] as const),
  ...Object.entries(CURRENCIES).flatMap(([code, words]) => listed(words).map((word) => [word, { is: 'currency', code }] as const)),
  ...listed(OPEN_CURRENCY).map((word) => [word, { is: 'currency', code: null }] as const),
  ...listed(NEITHER).map((word) => [word, { is: 'neither' }] as const),
]);
