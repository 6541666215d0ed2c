/**
 * Whether somebody says of themselves that they are, live or work in the country that they name. Not where they want to go, were
 * once, or where another person is. Reads form only, of a normalised text in which a mark stands for the name (see `findPlaces`).
 */

/** A country of destination, as `findPlaces` marks it. */
const THERE = '外';

/** A clause begins here: "my wife" and "vợ tôi" end in the word for "I" too. */
const CLAUSE = '(?:^|[.,!?;။၊]\\s*)';
const WORD = '(?<![\\p{L}\\p{M}])';

const SAYS = [
  `(?:^|[.,!?;]\\s*|\\b(?:and|but|so|now|because|hi|hello) )(?:i|we|im)(?: (?:am|are|have been|now|currently|already|still|just|both|all|here))* (?:(?:live|living|work|working|stay|staying|stuck|employed|an? [a-z]+)(?: (?!not|want|going|will|if|to|ago|before)[a-z]+){0,4} )?(?:in|at) ${THERE}`,
  `(?:^|${WORD}(?:ကျွန်တော်|ကျွန်မ|ကျနော်|ကျမ|ငါ)(?:တို့)?(?:ကတော့|က)?)\\s*(?:အခု|ခု|လက်ရှိ)?\\s*${THERE}\\s*(?:နိုင်ငံ)?မှာ(?:(?!ချင်|ခဲ့|သူ|ညီ|အစ်|သား|သမီး).){0,30}?(?:နေ|ရောက်|ရှိ)(?:ပါ)?(?:တယ်|တာ|ပြီ)`,
  `${WORD}(?:ฉัน|ผม|หนู|ดิฉัน|เรา|พวกเรา)\\s*(?:ตอนนี้|กำลัง)?\\s*(?:มา)?(?:อยู่|ทำงาน)(?:(?!อยาก|จะ|ไม่|เคย).){0,15}${THERE}`,
  `${WORD}(?:ខ្ញុំ|យើង)\\s*(?:កំពុង|មក)?\\s*(?:រស់នៅ|នៅ|ធ្វើការ)(?:(?!ចង់|នឹង|មិន|ធ្លាប់).){0,15}${THERE}`,
  `${WORD}(?:ຂ້ອຍ|ຂ້ານ້ອຍ|ພວກເຮົາ|ເຮົາ)\\s*(?:ຕອນນີ້|ກຳລັງ)?\\s*(?:ມາ)?(?:ຢູ່|ເຮັດວຽກ)(?:(?!ຢາກ|ຈະ|ຊິ|ບໍ່|ເຄີຍ).){0,15}${THERE}`,
  `${CLAUSE}(?:dạ |hiện |hiện nay )?(?:tôi|em|mình|cháu|chúng tôi|bọn em|tụi em|toi|minh|chung toi)(?: (?:đang|hiện|dang|hien))* (?:(?:làm|sống|lao động|lam|song)(?: (?!muốn|không|sẽ|muon|khong)[^\\s.,!?;]+){0,4}? )?(?:ở|tại|bên|o|tai|ben) ${THERE}`,
].map((form) => new RegExp(form, 'u'));

/** Nobody says more than that between "I" and the country, or between the country and the verb; in code units. */
const REACH = 80;

/** `marked`: a text with a mark for each name of a place. Only where one country is named it is known which is theirs. */
export function saysTheyAreThere(marked: string): boolean {
  const at = marked.indexOf(THERE);
  if (at === -1 || marked.includes(THERE, at + 1)) return false;
  // A text that is cut does not begin there.
  const near = `${at > REACH ? 'x' : ''}${marked.slice(Math.max(0, at - REACH), at + REACH)}`;
  return SAYS.some((form) => form.test(near));
}
