// node test/faults/flips.mjs [--flips 500] [--seed 1] [--json]
// Changes a byte of an embedded store so often, each time in a fresh copy, reads out all that the program would, looks
// through the file as the program does by itself, and counts what became of it:
//   same     nothing that is read has changed
//   refused  the store says that its file is damaged, or does not open
//   ended    the driver ends the process
//   unread   what was changed does not open under its key
//   order    all of it is there, at another time
//   hidden   something is missing or other than it was, without a word
// and, of each, how many the inspection tells. Exits with 1 where something hidden is not told. `npm run build` comes first.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Database from 'libsql';
import { openSqlite } from '../../dist/src/store/sqlite.js';
import { openVault } from '../../dist/src/store/vault.js';

const PEOPLE = 60;
const START = Date.UTC(2026, 10, 21);
const HOUR = 3_600_000;
const KEY = Buffer.alloc(32, 7);
const PAGE = 4_096;
const AT_ONCE = 2;
const INSPECTOR = fileURLToPath(new URL('../../dist/src/store/sqlite-inspector.js', import.meta.url));

const vault = openVault(KEY);
const conversationOf = (person) => vault.conversationKey('test', String(person));

/** People with some turns behind them, and of each kind some for whom something waits. */
async function fill(dir) {
  const store = await openSqlite({ dir, clock: () => START });
  for (let person = 0; person < PEOPLE; person += 1) {
    const conversation = conversationOf(person);
    const key = await store.keyOf(conversation, vault.newKey(conversation));
    const seal = (kind, text) => vault.seal(conversation, key, kind, text);
    const say = (n) => store.accept({ conversation, key, dedupe: vault.dedupe('test', `${person}.${n}`), sealed: seal('event', `words ${n}`.repeat(20)) }, HOUR);
    for (let n = 0; n <= person % 4; n += 1) {
      const { claim } = await say(n);
      await store.commit({
        claim: { conversation, lease: claim.lease, version: claim.version, seq: claim.event.seq },
        session: seal('session', `session ${n}`.repeat(60)),
        speaker: 'bot',
        lines: [0, 1, 2].map((part) => ({ id: `${person}.${n}.${part}`, sealed: seal('line', `line ${n} ${part}`.repeat(20)) })),
        deliveries: person % 3 === 0 ? [0, 1].map((part) => ({ id: `${person}.${n}.${part}`, channel: 'test', by: 'bot', sealed: seal('delivery', `reply ${n} ${part}`.repeat(20)) })) : [],
        handoff: n === 0 && person % 10 === 1 ? { do: 'open', id: `handoff ${person}`, risk: 'R1', sealed: seal('handoff', `summary ${person}`) } : null,
        ...(person % 7 === 2 ? { timer: { at: START + 2 * HOUR, sealed: seal('event', `timer ${person}`) } } : {}),
      });
    }
    if (person % 2 === 0) for (let n = 0; n <= person % 3; n += 1) await say(`waits ${n}`);
  }
  for (const id of ['hnin', 'aung']) await store.putRecord('account', id, vault.seal('account', vault.newKey('account'), 'account', id));
  await store.close();
}

/** All that the program would read, in its order; what does not open is counted. */
async function readOut(dir) {
  let now = START + HOUR;
  let unread = 0;
  const read = [];
  const store = await openSqlite({ dir, clock: () => now });
  const keys = new Map();
  for (let person = 0; person < PEOPLE; person += 1) keys.set(conversationOf(person), await store.keyOf(conversationOf(person), Buffer.from('none')));
  const opened = (conversation, kind, sealed) => {
    try {
      return sealed && vault.open(conversation, keys.get(conversation), kind, sealed);
    } catch {
      unread += 1;
      return 'unread';
    }
  };
  const answerAll = async () => {
    for (let claim = await store.claim(HOUR); claim; claim = await store.claim(HOUR)) {
      const { conversation, lease, version, event } = claim;
      read.push(['event', conversation, opened(conversation, 'event', event.sealed), opened(conversation, 'session', claim.session)]);
      read.push(await store.commit({ claim: { conversation, lease, version, seq: event.seq }, session: claim.session ?? Buffer.from('none'), speaker: 'bot', lines: [], deliveries: [], handoff: null }));
    }
  };
  read.push(await store.depths());
  for (const conversation of keys.keys()) for (const { position, sealed } of await store.read(conversation, 'transcript', 0, 500)) read.push(['line', conversation, position, opened(conversation, 'line', sealed)]);
  for (const { id, conversation, state, risk, sealed } of await store.handoffs(100, true)) read.push([id, conversation, state, risk, opened(conversation, 'handoff', sealed)]);
  for (const { id } of await store.records('account')) read.push(['account', id]);
  await answerAll();
  for (let taken = await store.takeDeliveries(50, HOUR, []); taken.length > 0; taken = await store.takeDeliveries(50, HOUR, [])) {
    for (const one of taken) {
      read.push(['reply', one.conversation, one.id, one.channel, one.by, one.speaker, opened(one.conversation, 'delivery', one.sealed)]);
      await store.settle(one, { do: 'sent' });
    }
  }
  now += 2 * HOUR;
  await answerAll();
  await store.close();
  return { unread, read: read.map((one) => JSON.stringify(one)) };
}

