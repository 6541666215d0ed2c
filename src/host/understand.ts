import { NOTHING_UNDERSTOOD } from '../core/understanding.js';
import type { Understanding } from '../core/understanding.js';
import type { Session } from '../core/session.js';
import { findAmounts } from '../language/amounts.js';
import { findNumbers } from '../language/digits.js';
import { judgeEncoding, mayBeZawgyi, toUnicode } from '../language/encoding.js';
import { identify } from '../language/identify.js';
import { normalise } from '../language/normalise.js';
import { findPlaces } from '../language/places.js';
import type { Places, PlacesFound } from '../language/places.js';
import type { Found, Search } from '../knowledge/search.js';
import type { Meaning } from '../knowledge/vectors.js';
import { flags } from '../risk/match.js';
import type { Risk } from '../risk/match.js';

/** What understanding reads; made once from the content, and anew with every new content. */
export interface Understood {
  places: Places;
  risk: Risk;
  search: Search;
  /** Similarity by meaning, where a model is configured. */
  meaning: Meaning | null;
}

export type Understand = (
  text: string,
  context: Pick<Session, 'place' | 'origin' | 'zawgyiEvidence'>,
) => Promise<{ understanding: Understanding; zawgyiEvidence: number }>;

/** Longer than any platform's message; the rest of a longer one is read by nobody here, and a person sees it all. */
const LONGEST_TEXT = 10_000;

/**
 * What the words of a message are. Never rejects: a part that fails leaves its share empty and sets `partial`, and the
 * others go on. Synchronous but for the model. Red flags are looked for in every state.
 */
export function understanding({ places, risk, search, meaning }: Understood): Understand {
  return async (raw, context) => {
    const parts = new Parts();
    const typed = raw.slice(0, LONGEST_TEXT).trim();
    const judged = parts.of(() => judgeEncoding(typed, context.zawgyiEvidence), { encoding: 'undecided' as const, text: typed, evidence: context.zawgyiEvidence });
    const { encoding, text } = judged;
    const normal = parts.of(() => normalise(text), text.toLowerCase());
    const language = parts.of(() => identify(text), { locale: null, romanised: false });
    const said = parts.of<PlacesFound>(() => findPlaces(normal, places), { mentions: [], elsewhere: false, rest: normal, marked: normal });
    const readings = parts.of(() => (mayBeZawgyi(typed) ? [text, typed, toUnicode(typed)] : [text]), [text]);
    const red = parts.of(() => flags(risk, readings, language.romanised), []);
    const similar = meaning === null ? null : await meaning(text);
    if (similar === 'failed') parts.partial = true;
    const found = parts.of<Found>(
      () => search.ask({ text, said, place: context.place, origin: context.origin, meaning: similar === 'failed' ? null : similar }),
      { matches: [], gate: 'none' },
    );
    return {
      zawgyiEvidence: judged.evidence,
      understanding: {
        ...NOTHING_UNDERSTOOD,
        text,
        encoding,
        locale: language.locale,
        places: said.mentions,
        numbers: parts.of(() => findNumbers(normal).map(({ value }) => value), []),
        amounts: parts.of(() => findAmounts(normal), []),
        flags: red,
        ...found,
        partial: parts.partial,
      },
    };
  };
}

/** The parts of one understanding: each may fail by itself. */
class Parts {
  partial = false;

  of<T>(part: () => T, otherwise: T): T {
    try {
      return part();
    } catch {
      // The error may quote the message: it is dropped, and `partial` sends the person to a human.
      this.partial = true;
      return otherwise;
    }
  }
}
