import type { Locale } from '../core/locale.js';
import type { EntryKey, Understanding } from '../core/understanding.js';
import { isDestination, type Place } from '../core/place.js';
import type { Session } from '../core/session.js';
import { findAgencies } from '../language/agencies.js';
import { findAmounts, numberInWords } from '../language/amounts.js';
import { findPhones } from '../language/contact.js';
import { findDates } from '../language/dates.js';
import { findNumbers } from '../language/digits.js';
import { asZawgyi, judgeEncoding, mayBeZawgyi, mixedInUnicode, toUnicode } from '../language/encoding.js';
import type { Judgement } from '../language/encoding.js';
import { isForeign } from '../language/foreign.js';
import { identify, isRomanisedBurmese } from '../language/identify.js';
import type { Identified } from '../language/identify.js';
import { normalise } from '../language/normalise.js';
import { apart, findPlaces, withImplied } from '../language/places.js';
import type { Places, PlacesFound } from '../language/places.js';
import { asksForPapers, isQuestion, isSubjectless, mattersIn, questionsIn, takesUp } from '../language/questions.js';
import { saysTheyAreThere } from '../language/stays.js';
import type { Found, Search } from '../knowledge/search.js';
import type { Meaning } from '../knowledge/vectors.js';
import { readRisk } from '../risk/match.js';
import type { Reading, Risk } from '../risk/match.js';

/** What understanding reads; made once from the content, and anew with every new content. */
export interface Understood {
  places: Places;
  risk: Risk;
  search: Search;
  /** Similarity by meaning, where a model is configured. */
  meaning: Meaning | null;
}

type Context = Pick<Session, 'place' | 'origin' | 'zawgyiEvidence'> & Partial<Pick<Session, 'last' | 'locale' | 'about'>>;

export type Understand = (text: string, context: Context) => Promise<{ understanding: Understanding; zawgyiEvidence: number }>;

/** Longer than any platform's message; the rest of a longer one is read by nobody here, and a person sees it all. */
const LONGEST_TEXT = 10_000;

const NOTHING_FOUND: Found = { matches: [], gate: 'none' };

/**
 * What the words of a message are. Never rejects: a part that fails leaves its share empty and sets `partial`, and the
 * others go on. What the turn does not ask for is not looked for, so that "menu" costs no search; it asks for red flags in
 * every state, except of words that are ours.
 */
