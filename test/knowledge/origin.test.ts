import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentsOf, LEARNED_SEARCH } from '../../src/content-data.js';
import { LOCALES, type Locale } from '../../src/core/locale.js';
import { isOrigin, ORIGINS, type Origin } from '../../src/core/place.js';
import { readKnowledge } from '../../src/knowledge/load.js';
import { keyOf } from '../../src/knowledge/knowledge.js';
import { unpackedSearch } from '../../src/knowledge/learned-file.js';
import { savedSearch } from '../../src/knowledge/search-file.js';
import { openSearch } from '../../src/knowledge/search.js';
import { normalise } from '../../src/language/normalise.js';
import { findPlaces, parsePlaces } from '../../src/language/places.js';
import { TODAY, voiceOf } from './content.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const placesText = readFileSync(join(ROOT, 'knowledge/places.yaml'), 'utf8');
const places = parsePlaces(placesText);
const said = (text: string) => findPlaces(normalise(text), places);
const { knowledge } = readKnowledge(ROOT);
const documents = documentsOf(knowledge);
const search = openSearch(documents, savedSearch(documents, (text) => said(text).marked, placesText, join(ROOT, 'dist/search.bin')), unpackedSearch(readFileSync(join(ROOT, LEARNED_SEARCH))).learned);
const says = voiceOf(knowledge)(TODAY);

/** Topics with an answer of its own for each country of origin, and such as have one for some. */
const FOR_EACH = ['routes/legal-ways', 'routes/mou-steps', 'documents/checklist', 'fees/legal-maximum', 'fees/overcharged', 'return/before-leaving'];
const FOR_SOME = ['documents/lost', 'documents/permit-renewal', 'money/send-home', 'routes/registration-rounds'];
/** Of tier 2, or of a country other than Thailand: fewer ways of asking are owed. */
const ELSEWHERE = ['help/embassy@TH', 'money/tax@TH', 'routes/legal-ways@GULF', 'documents/checklist@JP', 'fees/legal-maximum@JP', 'fees/who-pays-what@JP'];
const THEIRS = [...knowledge.entries.values()].filter(({ topic, place }) => place === 'TH' && [...FOR_EACH, ...FOR_SOME].includes(topic));
const AT_HOME = ORIGINS.map((place) => knowledge.entries.get(keyOf({ topic: 'fees/legal-maximum', place }))!);

const origin = fc.constantFrom(...ORIGINS);

