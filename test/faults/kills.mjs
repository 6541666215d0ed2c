// node test/faults/kills.mjs [--kills 500] [--store sqlite|redis] [--rigs 4] [--minutes 10]
// Kills a process of the bot so often at each of eight points, on each store, and counts what was kept and not answered,
// what came twice, and what came out of order. After so many minutes
// a store it begins no more. `npm run build` comes first. Exits with 1 where a promise was broken.
import { fork, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serialize } from 'node:v8';
import { freePort } from '../../dist/src/bench/process.js';
import { readFlows } from '../../dist/src/flow/load.js';
import { POINTS } from './failpoint-at.mjs';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '500' }, store: { type: 'string' }, rigs: { type: 'string', default: '4' }, minutes: { type: 'string', default: 'Infinity' } } });
const kills = Number(values.kills);
const stores = values.store ? [values.store] : ['sqlite', 'redis'];
if (!(kills >= 1) || !(Number(values.rigs) >= 1) || stores.some((store) => store !== 'sqlite' && store !== 'redis')) {
  console.error('--kills and --rigs are whole numbers, --store is sqlite or redis');
  process.exit(2);
}

/** New chats of each life, and what each says: more messages than the latest passing of a point that is asked for. */
const CHATS = 3;
const MESSAGES = 2;
const MOST_PASSES = 5;
/** No life takes so long, even where it has to wait for what a dead one held; the last one answers all that is left. */
const LONGEST_LIFE_MS = 60_000;
const LONGEST_LAST_MS = 15 * 60_000;
/** After so many kills a life is left alone until all is answered: what waits for a quarter of an hour is answered in another way. */
const KILLS_BETWEEN = 50;
/** Where a disk stands still for many seconds, a life may not get into its store; a supervisor would begin the next one. */
const MOST_TRIES = 3;
/** What a dead process held is taken up within six seconds: after this long without a word nothing more comes. */
const QUIET_MS = 8_000;

const dir = mkdtempSync(join(tmpdir(), 'lanpya-kills-'));
const book = join(dir, 'flows.bin');
writeFileSync(book, serialize(readFlows(new URL('../..', import.meta.url).pathname).book));

/** One store and, one after the other, the lives on it. */
function rig(name, address) {
  const env = { ...process.env, STORE: address, BOOK: book, KEY: randomBytes(32).toString('base64') };
  /** Messages in the order in which each chat said them. */
  const said = [];
  const kept = new Set();
  /** What nobody has answered yet. */
  const open = new Set();
  /** Every delivery that reached the platform, in order. */
  const sent = [];
  const lives = [];

  function live(failpoint, longestMs, until) {
    const child = fork(new URL('./life.mjs', import.meta.url), { env: { ...env, FAILPOINT: failpoint }, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    let printed = '';
    child.stdout.on('data', (data) => (printed += data));
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`${name}: ${failpoint || 'the last life'} took longer than ${longestMs} ms`));
      }, longestMs);
      child.on('message', (message) => {
        if (message.ready) for (const say of said.filter(({ id }) => !kept.has(id))) child.send({ say }, () => {});
        if (message.kept) kept.add(message.kept);
        if (message.sent) {
          sent.push({ ...message.sent, life: lives.length });
          open.delete(message.sent.id.replace(/\.\d+$/, ''));
          child.send({ arrived: message.sent.id }, () => {});
        }
        until?.(child);
      });
      child.on('close', () => {
        clearTimeout(late);
        resolve(printed);
      });
    });
  }

  return {
    async killAt(point, passing) {
      const life = lives.length;
      for (let n = 0; n < MESSAGES; n += 1)
        for (let chat = 0; chat < CHATS; chat += 1) {
          const id = `${life}-${chat}-${n}`;
          said.push({ id, chat: `${life}-${chat}` });
          open.add(id);
        }
      let unsure;
      for (let tries = 0; unsure === undefined; tries += 1) {
        if (tries === MOST_TRIES) throw new Error(`${name}: ${tries} lives, one after the other, ended before ${point} was passed ${passing} times`);
        unsure = /killed at \S+, (\d+) unsure/.exec(await live(`${point}:${passing}`, LONGEST_LIFE_MS))?.[1];
      }
      lives.push({ point, unsure: Number(unsure) });
      if (lives.length % KILLS_BETWEEN > 0) return;
      await live('', LONGEST_LAST_MS, (child) => void (open.size === 0 && child.kill('SIGKILL')));
      lives.push({ point: 'none', unsure: 0 });
    },
    /** One more life, not killed until it has nothing to do; then the account. */
    async account() {
      let quiet;
      await live('', LONGEST_LAST_MS, (child) => {
        clearTimeout(quiet);
        quiet = setTimeout(() => child.kill('SIGKILL'), QUIET_MS);
      });
      lives.push({ point: 'none', unsure: 0 });
      const arrived = new Set();
      const first = sent.filter(({ id }) => !arrived.has(id) && arrived.add(id));
      const answered = new Set(first.map(({ id }) => id.replace(/\.\d+$/, '')));
      const lost = said.filter(({ id }) => !answered.has(id)).length;
      const latest = new Map();
      const disordered = new Set();
      for (const { id, chat } of first) {
        if ((latest.get(chat) ?? '') > id) disordered.add(chat);
        latest.set(chat, id);
      }
      const rows = new Map(POINTS.map((point) => [point, { kills: 0, unsure: 0, twice: 0 }]));
      for (const { point, unsure } of lives) {
        const row = rows.get(point);
        if (!row) continue;
        row.kills += 1;
        row.unsure += unsure;
      }
      // The kill is to blame that ended the life in which a delivery went out the time before.
      const sentIn = new Map();
      for (const { id, life } of sent) {
        const before = rows.get(lives[sentIn.get(id)]?.point);
        if (before) before.twice += 1;
        sentIn.set(id, life);
      }
      const again = sent.length - first.length;
      return { messages: said.length, lost, disordered: disordered.size, again, rows };
    },
  };
}

