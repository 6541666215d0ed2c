import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../src/core/locale.js';
import type { Locale } from '../../src/core/locale.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { phraseReader } from '../../src/risk/phrase.js';
import { DANGERS } from './knowledge.js';

/** What a person may never be told to turn to, as protection staff forbid it per danger. */
const OFFICIALS: Record<'police' | 'embassy' | 'border', Record<Locale, RegExp>> = {
  police: { my: /ရဲ(?!က|့|ရင့်)|ပုလိပ်/u, en: /police/iu, th: /ตำรวจ/u, km: /ប៉ូលិស|ប៉ូលីស|នគរបាល/u, lo: /ຕຳຫຼວດ|ຕໍາຫຼວດ/u, vi: /cảnh sát|công an/iu },
  embassy: { my: /သံရုံး/u, en: /embassy|consulate/iu, th: /สถานทูต|สถานกงสุล/u, km: /ស្ថានទូត/u, lo: /ສະຖານທູດ/u, vi: /đại sứ quán|lãnh sự/iu },
  border: { my: /နယ်စပ်/u, en: /border/iu, th: /ชายแดน/u, km: /ព្រំដែន/u, lo: /ຊາຍແດນ/u, vi: /biên giới/iu },
};
/** Words in which a safety that nobody can give is promised. */
const PROMISES: Record<Locale, RegExp> = {
  my: /ဘေးကင်းသွားပါမယ်|ကယ်ထုတ်ပေးပါမယ်|အာမခံ/u,
  en: /you are safe|you will be safe|we will (?:rescue|save|free) you|guarantee|promise/iu,
  th: /คุณปลอดภัยแล้ว|จะปลอดภัย(?:แน่|แล้ว)|รับรองว่า|สัญญาว่า/u,
  km: /អ្នកមានសុវត្ថិភាពហើយ|យើងនឹងសង្គ្រោះអ្នក|ធានាថា|សន្យាថា/u,
  lo: /ເຈົ້າປອດໄພແລ້ວ|ຮັບປະກັນວ່າ|ສັນຍາວ່າ/u,
  vi: /bạn đã an toàn|bạn sẽ an toàn|chúng tôi sẽ (?:cứu|giải cứu)|cam đoan|hứa/iu,
};
const CALLING_A_PERSON: Record<Locale, RegExp> = {
  my: /အကူအညီပေးမယ့်သူတစ်ယောက်ကို\s*အခုပဲ\s*ခေါ်နေ/u,
  en: /we are calling a person into this chat now/iu,
  th: /กำลังเรียกเจ้าหน้าที่ให้เข้ามาในแชต/u,
  km: /កំពុងហៅមនុស្សម្នាក់ឱ្យចូលមកក្នុងការជជែកនេះ/u,
  lo: /ກຳລັງເອີ້ນຄົນຜູ້ໜຶ່ງເຂົ້າມາໃນແຊັດ/u,
  vi: /đang gọi một người vào cuộc trò chuyện/iu,
};

const { knowledge } = readKnowledge(new URL('../..', import.meta.url).pathname);

describe.each(DANGERS.map((danger) => [danger.danger, danger] as const))('%s', (_, danger) => {
  it.each(LOCALES)('has first words in %s that call a person and promise nothing', (locale) => {
    const first = (danger.first[locale] ?? '').replace(/\s+/gu, ' ');
    expect(first).toMatch(CALLING_A_PERSON[locale]);
    expect(first).not.toMatch(PROMISES[locale]);
    expect(first, 'a phone number is a fact').not.toMatch(/\p{N}/u);
  });

  it.each(LOCALES)('names nobody in %s whom its own rules forbid', (locale) => {
    const forbidden = danger.never.join(' ').toLowerCase();
    const first = danger.first[locale] ?? '';
    // Who may not be sent to the police may not be sent to any office that hands people over.
    const sentNowhere = danger.level === 'R3' && /police|hand yourself in|hand themselves in|embassy|deport/u.test(forbidden);
    for (const official of ['police', 'embassy', 'border'] as const)
      if (sentNowhere || forbidden.includes(official)) expect(first, official).not.toMatch(OFFICIALS[official][locale]);
  });

  it.each(LOCALES)('has signals for at least 40 phrasings in %s', (locale) => {
    const read = phraseReader(danger.words[locale] ?? {});
    const phrases = (danger.signals[locale] ?? []).map((signal) => read(typeof signal === 'string' ? signal : signal.phrase));
    const wordings = phrases.reduce((sum, steps) => sum + steps.reduce((product, step) => product * step.options.length, 1), 0);
    expect(wordings).toBeGreaterThanOrEqual(40);
    expect(phrases.every((steps) => steps.length > 0)).toBe(true);
  });

  it('shows only phone numbers that may be given to anybody', () => {
    for (const id of Object.values(danger.hotlines).flat()) {
      const fact = knowledge.facts.get(id);
      expect(fact?.kind, id).toBe('phone');
      expect(fact?.use, id).toBe('serve');
      expect(['high', 'medium'], id).toContain(fact?.confidence);
    }
  });
});
