import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRisk, flags, readRisk } from '../../src/risk/match.js';
import { evidenceIn } from '../../src/risk/evidence.js';
import { withoutLabels } from '../../src/risk/labels.js';
import { saidOnce } from '../../src/risk/passages.js';
import { searchable } from '../../src/risk/searchable.js';
import { anyText } from '../language/strings.js';
import { DANGERS, RISK } from './knowledge.js';

/** The rules as they ship, without the score. */
const RULES = compileRisk(DANGERS);
const ruled = (text: string): string[] => flags(RULES, [text], false).map(({ danger }) => danger);
const sure = (text: string): string[] => evidenceIn(RULES, [text], false).sure.map(({ danger }) => danger);

describe('what is denied', () => {
  it.each([
    'my boss does not beat us, he is good',
    'nobody hits me here',
    'they never beat us',
    'I was not raped',
    'ไม่มีใครตีผม นายจ้างใจดี',
    'นายจ้างไม่เคยตีผม',
    'chủ không đánh tôi',
    'chu khong danh toi',
    'không ai đánh tôi ở đây',
    'သူဌေးက မရိုက်ဘူး ကောင်းပါတယ်',
    'ថៅកែមិនវាយខ្ញុំទេ គាត់ល្អ',
    'ນາຍຈ້າງບໍ່ຕີຂ້ອຍ ລາວໃຈດີ',
  ])('raises nothing: %s', (text) => {
    expect(ruled(text)).toEqual([]);
    expect(flags(RISK, [text], false)).toEqual([]);
  });

  it.each([
    ['he does not beat me but locks me in the room', 'locked-in'],
    ['he does not hit me, he burns me with cigarettes', 'violence'],
    ['they will not stop beating me', 'violence'],
    ['he does not let me out', 'locked-in'],
    ["please don't kill me", 'violence'],
    ['he did not hit me today but yesterday he beat me', 'violence'],
    ["I don't want to die, help me", 'self-harm'],
    ['เขาไม่ตีผมแต่ขังไว้ในห้อง', 'locked-in'],
    ['ออกไปไหนไม่ได้ ตีทุกวัน', 'violence'],
    ['chủ không đánh tôi nhưng nhốt tôi trong phòng', 'locked-in'],
    ['သူဌေးက မရိုက်ဘူး ဒါပေမဲ့ အခန်းထဲမှာ သော့ခတ်ထားတယ်', 'locked-in'],
    ['ថៅកែមិនវាយខ្ញុំទេ តែចាក់សោខ្ញុំក្នុងបន្ទប់', 'locked-in'],
    ['ນາຍຈ້າງບໍ່ຕີຂ້ອຍ ແຕ່ຂັງຂ້ອຍໄວ້ໃນຫ້ອງ', 'locked-in'],
  ])('leaves the rest: %s', (text, danger) => {
    expect(ruled(text)).toContain(danger);
  });

  it('offers a person where a wish to die is denied', () => {
    expect(readRisk(RISK, ["I don't want to die, I want to live and work"], false)).toEqual({ flags: [], doubt: true });
  });
});

describe('what says nothing by itself', () => {
  it('raises nothing without a letter', () => {
    const marks = fc.string({ unit: fc.constantFrom(...'0123456789၈៨ -:/.,+?!', '😂', '🙏') });
    fc.assert(fc.property(marks, (text) => void expect(flags(RISK, [text], false)).toEqual([])));
  });

  it.each(['room 12 floor 3', 'ห้อง 12 ชั้น 3', 'phòng 12 tầng 3', 'အခန်း ၁၂ အထပ် ၃', 'បន្ទប់ 12 ជាន់ 3', 'ຫ້ອງ 12 ຊັ້ນ 3', 'passport no MA 123456'])(
    'is a room or a paper with its number: %s',
    (text) => {
      expect(withoutLabels(searchable(text))).not.toMatch(/\p{L}/u);
      expect(readRisk(RISK, [text], false)).toEqual({ flags: [], doubt: false });
    },
  );

  it.each(['locked in room 12 floor 3', 'ถูกขังห้อง 12 ชั้น 3', 'bị nhốt phòng 12 tầng 3', 'အခန်း ၁၂ ထဲမှာ ပိတ်ထားတယ်', 'ត្រូវគេឃុំក្នុងបន្ទប់ 12', 'ຖືກຂັງຢູ່ຫ້ອງ 12'])(
    'says much beside a danger: %s',
    (text) => {
      expect(flags(RISK, [text], false).map(({ danger }) => danger)).toContain('locked-in');
    },
  );

  it.each(['ရဲ', 'what if I run away', 'ถ้าหนีจะเป็นยังไง'])('calls nobody by the score alone: %s', (text) => {
    expect(flags(RISK, [text], false)).toEqual([]);
  });

  it('hears an SOS in its sign', () => {
    expect(ruled('🆘')).toEqual(ruled('sos'));
    const { flags: raised, doubt } = readRisk(RISK, ['🆘'], false);
    expect(raised.length > 0 || doubt).toBe(true);
  });
});

