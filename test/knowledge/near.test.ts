import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../src/core/locale.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { distanceKm, townFinder, townsAround } from '../../src/knowledge/near.js';
import { checkKnowledge } from '../../src/knowledge/check.js';
import { at, folderOf, problemsOf, SAMPLE, TODAY, voiceOf, type Files } from './content.js';

const project = new URL('../..', import.meta.url).pathname;
const { knowledge, problems } = readKnowledge(project);
const { towns } = knowledge;
const BANGKOK = { latitude: 13.75, longitude: 100.5 };
const MAE_SOT = { latitude: 16.713, longitude: 98.571 };
const NOBODY = { text: '', position: null, place: null, origin: null };
const world = voiceOf(knowledge)(TODAY);
const ids = (found: { town: { id: string } }[]) => found.map((f) => f.town.id);

describe('the places to go of this project', () => {
  it('are in order: facts, towns, numbers', () => {
    const found = [...problems, ...checkKnowledge(knowledge, TODAY)].filter((p) => p.file.startsWith('knowledge/places-to-go/') && p.level === 'error');
    expect(found).toEqual([]);
    expect(new Set(knowledge.placesToGo.map((p) => p.kind))).toEqual(new Set(['hotline', 'mrc', 'embassy', 'organisation']));
  });

  it('each lie in a town that is found by each of its names', () => {
    const find = townFinder(towns);
    for (const town of towns) for (const l of LOCALES) for (const name of town.names[l] ?? []) expect(ids(find(`MRC ${name}?`)), name).toContain(town.id);
  });
});

describe('near a town that is named', () => {
  it.each([
    ['help centre in mae sot', 'en', 'TH', /MAP Foundation – Mae Sot \(as of August 2022\)[^]*Yaung Chi Oo[^]*Let a counsellor check/],
    ['မဲဆောက်မှာ အကူအညီ ဘယ်မှာရမလဲ', 'my', 'TH', /MAP Foundation – မဲဆောက်/],
    ['MRC တာချီလိတ်', 'my', 'MM', /Mawk Kon[^]*အတည်မပြု/],
    ['mrc siem reap address', 'en', 'KH', /Phnom Srey Organization for Development\) – Siem Reap \(as of February 2026, not confirmed\)/],
    ['ປາກເຊ ມີ MRC ບໍ່', 'lo', 'LA', /ສູນຊ່ວຍເຫຼືອແຮງງານເຄື່ອນຍ້າຍ[^]*ປາກເຊ/],
    ['mrc ở Cần Thơ', 'vi', 'VN', /OSSO[^]*Cần Thơ/],
  ] as const)('%s', (text, locale, place, said) => {
    const near = world.near({ ...NOBODY, text }, locale);
    expect(near?.entry).toMatch(new RegExp(`^help/find-mrc@${place}`));
    expect(near?.text).toMatch(said);
  });

  it('finds none in other words', () => {
    for (const text of ['', 'how much is the fee', 'mae sotland', 'hanoian', 'baggage']) expect(townFinder(towns)(text)).toEqual([]);
    expect(world.near(NOBODY, 'en')).toBeNull();
  });
});

describe('near a place on the map', () => {
  it('names the nearest first, with the way to it, and never over a border', () => {
    const near = world.near({ ...NOBODY, position: MAE_SOT }, 'en');
    expect(near?.entry).toBe('help/find-mrc@TH');
    expect(near?.text).toMatch(/MAP Foundation – Mae Sot \(about 10 km away\)/);
    expect(near?.text).not.toContain('Myawaddy');
    expect(ids(townsAround(towns, { latitude: 16.69, longitude: 98.5 }))).toEqual(['myawaddy']);
  });

  it('gives lines to call where no office is near', () => {
    const near = world.near({ ...NOBODY, position: BANGKOK }, 'en');
    expect(near?.text).toMatch(/You can call:\n• Department of Employment: 1694 – 08:30 to 16:30, Burmese[^]*Issara Institute: 1-800-010-180 – Burmese, free \(as of 2018\)/);
    // No embassy unasked: for some it is no help, and for some a danger.
    expect(near?.text).not.toContain('mbassy');
  });

  it('falls back on the country that is known, else says nothing', () => {
    const position = { latitude: 0, longitude: 0 };
    expect(world.near({ ...NOBODY, position, place: 'KH' }, 'km')).toMatchObject({ entry: 'help/find-mrc@KH' });
    expect(world.near({ ...NOBODY, position }, 'km')).toBeNull();
  });

  it('keeps to the nearest country, in order, within a day, from anywhere on Earth', () => {
    const position = fc.record({ latitude: fc.double({ min: -90, max: 90, noNaN: true }), longitude: fc.double({ min: -180, max: 180, noNaN: true }) });
    const around = fc.record({ latitude: fc.double({ min: 8, max: 22, noNaN: true }), longitude: fc.double({ min: 95, max: 108, noNaN: true }) });
    fc.assert(
      fc.property(fc.oneof(position, around), (here) => {
        const found = townsAround(towns, here);
        expect(new Set(found.map((f) => f.town.place)).size).toBeLessThanOrEqual(1);
        const ways = found.map((f) => f.km ?? -1);
        expect(ways).toEqual([...ways].sort((a, b) => a - b));
        for (const km of ways) expect(km).toBeLessThanOrEqual(150);
        expect(distanceKm(here, here)).toBe(0);
      }),
    );
  });
});

