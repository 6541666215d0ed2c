/**
 * Names of recruitment agencies and companies as people write them: kept as they were said and never looked up, for no list
 * of them is complete.
 */

/** Who gives a name writes less than this. */
const LONGEST_TEXT = 500;

/** A word with a capital or a digit first, as names have in Latin letters; at most five of them. */
const CAPITAL = String.raw`[\p{Lu}\p{N}][\p{L}\p{M}\p{N}&'’.-]*`;
const CAPITALS = String.raw`${CAPITAL}(?: (?:& )?${CAPITAL}){0,4}`;
const KIND = '(?:[Rr]ecruit(?:ment|ing)|[Mm]anpower|[Ee]mployment|[Oo]verseas|[Pp]lacements?|[Aa]genc(?:y|ies)|[Ss]taffing|[Oo]utsourcing|[Ll]abou?r [Ss]upply)';
const FORM = String.raw`(?:[Cc]o\.?,? ?[Ll]td\.?|[Cc]ompany [Ll]imited|CO\.?,? ?LTD\.?|[Pp]te\.?,? ?[Ll]td\.?|[Ss]dn\.? ?[Bb]hd\.?|[Ll]td\.?|JSC|Inc\.?)(?![\p{L}\p{M}])`;

/** What stands around a name. The first group is the whole name, with what the company calls itself. */
const SHAPES: readonly RegExp[] = [
  // "XYZ Recruitment Co., Ltd", "ABC Manpower"
  new RegExp(String.raw`(?<![\p{L}\p{M}])(${CAPITALS} (?:${KIND}[ ,]{0,2})*(?:${FORM}|(?<=${KIND}[ ,]{0,2})))`, 'gu'),
  // "xyz manpower co ltd"
  new RegExp(String.raw`(?<![\p{L}\p{M}])((?:[\p{Ll}\p{N}&-]+ ){1,3}${FORM})`, 'gu'),
  // "công ty TNHH Hoàng Long"
  new RegExp(String.raw`(?<![\p{L}\p{M}])((?:[Cc]ông ty|[Cc]ong ty|[Cc]ty|CTY)(?: (?:TNHH|tnhh|[Cc]ổ phần|CP|cp|XKLĐ|XKLD|xkld|môi giới|xuất khẩu lao động))* ${CAPITALS})`, 'gu'),
  // "บริษัทจัดหางาน สยามแรงงาน จำกัด", "ບໍລິສັດຈັດຫາງານ ວຽງຈັນ"
  /((?:บริษัท|ບໍລິສັດ)(?:จัดหางาน|ຈັດຫາງານ)? ?[\p{L}\p{M}\p{N}&.-]+(?: [\p{L}\p{M}\p{N}&.-]+){0,2} ?(?:จำกัด|ຈຳກັດ))/gu,
  /((?:บริษัทจัดหางาน|ບໍລິສັດຈັດຫາງານ) [\p{L}\p{M}\p{N}&.-]+)/gu,
  // "ក្រុមហ៊ុន ABC", "บริษัท ABC", "ບໍລິສັດ ABC"
  new RegExp(String.raw`((?:ក្រុមហ៊ុន|บริษัท|ບໍລິສັດ|นายหน้า) ?${CAPITALS})`, 'gu'),
  // "Golden Sky ကုမ္ပဏီ", "ရွှေလမ်း အေဂျင်စီ"
  new RegExp(String.raw`(?<![\p{L}\p{M}])(${CAPITALS} ?(?:အေဂျင်စီ|ကုမ္ပဏီ)(?:လီမိတက်)?)`, 'gu'),
  /((?<![\p{L}\p{M}\p{N}])[\p{L}\p{M}\p{N}&.-]{2,30}? ?(?:အေဂျင်စီ|ကုမ္ပဏီ)(?:လီမိတက်)?)/gu,
];

/** What is said of any agency, and is no name: "which", "this", "good", "doesn't pay", the names of countries. */
const NO_NAME =
  /^(?:(?:the|my|this|that|a|an|is|which|what|new|from|of) ?)+(?:[\p{Ll}.,]+ ?)?$|(?:จัดหางาน|ຈັດຫາງານ) (?:ไม่|จะ|ได้|ให้|เอา|เก็บ|บอก|ที่|ของ|นี้|อยู่|ไหน|หัก|ยึด|คือ|หลอก|โกง|ถูก|ບໍ່|ຈະ|ຊິ|ໄດ້|ໃຫ້|ເອົາ|ເກັບ|ບອກ|ທີ່|ຂອງ|ນີ້|ຢູ່|ໃສ|ຕັດ|ຍຶດ|ຄື|ຕົວະ|ຖືກ)|^(?:ဒီ|အဲဒီ|ဘယ်|တစ်ခု|အလုပ်|ကျွန်တော်|ကျွန်မ|ထိုင်း|မြန်မာ|မလေးရှား|စင်ကာပူ|ဂျပန်|ကိုရီးယား|တရားဝင်|လိုင်စင်ရ|အလုပ်အကိုင်|ပြည်ပ|အဲ့ဒီ|အရင်|အသစ်|သူ့|တို့|.*(?:က|ကို|မှာ|တဲ့|တယ်|ရဲ့|နဲ့|သော|ရှိ|မယ့်|တာ|လို့)) ?(?:အေဂျင်စီ|ကုမ္ပဏီ)/u;

/** The names of agencies in a text as it was typed, in its order, each once. Total on any string. */
export function findAgencies(text: string): string[] {
  const typed = text.slice(0, LONGEST_TEXT).normalize('NFC').replace(/\s+/gu, ' ');
  const found = SHAPES.flatMap((shape) => [...typed.matchAll(shape)].map((match) => ({ at: match.index, name: (match[1] ?? '').replace(/[ ,]+$/u, '') })));
  const named = found.filter(({ name }) => !NO_NAME.test(name)).sort((a, b) => a.at - b.at || b.name.length - a.name.length);
  // A part of a longer name that was found is no name by itself.
  return [...new Set(named.filter((one) => !named.some((other) => other !== one && other.at <= one.at && one.at < other.at + other.name.length && other.name.length > one.name.length)).map(({ name }) => name))];
}
