import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findAmounts } from '../../src/language/amounts.js';
import { findNumbers } from '../../src/language/digits.js';
import { judgeEncoding } from '../../src/language/encoding.js';
import { fold } from '../../src/language/fold.js';
import { identify } from '../../src/language/identify.js';
import { normalise } from '../../src/language/normalise.js';
import { findPlaces, parsePlaces } from '../../src/language/places.js';
import { soundsLike, soundsOf } from '../../src/language/romanise.js';
import { grams, words } from '../../src/language/segment.js';
import { LONG_TEXTS } from './strings.js';

const places = parsePlaces(readFileSync(new URL('../../knowledge/places.yaml', import.meta.url), 'utf8'));

const PARTS: Readonly<Record<string, (text: string) => unknown>> = {
  normalise,
  fold,
  words,
  grams,
  identify,
  soundsOf,
  soundsLike,
  findNumbers,
  findAmounts,
  judgeEncoding: (text) => judgeEncoding(text, 0),
  findPlaces: (text) => findPlaces(text, places),
};

/** CPU time, which busy neighbours do not change; a careless pattern takes minutes on these. */
const MOST_CPU_MS = 1_500;

describe.each(Object.entries(PARTS))('%s on 10,000 characters', (_, part) => {
  it.each(Object.entries(LONG_TEXTS))('%s', (_name, text) => {
    const before = process.cpuUsage();
    part(text);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(MOST_CPU_MS);
  });
});
