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

/** What the coverage map asks for and nobody has written. Gaps in tier 2 are warnings always. */
export function checkCoverage(knowledge: Knowledge, tierOne: Problem['level']): Problem[] {
  return [...knowledge.topics].flatMap(([id, topic]) =>
    topic.places.flatMap((place): Problem[] => {
      const entries = entriesFor(knowledge, id, place);
      const missing = owed(topic).filter((l) => !entries.some((e) => e.texts[l]));
      if (missing.length === 0) return [];
      const level = topic.tier === 1 ? tierOne : 'warning';
      const [first] = entries;
      const at = whereIs(knowledge, first ? `entry ${first.key}` : 'topics');
      const file = first ? at.file : 'knowledge/topics.yaml';
      const message = first ? `${id} for ${place} (tier ${topic.tier}) is missing in ${missing.join(', ')}` : `nobody has written ${id} for ${place} (tier ${topic.tier})`;
      return [{ file, line: at.line, level, message }];
    }),
  );
}