export function understanding({ places, risk, search, meaning }: Understood): Understand {
  const texts = new Map(search.documents.map(({ key, texts }) => [key, texts]));
  /** What an entry is about, in words that the search finds it by. */
  function titleOf(entry: EntryKey, locale: Locale): string | null {
    const all = texts.get(entry) ?? [];
    return (all.find((t) => t.locale === locale) ?? all[0])?.title ?? null;
  }
  return async (raw, context) => {
    const parts = new Parts();
    const typed = raw.slice(0, LONGEST_TEXT).trim();
    const judged = parts.of(() => judgeEncoding(typed, context.zawgyiEvidence), { encoding: 'undecided' as const, text: typed, evidence: context.zawgyiEvidence });
    const { encoding } = judged;
    const words = wordsOf(judged.text, parts);
    const letters = () => lettersOf(typed, judged);
    // What could not be read for danger may be a call for help.
    const red = once(() => parts.of(() => readRisk(risk, parts.of(letters, [judged.text]), isRomanisedBurmese(words.language)), { flags: [], doubt: true }));
    // Where a model fails or is late, the words alone decide: nobody notices, and it is no reason to call a person.
    const asked = meaning === null ? 'failed' : await meaning(judged.text);
    const similar = asked === 'failed' ? null : asked;
    const every = { red, context, parts };
    const readings = once(() => {
      const converted = encoding === 'undecided' ? parts.of(() => asZawgyi(typed), null) : null;
      if (converted === null) return null;
      const as = (letters: 'unicode' | 'zawgyi', text: string) => told({ ...every, ...wordsOf(text, parts), encoding: letters, similar: null, readings: () => null });
      return { unicode: as('unicode', typed), zawgyi: as('zawgyi', converted) };
    });
    return { zawgyiEvidence: judged.evidence, understanding: told({ ...every, ...words, encoding, similar, readings }) };
  };

  /** What one reading of the letters says. */
  function told({ text, normal, language, encoding, red, similar, readings, context, parts }: Heard): Understanding {
    const said = once(() => parts.of<PlacesFound>(() => withImplied(findPlaces(text, places), context), { mentions: [], denied: [], together: [], implied: [], elsewhere: false, rest: normal, marked: normal }));
    const staysIn = once(() => parts.of(() => (saysTheyAreThere(said().marked) ? (said().mentions.find(({ place }) => isDestination(place))?.place ?? null) : null), null));
    const numbers = once(() => parts.of(() => numbersIn(normal), []));
    const dates = once(() => parts.of(() => findDates(normal), []));
    const phones = once(() => parts.of(() => findPhones(normal, [context.place, context.origin]), []));
    const agencies = once(() => parts.of(() => findAgencies(text), []));
    const amounts = once(() => parts.of(() => findAmounts(normal), []));
    const findIn = (place: Place | null, words: string, where: PlacesFound, by: Float64Array | null): Found =>
      parts.of<Found>(() => search.ask({ text: words, said: where, place, origin: context.origin, meaning: by, asRead: encoding !== 'undecided' }), NOTHING_FOUND);
    const goesOn = once(() => taken() !== null || isSubjectless(text));
    // What goes on is about the country of what was said before; anything else about where they live, if they have told.
    const find = (words: string, where: PlacesFound, by: Float64Array | null): Found => {
      const about = context.about ?? null;
      const found = findIn(goesOn() ? (about ?? context.place) : (context.place ?? about), words, where, by);
      // What they spoke of before has no answer there: where they are is asked, or said, as if they had not.
      return found.gate === 'none' && about !== null && about !== context.place ? findIn(context.place, words, where, by) : found;
    };
    const found = once(() => find(text, said(), similar));
    // Parts of a message and what came before it are looked for by their words alone: a model is asked once a message.
    const placed = (words: string): PlacesFound => {
      const own = findPlaces(words, places);
      const { mentions, denied, together } = said();
      return own.mentions.length > 0 ? own : { ...own, mentions, denied, together };
    };
    const foreign = once(() => parts.of(() => isForeign(text), false));
    const asks = once(() => parts.of(() => isQuestion(text), false));
    const taken = once(() => parts.of(() => takesUp(text, said().rest), null));
    const sequel = once(() => {
      const subject = context.last && goesOn() ? titleOf(context.last, language.locale ?? context.locale ?? 'en') : null;
      const found = subject === null ? NOTHING_FOUND : parts.of(() => find(`${subject} ${text}`, placed(`${subject} ${text}`), null), NOTHING_FOUND);
      // Who asks for papers is not told the fee once more: where nothing is known of the papers for that, the question stands for itself.
      return found.matches[0]?.entry === context.last && asksForPapers(text) ? NOTHING_FOUND : found;
    });
    const each = (texts: readonly string[]): Found[] => texts.flatMap((words) => apart(placed(words)).map((where) => find(words, where, null)));
    const several = once(() =>
      parts.of(() => {
        const questions = each(questionsIn(text));
        if (questions.length > 0) return questions;
        // What is clear as a whole is not taken apart at every comma.
        const matters = each(mattersIn(text, found().gate === 'answer'));
        // "In Thailand or Malaysia?" is asked of each.
        return matters.length > 0 || said().together.length === 0 ? matters : apart(said()).map((where) => find(text, where, similar));
      }, []),
    );
    return {
      text,
      encoding,
      locale: language.locale,
      get foreign() {
        return foreign();
      },
      get flags() {
        return red().flags;
      },
      get doubt() {
        return red().doubt;
      },
      get denied() {
        return said().denied;
      },
      get places() {
        return said().mentions;
      },
      get staysIn() {
        return staysIn();
      },
      get numbers() {
        return numbers();
      },
      get amounts() {
        return amounts();
      },
      get dates() {
        return dates();
      },
      get phones() {
        return phones();
      },
      get agencies() {
        return agencies();
      },
      get matches() {
        return found().matches;
      },
      get gate() {
        return found().gate;
      },
      get asks() {
        return asks();
      },
      get takesUp() {
        return taken();
      },
      get sequel() {
        return sequel();
      },
      get several() {
        return several();
      },
      get readings() {
        return readings();
      },
      /** Of what was looked for so far. */
      get partial() {
        return parts.partial;
      },
    };
  }
}

interface Words {
  text: string;
  normal: string;
  language: Identified;
}

function wordsOf(text: string, parts: Parts): Words {
  const normal = parts.of(() => normalise(text), text.toLowerCase());
  return { text, normal, language: parts.of(() => identify(normal), { locale: null, romanised: false }) };
}

/** A message in one reading of its letters, with what is not looked for anew in another. */
interface Heard extends Words, Pick<Understanding, 'encoding'> {
  red: () => Reading;
  similar: Float64Array | null;
  readings: () => Understanding['readings'];
  context: Context;
  parts: Parts;
}

/** The ways in which the letters may be meant: danger is looked for in each, also where one line is of both encodings. */
function lettersOf(typed: string, { encoding, text }: Judgement): string[] {
  if (encoding === 'none') return [text];
  return [...new Set([text, ...(mayBeZawgyi(typed) ? [typed, toUnicode(typed)] : []), mixedInUnicode(typed) ?? text])];
}

/** In digits; else the one number that the whole text is in words. */
function numbersIn(text: string): number[] {
  const written = findNumbers(text).map(({ value }) => value);
  const spoken = written.length === 0 ? numberInWords(text) : null;
  return spoken === null ? written : [spoken];
}

/** The same value at every call, made at the first. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
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
