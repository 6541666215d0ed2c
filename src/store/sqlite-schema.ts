/** Name of the database in the data folder. */
export const FILE = 'lanpya.db';

/**
 * The version of the file's layout, kept in `user_version`. A file of a newer version is refused, so that an older
 * program never writes into rows it does not understand.
 */
export const SCHEMA_VERSION = 2;

const KEY = 'CREATE TABLE key (conversation TEXT PRIMARY KEY REFERENCES conversation, sealed BLOB NOT NULL);';

/** What makes a store of version 1 one of version 2. Rows that lose a column shrink where they lie. */
export const FROM_1 = `
${KEY}
INSERT INTO key (conversation, sealed) SELECT id, key FROM conversation ORDER BY rowid;
ALTER TABLE conversation DROP COLUMN key;
`;

/**
 * `inbox` and `outbox` hold one row for each conversation that has something waiting: the head of its queue, since
 * when the head waits, and when it may be handed out (`ready_at`; 0 is now). Looking for work reads only these two
 * partial indexes, so it costs the same with a thousand rows and with a million. Counts are kept by triggers for the
 * same reason.
 *
 * Wrapped keys have a table of their own, because forgetting has to find the only copy. Rows that grow, shrink or go are
 * moved from page to page, and SQLite leaves what it moved in the gaps (`secure_delete` zeroes what is deleted only). In
 * `key` no row is ever moved: all are of one length, each is added behind the last, and none is deleted.
 */
export const SCHEMA = `
CREATE TABLE conversation (
  id TEXT PRIMARY KEY,
  session BLOB,
  version INTEGER NOT NULL DEFAULT 0,
  speaker TEXT NOT NULL DEFAULT 'bot'
);
${KEY}

CREATE TABLE seen (dedupe TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX seen_at ON seen (at);

CREATE TABLE event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation TEXT NOT NULL REFERENCES conversation,
  accepted_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0,
  sealed BLOB NOT NULL
);
CREATE INDEX event_conversation ON event (conversation, seq);

CREATE TABLE inbox (
  conversation TEXT PRIMARY KEY REFERENCES conversation,
  head INTEGER NOT NULL,
  waits_since INTEGER NOT NULL,
  ready_at INTEGER NOT NULL,
  lease INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX inbox_waiting ON inbox (waits_since);
CREATE INDEX inbox_ready ON inbox (waits_since, head) WHERE ready_at = 0;
CREATE INDEX inbox_later ON inbox (ready_at) WHERE ready_at > 0;

CREATE TABLE timer (conversation TEXT PRIMARY KEY REFERENCES conversation, at INTEGER NOT NULL, sealed BLOB NOT NULL);
CREATE INDEX timer_at ON timer (at);

CREATE TABLE delivery (
  conversation TEXT NOT NULL REFERENCES conversation,
  id TEXT NOT NULL,
  place INTEGER NOT NULL,
  channel TEXT NOT NULL,
  by TEXT NOT NULL,
  queued_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0,
  sealed BLOB NOT NULL,
  UNIQUE (conversation, id)
);
CREATE INDEX delivery_place ON delivery (conversation, place);

CREATE TABLE outbox (
  conversation TEXT PRIMARY KEY REFERENCES conversation,
  head TEXT NOT NULL,
  place INTEGER NOT NULL,
  channel TEXT NOT NULL,
  waits_since INTEGER NOT NULL,
  ready_at INTEGER NOT NULL,
  lease INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX outbox_ready ON outbox (channel, waits_since, place) WHERE ready_at = 0;
CREATE INDEX outbox_later ON outbox (ready_at) WHERE ready_at > 0;

CREATE TABLE dead_letter (
  conversation TEXT NOT NULL REFERENCES conversation,
  id TEXT NOT NULL,
  channel TEXT NOT NULL,
  by TEXT NOT NULL,
  code TEXT NOT NULL,
  at INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  UNIQUE (conversation, id)
);
CREATE INDEX dead_letter_at ON dead_letter (at);

CREATE TABLE handoff (
  id TEXT PRIMARY KEY,
  conversation TEXT NOT NULL REFERENCES conversation,
  state TEXT NOT NULL,
  risk TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  accepted_at INTEGER,
  closed_at INTEGER,
  holder TEXT,
  outcome TEXT,
  sealed BLOB
);
CREATE INDEX handoff_open ON handoff (risk DESC, opened_at, id) WHERE closed_at IS NULL;
CREATE INDEX handoff_closed ON handoff (closed_at DESC, id) WHERE closed_at IS NOT NULL;
CREATE INDEX handoff_conversation ON handoff (conversation);

CREATE TABLE line (
  conversation TEXT NOT NULL REFERENCES conversation,
  log TEXT NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  UNIQUE (conversation, log, id)
);
CREATE UNIQUE INDEX line_position ON line (conversation, log, position);
CREATE TABLE log_end (
  conversation TEXT NOT NULL REFERENCES conversation,
  log TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (conversation, log)
) WITHOUT ROWID;

CREATE TABLE record (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  sealed BLOB NOT NULL,
  expires_at INTEGER,
  UNIQUE (kind, id)
);
CREATE INDEX record_expires ON record (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counter VALUES ('lease', 0), ('place', 0), ('revision', 0),
  ('event', 0), ('delivery', 0), ('dead_letter', 0), ('handoff', 0);
${['event', 'delivery', 'dead_letter'].map(counted).join('')}
CREATE TRIGGER handoff_opened AFTER INSERT ON handoff WHEN NEW.closed_at IS NULL
  BEGIN UPDATE counter SET value = value + 1 WHERE name = 'handoff'; END;
CREATE TRIGGER handoff_ended AFTER UPDATE OF closed_at ON handoff WHEN OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL
  BEGIN UPDATE counter SET value = value - 1 WHERE name = 'handoff'; END;
`;

function counted(table: string): string {
  return `
CREATE TRIGGER ${table}_in AFTER INSERT ON ${table} BEGIN UPDATE counter SET value = value + 1 WHERE name = '${table}'; END;
CREATE TRIGGER ${table}_out AFTER DELETE ON ${table} BEGIN UPDATE counter SET value = value - 1 WHERE name = '${table}'; END;`;
}
