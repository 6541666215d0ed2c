import Database from 'libsql';
import { statements, type Connection } from './sqlite-file.js';

/** One kind of damage: in SQLite's words or ours, which name tables and places in the file, never what is kept there. */
export interface Damage {
  what: string;
  count: number;
}

/**
 * What must not be there, as counts. The file may be whole and its indexes true, and yet a changed byte hides a message:
 * these are the promises between tables that nobody would look at otherwise.
 */
const MUST_BE_NONE: Readonly<Record<string, string>> = {
  'an event that is never offered': 'SELECT count(*) AS n FROM event e WHERE NOT EXISTS (SELECT 1 FROM inbox WHERE conversation = e.conversation)',
  'an offer of an event that is not the first': `SELECT count(*) AS n FROM inbox i
     WHERE head IS NOT (SELECT seq FROM event WHERE conversation = i.conversation ORDER BY seq LIMIT 1)`,
  'a reply that is never offered': 'SELECT count(*) AS n FROM delivery d WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE conversation = d.conversation)',
  'an offer of a reply that is not the first': `SELECT count(*) AS n FROM outbox o
     WHERE (head, place, channel) IS NOT (SELECT id, place, channel FROM delivery WHERE conversation = o.conversation ORDER BY place LIMIT 1)`,
  'a gap in a transcript': `SELECT count(*) AS n FROM (
       SELECT conversation, log, min(position) AS first, max(position) AS last, count(*) AS lines FROM line GROUP BY conversation, log)
     LEFT JOIN log_end USING (conversation, log) WHERE lines <> last - first + 1 OR position IS NOT last`,
  'a count that is not true': `SELECT count(*) AS n FROM (
       SELECT 'event' AS name, count(*) AS counted FROM event UNION ALL SELECT 'delivery', count(*) FROM delivery
       UNION ALL SELECT 'dead_letter', count(*) FROM dead_letter UNION ALL SELECT 'handoff', count(*) FROM handoff WHERE closed_at IS NULL)
     LEFT JOIN counter USING (name) WHERE counted IS NOT value`,
  'a conversation without a key': 'SELECT count(*) AS n FROM conversation c WHERE NOT EXISTS (SELECT 1 FROM key WHERE conversation = c.id)',
  'a speaker nobody knows': `SELECT (SELECT count(*) FROM conversation WHERE speaker NOT IN ('bot', 'counsellor'))
     + (SELECT count(*) FROM delivery WHERE by NOT IN ('bot', 'counsellor', 'notice')) AS n`,
  'a channel that is no name': "SELECT count(*) AS n FROM delivery WHERE channel GLOB '*[^ -~]*'",
};

/**
 * Reads the whole file, one moment of it: its pages, each row against each index (`quick_check` does without these and
 * misses most), what refers to what, the kind of each value, and our own promises. Throws where it cannot be read for another reason than damage.
 */
export function damageIn(db: Connection): Damage[] {
  const { get, all } = statements(db);
  const count = (sql: string) => get<{ n: number }>(sql)?.n ?? 0;
  const rows = (pragma: string) => db.prepare(`PRAGMA ${pragma}`).raw().all([]) as unknown[][];

  /** Values of another kind than their column, which SQLite takes as they come: a text that was a number need not be a text at all. */
  function strangeValues(): Damage[] {
    const columns = all<{ of: string; name: string; type: string }>(
      "SELECT t.name AS of, c.name, c.type FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'",
    );
    const strange = new Map<string, string[]>();
    for (const { of, name, type } of columns) strange.set(of, [...(strange.get(of) ?? []), `typeof("${name}") NOT IN ('null', '${type.toLowerCase()}')`]);
    return [...strange].map(([of, tests]) => ({ what: `a value of another kind in ${of}`, count: count(`SELECT count(*) AS n FROM "${of}" WHERE ${tests.join(' OR ')}`) }));
  }

  try {
    db.exec('BEGIN');
    const problems = rows('integrity_check').flat().filter((problem) => problem !== 'ok');
    // A hundred at most; the first says what kind it is.
    if (problems.length > 0) return [{ what: String(problems[0]), count: problems.length }];
    const [orphan] = rows('foreign_key_check');
    const orphans = orphan ? [{ what: `a row of ${String(orphan[0])} whose conversation is not there`, count: 1 }] : [];
    const broken = Object.entries(MUST_BE_NONE).map(([what, sql]) => ({ what, count: count(sql) }));
    return [...orphans, ...strangeValues(), ...broken].filter((damage) => damage.count > 0);
  } catch (error) {
    if (error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(error.code)) return [{ what: error.message, count: 1 }];
    throw error;
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK');
  }
}
