// One life of the bot for kills.mjs: the real engine, vault and store, and a platform that is the parent process. It reads
// no knowledge base, so that it starts in a fraction of a second, and kills itself (SIGKILL) where FAILPOINT says.
import { readFileSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { NOTHING_UNDERSTOOD } from '../../dist/src/core/understanding.js';
import { flowVoice } from '../../dist/src/flow/voice.js';
import { engine } from '../../dist/src/host/engine.js';
import { alone, senders } from '../../dist/src/host/sender.js';
import { openVault } from '../../dist/src/store/vault.js';
import { killsAt } from './failpoint-at.mjs';

const { STORE, KEY, BOOK, FAILPOINT } = process.env;
const clock = Date.now;
const failing = killsAt(FAILPOINT ?? '');
const store = failing.store(await opened());
const vault = openVault(Buffer.from(KEY, 'base64'));
const log = { info() {}, warn() {}, error: (event, fields) => console.error(event, fields ?? '') };
const entry = 'wages/minimum@TH';
const spoken = { entry, locale: 'en', title: 'Minimum wage', text: 'It is what the law says.', more: null, footer: '', receipt: 'K7Q2P', unsure: false, next: [] };
const voice = flowVoice(deserialize(readFileSync(BOOK)));

async function opened() {
  if (!STORE.startsWith('redis:')) return (await import('../../dist/src/store/sqlite.js')).openSqlite({ dir: STORE, clock });
  const { openRedis } = await import('../../dist/src/store/redis.js');
  // On a machine that is busy with other lives a server may not answer in time: as a supervisor would, again.
  for (let tries = 1; ; tries += 1) {
    const store = await openRedis({ url: STORE }).catch((error) => (tries < 10 ? null : Promise.reject(error)));
    if (store) return store;
  }
}

/** A world that knows one entry, which is the answer to everything. */
function world() {
  const entryFor = () => entry;
  const title = () => spoken.title;
  const nothing = () => null;
  return {
    now: clock(),
    ...voice(clock(), { entryFor, title }),
    entryFor,
    title,
    speak: () => spoken,
    near: nothing,
    placesOf: () => ['TH'],
    receipt: nothing,
    urgent: nothing,
    urgentEntry: nothing,
    feeMaximum: nothing,
    factValue: nothing,
    rate: nothing,
    money: String,
    number: String,
    date: String,
    currencyOf: nothing,
    currencyName: String,
    placeName: String,
    fill: (text) => text,
  };
}

/** What the platform answered to each send that is under way. */
const answers = new Map();
const platform = failing.channel({
  name: 'test',
  limits: { text: 4_000, buttons: 8, buttonTitle: 60 },
  async send(activity) {
    if (activity.type !== 'message') return { kind: 'sent' };
    const arrived = new Promise((resolve) => answers.set(activity.id, resolve));
    process.send({ sent: { id: activity.id, chat: activity.conversation.id } });
    await arrived;
    return { kind: 'sent' };
  },
});

const running = engine({
  store,
  vault,
  senders: STORE.startsWith('redis:') ? senders({ store, vault, clock, me: String(process.pid) }) : alone,
  lanes: 16,
  remembered: 100,
  understand: async (text, { zawgyiEvidence }) => ({
    zawgyiEvidence,
    understanding: { ...NOTHING_UNDERSTOOD, text, locale: 'en', gate: 'answer', matches: [{ entry, score: 0.95 }] },
  }),
  world,
  toZawgyi: (text) => text,
  clock,
  random: Math.random,
  log,
  happened() {},
  missed: async () => {},
  settled() {},
});
running.run([platform]);

process.on('message', async ({ say, arrived }) => {
  if (arrived) {
    answers.get(arrived)?.();
    answers.delete(arrived);
    return;
  }
  const { id, chat } = say;
  const activity = {
    type: 'message',
    id,
    timestamp: new Date().toISOString(),
    channelId: 'test',
    from: { id: chat, role: 'user' },
    recipient: { id: 'bot', role: 'bot' },
    conversation: { id: chat, isGroup: false, conversationType: 'personal', name: '' },
    text: 'what is the minimum wage in Thailand',
  };
  if ((await running.receive({ activity, dedupeKey: id })) !== 'unavailable') process.send({ kept: id });
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });
