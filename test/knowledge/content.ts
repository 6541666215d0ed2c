import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { LOCALES, type Locale } from '../../src/core/locale.js';
import { checkKnowledge } from '../../src/knowledge/check.js';
import type { Knowledge, Problem } from '../../src/knowledge/knowledge.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { voice, type KnowledgeVoice, type VoiceOptions } from '../../src/knowledge/speak.js';
import { readFlows } from '../../src/flow/load.js';
import { flowVoice } from '../../src/flow/voice.js';

/** A small knowledge base on disk, in order in six languages; a test writes over what it is about. */
export type Files = Record<string, string | null>;

export const at = (iso: string) => Date.parse(iso);
/** A day on which everything in the sample holds. */
export const TODAY = at('2026-11-21T05:00:00Z');

const FEE = `- id: mmth-FEE-08
  kind: fee
  claim: A work permit costs a yearly fee.
  values:
    value: {amount: 900, currency: THB}
  jurisdiction: [TH]
  asOf: 2026-02
  validUntil: 2026-12-11
  confidence: high
  use: serve
  sources:
    - {publisher: Ministry of Labour, title: Pink card service, date: 2017, url: "https://example.org/card"}
`;
const PHONE = `- id: mmth-HLP-01
  kind: phone
  claim: Hotline of the employment office.
  values:
    value: {phone: "1694"}
  label: {en: Employment office, my: အလုပ်အကိုင်ရုံး, th: สำนักงานจัดหางาน, km: ការិយាល័យការងារ, lo: ຫ້ອງການຈັດຫາງານ, vi: Văn phòng việc làm}
  jurisdiction: [TH]
  asOf: 2026-11-01
  confidence: high
  use: serve
  sources:
    - {publisher: Department of Employment, title: Contact, date: 2026, url: "https://example.org/contact"}
`;

/** Short answers about the fee in each language, of a length that the checker takes. */
export const SHORT: Record<Locale, string> = {
  en: 'The permit costs {{fact:mmth-FEE-08}}. Pay it at the office and not to a broker. Ask for a receipt with your name and the sum on it. Keep the receipt and take a photo of it. If somebody asks for more, do not pay before you have talked to a counsellor. They can look at your papers with you, and it costs you nothing.',
  my: 'အလုပ်လုပ်ခွင့်လက်မှတ်ခက {{fact:mmth-FEE-08}} ဖြစ်ပါတယ်။ ပွဲစားကို မပေးဘဲ ရုံးမှာပဲ ပေးပါ။ သင့်နာမည်နဲ့ ငွေပမာဏ ပါတဲ့ ပြေစာ တောင်းပါ။ ပြေစာကို သေချာသိမ်းပြီး ဓာတ်ပုံရိုက်ထားပါ။ တစ်ယောက်ယောက်က ပိုတောင်းရင် ငွေမပေးခင် ဝန်ထမ်းတစ်ယောက်နဲ့ အရင်ပြောပါ။ သူတို့က သင့်ကို ကူညီနိုင်ပါတယ်။ စာရွက်စာတမ်းတွေကို သင်နဲ့အတူ ကြည့်ပေးမှာဖြစ်ပြီး ငွေတစ်ပြားမှ မကုန်ပါဘူး။',
  th: 'ใบอนุญาตทำงานมีค่าธรรมเนียม {{fact:mmth-FEE-08}} ให้จ่ายที่สำนักงาน ไม่ใช่จ่ายให้นายหน้า ขอใบเสร็จที่มีชื่อของคุณและจำนวนเงิน เก็บใบเสร็จไว้และถ่ายรูปไว้ด้วย ถ้ามีคนขอเงินมากกว่านี้ อย่าเพิ่งจ่ายจนกว่าจะได้คุยกับเจ้าหน้าที่ก่อน เจ้าหน้าที่ช่วยคุณได้ เขาดูเอกสารกับคุณได้ และคุณไม่ต้องเสียเงิน',
  km: 'លិខិតអនុញ្ញាតធ្វើការមានតម្លៃ {{fact:mmth-FEE-08}}។ សូមបង់នៅការិយាល័យ កុំបង់ឱ្យមេខ្យល់។ សូមសុំបង្កាន់ដៃដែលមានឈ្មោះអ្នក និងចំនួនប្រាក់។ រក្សាទុកបង្កាន់ដៃ ហើយថតរូបវាទុក។ បើមាននរណាសុំប្រាក់លើសនេះ កុំទាន់បង់ មុនពេលនិយាយជាមួយអ្នកប្រឹក្សា។ អ្នកប្រឹក្សាអាចជួយអ្នកបាន។ គាត់អាចមើលឯកសារជាមួយអ្នក ហើយអ្នកមិនបាច់បង់លុយទេ។',
  lo: 'ໃບອະນຸຍາດເຮັດວຽກມີຄ່າທຳນຽມ {{fact:mmth-FEE-08}}. ໃຫ້ຈ່າຍຢູ່ຫ້ອງການ, ບໍ່ແມ່ນຈ່າຍໃຫ້ນາຍໜ້າ. ຂໍໃບຮັບເງິນທີ່ມີຊື່ຂອງເຈົ້າ ແລະ ຈຳນວນເງິນ. ເກັບໃບຮັບເງິນໄວ້ ແລະ ຖ່າຍຮູບໄວ້ນຳ. ຖ້າມີຄົນຂໍເງິນຫຼາຍກວ່ານີ້ ຢ່າຟ້າວຈ່າຍ ກ່ອນຈະໄດ້ລົມກັບເຈົ້າໜ້າທີ່ໃຫ້ຄຳປຶກສາ. ເຂົາເຈົ້າຊ່ວຍໄດ້. ເຂົາເຈົ້າເບິ່ງເອກະສານນຳເຈົ້າໄດ້, ແລະ ເຈົ້າບໍ່ຕ້ອງເສຍເງິນ.',
  vi: 'Giấy phép lao động có lệ phí là {{fact:mmth-FEE-08}}. Bạn hãy nộp tại văn phòng, không nộp cho môi giới. Hãy xin biên lai có ghi tên bạn và số tiền. Giữ biên lai và chụp ảnh lại. Nếu có ai đòi nhiều hơn, đừng nộp trước khi nói chuyện với nhân viên tư vấn. Họ có thể cùng bạn xem giấy tờ, và bạn không mất tiền.',
};

