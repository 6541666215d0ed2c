import { LOCALES } from '../core/locale.js';
import { phoneProblem, whereIs } from './check-facts.js';
import { FIND_PLACES, keyOf, type Knowledge, type Problem } from './knowledge.js';
import { error, warning } from './lined.js';
import { valueAt } from './slot.js';

/** Places to call and go: only what the facts carry. */
export function checkPlaces(knowledge: Knowledge): Problem[] {
  return knowledge.placesToGo.flatMap((p) => {
    const { file, line } = whereIs(knowledge, `place ${p.id}`);
    const town = p.town === undefined ? undefined : knowledge.towns.find((t) => t.id === p.town);
    const wrong = [
      ...p.facts.flatMap((id) => {
        const fact = knowledge.facts.get(id);
        if (!fact) return [`${id} is no fact: correct the id or add the fact`];
        return fact.use === 'background' ? [`${id} is background and never said: leave this place out`] : [];
      }),
      ...[p.address, p.hours].flatMap((at) => (at === undefined || valueAt(knowledge.facts, at) ? [] : [`${at} is no value of a fact`])),
      ...(p.phone === undefined ? [] : phoneProblem(knowledge, p.phone.split('.')[0] ?? '')),
      ...(p.kind === 'hotline' && p.phone === undefined ? ['a hotline needs its phone: name the fact that holds the number'] : []),
      ...(p.kind !== 'hotline' && p.town === undefined ? ['people cannot find it: name its town, of towns.yaml'] : []),
      ...(p.town !== undefined && town === undefined ? [`town ${p.town} is not in knowledge/places-to-go/towns.yaml: add it`] : []),
      ...(town !== undefined && town.place !== p.place ? [`${p.town} lies in ${town.place} and not in ${p.place}`] : []),
      ...[p.address, p.hours, p.phone].flatMap((at) => {
        const id = at?.split('.')[0];
        return id === undefined || p.facts.includes(id) ? [] : [`add ${id} to "facts"`];
      }),
    ];
    const entry = knowledge.entries.get(keyOf({ topic: FIND_PLACES, place: p.place }));
    const unlisted = p.kind === 'mrc' && entry ? p.facts.filter((id) => !entry.facts.includes(id)) : [];
    return [
      ...wrong.map((message) => error(file, line, `${p.id}: ${message}`)),
      ...(unlisted.length > 0 ? [warning(file, line, `${p.id}: ${FIND_PLACES} for ${p.place} does not rest on ${unlisted.join(', ')}: add it there, so that its source is shown`)] : []),
    ];
  });
}

/** Two towns with one name: nobody could tell which is meant. */
export function checkTowns({ towns, where }: Knowledge): Problem[] {
  const seen = new Map<string, string>();
  return towns.flatMap((t) =>
    LOCALES.flatMap((l) => t.names[l] ?? []).flatMap((name) => {
      const other = seen.get(name);
      seen.set(name, t.id);
      const { file, line } = where.get(`town ${t.id}`) ?? { file: 'knowledge/places-to-go/towns.yaml', line: 1 };
      return other === undefined || other === t.id ? [] : [error(file, line, `"${name}" names ${other} too: keep one`)];
    }),
  );
}
