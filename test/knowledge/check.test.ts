import { describe, expect, it } from 'vitest';
import { changed, ENTRY, folderOf, md, problemsOf, put, SAMPLE, SHORT, TODAY, type Files } from './content.js';

const FEES = 'knowledge/facts/TH/fees.yaml';
const HELP = 'knowledge/facts/TH/help.yaml';
const HEAD = `${ENTRY}/entry.yaml`;
const EN = `${ENTRY}/en.md`;
const MY = `${ENTRY}/my.md`;
const RISK = 'knowledge/risk/held.yaml';

/** Each kind of fault: what makes it, where it must be reported, and words of the mend. */
const FAULTS: [name: string, over: Files, file: string, line: number, message: RegExp][] = [
  ['broken YAML', { [FEES]: '- id: [\n' }, FEES, 2, /not valid YAML/],
  ['a misspelt field', changed(FEES, 'kind: fee', 'kind: fee\n  sauce: x'), FEES, 1, /nobody reads "sauce"/],
  ['an unknown kind', changed(FEES, 'kind: fee', 'kind: toll'), FEES, 2, /kind/],
  ['a wrong currency', changed(FEES, 'THB', 'BAHT'), FEES, 5, /values\.value: write one of/],
  ['a wrong unit', changed(FEES, '{amount: 900, currency: THB}', '{count: 3, unit: fortnight}'), FEES, 5, /values\.value: write one of/],
  ['a day that does not exist', changed(FEES, '2026-12-11', '2026-02-30'), FEES, 8, /this day does not exist/],
  ['no date at all', changed(FEES, 'asOf: 2026-02', 'asOf: soon'), FEES, 7, /write a date as/],
  ['no source', changed(FEES, '\n    - {publisher: Ministry of Labour, title: Pink card service, date: 2017, url: "https://example.org/card"}', ' []'), FEES, 11, /sources/],
  ['a phone number without quotes', changed(HELP, '"1694"', '1694'), HELP, 5, /phone numbers and times in quotes/],
  ['a duplicate fact', { 'knowledge/facts/TH/again.yaml': SAMPLE[FEES] ?? '' }, FEES, 1, /stands already in knowledge\/facts\/TH\/again\.yaml, line 1/],
  ['a date of the future', changed(FEES, 'asOf: 2026-02', 'asOf: 2027-02'), FEES, 1, /has not come yet/],
  ['validFrom after validUntil', changed(FEES, 'validUntil', 'validFrom: 2026-12-12\n  validUntil'), FEES, 1, /later than validUntil/],
  ['a range upside down', changed(FEES, 'amount: 900', 'amount: 900, to: 800'), FEES, 1, /"to" must be more/],
  ['a conflict with nothing', changed(FEES, 'use: serve', 'use: serve\n  conflicts: [mmth-FEE-99]'), FEES, 1, /write the other side down/],
  ['a conflict with one side', changed(FEES, 'use: serve', 'use: serve\n  conflicts: [mmth-HLP-01]'), FEES, 1, /does not say so: add/],
  ['a phone fact without a number', changed(HELP, '{phone: "1694"}', '{name: Office}'), HELP, 1, /needs a value \{phone/],
  ['a number for a language that the fact has not', changed(HELP, 'values:', 'spokenIn: {km: khmer}\n  values:'), HELP, 1, /spokenIn\.km: there is no value "khmer"/],
  ['a dangling fact', changed(EN, '{{fact:mmth-FEE-08}}', '{{fact:mmth-FEE-80}}'), EN, 13, /there is no fact mmth-FEE-80/],
  ['a value that the fact has not', changed(EN, 'mmth-FEE-08}}', 'mmth-FEE-08.yearly}}'), EN, 13, /has no value "yearly"; it has value/],
  ['a fact that is not listed', changed(HEAD, '[mmth-FEE-08]', '[]'), EN, 13, /add mmth-FEE-08 to "facts"/],
  ['a listed fact that is none', changed(HEAD, '[mmth-FEE-08]', '[mmth-FEE-08, mmth-X-1]'), HEAD, 4, /mmth-X-1 is no fact/],
  ['a background fact spoken', changed(FEES, 'use: serve', 'use: background'), EN, 13, /is background and never said/],
  ['a phone that is not sure', { ...changed(HELP, 'confidence: high', 'confidence: low'), ...changed(EN, 'Pay it', '{{fact:mmth-HLP-01}} Pay it') }, EN, 13, /not sure enough to be dialled/],
  ['a hotline that is not sure', changed(HELP, 'use: serve', 'use: verify'), HEAD, 7, /next: mmth-HLP-01 is not sure enough/],
  ['a slot that is none', changed(EN, '{{fact:mmth-FEE-08}}', '{{fee:mmth-FEE-08}}'), EN, 13, /is not read: write \{\{fact:id\}\}/],
  ['digits in prose', changed(EN, 'Ask for', 'Pay 900 baht. Ask for'), EN, 13, /digits stand in the prose \(900\)/],
  ['Burmese digits in prose', changed(MY, 'ပြေစာကို', '၉၀၀ ပြေစာကို'), MY, 13, /digits stand in the prose/],
  ['digits in a title', changed(EN, 'title: Cost of the permit', 'title: Cost in 2026'), EN, 2, /digits stand/],
  ['a long title', changed(EN, 'title: Cost of the permit', `title: ${'Cost of the permit '.repeat(3)}`), EN, 2, /longer than 40 letters/],
  ['a short answer that is too short', { [EN]: md('en', 'It costs {{fact:mmth-FEE-08}}.') }, EN, 13, /write at least 60/],
  ['one that is too long', { [EN]: md('en', `${SHORT.en} ${'Keep the receipt. '.repeat(60)}`) }, EN, 13, /write at most 120/],
  ['a long one in Burmese', { [MY]: md('my', `${SHORT.my} ${'ပြေစာကို သိမ်းထားပါ။ '.repeat(80)}`) }, MY, 13, /write at most 510/],
  ['few asks', changed(EN, '  - permit cost a\n', ''), EN, 4, /7 ways of asking/],
  ['Burmese that nobody asks in Latin letters', changed(MY, 'let hmat kha f', 'လက်မှတ်ခ f'), MY, 4, /2 ways of asking are in Latin letters: write at least 3/],
  ['an ask twice', changed(EN, 'permit cost b', 'Permit cost a?'), EN, 5, /stands twice/],
  ['a missing answer', { [EN]: '---\ntitle: A\nasks: [b]\n---\n' }, EN, 5, /the short answer is missing/],
  ['no front matter', { [EN]: 'Hello' }, EN, 1, /begin with "---"/],
  ['Zawgyi', { [MY]: md('my', 'အလုပ္လုပ္ခြင့္ အတြက္ {{fact:mmth-FEE-08}} ျဖစ္ပါတယ္။ ႐ံုးမွာ ေပးပါ။ ေျပစာ ေတာင္းပါ။') }, MY, 13, /this is Zawgyi/],
  ['letters that cannot be cut into words', { [`${ENTRY}/th.md`]: md('th', `${'ๆฯ'.repeat(40)} ${SHORT.th}`) }, `${ENTRY}/th.md`, 13, /cannot be cut into words/],
  ['one way of asking in Zawgyi', changed(MY, 'လက်မှတ်ခ b', 'အလုပ္လုပ္ခြင့္ လက္မွတ္ ေလွ်ာက္ခ ဘယ္ေလာက္လဲ'), MY, 5, /this is Zawgyi/],
  ['another script', { [`${ENTRY}/lo.md`]: md('lo', SHORT.th) }, `${ENTRY}/lo.md`, 13, /is a letter of another language/],
  ['a line left in English', changed(MY, 'ပြေစာကို', 'keep your receipt ပြေစာကို'), MY, 13, /English is left over \(keep, your, receipt\)/],
  ['a Vietnamese text in English', { [`${ENTRY}/vi.md`]: md('vi', SHORT.en) }, `${ENTRY}/vi.md`, 13, /English is left over/],
  ['a translation that leaves out a figure', changed(MY, '{{fact:mmth-FEE-08}}', 'ငွေ'), MY, 13, /leaves out \{\{fact:mmth-FEE-08\}\}/],
  ['one that adds a figure', changed(MY, 'ပြေစာကို', '{{asof:mmth-FEE-08}} ပြေစာကို'), MY, 13, /says \{\{asof:mmth-FEE-08\}\}, which the English does not/],
  ['no English', { [EN]: null }, HEAD, 1, /en\.md is missing/],
  ['a flow that is none', changed(HEAD, 'check-fee', 'check-tea'), HEAD, 6, /there is no flow check-tea/],
  ['an entry that is none', changed(HEAD, 'flow: check-fee', 'entry: fees/overcharged@TH'), HEAD, 6, /there is no entry fees\/overcharged@TH/],
  ['a topic that is none', { 'knowledge/topics.yaml': 'a/b: {asks: x, places: [TH], tier: 2}\n' }, HEAD, 1, /not in the coverage map/],
  ['the wrong folder', changed(HEAD, 'place: TH', 'place: MY'), HEAD, 1, /its folder is knowledge\/entries\/documents\/pink-card\/MY/],
  ['a language that is none', { [`${ENTRY}/mm.md`]: md('my') }, `${ENTRY}/mm.md`, 1, /"mm" is not a language/],
  ['texts without an entry', { 'knowledge/entries/a/b/TH/en.md': md('en') }, 'knowledge/entries/a/b/TH/en.md', 1, /has no entry\.yaml/],
  ['a danger with a dangling number', changed(RISK, 'mmth-HLP-01', 'mmth-HLP-99'), RISK, 1, /hotlines\.TH: mmth-HLP-99 is no fact/],
  ['a danger with digits in its words', changed(RISK, 'We believe you.', 'We believe you. Call 191.'), RISK, 4, /first\.en: digits stand/],
  ['a danger with a dangling entry', changed(RISK, 'pink-card@TH', 'pink-card@MY'), RISK, 1, /entry documents\/pink-card@MY does not exist/],
  ['a fee maximum that is none', { 'knowledge/fees.yaml': '- {place: TH, maximum: mmth-FEE-99}\n' }, 'knowledge/fees.yaml', 1, /no value of a fact/],
  ['a fee maximum that is no money', { 'knowledge/fees.yaml': '- {place: TH, maximum: mmth-HLP-01}\n' }, 'knowledge/fees.yaml', 1, /not an amount of money/],
  ['a review by nobody', { 'knowledge/reviews.yaml': 'reviews:\n  - {entry: documents/pink-card@TH, locale: en, reviewer: who, date: 2026-11-20, verdict: sent-back, digest: x, text: x}\n' }, 'knowledge/reviews.yaml', 2, /not among the reviewers/],
  ['a broken line of receipts', { 'knowledge/receipts': 'ABC-DEFG\n' }, 'knowledge/receipts', 1, /a line is: code, language, entry, day/],
];

/** The sample as an entry for everybody that rests on a fact of Myanmar, or leads to what holds there. */
const OF_MYANMAR = changed(FEES, 'jurisdiction: [TH]', 'jurisdiction: [TH, MM]');
const ORIGIN_ENTRY = (origin: string): Files => ({
  [`${ENTRY}-${origin}/entry.yaml`]: `topic: documents/pink-card\nplace: TH\norigin: ${origin}\nkind: answer\nfacts: [mmth-FEE-08]\n`,
  [`${ENTRY}-${origin}/en.md`]: (SAMPLE[EN] ?? '').replace(/permit cost/g, `permit cost ${origin}`),
});
const LEADS = (...origins: string[]): Files => ({ [HEAD]: (SAMPLE[HEAD] ?? '') + origins.map((o) => `  - entry: documents/pink-card@TH-${o}\n`).join('') });

describe('an entry for everybody', () => {
  const problems = (over: Files) => problemsOf(folderOf(over)).filter((p) => p.file === HEAD && p.level === 'error').map((p) => [p.line, p.message]);

  it('does not rest on the rule of one country of origin, but where it says why', () => {
    expect(problems(OF_MYANMAR)).toEqual([[4, expect.stringMatching(/^mmth-FEE-08 is the rule of MM only: move it to an entry with "origin: MM", or say under "ofOneOrigin"/)]]);
    expect(problems({ ...OF_MYANMAR, [HEAD]: `${SAMPLE[HEAD]}ofOneOrigin: {mmth-FEE-08: the text says whose it is}\n` })).toEqual([]);
    expect(problems(changed(FEES, 'jurisdiction: [TH]', 'jurisdiction: [TH, MM, KH]'))).toEqual([]);
  });

  it('leads people from every country on, or says why not', () => {
    const four = ['MM', 'KH', 'LA', 'VN'];
    const own = Object.assign({}, ...four.map(ORIGIN_ENTRY)) as Files;
    expect(problems({ ...own, ...LEADS(...four) })).toEqual([]);
    expect(problems({ ...own, ...LEADS('MM', 'KH', 'LA') })).toEqual([[6, expect.stringMatching(/^next: people from VN are led nowhere, where those from MM, KH, LA are/)]]);
    const led = LEADS('MM', 'KH', 'LA')[HEAD] ?? '';
    expect(problems({ ...own, [HEAD]: `${led}ofOneOrigin: {VN: nothing is known}\n` })).toEqual([]);
  });

  it('says no reason where none is needed', () => {
    expect(problems({ [HEAD]: `${SAMPLE[HEAD]}ofOneOrigin: {mmth-FEE-08: why not, VN: because}\n` }).map(([, m]) => m)).toEqual([
      'ofOneOrigin: mmth-FEE-08 needs no reason here: take it out',
      'ofOneOrigin: VN needs no reason here: take it out',
    ]);
  });
});

describe('an entry for people from one country', () => {
  it('leads nobody to what holds for another', () => {
    const head = `${ENTRY}-KH/entry.yaml`;
    const over = { ...ORIGIN_ENTRY('KH'), ...ORIGIN_ENTRY('MM'), [head]: `${ORIGIN_ENTRY('KH')[head]}next:\n  - entry: documents/pink-card@TH-MM\n` };
    expect(problemsOf(folderOf(over))).toContainEqual({ file: head, line: 7, level: 'error', message: expect.stringMatching(/people from KH are led to what holds for MM/) });
  });

  it('leads nobody to more places than fit a phone', () => {
    const crowded = `${LEADS('MM')[HEAD]}  - human: true\n  - hotline: mmth-HLP-01\n`;
    expect(problemsOf(folderOf({ ...ORIGIN_ENTRY('MM'), [HEAD]: crowded }))).toContainEqual(expect.objectContaining({ file: HEAD, message: expect.stringMatching(/people from MM are led to more than 4 places/) }));
  });
});

describe('knowledge check', () => {
  it('finds nothing in content that is in order', () => {
    expect(problemsOf(folderOf())).toEqual([]);
  });

  it.each(FAULTS)('reports %s with file, line and mend', (_, over, file, line, message) => {
    const found = problemsOf(folderOf(over));
    expect(found).toContainEqual({ file, line, level: 'error', message: expect.stringMatching(message) });
  });

  it('warns of a number that nobody is named beside', () => {
    const warned = (over: Files) => problemsOf(folderOf(over)).filter((p) => p.level === 'warning' && p.file === HELP).map((p) => [p.line, p.message]);
    expect(warned(changed(HELP, ', vi: Văn phòng việc làm', ''))).toEqual([[1, expect.stringMatching(/label is missing in vi/)]]);
    const label = /  label: .*\n/.exec(SAMPLE[HELP] ?? '')?.[0] ?? '';
    expect(warned(changed(HELP, label, ''))).toEqual([[1, expect.stringMatching(/not told who answers/)]]);
  });

  it('reports a file that is not UTF-8', () => {
    const root = folderOf();
    put(root, HELP, Buffer.concat([Buffer.from('# note\n# caf'), Buffer.from([0xe9]), Buffer.from('\n[]\n')]));
    expect(problemsOf(root)).toContainEqual({ file: HELP, line: 2, level: 'error', message: expect.stringMatching(/not UTF-8/) });
  });

  it('reports all problems together and keeps what is in order', () => {
    const found = problemsOf(folderOf({ ...changed(HELP, '"1694"', '1694'), ...changed(EN, 'Ask for', 'Pay 900. Ask for') }));
    expect(found.map((p) => p.file)).toEqual(expect.arrayContaining([HELP, EN]));
    expect(found.some((p) => p.message.includes('no fact mmth-FEE-08'))).toBe(false);
  });

  it('lets names of names.yaml hold digits', () => {
    expect(problemsOf(folderOf(changed(EN, 'Ask for', 'Do the 90-day report. Ask for')))).toEqual([]);
    expect(problemsOf(folderOf(changed(EN, 'Ask for', 'Do the 190-day report. Ask for')))).not.toEqual([]);
  });

  it('does not take a short question in Unicode for Zawgyi', () => {
    expect(problemsOf(folderOf(changed(MY, 'လက်မှတ်ခ b', 'မိသားစုဆီ ဘာထားခဲ့ရမလဲ')))).toEqual([]);
  });

  it('lets names stand in Latin letters', () => {
    expect(problemsOf(folderOf(changed(MY, 'ပြေစာကို', 'Ministry of Labour ပြေစာကို')))).toEqual([]);
  });

  it('warns of one question in two topics', () => {
    const other = 'knowledge/entries/documents/ci/TH';
    const found = problemsOf(
      folderOf({
        [`${other}/entry.yaml`]: 'topic: documents/ci\nplace: TH\nkind: answer\nfacts: [mmth-FEE-08]\n',
        [`${other}/en.md`]: SAMPLE[EN] ?? '',
        'knowledge/topics.yaml': 'documents/pink-card: {asks: x, places: [TH], tier: 1}\ndocuments/ci: {asks: x, places: [TH], tier: 2}\n',
      }),
    );
    expect(found.filter((p) => /is asked in documents\/ci@TH too/.test(p.message) && p.level === 'warning')).toHaveLength(8);
  });

  it('counts a gap in tier 1 as an error only where it is asked to be strict', () => {
    const root = folderOf({ [`${ENTRY}/km.md`]: null });
    const gap = (strict: boolean) => problemsOf(root, TODAY, strict).map((p) => [p.level, p.message]);
    expect(gap(false)).toEqual([['warning', 'documents/pink-card@TH (tier 1) is missing in km']]);
    expect(gap(true)).toEqual([['error', 'documents/pink-card@TH (tier 1) is missing in km']]);
    const nobody = problemsOf(folderOf({ 'knowledge/topics.yaml': `${SAMPLE['knowledge/topics.yaml']}documents/ci: {asks: x, places: [TH], tier: 1}\n` }), TODAY, true);
    expect(nobody.map((p) => [p.level, p.message])).toEqual([['error', 'nobody has written documents/ci for TH (tier 1)']]);
  });

  it('counts an entry for one origin that is not translated, and one that everybody lacks, as gaps', () => {
    const gaps = (over: Files) => problemsOf(folderOf(over), TODAY, true).filter((p) => /tier 1/.test(p.message)).map((p) => p.message);
    expect(gaps(ORIGIN_ENTRY('KH'))).toEqual(['documents/pink-card@TH-KH (tier 1) is missing in my, th, km, lo, vi']);
    const moved = Object.fromEntries(Object.keys(SAMPLE).filter((f) => f.startsWith(ENTRY)).map((f) => [f, null]));
    expect(gaps({ ...moved, ...ORIGIN_ENTRY('KH') })).toContain('nobody has written documents/pink-card for TH (tier 1)');  });
});