describe('what a place to go says', () => {
  const FILE = 'knowledge/places-to-go/TH.yaml';
  const PLACES: Files = {
    'knowledge/places-to-go/towns.yaml': '- {id: mae-sot, place: TH, lat: 16.7, lon: 98.6, names: {en: [Mae Sot]}}\n',
    [FILE]: '- id: th-office\n  kind: mrc\n  name: {en: The office}\n  place: TH\n  town: mae-sot\n  phone: mmth-HLP-01\n  facts: [mmth-HLP-01]\n',
    'knowledge/topics.yaml': `${SAMPLE['knowledge/topics.yaml']}help/find-mrc: {asks: x, places: [TH], tier: 2}\n`,
    'knowledge/entries/help/find-mrc/TH/entry.yaml': 'topic: help/find-mrc\nplace: TH\nkind: unconfirmed\nfacts: [mmth-HLP-01]\n',
  };
  const says = (over: Files, now = TODAY) => voiceOf(readKnowledge(folderOf({ ...PLACES, ...over })).knowledge)(now).near({ ...NOBODY, text: 'Mae Sot' }, 'en')?.text;
  const phone = (from: string, to: string): Files => ({ 'knowledge/facts/TH/help.yaml': (SAMPLE['knowledge/facts/TH/help.yaml'] ?? '').replace(from, to) });

  it('is said with the day of its source, and never where a fact has ended or is not sure enough to be dialled', () => {
    expect(says({})).toContain('• The office: 1694 – Mae Sot (as of 1 November 2026)');
    expect(says({}, at('2027-03-01'))).toContain('1694 – Mae Sot (as of 1 November 2026)');
    expect(says(phone('use: serve', 'use: verify'))).not.toContain('1694');
    expect(says(phone('use: serve', 'use: serve\n  validUntil: 2026-11-20'))).toBeNull();
    expect(says(phone('use: serve', 'use: background'))).toBeNull();
  });

  it.each<[string, Files, RegExp]>([
    ['a fact that is none', { [FILE]: PLACES[FILE]?.replace('[mmth-HLP-01]', '[mmth-HLP-99, mmth-HLP-01]') ?? '' }, /mmth-HLP-99 is no fact/],
    ['a number not among its facts', { [FILE]: PLACES[FILE]?.replace('facts: [mmth-HLP-01]', 'facts: [mmth-FEE-08]') ?? '' }, /add mmth-HLP-01 to "facts"/],
    ['a town that is none', { [FILE]: PLACES[FILE]?.replace('mae-sot', 'mae-sai') ?? '' }, /town mae-sai is not in/],
    ['a town of another country', { [FILE]: PLACES[FILE]?.replace('place: TH', 'place: MM') ?? '' }, /lies in TH and not in MM/],
    ['no town', { [FILE]: PLACES[FILE]?.replace('  town: mae-sot\n', '') ?? '' }, /name its town/],
    ['a hotline without a number', { [FILE]: PLACES[FILE]?.replace('kind: mrc', 'kind: hotline').replace('  phone: mmth-HLP-01\n', '') ?? '' }, /needs its phone/],
    ['a number that is not sure', phone('confidence: high', 'confidence: low'), /not sure enough to be dialled/],
    ['no English name', { [FILE]: PLACES[FILE]?.replace('{en:', '{my:') ?? '' }, /en is missing/],
    ['the same id twice', { [FILE]: `${PLACES[FILE]}${PLACES[FILE]}` }, /stands already/],
  ])('is reported with its line where there is %s', (_, over, message) => {
    const found = problemsOf(folderOf({ ...PLACES, ...over })).filter((p) => p.file === FILE);
    expect(found).toContainEqual({ file: FILE, line: expect.any(Number), level: 'error', message: expect.stringMatching(message) });
  });
});
