import type { Locale } from '../core/locale.js';
import { LOCALES } from '../core/locale.js';
import type { Place } from '../core/place.js';
import type { Knowledge, LoadedEntry, Problem } from './knowledge.js';
import type { Topic } from './map.js';
import { whereIs } from './check-facts.js';

/** Languages in which a topic is owed. */
export function owed(topic: Pick<Topic, 'tier'>): readonly Locale[] {
  return topic.tier === 1 ? LOCALES : ['my', 'en'];
}

/** Entries of a topic for a place: everybody's, and those of one origin. */
export function entriesFor(knowledge: Knowledge, topic: string, place: Place): LoadedEntry[] {
  return [...knowledge.entries.values()].filter((e) => e.topic === topic && e.place === place);
}

/**
 * What the coverage map asks for and nobody has written: an entry for everybody, and each entry, also that of one origin, in
 * every language owed. Gaps in tier 2 are warnings always.
 */
export function checkCoverage(knowledge: Knowledge, tierOne: Problem['level']): Problem[] {
  return [...knowledge.topics].flatMap(([id, topic]) =>
    topic.places.flatMap((place): Problem[] => {
      const level = topic.tier === 1 ? tierOne : 'warning';
      const entries = entriesFor(knowledge, id, place);
      const untranslated = entries.flatMap((e) => {
        const missing = owed(topic).filter((l) => !e.texts[l]);
        return missing.length === 0 ? [] : [{ ...whereIs(knowledge, `entry ${e.key}`), level, message: `${e.key} (tier ${topic.tier}) is missing in ${missing.join(', ')}` }];
      });
      const forEverybody = entries.some((e) => e.origin === undefined);
      return forEverybody ? untranslated : [...untranslated, { file: 'knowledge/topics.yaml', line: 1, level, message: `nobody has written ${id} for ${place} (tier ${topic.tier})` }];
    }),
  );
}