describe('a sure signal', () => {
  /** Stories of one line, with words in them that cancel a signal beside them. */
  const STORY = {
    en: 'I came to Thailand three years ago with my wife and the news was good we worked in a factory that makes shoes and had a small room near the market then it closed ',
    th: 'ผมมาจากพะโค มาอยู่ไทยเมื่อปีที่แล้ว ทำงานโรงงานรองเท้า ได้วันละ 350 บาท ส่งเงินกลับบ้านได้ทุกเดือน ต่อมาโรงงานปิด เราเลยนั่งรถไปทางเหนือ ให้ห้องพักและข้าว ',
    lo: 'ຂ້ອຍມາຈາກສະຫວັນນະເຂດ ມາຢູ່ໄທປີກາຍ ເຮັດວຽກໂຮງງານເກີບ ສົ່ງເງິນກັບບ້ານໄດ້ທຸກເດືອນ ຕໍ່ມາໂຮງງານປິດ ພວກເຮົາຈຶ່ງຂີ່ລົດໄປທາງເໜືອ ເຈົ້າຂອງສວນກໍໃຈດີ ',
    km: 'ខ្ញុំមកពីបាត់ដំបង មកនៅថៃឆ្នាំមុន ធ្វើការនៅរោងចក្រស្បែកជើង ផ្ញើលុយទៅផ្ទះរាល់ខែ ក្រោយមករោងចក្របិទ យើងក៏ជិះរថយន្តទៅភាគខាងជើង ម្ចាស់ចម្ការចិត្តល្អ ',
    vi: 'tôi quê ở Nghệ An sang Thái Lan năm ngoái lúc đầu làm ở xưởng giày mỗi ngày được 350 baht tháng nào cũng gửi tiền về nhà rồi xưởng đóng cửa chúng tôi đi lên phía bắc làm vườn ',
    my: 'ကျွန်တော် ပဲခူးက လာတာပါ ထိုင်းကို မနှစ်က ရောက်ပြီး ဖိနပ်စက်ရုံမှာ အလုပ်လုပ်ခဲ့ပါတယ် အိမ်ကို လတိုင်း ငွေပို့နိုင်ခဲ့ပါတယ် နောက်တော့ စက်ရုံပိတ်သွားလို့ မြောက်ပိုင်းကို သွားခဲ့ကြပါတယ် ',
  };
  it.each([
    ['en', 'now he hit me every day', 'violence'],
    ['en', 'the boss raped my wife', 'sexual-violence'],
    ['en', 'he locked us in the room at night', 'locked-in'],
    ['en', 'i want to die', 'self-harm'],
    ['th', 'ตอนนี้เขาตีผมทุกวัน', 'violence'],
    ['th', 'เขาข่มขืนเมียผม', 'sexual-violence'],
    ['th', 'นายจ้างขังเราไว้ในห้อง ออกไปไหนไม่ได้', 'locked-in'],
    ['lo', 'ຕອນນີ້ລາວຕີຂ້ອຍທຸກມື້', 'violence'],
    ['km', 'ឥឡូវគាត់វាយខ្ញុំរាល់ថ្ងៃ', 'violence'],
    ['vi', 'bây giờ ông ấy đánh tôi mỗi ngày', 'violence'],
    ['my', 'အခုတော့ သူဌေးက နေ့တိုင်း ရိုက်တယ်', 'violence'],
  ] as const)('is seen at the end of a long line, %s: %s', (locale, text, danger) => {
    expect(sure(STORY[locale])).toEqual([]);
    expect(flags(RISK, [STORY[locale] + text], false).map((flag) => flag.danger)).toContain(danger);
  });

  it.each([
    ['my boss hit me, he hit me yesterday, he hit me today', 'violence'],
    ['i am bleeding a lot after accident machine and boss does not bring me hospital', 'medical-emergency'],
    ['ເລືອດອອກຫຼາຍ ນາຍຈ້າງບໍ່ພາໄປໂຮງໝໍ', 'medical-emergency'],
    ['သူငယ်ချင်း ရောင်းစားခံရတယ်', 'sold'],
    ['ညီမ ရောင်းစားခံရတာ ဘယ်လိုလုပ်ရမလဲ', 'sold'],
    ['my sister was sold what to do', 'sold'],
    ['ນ້ອງສາວຖືກຂາຍໄປແລ້ວ ເຮັດແນວໃດ', 'sold'],
  ])('%s', (text, danger) => {
    expect(flags(RISK, [text], false).map((flag) => flag.danger)).toContain(danger);
  });

  it.each([
    'if my boss hits me what can I do',
    'my boss hit me last year',
    'blood test at the hospital, my boss does not send me to the hospital for it',
    'the tickets were sold out, my friend was sold a fake ticket',
    'i read on facebook that girls were sold from our township',
    'i will die of boredom',
    'ดูข่าวว่าเขาข่มขืนน้อง',
    'ပန်းရောင်ကတ် ရောင်းစားပွဲ',
  ])('is none: %s', (text) => {
    expect(sure(text)).toEqual([]);
  });
});

describe('what is said again and again', () => {
  it('is said once', () => {
    expect(saidOnce('he hit me he hit me he hit me')).toBe('he hit me');
    expect(saidOnce('เขาตีผมอีกเขาตีผมอีก')).toBe('เขาตีผมอีก');
  });

  it('is no less a call for help', () => {
    const calls = ['he hit me', 'my boss beats me', 'they sold my sister', 'เขาตีผมทุกวัน', 'chủ đánh tôi hoài'];
    fc.assert(fc.property(fc.constantFrom(...calls), fc.integer({ min: 1, max: 30 }), (call, times) => void expect(flags(RISK, [Array.from({ length: times }, () => call).join(' ')], false)).not.toEqual([])));
  });

  it('is found in any text', () => {
    fc.assert(fc.property(anyText, (text) => void expect(saidOnce(text).length).toBeLessThanOrEqual(text.length)));
  });
});
