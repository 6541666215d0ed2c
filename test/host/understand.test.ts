import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { understanding } from '../../src/host/understand.js';
import type { Understood } from '../../src/host/understand.js';
import { compileRisk } from '../../src/risk/match.js';
import { danger } from '../../src/risk/rule.js';
import { toZawgyi } from '../../src/language/encoding.js';
import { LONG_TEXTS, anyText } from '../language/strings.js';
import { places, search } from '../knowledge/base.js';

const risk = compileRisk([danger.parse({ danger: 'locked-in', level: 'R3', first: { en: 'We believe you.' }, signals: { en: ['locked in'], my: ['အခန်းထဲမှာ ပိတ်ထား'] } })]);
const content: Understood = { places, risk, search, meaning: null };
const understand = understanding(content);
const NOBODY = { place: null, origin: null, zawgyiEvidence: 0 };

describe('understanding', () => {
  it('tells all that a message says', async () => {
    const { understanding: understood } = await understand('  In Malaysia the agency asks ၂၅၀၀ ringgit: what is the minimum wage? ', NOBODY);
    expect(understood).toMatchObject({
      text: 'In Malaysia the agency asks ၂၅၀၀ ringgit: what is the minimum wage?',
      encoding: 'none',
      locale: 'en',
      places: [{ place: 'MY', direction: 'to' }],
      numbers: [2500],
      amounts: [{ value: 2500, currency: 'MYR' }],
      flags: [],
      partial: false,
    });
    expect(understood.matches[0]?.entry).toBe('wages/minimum@MY');
  });

  it('reads Zawgyi, and remembers that this phone writes it', async () => {
    const { understanding: understood, zawgyiEvidence } = await understand(toZawgyi('အခန်းထဲမှာ ပိတ်ထားတယ်'), NOBODY);
    expect(understood).toMatchObject({ encoding: 'zawgyi', text: 'အခန်းထဲမှာ ပိတ်ထားတယ်', locale: 'my', flags: [{ danger: 'locked-in', level: 'R3' }] });
    expect(zawgyiEvidence).toBeGreaterThan(10);
  });

  it('reads a message that is undecided in both encodings, and no other', async () => {
    const readings = async (text: string) => (await understand(text, NOBODY)).understanding.readings;
    expect(await readings('အခြန္က')).toMatchObject({ unicode: { encoding: 'unicode', text: 'အခြန္က' }, zawgyi: { encoding: 'zawgyi', text: 'အခွန်က' } });
    for (const text of ['ကျွန်တော် မြန်မာနိုင်ငံက လာပါတယ်', toZawgyi('အလုပ်ရှင်က လစာ မပေးဘူး'), 'ၵႃႈႁႅင်း လႆႈၵႃႈႁိုဝ်', 'တႆး', 'ယ အဲၣ် နၤ', 'မၚ်ဂၠံၚ် အဲ', 'မေတ္တာ', 'အနိစ္စံ ဒုက္ခံ အနတ္တာ', 'wages', '၅၀၀']) {
      expect(await readings(text), text).toBeNull();
    }
  });

  it('hears danger in either encoding, undecided or beside a line in the other', async () => {
    const cry = 'အခန်းထဲမှာ ပိတ်ထားတယ်';
    for (const text of [`ကျွန်တော် ထိုင်းမှာ အလုပ်လုပ်နေတယ်\n${toZawgyi(cry)}`, `${toZawgyi('အလုပ်ရှင်က လစာ မပေးဘူး')}\n${cry}`]) {
      for (const zawgyiEvidence of [-20, 0, 20]) expect((await understand(text, { ...NOBODY, zawgyiEvidence })).understanding.flags).toMatchObject([{ danger: 'locked-in' }]);
    }
  });

  it('hears danger in a piece of a line that is in the other encoding', async () => {
    const cry = 'အခန်းထဲမှာ ပိတ်ထားတယ်';
    const around = 'ကျွန်တော် ထိုင်းနိုင်ငံမှာ စက်ရုံအလုပ် လုပ်နေတာ နှစ်နှစ်ရှိပါပြီ ကူညီပေးပါ';
    for (const text of [`${around} ${toZawgyi(cry)} ${around}`, `${toZawgyi(around)} ${cry} ${toZawgyi(around)}`]) {
      for (const zawgyiEvidence of [-20, 0, 20]) expect((await understand(text, { ...NOBODY, zawgyiEvidence })).understanding.flags, text).toMatchObject([{ danger: 'locked-in' }]);
    }
  });

  it('hears danger in romanised Burmese', async () => {
    expect((await understand('akhan htae mhar pate htar tal', NOBODY)).understanding.flags).toEqual([{ danger: 'locked-in', level: 'R3' }]);
  });

  it('never rejects: a part that fails leaves the others whole and says so', async () => {
    const broken = { ...search, ask: () => { throw new Error('broken'); } };
    const { understanding: understood } = await understanding({ ...content, search: broken })('I am locked in, in Thailand', NOBODY);
    // A copy looks for everything; `partial` is its last part.
    expect({ ...understood }).toMatchObject({ partial: true, gate: 'none', matches: [], flags: [{ danger: 'locked-in' }], places: [{ place: 'TH' }] });
  });

  it('doubts what could not be read for danger', async () => {
    const broken = { ...risk, get written(): typeof risk.written { throw new Error('broken'); } };
    const { understanding: understood } = await understanding({ ...content, risk: broken })('what is the pink card', NOBODY);
    expect(understood).toMatchObject({ doubt: true, flags: [], partial: true });
    expect(understood.matches[0]?.entry).toBe('documents/pink-card@TH');
  });

  it('is the same with a model that fails or is late as without one: nobody is called for it', async () => {
    const alone = understanding({ ...content, meaning: async () => 'failed' });
    for (const text of ['what is the pink card', "what's the weather", 'I am locked in']) {
      const { understanding: understood } = await alone(text, NOBODY);
      expect({ ...understood }).toEqual({ ...(await understand(text, NOBODY)).understanding });
      expect(understood.partial).toBe(false);
    }
  });

  it('is total on any string, and the same twice', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const once = { ...(await understand(text, NOBODY)).understanding };
        expect(once.partial).toBe(false);
        expect({ ...(await understand(text, NOBODY)).understanding }).toEqual(once);
      }),
      { numRuns: 200 },
    );
  });

  it.each(Object.entries(LONG_TEXTS))('takes little time on 10,000 characters: %s', async (_, text) => {
    const before = process.cpuUsage();
    expect((await understand(text, NOBODY)).understanding.partial).toBe(false);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(3_000);
  });
});
