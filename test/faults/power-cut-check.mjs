// Compares what a store holds with what was acknowledged before a cut; ends with 1 where something is missing.
// Arguments: the built store module, the folder, the file of acknowledgements (test/store/accepting.mjs).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';

const [storeModule, dir, said] = process.argv.slice(2);
const { openSqlite } = await import(storeModule);
// The last line may be cut off in the middle.
const lines = readFileSync(said, 'utf8').split('\n').slice(0, -1).map((line) => line.split(' '));
const accepted = lines.filter(([what]) => what === 'accepted').map(([, id]) => id);
const answered = lines.filter(([what]) => what === 'answered').map(([, ...ids]) => ids.join(' '));

const store = await openSqlite({ dir, clock: Date.now });
const sealed = new Uint8Array(700).fill(7);
const lost = [];
for (const dedupe of accepted) {
  const conversation = `c${dedupe.split('-')[1]}`;
  const done = await store.accept({ conversation, dedupe, key: await store.keyOf(conversation, sealed), sealed });
  if (done !== 'seen') lost.push(dedupe);
}
const written = new Set();
for (const conversation of ['c1', 'c2', 'c3']) {
  for (const line of await store.read(conversation, 'transcript', 0, 500)) written.add(new TextDecoder().decode(line.sealed));
}
await store.close();
// A transcript keeps its newest 500 lines.
lost.push(...answered.slice(-400).filter((answer) => !written.has(answer)));
const db = new Database(join(dir, 'lanpya.db'));
const sound = db.prepare('PRAGMA integrity_check').raw().all([]).flat().join();
db.close();
console.log(`${accepted.length} accepted, ${answered.length} answered; lost: ${lost.length}; file: ${sound}`);
if (lost.length > 0 || sound !== 'ok') process.exit(1);
