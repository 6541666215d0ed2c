import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fold } from '../../src/language/fold.js';
import { isForeign } from '../../src/language/foreign.js';
import { LATIN_SAMPLES } from '../../src/language/latin-samples.js';
import { wholeContent } from '../content.js';
import { anyText } from './strings.js';

describe('a language that is none of ours', () => {
  it.each([
    'Bonjour, je veux travailler en Thaïlande',
    'Combien dois-je payer pour travailler à Singapour ?',
    'Hola, quiero saber cuánto cuesta trabajar en Tailandia',
    'Mi jefe no me paga mi salario, ¿qué puedo hacer?',
    'Quanto devo pagar para trabalhar na Malásia?',
    'Mein Chef hat meinen Pass genommen und gibt ihn nicht zurück',
    'Il mio datore di lavoro non mi paga lo stipendio',
    'Saya mau kerja di Malaysia',
    'Majikan saya tidak bayar gaji saya selama dua bulan',
    'Macam mana nak tukar majikan di Malaysia',
    'Magkano ang sweldo ng kasambahay sa Hong Kong?',
    'Hindi ako binayaran ng amo ko ng dalawang buwan',
    'Mujhe Malaysia mein kaam karna hai kitna paisa',
    'ami malaysia jete chai koto taka lagbe',
    '我想去泰国工作，需要什么文件？',
    '日本で働きたいのですが、どうすればいいですか',
    '한국에서 일하고 싶어요 어떻게 해야 하나요',
    'मुझे मलेशिया में काम करना है',
    'आमाबुबा नेपालमा हुनुहुन्छ',
    'আমি মালয়েশিয়ায় কাজ করতে চাই',
    'أريد أن أعمل في ماليزيا',
    'Я хочу работать в Таиланде',
  ])('%s', (text) => {
    expect(isForeign(text)).toBe(true);
  });

  it.each([
    'my name is Rosa de la Cruz and my agent takes money',
    'my agent is PT Karya Mandiri, is it legal?',
    'my boss says tidak boleh balik, what does it mean',
    'the contract is in 中文 and I cannot read it',
    'ကျွန်တော့် ကုမ္ပဏီက 株式会社 ပါ',
    'công ty tôi là 株式会社',
    'paspor',
    'terima kasih',
    '你好',
    '12345 67890 1 2 3',
    '',
  ])('not by a name, a quoted or a borrowed word, or by few words: "%s"', (text) => {
    expect(isForeign(text)).toBe(false);
  });

  describe('of what people ask in our languages', () => {
    let asks: string[] = [];
    beforeAll(async () => {
      const { knowledge } = await wholeContent();
      asks = [...knowledge.entries.values()].flatMap((entry) => Object.values(entry.texts).flatMap(({ title, asks }) => [title, ...asks]));
    }, 120_000);

    it('nothing is, with diacritics or without', () => {
      expect(asks.length).toBeGreaterThan(10_000);
      expect(asks.flatMap((text) => [text, fold(text)]).filter(isForeign)).toEqual([]);
    });

    it('no five words or more of the samples, of which many are romanised', () => {
      const { other: _, ...ours } = LATIN_SAMPLES;
      for (const line of Object.values(ours).flatMap((sample) => sample.split('\n'))) {
        const words = line.split(' ');
        for (let at = 0; at + 5 <= words.length; at += 1) for (const length of [5, 7, 10]) expect(isForeign(words.slice(at, at + length).join(' ')), words.slice(at, at + length).join(' ')).toBe(false);
      }
    });
  });

  it('is told of any string', () => {
    fc.assert(fc.property(anyText, (text) => void expect(typeof isForeign(text)).toBe('boolean')), { numRuns: 300 });
  });
});
