import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { DESTINATIONS, ORIGINS, PLACES } from '../../src/core/place.js';

const LANGUAGES = ['my', 'en', 'th', 'km', 'lo', 'vi'] as const;
type Language = (typeof LANGUAGES)[number];

/** How the language is written; null where Latin letters are its own. */
const SCRIPT: Record<Language, RegExp | null> = {
  my: /\p{Script=Myanmar}/u,
  en: null,
  th: /\p{Script=Thai}/u,
  km: /\p{Script=Khmer}/u,
  lo: /\p{Script=Lao}/u,
  vi: null,
};

/** Fewest questions of a style that the language's figure may rest on. */
const STYLES: Record<Language, Readonly<Record<string, number>>> = {
  my: { long: 10, romanised: 20, zawgyi: 15 },
  en: { long: 10 },
  th: { long: 10, romanised: 10 },
  km: { long: 10, romanised: 10 },
  lo: { long: 10, romanised: 10 },
  vi: { long: 10, romanised: 20 },
};

/** Fewest questions of a kind: at 120 one wrong answer is less than a point. */
const KINDS = { answer: 120, urgent: 25, handoff: 30, clarify: 5 } as const;

const text = z.string().refine((value) => value === value.trim() && value === value.normalize('NFC') && !/\s\s|\n/.test(value), 'trimmed, in NFC, with single spaces');
const topic = z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/);
const Question = z.strictObject({
  id: z.string(),
  text: text.min(1),
  lang: z.enum(LANGUAGES).optional(),
  place: z.enum(DESTINATIONS).optional(),
  origin: z.enum(ORIGINS).optional(),
  want: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('answer'), topic, place: z.enum(PLACES) }),
    z.strictObject({ kind: z.literal('clarify'), topic, place: z.null() }),
    z.strictObject({ kind: z.literal('urgent'), topic: z.null(), place: z.null() }),
    z.strictObject({ kind: z.literal('handoff'), topic: z.null(), place: z.null() }),
  ]),
  style: z.enum(['plain', 'short', 'long', 'romanised', 'typo', 'mixed', 'fragment', 'zawgyi']),
});
type Question = z.infer<typeof Question>;

const topics = z
  .record(topic, z.object({ places: z.array(z.enum(PLACES)), tier: z.number() }))
  .parse(parse(readFileSync(new URL('../../knowledge/topics.yaml', import.meta.url), 'utf8')));

const linesOf = (language: Language): string[] =>
  readFileSync(new URL(`${language}.jsonl`, import.meta.url), 'utf8').trimEnd().split('\n');

const questionsIn = (language: Language): Question[] => linesOf(language).map((line) => Question.parse(JSON.parse(line)));

/** Two texts that differ only in case, spaces or marks are the same question. */
const folded = (value: string): string => value.toLowerCase().replace(/[\s\p{P}]+/gu, '');

const asked = (questions: readonly Question[], kind: Question['want']['kind']): Question[] => questions.filter((question) => question.want.kind === kind);

describe.each(LANGUAGES)('questions in %s', (language) => {
  const questions = questionsIn(language);

  it('are numbered in order', () => {
    expect(questions.map((question) => question.id)).toEqual(questions.map((_, at) => `${language}-${String(at + 1).padStart(3, '0')}`));
  });

  it('want topics and places of the coverage map', () => {
    const astray = questions.filter(({ want }) => want.topic !== null && !(topics[want.topic]?.places ?? []).some((place) => want.place === null || place === want.place));
    expect(astray).toEqual([]);
  });

  it('ask about every topic owed in every language', () => {
    const found = new Set(questions.map((question) => question.want.topic));
    const owed = Object.entries(topics).filter(([, { tier }]) => tier === 1);
    expect(owed.map(([id]) => id).filter((id) => !found.has(id))).toEqual([]);
  });

  it('never want the general answer where the place is known and has its own', () => {
    const wrong = questions.filter(({ want, place }) => want.kind === 'answer' && want.place === 'ANY' && place !== undefined && topics[want.topic]?.places.includes(place));
    expect(wrong).toEqual([]);
  });

  it('leave open only what has more than one place', () => {
    const settled = asked(questions, 'clarify').filter(({ want, place }) => place !== undefined || (topics[want.topic ?? '']?.places.length ?? 0) < 2);
    expect(settled).toEqual([]);
  });

  it.each(Object.entries(KINDS))('are enough to measure: %s', (kind, fewest) => {
    expect(questions.filter((question) => question.want.kind === kind).length).toBeGreaterThanOrEqual(fewest);
  });

  it('are about half from persons who told the bot something before', () => {
    const answers = asked(questions, 'answer');
    const told = answers.filter((question) => question.place !== undefined || question.origin !== undefined).length / answers.length;
    expect(told).toBeGreaterThan(0.4);
    expect(told).toBeLessThan(0.6);
  });

  it('carry the language of their file wherever one is told', () => {
    expect(questions.filter((question) => question.lang !== undefined && question.lang !== language)).toEqual([]);
  });

  it('have the styles that people write in', () => {
    for (const [style, fewest] of Object.entries(STYLES[language]))
      expect(questions.filter((question) => question.style === style).length, style).toBeGreaterThanOrEqual(fewest);
  });

  it('are in the letters their style says', () => {
    const latin = /^[\x20-\x7e]+$/;
    const script = SCRIPT[language];
    const wrong = questions.filter((question) => {
      if (question.style === 'romanised') return !latin.test(question.text);
      if (question.style === 'zawgyi' && language !== 'my') return true;
      return script !== null && !script.test(question.text);
    });
    expect(wrong).toEqual([]);
  });

  it('tell a story where they are long', () => {
    // Three short sentences are about 100 letters in every one of the six languages.
    expect(questions.filter((question) => question.style === 'long' && question.text.length < 100)).toEqual([]);
  });

  it('are all different', () => {
    const texts = questions.map((question) => folded(question.text));
    expect(texts.filter((value, at) => texts.indexOf(value) !== at)).toEqual([]);
  });
});
