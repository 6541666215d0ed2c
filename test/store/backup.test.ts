import Database from 'libsql';
import fc from 'fast-check';
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Activity } from '../../src/core/activity.js';
import { enclose } from '../../src/host/door.js';
import type { Commit, Store } from '../../src/ports.js';
import { backUp, restoreInto, sampleOf, type Restoring } from '../../src/store/sqlite-backup.js';
import { damageIn } from '../../src/store/sqlite-damage.js';
import { readOnly } from '../../src/store/sqlite-file.js';
import { markOf, REMEMBERED_DAYS } from '../../src/store/sqlite-forget.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { openVault } from '../../src/store/vault.js';
import { HOUR, LEASE, START, accept, answer, bytes, claimed, first, ids, letter, opens, say, take, turn, words } from '../contract/store-steps.js';
import { freePort, lanpya, serveProgram, type Program } from '../e2e/program.js';
import { fakeTelegram } from '../fakes/telegram.js';

/** Two starts of the whole program on two busy cores. */
const PATIENCE = 180_000;
const MINUTE = 60_000;

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'lanpya-backup-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  return dir;
}

/** A way to restore: into a folder without a store, with nothing newer, unless said otherwise. */
/** A fake platform, and programs that send to it. */
async function platform() {
  const telegram = await fakeTelegram();
  onTestFinished(() => telegram.close());
  const up = async (dir: string): Promise<Program> => {
    const env = { DATA_DIR: dir, TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.url, TELEGRAM_RATE: '0', LOG_LEVEL: 'warn' };
    const program = await serveProgram(await freePort(), env);
    onTestFinished(() => program.kill('SIGKILL'));
    return program;
  };
  return { telegram, up };
}

const restoring = (more: Partial<Restoring> = {}): Restoring => ({ now: START, force: false, newer: [], freshKey: (conversation) => bytes(`made for ${conversation}`), ...more });

describe('a backup', () => {
  it('is one moment of the store, whole, while messages come; its owner alone may read it', async () => {
    const dir = await folder();
    const store = await openSqlite({ dir, clock: () => START });
    onTestFinished(() => store.close());
    await store.keyOf('a', bytes('key'));
    const acknowledged: string[] = [];
    let coming = true;
    const lanes = [1, 2, 3].map(async (lane) => {
      for (let n = 0; coming; n++) {
        await accept(store, { conversation: 'a', dedupe: `${lane}-${n}`, sealed: new Uint8Array(700) });
        acknowledged.push(`${lane}-${n}`);
      }
    });
    for (let n = 0; n < 3; n++) {
      await expect.poll(() => acknowledged.length).toBeGreaterThan(20 * (n + 1));
      const before = [...acknowledged];
      const file = join(dir, `backup-${n}`);
      backUp(dir, file);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const db = new Database(file);
      const seen = new Set(db.prepare('SELECT dedupe FROM seen').raw().all([]).flat());
      expect(before.filter((id) => !seen.has(id))).toEqual([]);
      expect(db.prepare('SELECT count(*) AS n, (SELECT value FROM counter WHERE name = ?) AS counted FROM event').get(['event'])).toMatchObject({ n: seen.size, counted: seen.size });
      db.close();
    }
    coming = false;
    await Promise.all(lanes);
    expect(() => backUp(dir, join(dir, 'backup-0'))).toThrow('is there already');
    expect(() => backUp(join(dir, 'nowhere'), join(dir, 'b'))).toThrow('there is no store in');
  });

  it('holds nothing of who was erased before, and does not keep an erase from emptying the log', async () => {
    const dir = await folder();
    const store = await openSqlite({ dir, clock: () => START });
    onTestFinished(() => store.close());
    await turn(store, 'a');
    // A reader that holds the log, as a long backup does.
    const reader = new Database(join(dir, 'lanpya.db'));
    reader.exec('BEGIN');
    reader.prepare('SELECT * FROM conversation').all([]);
    await turn(store, 'a', { erase: { key: bytes('another key') } });
    backUp(dir, join(dir, 'backup'));
    reader.exec('COMMIT');
    reader.close();
    await store.depths();
    await store.close();
    const bytesOf = async (name: string) => readFile(join(dir, name));
    const all = Buffer.concat(await Promise.all((await readdir(dir)).map(bytesOf)));
    expect(all.includes('another key')).toBe(true);
    expect(all.includes('key of a')).toBe(false);
  });
});

