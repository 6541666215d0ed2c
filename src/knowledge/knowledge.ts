import type { Locale } from '../core/locale.js';
import type { EntryKey } from '../core/understanding.js';
import type { Danger } from '../risk/rule.js';
import type { EntryHead, EntryText } from './entry.js';
import type { Fact, FactId } from './fact.js';
import type { FeeRule, Receipt, Topic } from './map.js';
import type { PlaceToGo, Town } from './place-to-go.js';
import type { ReviewFile } from './review.js';

/** Where a piece of content stands, for a message that sends its author there. Lines count from 1. */
export interface Where {
  /** Path from the root of the project, with `/`. */
  file: string;
  line: number;
}

/** Something to mend. An `error` fails `knowledge check`; a `warning` does not. */
export interface Problem extends Where {
  level: 'error' | 'warning';
  /** What is wrong and how to mend it. */
  message: string;
}

/** One language of an entry, and the lines on which its parts stand. */
export interface LoadedText extends EntryText {
  file: string;
  lines: { title: number; asks: readonly number[]; short: number; more: number };
}

export interface LoadedEntry extends EntryHead {
  key: EntryKey;
  /** Lines of entry.yaml on which its facts and next steps stand, in their order. */
  lines: { facts: readonly number[]; next: readonly number[] };
  texts: Partial<Record<Locale, LoadedText>>;
}

/** All content, as data: what was read from `knowledge/` and the names of the flows. */
export interface Knowledge {
  facts: ReadonlyMap<FactId, Fact>;
  entries: ReadonlyMap<EntryKey, LoadedEntry>;
  dangers: ReadonlyMap<string, Danger>;
  reviews: ReviewFile;
  /** Words that may stand in prose though they hold a digit or Latin letters. */
  names: readonly string[];
  /** The coverage map: what people ask, for which places, how soon it must be answered. */
  topics: ReadonlyMap<string, Topic>;
  /** Which fact is the legal maximum of a fee. */
  fees: readonly FeeRule[];
  /** Codes given with answers of the past, oldest first. */
  receipts: readonly Receipt[];
  /** Hotlines, offices, centres and embassies, and the towns they lie in. */
  placesToGo: readonly PlaceToGo[];
  towns: readonly Town[];
  /** Flows there are. */
  flows: ReadonlySet<string>;
  /** Where facts (`fact <id>`), entries (`entry <key>`), dangers (`danger <id>`), topics (`topic <id>`), places to go (`place <id>`) and towns (`town <id>`) stand. */
  where: ReadonlyMap<string, Where>;
}

/** The topic whose answer tells where to go: the nearest places are said with it. */
export const FIND_PLACES = 'help/find-mrc';

/** `topic@PLACE`, or `topic@PLACE-ORIGIN` for an entry that holds for one origin only. */
export function keyOf(head: Pick<EntryHead, 'topic' | 'place' | 'origin'>): EntryKey {
  return head.origin ? `${head.topic}@${head.place}-${head.origin}` : `${head.topic}@${head.place}`;
}
