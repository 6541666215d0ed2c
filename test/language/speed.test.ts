import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findAmounts } from '../../src/language/amounts.js';
import { findNumbers } from '../../src/language/digits.js';
import { judgeEncoding } from '../../src/language/encoding.js';
import { pieces } from '../../src/language/pieces.js';
import { fold } from '../../src/language/fold.js';
import { identify } from '../../src/language/identify.js';
import { normalise } from '../../src/language/normalise.js';
import { findPlaces, parsePlaces } from '../../src/language/places.js';
import { mekongSoundsLike, mekongSoundsOf } from '../../src/language/romanise-mekong.js';
import { soundsLike, soundsOf } from '../../src/language/romanise.js';
import { grams, words } from '../../src/language/segment.js';
import { growthOnText, LINEAR } from './growth.js';
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
  mekongSoundsOf,
  mekongSoundsLike,
  pieces,
  findNumbers,
  findAmounts,
  judgeEncoding: (text) => judgeEncoding(text, 0),
  findPlaces: (text) => findPlaces(text, places),
};

describe.each(Object.entries(PARTS))('%s takes time that grows with the text, not faster', (_, part) => {
  it.each(Object.entries(LONG_TEXTS))('%s', (_name, text) => {
    expect(growthOnText(part, text)).toBeLessThan(LINEAR);
  });
});