describe('a restored store', () => {
  it('keeps timers, handoffs and what was just heard, ends leases, and lays all replies aside', async () => {
    const [from, to] = [await folder(), await folder()];
    let now = START;
    const clock = () => now;
    const store = await openSqlite({ dir: from, clock });
    await turn(store, 'old', { deliveries: [letter('o.1'), letter('o.2')], timer: { at: START + HOUR, sealed: bytes('timer') }, ...opens('h1') });
    now += 10 * MINUTE;
    await turn(store, 'old', { deliveries: [letter('o.3')] });
    await turn(store, 'new', { deliveries: [letter('n.1')] });
    await store.settle(first(await store.takeDeliveries(1, LEASE, [], 'newest')), { do: 'retry', inMs: MINUTE });
    await take(store);
    await say(store, 'new', 'heard');
    await claimed(store);
    const file = join(from, 'backup');
    backUp(from, file);
    expect(sampleOf(file)).toMatchObject({ conversation: 'old' });

    now += 8 * MINUTE;
    await expect(() => restoreInto(from, file, restoring({ now, force: true }))).toThrow('in use by another lanpya process');
    expect(restoreInto(to, file, restoring({ now }))).toMatchObject({ conversations: 2, laidAside: 4, told: 0, waiting: 1, forgotten: 0 });
    expect(statSync(join(to, 'lanpya.db')).mode & 0o777).toBe(0o600);
    await store.close();
    const again = await openSqlite({ dir: to, clock });
    onTestFinished(() => again.close());
    expect((await claimed(again)).conversation).toBe('new');
    const dead = (await again.deadLetters(10)).map(({ id, code, at }) => [id, code, at]);
    expect(dead.sort()).toEqual(['new.n.1', 'old.o.1', 'old.o.2', 'old.o.3'].map((id) => [id, 'restored', now]));
    expect(await take(again)).toEqual([]);
    expect(await again.depths()).toMatchObject({ inbox: 1, outbox: 0, openHandoffs: 1, deadLetters: 4 });
    now = START + HOUR;
    expect(new TextDecoder().decode((await claimed(again)).event.sealed)).toMatch(/heard|timer/);
    expect(await again.resend('old.o.1')).toBe(true);
    expect(ids(await take(again))).toEqual(['o.1']);
  });

  it('never takes the place of one that is there without --force, nor of any by a damaged or newer file', async () => {
    const [from, to] = [await folder(), await folder()];
    const open = (dir: string) => openSqlite({ dir, clock: () => START });
    const store = await open(from);
    await turn(store, 'a');
    await store.close();
    const file = join(from, 'backup');
    backUp(from, file);
    const there = await open(to);
    await turn(there, 'b', { deliveries: [letter('b.1')] });
    await there.close();
    expect(() => restoreInto(to, file, restoring())).toThrow('there is a store in');

    const newer = join(from, 'newer');
    copyFileSync(file, newer);
    const db = new Database(newer);
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(() => restoreInto(to, newer, restoring({ force: true }))).toThrow('schema version 99');
    expect(() => sampleOf(import.meta.filename)).toThrow('is no sound backup');
    const kept = await open(to);
    expect(ids(await take(kept))).toEqual(['b.1']);
    await kept.close();

    expect(restoreInto(to, file, restoring({ force: true }))).toMatchObject({ conversations: 1, laidAside: 0, told: 0, waiting: 0 });
    const replaced = await open(to);
    expect((await replaced.sessions(10, null)).sessions.map(({ conversation }) => conversation)).toEqual(['a']);
    await replaced.close();
    expect((await readdir(to)).sort()).toEqual(['lanpya.db', 'lanpya.lock']);
  });
});

describe('whoever was forgotten after a backup was made', () => {
  /** A store with one who stays and one of whom everything is kept that can be: and a backup of it. */
  async function before(): Promise<{ dir: string; file: string; store: Store; tick(): void }> {
    const dir = await folder();
    let now = START;
    const store = await openSqlite({ dir, clock: () => now });
    onTestFinished(() => store.close());
    await turn(store, 'stays', { deliveries: [letter('s.1')], lines: [{ id: 's', sealed: bytes('words of stays') }] });
    await turn(store, 'gone', {
      session: bytes('session of gone'),
      speaker: 'counsellor',
      lines: [{ id: 'g', sealed: bytes('words of gone') }],
      deliveries: [letter('g.1', { sealed: bytes('dead letter of gone') }), letter('g.2', { sealed: bytes('letter of gone') })],
      timer: { at: START + HOUR, sealed: bytes('timer of gone') },
      handoff: { do: 'open', id: 'h', risk: 'R2', sealed: bytes('summary of gone') },
    });
    for (const taken of await take(store)) if (taken.id === 'g.1') await store.settle(taken, { do: 'dead', code: 'gone' });
    await say(store, 'gone', 'waiting of gone');
    const file = join(dir, 'backup');
    backUp(dir, file);
    return { dir, file, store, tick: () => (now += MINUTE) };
  }
  const OF_GONE = ['key of gone', 'session of gone', 'words of gone', 'dead letter of gone', 'letter of gone', 'timer of gone', 'summary of gone', 'waiting of gone'];
  const OF_STAYS = ['key of stays', 'words of stays', 's.1'];
  const bytesIn = (dir: string) => Buffer.concat(readdirSync(dir).filter((name) => name.startsWith('lanpya.db')).map((name) => readFileSync(join(dir, name))));
  const found = (dir: string, texts: string[]) => texts.filter((text) => bytesIn(dir).includes(text));
  async function forgotten(): Promise<Awaited<ReturnType<typeof before>>> {
    const made = await before();
    made.tick();
    const claim = await claimed(made.store);
    const { conversation, lease, version, event } = claim;
    await made.store.commit({ claim: { conversation, lease, version, seq: event.seq }, session: bytes('new session'), speaker: 'bot', lines: [], deliveries: [], handoff: null, erase: { key: bytes('new key') } });
    await say(made.store, 'stays');
    return made;
  }

  it('is forgotten in what it is restored to in place of the store that knows: no byte of them is in any file', async () => {
    const { dir, file, store } = await forgotten();
    await store.close();
    expect(restoreInto(dir, file, restoring({ now: START + MINUTE, force: true }))).toEqual({ conversations: 1, laidAside: 1, told: 0, waiting: 0, forgotten: 1, isMarked: true, heardAt: START, knownUntil: START + MINUTE, unreadable: null });
    expect(found(dir, OF_GONE)).toEqual([]);
    expect(found(dir, OF_STAYS)).toEqual(OF_STAYS);
    const looked = readOnly(join(dir, 'lanpya.db'));
    expect(damageIn(looked)).toEqual([]);
    looked.close();
    const again = await openSqlite({ dir, clock: () => START + 2 * HOUR });
    onTestFinished(() => again.close());
    expect(await again.depths()).toMatchObject({ inbox: 0, outbox: 0, openHandoffs: 0, deadLetters: 1 });
    expect(await again.handoff('h')).toMatchObject({ state: 'failed', outcome: 'erased', sealed: null });
    // They are a stranger who may write, and has the bot's ear.
    expect(words(await again.keyOf('gone', bytes('other')))).toBe('made for gone');
    await turn(again, 'gone', { deliveries: [letter('g.3')] });
    expect((await take(again)).map(({ id, speaker }) => [id, speaker]).sort()).toEqual([['g.3', 'bot']]);
    await again.close();
    // What was restored knows it too.
    expect(restoreInto(dir, file, restoring({ force: true }))).toMatchObject({ forgotten: 1 });
    expect(found(dir, OF_GONE)).toEqual([]);
  });

  it('is forgotten elsewhere too, where a newer backup tells who; where nothing does they are there again, and it is said', async () => {
    const { dir, file, store } = await forgotten();
    const newer = join(dir, 'newer');
    backUp(dir, newer);
    const to = await folder();
    expect(restoreInto(to, file, restoring())).toMatchObject({ conversations: 2, forgotten: 0, knownUntil: null });
    expect(found(to, OF_GONE)).toEqual(OF_GONE);
    // The mend: what was restored knows no more than the backup.
    expect(restoreInto(to, file, restoring({ force: true }))).toMatchObject({ forgotten: 0, knownUntil: START });
    expect(restoreInto(to, file, restoring({ now: START + MINUTE, force: true, newer: [file, newer] }))).toMatchObject({ conversations: 1, forgotten: 1, knownUntil: START + MINUTE });
    expect(found(to, OF_GONE)).toEqual([]);
    // A store that is served tells it as well; and a backup that was made after it keeps what was said since.
    const other = await folder();
    await say(store, 'gone', 'back again');
    const newest = join(dir, 'newest');
    backUp(dir, newest);
    expect(restoreInto(other, file, restoring({ newer: [join(dir, 'lanpya.db')] }))).toMatchObject({ forgotten: 1 });
    expect(restoreInto(other, newest, restoring({ force: true, newer: [newer, join(dir, 'lanpya.db')] }))).toMatchObject({ conversations: 2, forgotten: 0 });
    expect(found(other, ['new key', 'back again'])).toEqual(['new key', 'back again']);
  });

  it('is in it again where the store that was there can tell nothing: the backup comes back all the same, with the reason', async () => {
    const { file } = await forgotten();
    const to = await folder();
    writeFileSync(join(to, 'lanpya.db'), 'This was a store before the disk broke. '.repeat(500));
    expect(() => restoreInto(to, file, restoring())).toThrow('there is a store in');
    expect(() => restoreInto(to, file, restoring({ force: true, newer: [join(to, 'lanpya.db')] }))).toThrow('cannot be asked who was forgotten: file is not a database');
    expect(() => restoreInto(to, file, restoring({ force: true, newer: [join(to, 'nothing')] }))).toThrow('there is no file');
    expect(found(to, ['before the disk broke'])).toHaveLength(1);
    const restored = restoreInto(to, file, restoring({ force: true }));
    expect(restored).toMatchObject({ conversations: 2, forgotten: 0, knownUntil: null });
    expect(restored.unreadable).toContain('file is not a database');
    // Texts that are none end the process that reads them: so nothing is read as text of what is damaged.
    const db = new Database(join(to, 'lanpya.db'));
    db.exec("INSERT INTO record (kind, id, sealed, expires_at) VALUES ('forgotten', CAST(x'c3ff' AS TEXT), x'', CAST(x'ff' AS TEXT)); UPDATE seen SET at = CAST(x'ff' AS TEXT)");
    db.close();
    expect(restoreInto(to, file, restoring({ force: true }))).toMatchObject({ conversations: 2, forgotten: 0, knownUntil: null, unreadable: null });
  });

  it('is remembered by a hash of the dead key for 90 days, and by nothing longer', async () => {
    const { dir, store } = await forgotten();
    await store.close();
    let now = START + MINUTE;
    const clock = () => now;
    const again = await openSqlite({ dir, clock });
    onTestFinished(() => again.close());
    const marks = async () => (await again.records('forgotten')).map(({ id, sealed }) => [id, sealed.length]);
    expect(await marks()).toEqual([[markOf(bytes('key of gone')), 0]]);
    now += REMEMBERED_DAYS * 24 * HOUR - 1;
    expect(await marks()).toHaveLength(1);
    now += 1;
    expect(await marks()).toEqual([]);
    await turn(again, 'stays', { erase: { key: bytes('newer key') } });
    expect(await marks()).toEqual([[markOf(bytes('key of stays')), 0]]);
    expect(bytesIn(dir).includes(markOf(bytes('key of gone')))).toBe(false);
  });

  const WHO = ['a', 'b'];
  const stepOf = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('write' as const), who: fc.constantFrom(...WHO) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('forget' as const), who: fc.constantFrom(...WHO) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('back up' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('restore' as const), which: fc.nat(), over: fc.boolean(), newer: fc.array(fc.nat(), { maxLength: 2 }) }) },
  );
  /** A talk is what somebody says between two times that they are forgotten. */
  interface Model {
    talks: Map<string, string>;
    lines: Map<string, string[]>;
    over: Set<string>;
  }
  const copyOf = ({ talks, lines, over }: Model): Model => ({ talks: new Map(talks), lines: new Map([...lines].map(([talk, said]) => [talk, [...said]])), over: new Set(over) });

  it('does not come back, and who came back themselves keeps what they said since, in any order of talks, backups and restores', { timeout: PATIENCE }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stepOf, { minLength: 8, maxLength: 16 }), async (steps) => {
        let dir = await folder();
        let store = await openSqlite({ dir, clock: () => START });
        let model: Model = { talks: new Map(), lines: new Map(), over: new Set() };
        const backups: { file: string; model: Model }[] = [];
        let names = 0;
        const fresh = (of: string) => `<${of}${(names += 1)}>`;
        const say1 = async (who: string, text: string) => turn(store, who, { lines: [{ id: text, sealed: bytes(text) }] });
        try {
          for (const step of steps) {
            if (step.do === 'write') {
              const talk = model.talks.get(step.who) ?? fresh('talk');
              if (!model.talks.has(step.who)) await store.keyOf(step.who, bytes(talk));
              model.talks.set(step.who, talk);
              const text = fresh('line');
              await say1(step.who, text);
              model.lines.set(talk, [...(model.lines.get(talk) ?? []), text]);
            } else if (step.do === 'forget') {
              const talk = model.talks.get(step.who);
              if (talk === undefined) continue;
              const next = fresh('talk');
              await turn(store, step.who, { erase: { key: bytes(next) } });
              model.talks.set(step.who, next);
              model.over.add(talk);
            } else if (step.do === 'back up') {
              const file = join(dir, `backup-${backups.length}`);
              backUp(dir, file);
              backups.push({ file, model: copyOf(model) });
            } else if (backups.length > 0) {
              const pick = (n: number) => backups[n % backups.length] as (typeof backups)[number];
              const { file, model: then } = pick(step.which);
              const newer = step.newer.map(pick);
              await store.close();
              const asked = [...newer.map((each) => each.model), ...(step.over ? [model] : [])];
              if (!step.over) dir = await folder();
              const freshKeys = new Map<string, string>();
              const freshKey = (who: string) => {
                freshKeys.set(who, fresh('talk'));
                return bytes(freshKeys.get(who) as string);
              };
              const { forgotten } = restoreInto(dir, file, restoring({ force: step.over, newer: newer.map((each) => each.file), freshKey }));
              const over = new Set([...then.over, ...asked.flatMap((each) => [...each.over])]);
              const named = [...then.talks].filter(([, talk]) => over.has(talk)).map(([who]) => who);
              expect([forgotten, [...freshKeys.keys()].sort()]).toEqual([named.length, named.sort()]);
              model = { ...copyOf(then), over };
              for (const [who, talk] of freshKeys) model.talks.set(who, talk);
              const raw = bytesIn(dir).toString('latin1');
              for (const talk of over) expect([talk, ...(model.lines.get(talk) ?? [])].filter((text) => raw.includes(text))).toEqual([]);
              store = await openSqlite({ dir, clock: () => START });
            }
          }
          for (const [who, talk] of model.talks) {
            expect(words(await store.keyOf(who, bytes('none')))).toBe(talk);
            expect((await store.read(who, 'transcript', 0, 100)).map(({ sealed }) => words(sealed))).toEqual(model.lines.get(talk) ?? []);
          }
        } finally {
          await store.close();
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('what was said after a backup was made', () => {
  /** An event of this name is answered as the host does it: its reply, a line and a delivery, is named after it. */
  const replyTo = (cause: string) => `${cause}.0`;
  async function hear(store: Store, more: (cause: string) => Partial<Commit> = () => ({})): Promise<string | null> {
    const claim = await store.claim(LEASE);
    if (!claim) return null;
    const cause = words(claim.event.sealed) ?? '';
    const lines = [cause, replyTo(cause)].map((id) => ({ id, sealed: bytes(id) }));
    expect(await store.commit(answer(claim, { lines, deliveries: [letter(replyTo(cause))], ...more(cause) }))).toBe('committed');
    return cause;
  }
  async function sendAll(store: Store): Promise<string[]> {
    const sent: string[] = [];
    for (let taken = await take(store); taken.length > 0; taken = await take(store)) {
      for (const each of taken) await store.settle(each, { do: 'sent' });
      sent.push(...ids(taken));
    }
    return sent;
  }
  const opened = async (dir: string, clock: () => number = () => START) => {
    const store = await openSqlite({ dir, clock });
    onTestFinished(() => store.close());
    return store;
  };

  /** A store with replies that wait, messages that nobody answered, a timer and a dead letter; and a backup of it. */
  async function before(): Promise<{ dir: string; file: string; store: Store }> {
    const dir = await folder();
    const store = await opened(dir);
    await say(store, 'sent', 'a');
    await hear(store);
    await say(store, 'unsent', 'b');
    await hear(store);
    await say(store, 'dead', 'c');
    await hear(store);
    for (const each of await take(store)) if (each.id === 'c.0') await store.settle(each, { do: 'dead', code: 'unsure' });
    await store.close();
    const again = await opened(dir);
    await say(again, 'rings', 'd');
    await hear(again, () => ({ deliveries: [], timer: { at: START - 1, sealed: bytes('timer') } }));
    for (const name of ['answered', 'withdrawn', 'hung', 'unheard']) await say(again, name, `to ${name}`);
    const file = join(dir, 'backup');
    backUp(dir, file);
    return { dir, file, store: again };
  }

  /** The same some time later: all is answered but the last, and all is sent but two. */
  async function later(store: Store): Promise<void> {
    for (let heard = 0; heard < 4; heard++) {
      const parts = (cause: string) => (cause === 'to answered' ? { deliveries: [letter(replyTo(cause)), letter(`${replyTo(cause)}p1`)] } : {});
      await hear(store, parts);
    }
    expect(await store.resend('dead.c.0')).toBe(true);
    for (let taken = await take(store); taken.length > 0; taken = await take(store)) {
      for (const each of taken) {
        if (each.id === 'to hung.0') await store.settle(each, { do: 'dead', code: 'unsure' });
        else if (each.id === 'b.0') await store.settle(each, { do: 'retry', inMs: HOUR });
        else await store.settle(each, { do: each.id === 'to withdrawn.0' ? 'withheld' : 'sent' });
      }
    }
  }

  it('is not said again in place of the store that knows, while all that waited is heard, and what did not go out does', async () => {
    const { dir, file, store } = await before();
    await later(store);
    await store.close();
    expect(restoreInto(dir, file, restoring({ force: true }))).toMatchObject({ laidAside: 1, told: 2, waiting: 5 });
    const again = await opened(dir);
    expect((await again.deadLetters(10)).map(({ id, code }) => [id, code])).toEqual([['unsent.b.0', 'restored']]);
    const late = (cause: string) => ({ deliveries: [letter(`${cause}.late.0`), letter(replyTo(cause)), letter(`${replyTo(cause)}p1`)] });
    const heard: (string | null)[] = [];
    for (let n = 0; n < 5; n++) heard.push(await hear(again, late));
    expect(heard.sort()).toEqual(['timer', 'to answered', 'to hung', 'to unheard', 'to withdrawn']);
    const replies = (cause: string) => [`${cause}.0`, `${cause}.0p1`, `${cause}.late.0`];
    expect((await sendAll(again)).sort()).toEqual([...replies('to hung'), ...replies('to unheard')].sort());
    expect((await again.read('answered', 'transcript', 0, 10)).map(({ sealed }) => words(sealed))).toEqual(['to answered', 'to answered.0']);
    // Who was not told anything since is told what comes next.
    await say(again, 'answered', 'next');
    await hear(again);
    expect(await sendAll(again)).toEqual(['next.0']);
  });

  it('may be said again elsewhere, where nothing tells: whoever waited is answered; where a newer backup tells, not', async () => {
    const { dir, file, store } = await before();
    await later(store);
    const newer = join(dir, 'newer');
    backUp(dir, newer);
    const answeredIn = async (to: string) => {
      const again = await opened(to);
      for (let heard = await hear(again); heard !== null; heard = await hear(again));
      return (await sendAll(again)).sort();
    };
    const [unknowing, knowing] = [await folder(), await folder()];
    expect(restoreInto(unknowing, file, restoring())).toMatchObject({ laidAside: 2, told: 0, waiting: 5 });
    expect(await answeredIn(unknowing)).toEqual(['timer.0', 'to answered.0', 'to hung.0', 'to unheard.0', 'to withdrawn.0']);
    expect(restoreInto(knowing, file, restoring({ newer: [newer] }))).toMatchObject({ laidAside: 1, told: 2, waiting: 5 });
    // What was restored knows it too, before anybody was heard.
    expect(restoreInto(knowing, file, restoring({ force: true }))).toMatchObject({ laidAside: 1, told: 2, waiting: 5 });
    expect(await answeredIn(knowing)).toEqual(['to hung.0', 'to unheard.0']);
  });

  it('cannot be known where the store that was there tells who was forgotten and not what was said: the reason is given', async () => {
    const { dir, file, store } = await before();
    await later(store);
    await store.close();
    const db = new Database(join(dir, 'lanpya.db'));
    db.exec('DROP TABLE line');
    db.close();
    expect(() => restoreInto(dir, file, restoring({ force: true, newer: [join(dir, 'lanpya.db')] }))).toThrow('cannot be asked what went out: no such table');
    const restored = restoreInto(dir, file, restoring({ force: true }));
    expect(restored).toMatchObject({ laidAside: 2, told: 0, waiting: 5 });
    expect(restored.unreadable).toContain('cannot be asked what went out: no such table');
  });

  const stepOf = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('say' as const), who: fc.constantFrom('a', 'b'), wakes: fc.boolean() }) },
    { weight: 4, arbitrary: fc.constant({ do: 'hear' as const }) },
    { weight: 4, arbitrary: fc.constant({ do: 'send' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'fail' as const }) },
    { weight: 3, arbitrary: fc.constant({ do: 'back up' as const }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('restore' as const), which: fc.nat(), over: fc.boolean() }) },
  );

  it('is said once, and all that waited is answered, in any order of talks, backups and restores of what came before the store that tells', { timeout: PATIENCE }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stepOf, { minLength: 16, maxLength: 30 }), async (steps) => {
        let now = START;
        let dir = await folder();
        const open = () => openSqlite({ dir, clock: () => now });
        let store = await open();
        const sent: string[] = [];
        /** What the present store was told, to be answered in the end. */
        let said: string[] = [];
        const backups: { file: string; said: string[] }[] = [];
        let names = 0;
        const wakes = new Set<string>();
        const hearOne = () => hear(store, (cause) => (wakes.delete(cause) ? { timer: { at: now + 1, sealed: bytes(`timer ${cause}`) } } : {}));
        try {
          for (const step of steps) {
            now += MINUTE;
            if (step.do === 'say') {
              const text = `m${(names += 1)}`;
              await say(store, step.who, text);
              said.push(text);
              if (step.wakes) wakes.add(text);
            } else if (step.do === 'hear') await hearOne();
            else if (step.do === 'send') sent.push(...(await sendAll(store)));
            else if (step.do === 'fail') for (const each of await take(store, 1)) await store.settle(each, { do: 'dead', code: 'refused' });
            else if (step.do === 'back up') {
              const file = join(dir, `backup-${(names += 1)}`);
              backUp(dir, file);
              backups.push({ file, said: [...said] });
            } else if (backups.length > 0) {
              const which = step.which % backups.length;
              const { file, said: then } = backups[which] as (typeof backups)[number];
              // What became of later ones only the store knew that goes now.
              backups.length = which + 1;
              await store.close();
              const newer = step.over ? [] : [join(dir, 'lanpya.db')];
              if (!step.over) dir = await folder();
              restoreInto(dir, file, restoring({ now, force: step.over, newer }));
              said = [...then];
              store = await open();
            }
          }
          now += HOUR;
          for (let heard = await hearOne(); heard !== null; heard = await hearOne());
          for (const { id } of await store.deadLetters(100)) expect(await store.resend(id)).toBe(true);
          sent.push(...(await sendAll(store)));
          expect(sent.filter((id, n) => sent.indexOf(id) !== n)).toEqual([]);
          expect(said.map(replyTo).filter((id) => !sent.includes(id))).toEqual([]);
        } finally {
          await store.close();
        }
      }),
      { numRuns: 25 },
    );
  });
});

it('made of a program under load and restored elsewhere at once, sends nothing old, and conversations go on', { timeout: PATIENCE }, async () => {
  const [from, to] = [await folder(), await folder()];
  const { telegram, up } = await platform();
  const program = await up(from);
  telegram.says(1, 'menu');
  await telegram.received(1, 'What would you like to know?');
  const hang = { delayMs: 60_000, drop: 'before' as const };
  telegram.failNext(hang, hang, hang);
  for (const chat of [11, 12, 13]) telegram.says(chat, 'menu');
  await telegram.waitFor(() => telegram.calls.filter((c) => c.method === 'sendMessage').length >= 4, 'sends that hang');
  for (const chat of [11, 12, 13]) telegram.says(chat, 'language');
  await telegram.drained();
  let saying = true;
  const load = (async () => {
    for (let chat = 100; saying && chat < 400; chat += 1) {
      telegram.says(chat, 'menu');
      await telegram.received(chat, 'What would you like to know?');
    }
  })();
  const file = join(from, 'backup.db');
  const made = await lanpya(['backup', file], { DATA_DIR: from });
  saying = false;
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.out).toContain('The key is not in it');
  await load;
  await program.kill('SIGKILL');

  const db = new Database(file);
  const waiting = (db.prepare('SELECT DISTINCT conversation FROM event').raw().all([]) as string[][]).flat();
  const queued = (db.prepare('SELECT count(*) AS n FROM delivery').get([]) as { n: number }).n;
  db.close();
  // Six, unless this machine is so slow that some gave up hanging.
  expect(queued).toBeGreaterThan(0);

  const keyless = await lanpya(['restore', file], { DATA_DIR: to });
  expect(keyless.code).toBe(1);
  expect(keyless.err).toContain('The key of this backup is needed first');
  expect(existsSync(join(to, 'key'))).toBe(false);
  copyFileSync(join(from, 'key'), join(to, 'key'));
  const restored = await lanpya(['restore', file], { DATA_DIR: to });
  expect(restored).toMatchObject({ code: 0, err: '' });
  expect(restored.out).toContain(`${queued} replies waited to be sent; nothing newer was there that tells what was said since. They are not sent`);

  const before = telegram.sent.length;
  const next = await up(to);
  expect((await lanpya(['restore', file, '--force'], { DATA_DIR: to })).err).toContain('in use by another lanpya process');
  telegram.says(11, 'menu');
  await telegram.received(11, 'What would you like to know?');
  telegram.says(1, 'language');
  await telegram.received(1, 'Which language');
  const metrics = await (await fetch(`${next.url}/metrics`)).text();
  expect(metrics).toContain(`lanpya_depth{queue="dead-letters"} ${queued}`);
  expect(metrics).toContain('lanpya_depth{queue="outbox"} 0');
  // Somebody whose message waited in the backup is answered, once; nobody else hears anything unasked.
  const vault = openVault(Buffer.from(await readFile(join(to, 'key'), 'utf8'), 'base64'));
  const unasked = telegram.sent.slice(before).filter(({ chat }) => !['1', '11'].includes(chat));
  expect(unasked.filter(({ chat }) => !waiting.includes(vault.conversationKey('telegram', chat)))).toEqual([]);
  expect(new Set(unasked.map(({ chat }) => chat)).size).toBe(unasked.length);
  expect(telegram.sent.slice(before).filter(({ chat }) => chat === '11')).toHaveLength(1);
});

it('made of a program whose sends were under way and went out after: nothing comes twice, in place of its store or elsewhere; a message that nobody had answered is answered only where nothing tells that it was', { timeout: PATIENCE }, async () => {
  const [dir, to] = [await folder(), await folder()];
  const { telegram, up } = await platform();
  const [TALKER, WAITER] = [1, 2];
  const first = await up(dir);
  for (const chat of [TALKER, WAITER]) {
    telegram.says(chat, 'menu');
    await telegram.received(chat, 'What would you like to know?');
  }
  const chats = [11, 12, 13];
  for (const _ of chats) telegram.failNext({ delayMs: 3_000 });
  for (const chat of chats) {
    telegram.says(chat, 'menu');
    telegram.says(chat, 'language');
  }
  await telegram.drained();
  const file = join(dir, 'backup.db');
  expect(await lanpya(['backup', file], { DATA_DIR: dir })).toMatchObject({ code: 0 });
  const sentTo = (chat: number, from = 0) => telegram.sent.slice(from).filter((each) => each.chat === String(chat));
  await telegram.waitFor(() => chats.every((chat) => sentTo(chat).length >= 2), 'all that hung');
  await first.kill('SIGTERM');

  // What somebody wrote twenty minutes ago is in a second backup, as a program left it that was killed before it answered.
  const vault = openVault(Buffer.from(await readFile(join(dir, 'key'), 'utf8'), 'base64'));
  const store = await openSqlite({ dir, clock: Date.now });
  const conversation = vault.conversationKey('telegram', String(WAITER));
  const key = await store.keyOf(conversation, vault.newKey(conversation));
  const person = { id: String(WAITER) };
  const activity: Activity = {
    type: 'message', id: 'waited', timestamp: new Date(Date.now() - 20 * MINUTE).toISOString(), channelId: 'telegram', text: 'menu',
    from: person, recipient: { id: 'bot' }, conversation: { id: String(WAITER), isGroup: false, conversationType: 'personal', name: '' },
  };
  await store.accept(enclose(vault, conversation, key, activity, 'waited'));
  await store.close();
  const waiting = join(dir, 'waiting.db');
  expect(await lanpya(['backup', waiting], { DATA_DIR: dir })).toMatchObject({ code: 0 });
  const answered = telegram.sent.length;
  const second = await up(dir);
  await telegram.waitFor(() => sentTo(WAITER, answered).length === 2, 'the word of regret and the answer');
  await second.kill('SIGTERM');

  /** Restores, starts, and resolves to what was sent unasked until somebody who writes is answered. */
  const heardAfter = async (args: string[], into: string): Promise<{ out: string; unasked: string[]; url: string; stop(): Promise<void> }> => {
    const restored = await lanpya(['restore', ...args], { DATA_DIR: into });
    expect(restored).toMatchObject({ code: 0, err: '' });
    const before = telegram.sent.length;
    const program = await up(into);
    for (const text of ['menu', 'language']) {
      const asked = sentTo(TALKER).length;
      telegram.says(TALKER, text);
      await telegram.waitFor(() => sentTo(TALKER).length > asked, `an answer to "${text}"`);
    }
    await expect.poll(async () => (await fetch(`${program.url}/metrics`)).text()).toMatch(/queue="inbox"} 0\n[^]*queue="outbox"} 0\n/);
    return { out: restored.out, unasked: telegram.sent.slice(before).map(({ chat }) => chat).filter((chat) => chat !== String(TALKER)), url: program.url, stop: () => program.kill('SIGTERM') };
  };
  const known = await heardAfter([waiting, '--force'], dir);
  expect(known.unasked).toEqual([]);
  expect(known.out).toContain('1 messages or reminders waited to be answered. They are answered at the next start, but for what is known to have been said');
  await known.stop();
  const sending = await heardAfter([file, '--force'], dir);
  expect(sending.unasked).toEqual([]);
  expect(sending.out).toMatch(/[36] replies that waited in this backup have gone out since/);
  expect(await (await fetch(`${sending.url}/metrics`)).text()).toContain('lanpya_depth{queue="dead-letters"} 0');
  await sending.stop();

  copyFileSync(join(dir, 'key'), join(to, 'key'));
  const elsewhere = await heardAfter([file], to);
  expect(elsewhere.unasked).toEqual([]);
  const dead = Number(/(\d+) replies waited to be sent/.exec(elsewhere.out)?.[1]);
  expect(dead).toBeGreaterThanOrEqual(3);
  expect(await (await fetch(`${elsewhere.url}/metrics`)).text()).toContain(`lanpya_depth{queue="dead-letters"} ${dead}`);
  await elsewhere.stop();

  // The only copy of a message: it is answered, with one word of regret.
  const only = await folder();
  copyFileSync(join(dir, 'key'), join(only, 'key'));
  const before = telegram.sent.length;
  const alone = await heardAfter([waiting], only);
  expect(alone.unasked).toEqual([String(WAITER), String(WAITER)]);
  expect(sentTo(WAITER, before).map(({ text }) => text)).toEqual(sentTo(WAITER, answered).slice(0, 2).map(({ text }) => text));
});

