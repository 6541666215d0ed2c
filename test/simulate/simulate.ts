import { close, take } from '../../src/console/acts.js';
import { LEASE_MS } from '../../src/host/hatch.js';
import { mailboxIn } from '../../src/host/mailbox.js';
import { StoreUnavailable } from '../../src/ports.js';
import { Audit } from './audit.js';
import { boxVault } from './boxes.js';
import type { Bug } from './bugs.js';
import { counsellor } from './counsellors.js';
import { actsOn, emptyState, type Acts } from './memory-store.js';
import { network } from './network.js';
import { platform, type Chat } from './platform.js';
import { quiet, startProcess, type Process } from './process.js';
import { chanceOf, ownerNamed, Timeline, type Owner } from './timeline.js';

const START = Date.UTC(2026, 10, 21, 5);
const MINUTE_MS = 60_000;
/** Faults come for so long; a turn's lease is 5 s, a send's 25 s. */
const ROUGH_MS = 15_000;
/** By then all must have come to rest: longer than the longest lease after a clock was set back, and than five tries of a poisonous message. */
const REST_MS = 240_000;
/** A run costs some 2,000 happenings; one of so many runs in circles. */
const MOST_HAPPENINGS = 60_000;
/** Where nothing is wrong a counsellor's act reaches the person at once, and not when a sleeper looks again. */
const AT_ONCE_MS = 600;

export interface Run {
  seed: number;
  /** Promises that were broken, in words. */
  broken: string[];
  /** The same for the same seed. */
  trace: number;
  happenings: number;
  /** Virtual milliseconds. */
  ms: number;
  duplicates: number;
  story: string[];
}

/**
 * One run of the whole bot: the real host in one process or two, on a simulated store and platform, in virtual time. All
 * that happens by chance comes from the seed. First everything goes wrong that may; then the faults end, and what was
 * promised must hold.
 */
export async function simulate(seed: number, options: { bug?: Bug; tell?: boolean } = {}): Promise<Run> {
  const time = new Timeline();
  return time.instead(() => play(time, seed, options.bug ?? null, options.tell ?? false));
}