/** All kills on one kind of store, shared by so many rigs. */
async function killAll(store, addresses) {
  const jobs = Array.from({ length: kills }, (_, kill) => POINTS.map((point) => ({ point, passing: 1 + ((kill * 3) % MOST_PASSES) }))).flat();
  const whole = jobs.length;
  const began = performance.now();
  const endAt = began + Number(values.minutes) * 60_000;
  const accounts = await Promise.all(
    addresses.map(async (address, n) => {
      const { killAt, account } = rig(`${store} ${n + 1}`, address);
      for (let job = jobs.shift(); job && performance.now() < endAt; job = jobs.shift()) {
        await killAt(job.point, job.passing);
        const done = whole - jobs.length;
        if (done % 100 === 0) console.log(`${store}: ${done} of ${whole} kills, ${Math.round((performance.now() - began) / 1_000)} s`);
      }
      return account();
    }),
  );
  const sum = (of) => accounts.reduce((all, account) => all + of(account), 0);
  const table = Object.fromEntries(POINTS.map((point) => [point, Object.fromEntries(['kills', 'unsure', 'twice'].map((key) => [key, sum(({ rows }) => rows.get(point)[key])]))]));
  const unsure = sum(({ rows }) => [...rows.values()].reduce((all, row) => all + row.unsure, 0));
  const [messages, lost, disordered, again] = ['messages', 'lost', 'disordered', 'again'].map((key) => sum((account) => account[key]));
  const killed = sum(({ rows }) => [...rows.values()].reduce((all, row) => all + row.kills, 0));
  console.table(table);
  console.log(`${store}: ${messages} messages, ${lost} lost, ${disordered} chats out of order; ${again} answers came twice after ${unsure} unsure sends (${(again / Math.max(1, unsure)).toFixed(2)} each) in ${killed} kills (${(again / killed).toFixed(2)} each)`);
  return lost === 0 && disordered === 0 && again <= unsure;
}

async function startRedis() {
  const port = await freePort();
  const server = spawn('redis-server', ['--port', port, '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => server.stdout.on('data', (data) => String(data).includes('Ready to accept connections') && resolve()));
  return { address: (n) => `redis://127.0.0.1:${port}/${n}`, stop: () => server.kill() };
}

const rigs = Array.from({ length: Math.min(Number(values.rigs), kills * POINTS.length) }, (_, n) => n);
let whole = true;
let redis = null;
try {
  for (const store of stores) {
    if (store === 'redis') redis = await startRedis();
    whole = (await killAll(store, rigs.map((n) => redis?.address(n) ?? join(dir, `store-${n}`)))) && whole;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  whole = false;
} finally {
  redis?.stop();
  rmSync(dir, { recursive: true, force: true });
}
process.exit(whole ? 0 : 1);