it('made of a program before one was forgotten brings them back neither in place of its store nor elsewhere with --forgotten; the others are there, and nothing old is sent', { timeout: PATIENCE }, async () => {
  const [from, to] = [await folder(), await folder()];
  const { telegram, up } = await platform();
  const [STAYS, GONE, BACK] = [1, 2, 3];
  const answered = async (chat: number, text: string) => {
    const before = telegram.sent.length;
    telegram.says(chat, text);
    await telegram.waitFor(() => telegram.sent.slice(before).some((each) => each.chat === String(chat)), `an answer to "${text}"`);
  };
  const program = await up(from);
  const vault = openVault(Buffer.from(await readFile(join(from, 'key'), 'utf8'), 'base64'));
  const of = (chat: number) => vault.conversationKey('telegram', String(chat));
  for (const chat of [STAYS, GONE, BACK]) {
    await answered(chat, 'talk to a person');
    await answered(chat, `menu canary ${chat}`);
  }
  // The old backup holds a reply to who will be forgotten, on its way for ever.
  telegram.failNext({ delayMs: 60_000, drop: 'before' });
  const sending = telegram.calls.length;
  telegram.says(GONE, 'menu');
  await telegram.waitFor(() => telegram.calls.slice(sending).some(({ method }) => method === 'sendMessage'), 'a send that hangs');
  let saying = true;
  const load = (async () => {
    for (let chat = 100; saying; chat += 1) await answered(chat, 'menu');
  })();
  const [old, newer] = [join(from, 'old.db'), join(from, 'newer.db')];
  expect((await lanpya(['backup', old], { DATA_DIR: from })).out).toContain('Delete it within 30 days');
  for (const chat of [GONE, BACK]) {
    telegram.says(chat, 'delete what I wrote');
    telegram.says(chat, 'Yes, delete');
    await telegram.received(chat, 'Deleted.');
  }
  await answered(BACK, 'menu and what came later');
  expect(await lanpya(['backup', newer], { DATA_DIR: from })).toMatchObject({ code: 0 });
  saying = false;
  await load;
  await program.kill('SIGKILL');

  /** All that LANPYA_KEY opens of what these people and the bot said, and whose reply waits. */
  const held = (path: string) => {
    const db = new Database(path);
    const rows = (sql: string) => db.prepare(sql).raw().all([]) as [string, Uint8Array, Uint8Array][];
    const lines = rows('SELECT l.conversation, k.sealed, l.sealed FROM line l JOIN key k ON k.conversation = l.conversation');
    const said = (chat: number) => lines.filter(([id]) => id === of(chat)).map(([id, key, sealed]) => JSON.stringify(vault.open(id, key, 'line', sealed))).join('\n');
    const waits = rows('SELECT conversation, sealed, sealed FROM delivery').map(([id]) => id);
    const key = (chat: number) => Buffer.from(rows(`SELECT conversation, sealed, NULL FROM key WHERE conversation = '${of(chat)}'`)[0]?.[1] ?? []);
    const handedOver = db.prepare('SELECT conversation FROM handoff WHERE sealed IS NOT NULL').raw().all([]).flat();
    const result = { said: [STAYS, GONE, BACK].map(said), keys: [STAYS, GONE, BACK].map(key), waits, handedOver };
    db.close();
    return result;
  };
  const planted = held(old);
  for (const [i, chat] of [STAYS, GONE, BACK].entries()) expect(planted.said[i]).toContain(`canary ${chat}`);
  expect(planted.waits).toContain(of(GONE));
  expect(planted.handedOver).toEqual(expect.arrayContaining([STAYS, GONE, BACK].map(of)));
  const wrapped = (dir: string) => {
    const all = Buffer.concat(readdirSync(dir).filter((name) => name.startsWith('lanpya.')).map((name) => readFileSync(join(dir, name))));
    return planted.keys.map((key) => all.includes(key));
  };
  const gone = (dir: string) => {
    const { said, waits, handedOver } = held(join(dir, 'lanpya.db'));
    expect(said).toEqual([planted.said[0], '', '']);
    expect(waits).not.toContain(of(GONE));
    expect(handedOver).toEqual([of(STAYS)]);
    expect(wrapped(dir)).toEqual([true, false, false]);
  };

  // The newer one keeps what was said after.
  expect((await lanpya(['restore', newer, '--force'], { DATA_DIR: from })).out).not.toContain('They are deleted from it too');
  expect(held(join(from, 'lanpya.db')).said[2]).toContain('what came later');
  // The old one in place of the store that knows.
  const restored = await lanpya(['restore', old, '--force'], { DATA_DIR: from });
  expect(restored).toMatchObject({ code: 0, err: '' });
  expect(restored.out).toContain('2 people had their words deleted after this backup was made.');
  expect(restored.out).toContain('Who was forgotten is known up to');
  gone(from);
  // Elsewhere, where nothing knows; then with the newer backup.
  copyFileSync(join(from, 'key'), join(to, 'key'));
  const unknowing = await lanpya(['restore', old], { DATA_DIR: to });
  expect(unknowing.out).toContain('nothing newer was there that tells who');
  expect(wrapped(to)).toEqual([true, true, true]);
  const mended = await lanpya(['restore', old, '--force', '--forgotten', newer], { DATA_DIR: to });
  expect(mended.out).toContain('2 people had their words deleted after this backup was made.');
  gone(to);

  const before = telegram.sent.length;
  await up(to);
  await answered(STAYS, 'language');
  await answered(GONE, 'hello again');
  const unasked = telegram.sent.slice(before).filter(({ chat }) => Number(chat) < 100);
  expect(unasked.map(({ chat }) => chat).sort()).toEqual([String(STAYS), String(GONE)]);
  expect(held(join(to, 'lanpya.db')).said[1]).not.toContain('canary');
});