/** Runs a script on a copy of the store; its word, null where it has none, and the signal that ended it. */
function run(dir, ...args) {
  const child = spawn(process.execPath, [...args, dir], { stdio: ['ignore', 'pipe', 'ignore'], env: {} });
  let out = '';
  child.stdout.on('data', (data) => (out += data));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ word: code === 0 ? JSON.parse(out) : null, signal })));
}

async function fateOf(bytes, truth) {
  const dir = mkdtempSync(join(tmpdir(), 'lanpya-flips-'));
  try {
    writeFileSync(join(dir, 'lanpya.db'), bytes);
    // First, since reading out changes the file.
    const inspection = await run(dir, INSPECTOR);
    const told = inspection.word === null || inspection.word.length > 0;
    const { word, signal } = await run(dir, fileURLToPath(import.meta.url), 'read-out');
    if (word === null) return { fate: signal ? 'ended' : 'refused', told };
    const missing = truth.filter((line) => !word.read.includes(line));
    if (word.read.join() === truth.join()) return { fate: 'same', told };
    if (word.unread > 0 && missing.length <= word.unread) return { fate: 'unread', told };
    if (missing.length === 0 && word.read.length === truth.length) return { fate: 'order', told };
    return { fate: 'hidden', told, missing: missing[0] ?? 'too much' };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Numbers below `limit`, the same for a seed. Numerical Recipes' generator: enough to spread over a file. */
function numbers(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

async function main({ flips, seed, json }) {
  const dir = mkdtempSync(join(tmpdir(), 'lanpya-flips-'));
  try {
    await fill(dir);
    const file = join(dir, 'lanpya.db');
    const whole = readFileSync(file);
    const db = new Database(file);
    const tables = new Map(db.prepare('SELECT pageno, name FROM dbstat').raw().all([]));
    db.close();
    const { word } = await run(dir, fileURLToPath(import.meta.url), 'read-out');
    const below = numbers(Number(seed));
    const changes = Array.from({ length: Number(flips) }, () => ({ at: below(whole.length), by: 1 + below(255) }));
    const fates = {};
    const untold = [];
    const one = async () => {
      for (let change = changes.pop(); change; change = changes.pop()) {
        const bytes = Buffer.from(whole);
        bytes[change.at] ^= change.by;
        const { fate, told, missing } = await fateOf(bytes, word.read);
        const counted = (fates[fate] ??= { flips: 0, told: 0 });
        counted.flips += 1;
        if (told) counted.told += 1;
        else if (fate === 'hidden' || fate === 'ended') untold.push({ fate, page: tables.get(Math.floor(change.at / PAGE) + 1), ...change, missing });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    if (json) console.log(JSON.stringify({ fates, untold }));
    else {
      console.table(fates);
      for (const each of untold) console.log(each);
    }
    process.exitCode = untold.some(({ fate }) => fate === 'hidden') ? 1 : 0;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

if (process.argv[2] === 'read-out') {
  console.log(JSON.stringify(await readOut(process.argv[3])));
  process.exit();
}
await main(parseArgs({ options: { flips: { type: 'string', default: '500' }, seed: { type: 'string', default: '1' }, json: { type: 'boolean', default: false } } }).values);