async function play(time: Timeline, seed: number, bug: Bug | null, tell: boolean): Promise<Run> {
  const chance = chanceOf(seed);
  const lines: string[] = [];
  const story = (line: () => string) => {
    if (tell) lines.push(`${(time.now / 1_000).toFixed(3).padStart(9)} ${line()}`);
  };
  let rough = true;

  // --- Clocks: the store's own, and one of each process where there are several --------------------------------------
  const shared = chance.often(0.4);
  const offsets = { store: 0, slots: [0, 0] };
  const storeClock = () => Math.floor(START + time.now + offsets.store);
  const slotClock = (slot: number) => () => Math.floor(START + time.now + (shared ? (offsets.slots[slot] ?? 0) : offsets.store));

  // --- Store, audit, network -----------------------------------------------------------------------------------------
  const state = emptyState();
  const vault = boxVault();
  const audit = new Audit(time, state, storeClock, vault.peek);
  const deaths: (() => void)[] = [];
  const honest = actsOn(state, storeClock, (what) => wires.wake(what));
  const acts: Acts = { ...honest, ...bug?.acts?.(honest, state, { time, wake: (what) => wires.wake(what), onDeath: (act) => deaths.push(act) }) };
  const wires = network({ time, chance, audit, acts: () => acts, story });

  // --- What may go wrong in this run: some kinds of fault, not all, so that each is met without the others -------------
  const kind = (p = 0.5) => chance.often(p);
  const faults = { crashes: kind(), pauses: kind(0.35), outages: kind(0.35), clocks: kind(0.3), stops: kind(0.35), sends: kind(0.6), webhooks: kind(0.6), blocks: kind(0.15) };
  const chats = Array.from({ length: chance.whole(1, 3) }, (_, n): Chat => ({
    id: `p${n}`,
    channel: chance.often(0.7) ? 'paced' : 'web',
    hasty: chance.often(0.4),
    blocked: false,
    wantsErasure: true,
    queue: [],
    count: 0,
  }));

  // --- Processes -----------------------------------------------------------------------------------------------------
  const slots: (Process | null)[] = Array.from({ length: shared ? 2 : 1 }, () => null);
  let born = 0;
  const world = platform({ time, chance, audit, clock: () => START + time.now, processes: () => slots.filter((each) => each !== null), weather: { rough: () => rough, kinds: faults, outage, crash: kill }, story }, chats);
  const soil = { time, chance, vault, audit, platform: world, bug, shared, rough: () => rough, kill, killed: new Map<string, number>(), mailed: new Set<string>() };

  function boot(slot: number): void {
    if (slots[slot] && !slots[slot].owner.dead) return;
    const process = startProcess(soil, `host${(born += 1)}`, wires.storeFor, slotClock(slot));
    slots[slot] = process;
    story(() => `${process.owner.name} starts`);
  }
  function kill(owner: Owner): void {
    if (owner.dead) return;
    owner.dead = true;
    const slot = slots.findIndex((each) => each?.owner === owner);
    story(() => `${owner.name} dies`);
    for (const act of deaths) act();
    for (const again of slots[slot]?.calls ?? []) again();
    if (slot >= 0) time.at(chance.between(200, 3_000), null, () => boot(slot));
  }
  function pause(owner: Owner): void {
    const ms = chance.among([6_000, 9_000, 27_000]);
    owner.heldUntil = Math.max(owner.heldUntil, time.now + ms);
    audit.upset(owner, owner.heldUntil);
    story(() => `${owner.name} stands still for ${ms} ms`);
  }
  function outage(): void {
    const ms = chance.between(100, 4_000);
    lastUpset = time.now + ms;
    wires.away(ms);
  }
  /** As main does it: rests, lets the calls that are open end, leaves what is left to others. */
  function stop(process: Process): void {
    const began = time.now;
    process.stopping = true;
    story(() => `${process.owner.name} is told to stop`);
    time.at(0, process.owner, () => {
      void (async () => {
        await process.engine.rest();
        const inTime = time.now - began < 4_900;
        process.closed = true;
        while (process.calls.size > 0) await time.sleep(20, process.owner);
        await (bug?.ends === false ? undefined : process.engine.end());
        // A claim whose answer was lost waits for its lease, and nobody knows of it.
        if (inTime && !upsetIn(began - LEASE_MS)) audit.stopped(process.owner);
        kill(process.owner);
      })().catch((error: unknown) => {
        audit.fail(`C1: ${process.owner.name} was told to stop and crashed: ${String(error)}`);
        kill(process.owner);
      });
    });
  }
  let lastUpset = -1;
  const upsetIn = (since: number) => lastUpset >= since;

  // --- The people who answer -------------------------------------------------------------------------------------------
  const office = ownerNamed('console');
  const desk = { store: bug?.port?.(wires.storeFor(office)) ?? wires.storeFor(office), vault, clock: storeClock, log: quiet };
  let deskOpen = true;
  let sitting = 2;
  const sit = (id: string) => void counsellor(desk, id, { time, chance, owner: office, open: () => deskOpen }).catch((error: unknown) => audit.fail(`the console failed: ${String(error)}`)).finally(() => (sitting -= 1));

  // --- What happens when -----------------------------------------------------------------------------------------------
  slots.forEach((_, slot) => boot(slot));
  time.at(0, office, () => ['ann', 'bo'].forEach(sit));
  for (const chat of chats) script(chat);
  const some = (yes: boolean, most: number, act: () => void) => {
    if (yes) for (let n = chance.whole(1, most); n > 0; n -= 1) time.at(chance.between(100, ROUGH_MS), null, act);
  };
  const alive = () => slots.filter((each): each is Process => each !== null && !each.owner.dead);
  some(faults.crashes, 3, () => alive()[0] && kill(chance.among(alive()).owner));
  some(faults.pauses, 2, () => {
    lastUpset = time.now;
    if (alive()[0]) pause(chance.among(alive()).owner);
  });
  some(faults.outages, 2, outage);
  some(faults.stops, 2, () => {
    const process = alive()[0];
    if (process && !process.stopping) stop(process);
  });
  some(faults.clocks, 2, () => {
    const ms = chance.among([-40_000, -7_000, 7_000, 40_000]);
    // A lease that ran as the clock was set back lasts so much longer.
    lastUpset = Math.max(lastUpset, time.now - Math.min(0, ms));
    const which = chance.whole(-1, slots.length - 1);
    if (!shared || which < 0) offsets.store += ms;
    else offsets.slots[which] = (offsets.slots[which] ?? 0) + ms;
    if (shared && which >= 0) audit.clocksAgree = false;
    audit.upset(null);
    story(() => `the clock of ${!shared || which < 0 ? 'the store' : `place ${which}`} is set by ${ms} ms`);
  });
  // The page of the web chat reads what lies there.
  for (const chat of chats) if (chat.channel === 'web') some(true, 4, () => read(chat));

  function read(chat: Chat): void {
    const store = wires.storeFor(office);
    const account = { id: chat.id };
    time.at(0, office, () => {
      mailboxIn(store, vault)
        .read({ channelId: 'web', user: account, bot: { id: 'bot' }, conversation: { id: chat.id, isGroup: false, conversationType: 'personal', name: '' } }, 0, 500)
        .catch((error: unknown) => {
          if (!(error instanceof StoreUnavailable)) audit.fail(`C4: ${chat.id} cannot read what was sent: ${String(error)}`);
        });
    });
  }

  function script(chat: Chat): void {
    const say = (atMs: number, text: string, ageMs = 0) => time.at(atMs, null, () => void world.write(chat, text, { ageMs }));
    for (let n = chance.whole(2, 5); n > 0; n -= 1) {
      const at = chance.between(50, ROUGH_MS * 0.8);
      const draw = chance();
      if (draw < 0.34) say(at, chance.often(0.5) ? `wage ${n}` : `fee ${n}`);
      else if (draw < 0.4) say(at, 'hi');
      else if (draw < 0.55) say(at, 'human');
      else if (draw < 0.69) say(at, chance.among(['danger one', 'danger two']));
      else if (draw < 0.8) say(at, 'forget me');
      else if (draw < 0.84) say(at, 'stop');
      else if (draw < 0.88) say(at, '');
      else if (draw < 0.91) say(at, `poison ${n}`);
      else if (draw < 0.94) say(at, `killer ${chat.id} ${n}`);
      // What a platform held back for long, all at once.
      else for (let m = chance.whole(1, 3); m > 0; m -= 1) say(at, `wage late ${m}`, (20 + m) * MINUTE_MS);
    }
  }

  // --- Rough, then calm ------------------------------------------------------------------------------------------------
  const still = () => world.still() && sitting === 0 && alive().filter((each) => !each.stopping).length === slots.length && [...state.conversations.values()].every(({ events, letters }) => events.length + letters.length === 0);
  const never = () => false;
  const enough = () => audit.broken.length > 0;
  await time.run(enough, ROUGH_MS, MOST_HAPPENINGS);
  rough = false;
  deskOpen = false;
  story(() => '--- the faults are over');
  wires.away(0);
  for (const process of alive()) process.owner.heldUntil = time.now;
  await rest('the faults');
  if (!enough()) await quick();
  for (const minutes of [16, 31]) {
    if (enough() || !audit.timersStand()) break;
    // The machine sleeps: its timers stand still, and its clock goes on.
    offsets.store += minutes * MINUTE_MS;
    offsets.slots = offsets.slots.map((offset) => offset + minutes * MINUTE_MS);
    audit.upset(null);
    await time.run(never, 2_500);
    await rest(`a sleep of ${minutes} minutes`);
  }
  if (!enough()) {
    for (const chat of chats) if (chat.channel === 'web') read(chat);
    await time.run(never, 300);
    audit.close();
  }
  return { seed, broken: audit.broken, trace: time.trace, happenings: time.happened, ms: time.now, duplicates: audit.duplicates, story: lines };

  async function rest(after: string): Promise<void> {
    if (await time.run(() => enough() || still(), REST_MS, time.happened + MOST_HAPPENINGS)) return;
    const left = [...state.conversations].filter(([, { events, letters }]) => events.length + letters.length > 0).map(([name, { events, letters }]) => `${name} has ${events.length} to answer, ${letters.length} to send`);
    audit.fail(`C1: no rest after ${after}: ${left.join('; ') || 'a platform still waits'}`);
  }

  /** Somebody asks for a person and a counsellor takes over: with nothing wrong each step is done at once. */
  async function quick(): Promise<void> {
    const chat: Chat = { id: 'p9', channel: 'web', hasty: false, blocked: false, wantsErasure: false, queue: [], count: 0 };
    chats.push(chat);
    const asked = world.write(chat, 'human');
    await time.run(() => world.answeredAt(asked.activity.id) !== null, AT_ONCE_MS);
    if (world.answeredAt(asked.activity.id) === null) return audit.fail('C1: a message was not answered at once though nothing was wrong');
    const row = [...state.handoffs.values()].find(({ conversation }) => conversation === 'web/p9');
    if (!row) return audit.fail('C6: a person was asked for, and no handoff stands');
    await rest('the question');
    for (const status of ['accepted', 'completed'] as const) {
      const version = () => state.conversations.get('web/p9')?.version ?? 0;
      const before = version();
      const done = () => version() > before && still();
      time.at(0, office, () => void act(row.id, status).catch((error: unknown) => audit.fail(`the console failed: ${String(error)}`)));
      if (!(await time.run(done, AT_ONCE_MS))) audit.fail(`C4: "${status}" did not reach the person within ${AT_ONCE_MS} ms though nothing was wrong`);
      await rest(status);
    }
  }

  async function act(handoff: string, what: 'accepted' | 'completed'): Promise<void> {
    const row = await desk.store.handoff(handoff);
    const wish = { counsellor: { id: 'cho', name: 'Cho' }, key: what };
    if (row) await (what === 'accepted' ? take(desk, row, wish) : close(desk, row, wish, { outcome: 'information-given' }));
  }
}