const ASK: Record<Locale, string> = { en: 'permit cost', my: 'လက်မှတ်ခ', th: 'ค่าใบอนุญาต', km: 'ថ្លៃលិខិត', lo: 'ຄ່າໃບອະນຸຍາດ', vi: 'lệ phí giấy phép' };
const TITLE: Record<Locale, string> = { en: 'Cost of the permit', my: 'လက်မှတ်ခ', th: 'ค่าใบอนุญาต', km: 'ថ្លៃលិខិតអនុញ្ញាត', lo: 'ຄ່າໃບອະນຸຍາດ', vi: 'Lệ phí giấy phép' };

export function md(locale: Locale, short = SHORT[locale], more = '', title = TITLE[locale]): string {
  const asks = Array.from({ length: 8 }, (_, i) => `  - ${locale === 'my' && i > 4 ? 'let hmat kha' : ASK[locale]} ${'abcdefgh'[i]}`).join('\n');
  return `---\ntitle: ${title}\nasks:\n${asks}\n---\n${short}\n${more ? `\n## More\n\n${more}\n` : ''}`;
}

export const ENTRY = 'knowledge/entries/documents/pink-card/TH';
export const KEY = 'documents/pink-card@TH';

export const SAMPLE: Files = {
  'knowledge/facts/TH/fees.yaml': FEE,
  'knowledge/facts/TH/help.yaml': PHONE,
  'knowledge/names.yaml': '- 90-day report\n',
  'knowledge/topics.yaml': 'documents/pink-card: {asks: "What is it?", places: [TH], tier: 1}\n',
  'knowledge/fees.yaml': '- {place: TH, origin: MM, maximum: mmth-FEE-08}\n',
  'knowledge/risk/held.yaml': `danger: held\nlevel: R3\nfirst:\n  en: We believe you. A person is coming into this chat.\n  my: သင့်ကို ကျွန်တော်တို့ ယုံပါတယ်။\n  th: เราเชื่อคุณ\n  km: យើងជឿអ្នក។\n  lo: ພວກເຮົາເຊື່ອເຈົ້າ.\n  vi: Chúng tôi tin bạn.\nsignals: {en: [they locked me in]}\nhotlines: {TH: [mmth-HLP-01]}\nentry: ${KEY}\n`,
  'flows/check-fee/flow.yaml': '',
  [`${ENTRY}/entry.yaml`]: 'topic: documents/pink-card\nplace: TH\nkind: answer\nfacts: [mmth-FEE-08]\nnext:\n  - flow: check-fee\n  - hotline: mmth-HLP-01\n',
  ...Object.fromEntries(LOCALES.map((l) => [`${ENTRY}/${l}.md`, md(l)])),
};

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder with the sample and what a test puts over it; null takes a file out. */
export function folderOf(over: Files = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'lanpya-knowledge-'));
  made.push(root);
  for (const [file, text] of Object.entries({ ...SAMPLE, ...over })) if (text !== null) put(root, file, text);
  return root;
}

export function put(root: string, file: string, text: string | Buffer): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** The sample with one thing replaced in one file. */
export function changed(file: string, from: string, to: string): Files {
  const text = SAMPLE[file];
  if (!text?.includes(from)) throw new Error(`the sample's ${file} does not hold ${from}`);
  return { [file]: text.replaceAll(from, to) };
}

export function load(over: Files = {}): Knowledge {
  return readKnowledge(folderOf(over)).knowledge;
}

/** All problems of a folder, of reading and of checking. */
export function problemsOf(root: string, now = TODAY, strict = false): Problem[] {
  const { knowledge, problems } = readKnowledge(root);
  return [...problems, ...checkKnowledge(knowledge, now, strict)];
}

const project = new URL('../..', import.meta.url).pathname;
/** The bot's real standing sentences. */
export const phrase = flowVoice(readFlows(project).book)(TODAY, { entryFor: () => null, title: () => null }).phrase;

export function voiceOf(knowledge: Knowledge, options: Partial<VoiceOptions> = {}): (now: number) => KnowledgeVoice {
  return voice(knowledge, { policy: 'sourced', phrase, flowTitle: (flow) => `→ ${flow}`, ...options });
}