describe('people from each country of origin', () => {
  it('are answered for Thailand by an entry of their own, else by one that is for everybody', () => {
    for (const topic of FOR_EACH) for (const from of ORIGINS) expect(says.entryFor(topic, 'TH', from)).toBe(`${topic}@TH-${from}`);
    for (const topic of FOR_SOME) for (const from of ORIGINS) expect([`${topic}@TH-${from}`, `${topic}@TH`]).toContain(says.entryFor(topic, 'TH', from));
    for (const topic of [...FOR_EACH, ...FOR_SOME]) expect(says.entryFor(topic, 'TH', null)).toBe(`${topic}@TH`);
  });

  it('are told before they open it that an answer is written in another language only', () => {
    const titles = (locale: Locale) => (says.speak('documents/lost@TH-KH', locale)?.next ?? []).flatMap((step) => (step.do === 'entry' && step.entry === 'help/embassy@ANY' ? [step.title] : []));
    expect(titles('km')).toEqual(['What my embassy can do (អង់គ្លេស)']);
    expect(titles('en')).toEqual(['What my embassy can do']);
  });

  it('are taken to be from the country that they name beside the one they are in', () => {
    const text = 'phone number for Myanmar embassy Bangkok';
    const { matches } = search.ask({ text, said: said(text), place: null, origin: null, meaning: null });
    expect(matches[0]?.entry).toBe('help/embassy@TH-MM');
  });

  it('are told the rule of their own country on ways to Thailand', () => {
    for (const from of ORIGINS)
      for (const topic of ['routes/legal-ways', 'routes/mou-steps']) {
        const { facts } = knowledge.entries.get(keyOf({ topic, place: 'TH', origin: from }))!;
        expect(facts.filter((id) => knowledge.facts.get(id)?.jurisdiction.includes(from)), `${topic} ${from}`).not.toEqual([]);
      }
  });

  it('are never told a rule that holds for another country of origin only, but where it says whose it is', () => {
    for (const { key, place, origin: mine, facts, ofOneOrigin } of knowledge.entries.values())
      for (const id of isOrigin(place) ? [] : facts) {
        const origins = knowledge.facts.get(id)!.jurisdiction.filter(isOrigin);
        const theirs = origins.length === 0 || (mine === undefined ? origins.length > 1 : origins.includes(mine));
        expect(theirs || ofOneOrigin?.[id] !== undefined, `${key} rests on ${id}`).toBe(true);
      }
  });

  it('are led to what holds for them, wherever they begin', () => {
    for (const entry of knowledge.entries.values())
      for (const from of ORIGINS) {
        const { origin: theirs, place } = entry;
        if ((theirs ?? from) !== from || (isOrigin(place) && place !== from)) continue;
        for (const step of says.speak(entry.key, 'en', from)?.next ?? []) {
          if (step.do !== 'entry') continue;
          const target = knowledge.entries.get(step.entry)!;
          const whose = target.origin ?? (isOrigin(target.place) ? target.place : from);
          expect(whose, `${entry.key} → ${step.entry}`).toBe(from);
          // Where there is an entry of their own, they are not led past it.
          expect(target.origin === from || !knowledge.entries.has(`${target.topic}@${target.place}-${from}`), `${entry.key} → ${step.entry}`).toBe(true);
        }
      }
  });

  it('of whom it is not known where they come from are offered the entry of each country', () => {
    for (const topic of ['agency/scam-signs@ANY', 'fees/legal-maximum@SG', 'fees/legal-maximum@JP'])
      for (const from of ORIGINS) {
        const own = { do: 'entry', entry: `agency/check-licence@${from}` };
        const others = ORIGINS.filter((o) => o !== from).map((o) => expect.objectContaining({ entry: `agency/check-licence@${o}` }));
        expect(says.speak(topic, 'en')?.next).toContainEqual(expect.objectContaining(own));
        if (knowledge.entries.has(`${topic}-${from}`)) continue;
        const { next } = says.speak(topic, 'en', from)!;
        expect(next).toContainEqual(expect.objectContaining(own));
        for (const other of others) expect(next).not.toContainEqual(other);
      }
  });

  it('other than Myanmar are told nothing of its tax, its embassy or whom it lets go; those from there are', () => {
    for (const key of ELSEWHERE)
      for (const locale of LOCALES) {
        expect(says.entryFor(key.split('@')[0]!, key.endsWith('TH') ? 'TH' : key.endsWith('JP') ? 'JP' : 'GULF', 'MM')).toBe(`${key}-MM`);
        const { short } = knowledge.entries.get(key)!.texts[locale]!;
        expect(short, `${key} ${locale}`).not.toMatch(/mmth-(TAX|EXI|CON|HLP-1[56])|dest-MM-|JP-ROUTE-0[45]/);
      }
  });

  it('find no entry of another country, however they ask', () => {
    const asked = documents.flatMap(({ texts }) => texts.flatMap(({ asks }) => asks));
    fc.assert(
      fc.property(fc.constantFrom(...asked), origin, fc.constantFrom('TH', 'JP', null), (text, from, place) => {
        const { matches } = search.ask({ text, said: said(text), place, origin: from, meaning: null });
        for (const { entry } of matches) expect([undefined, named(text) ?? from], `${text} → ${entry}`).toContain(knowledge.entries.get(entry)?.origin);
      }),
      { numRuns: 300 },
    );
  });

  it('find the entry of their own by the questions that it lists', () => {
    const found = [0, 0];
    for (const { topic, origin: from, texts } of THEIRS.filter((entry) => entry.origin !== undefined))
      for (const locale of LOCALES)
        // One in four: each takes the search some milliseconds.
        for (const text of (texts[locale]?.asks ?? []).filter((ask, n) => n % 4 === 0 && (named(ask) ?? from) === from)) {
          const { matches } = search.ask({ text, said: said(text), place: 'TH', origin: from!, meaning: null });
          const first = matches.findIndex(({ entry }) => knowledge.entries.get(entry)?.topic === topic);
          if (first < 0) continue;
          // "What may an agency in Cambodia charge?" is asked of home.
          expect([`${topic}@TH-${from}`, ...(said(text).mentions.some(({ place }) => place === from) ? [`${topic}@${from}`] : [])], text).toContain(matches[first]?.entry);
          found[first === 0 ? 0 : 1]! += 1;
        }
    const [right = 0, lower = 0] = found;
    expect(right).toBeGreaterThan(20 * lower);
  });

  it('who are still at home are told what an agency there may charge', () => {
    for (const entry of AT_HOME)
      for (const locale of LOCALES) {
        const [text = ''] = entry.texts[locale]?.asks ?? [];
        const { matches } = search.ask({ text, said: said(text), place: entry.place, origin: entry.place as Origin, meaning: null });
        expect(matches[0]?.entry, text).toBe(entry.key);
      }
  });

  it('may ask in many ways', () => {
    for (const { key, texts } of [...THEIRS.filter(({ topic }) => topic !== 'fees/legal-maximum'), ...AT_HOME])
      for (const locale of LOCALES) {
        const asks = texts[locale]?.asks ?? [];
        expect(asks.length, `${key} ${locale}`).toBeGreaterThanOrEqual(16);
        if (locale === 'my') expect(asks.filter((ask) => !/\p{Script=Myanmar}/u.test(ask)).length, `${key} romanised`).toBeGreaterThanOrEqual(5);
      }
  });

  it('from Cambodia are never told that they may come or stay: the newest news is dated, and a person is offered', () => {
    for (const topic of ['routes/legal-ways', 'routes/mou-steps', 'routes/registration-rounds', 'documents/checklist', 'documents/lost', 'documents/permit-renewal'])
      for (const locale of LOCALES) {
        const { kind, texts } = knowledge.entries.get(keyOf({ topic, place: 'TH', origin: 'KH' }))!;
        expect(kind).toBe('unconfirmed');
        expect(texts[locale]?.short).toContain('{{asof:mek-KH-TH-04}}');
        expect(says.speak(`${topic}@TH-KH`, locale)?.next).toContainEqual({ do: 'human' });
      }
  });

  it('from Myanmar are told, before they pay, whom it does not let go', () => {
    for (const topic of ['routes/legal-ways', 'routes/mou-steps', 'documents/checklist'])
      for (const locale of LOCALES) {
        const spoken = says.speak(`${topic}@TH-MM`, locale);
        expect(spoken?.next).toContainEqual(expect.objectContaining({ do: 'entry', entry: 'routes/exit-rules@MM' }));
        expect(knowledge.entries.get(`${topic}@TH-MM`)?.texts[locale]?.short).toContain('{{fact:mmth-CON-04}}');
      }
  });
});

/** The country of origin that a message names, which counts before what is known of the person. */
function named(text: string): Origin | undefined {
  const from = said(text).mentions.find(({ place, direction }) => direction !== 'to' && isOrigin(place))?.place;
  return from !== undefined && isOrigin(from) ? from : undefined;
}
