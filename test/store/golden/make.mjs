// Makes a golden database: what a built version of the program leaves behind when it is killed in the middle of talks.
// node test/store/golden/make.mjs FOLDER OUT.db.gz     FOLDER holds the program, built. The key is 32 bytes of 7.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import Database from 'libsql';

const [root, out] = process.argv.slice(2).map((path) => resolve(path));
const KEY = Buffer.alloc(32, 7);
const TOKEN = '4242424242:AAFakeTelegramTokenForTestsOnly_0123';
const dir = mkdtempSync(join(tmpdir(), 'lanpya-golden-'));

/** A bit of Telegram: hands out updates by polling, keeps what is sent, and never answers a message to chat 3. */
const sent = [];
const updates = [];
const update = (chat, text) => ({
  update_id: 900_000_000 + ++count,
  message: { message_id: count, date: Math.floor(Date.now() / 1000), text, chat: { id: chat, type: 'private', first_name: 'G' }, from: { id: chat, is_bot: false, first_name: 'G', language_code: 'en' } },
});
let count = 0;
let poll = () => {};
const platform = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    const payload = JSON.parse(body || '{}');
    const answer = (result) => response.setHeader('content-type', 'application/json').end(JSON.stringify({ ok: true, result }));
    const method = request.url.split('/').at(-1);
    if (method === 'getUpdates') {
      poll = () => {
        const fresh = updates.filter(({ update_id }) => update_id >= (payload.offset ?? 0));
        if (fresh.length > 0) answer(fresh);
      };
      return poll();
    }
    if (method !== 'sendMessage') return answer(method === 'getMe' ? { id: 4242424242, is_bot: true, first_name: 'L', username: 'l_bot' } : true);
    sent.push({ chat: payload.chat_id, text: payload.text });
    if (String(payload.chat_id) !== '3') answer({ message_id: sent.length, date: 0, chat: { id: Number(payload.chat_id), type: 'private' }, text: payload.text });
  });
});
await new Promise((listening) => platform.listen(0, '127.0.0.1', listening));

async function until(what, holds) {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 1_200) throw new Error(`waited in vain for ${what}: ${JSON.stringify(sent)}`);
    await new Promise((next) => setTimeout(next, 50));
  }
}
async function say(chat, text, answers = 1) {
  const before = sent.filter((m) => String(m.chat) === String(chat)).length;
  updates.push(update(chat, text));
  poll();
  await until(`an answer to "${text}"`, () => sent.filter((m) => String(m.chat) === String(chat)).length >= before + answers);
}

const program = spawn(process.execPath, ['dist/src/cli.js', 'serve'], {
  cwd: root,
  stdio: 'inherit',
  env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: dir, LANPYA_KEY: KEY.toString('base64'), TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: `http://127.0.0.1:${platform.address().port}`, LOG_LEVEL: 'error' },
});
const ended = new Promise((resolve_) => program.once('exit', resolve_));
await say(1, 'check a fee'); // waits at a flow's question, with a timer
await say(2, 'talk to a person'); // an open handoff, with a timer
await say(5, 'language');
await say(5, 'မြန်မာ'); // has chosen Burmese
for (const text of ['menu', 'delete what I wrote', 'Yes, delete']) await say(6, text); // was forgotten
await say(3, 'menu'); // the reply is on its way for ever
program.kill('SIGKILL');
await ended;
platform.closeAllConnections();
platform.close();

// Somebody wrote and was not answered.
const from = (path) => import(pathToFileURL(join(root, 'dist', path)).href);
const [{ openSqlite }, { openVault }, { enclose }, { inbound }] = await Promise.all([from('src/store/sqlite.js'), from('src/store/vault.js'), from('src/host/door.js'), from('channels/telegram/inbound.js')]);
const [store, vault] = [await openSqlite({ dir, clock: Date.now }), openVault(KEY)];
const { activity, dedupeKey } = inbound(update(4, 'menu'), { botId: TOKEN.split(':')[0], now: Date.now() });
const conversation = vault.conversationKey('telegram', activity.conversation.id);
const key = await store.keyOf(conversation, vault.newKey(conversation));
await store.accept({ ...enclose(vault, conversation, key, activity, dedupeKey), key });
await store.close();

const whole = new Database(join(dir, 'lanpya.db'));
whole.prepare('VACUUM INTO ?').run([join(dir, 'golden')]);
whole.close();
writeFileSync(out, gzipSync(readFileSync(join(dir, 'golden')), { level: 9 }));
rmSync(dir, { recursive: true });
