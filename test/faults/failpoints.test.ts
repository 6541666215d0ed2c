import { expect, it } from 'vitest';
import type { Program } from '../e2e/program.js';
import { ground } from './ground.js';

/** Kills at each point and on each store; more by hand, and many more by kills.mjs (see README.md beside this). */
const KILLS = Number(process.env['FAULT_KILLS'] ?? 1);
const POINTS = ['before-accept', 'after-accept', 'before-commit', 'after-commit', 'before-send', 'after-send', 'before-settle', 'after-settle'] as const;
/** The whole program starts for each kill: some seconds on two busy cores. */
const PATIENCE = 120_000 + KILLS * POINTS.length * 30_000;
/** New chats of each life (a known one is answered without an accept), and what each says: enough that each point is passed as often as asked. */
const CHATS = 3;
const WORDS = ['menu', 'language'] as const;
const ANSWERS = { menu: 'What would you like to know?', language: 'Which language' } as const;
const MOST_PASSES = 5;

interface Tally {
  kills: number;
  /** Messages with the platform at the moment of the kill. */
  unsure: number;
  twice: number;
}

it.each(['the embedded store', 'Redis'])('killed at each point on %s: every message is answered, in order; twice only what was with the platform', { timeout: PATIENCE }, async (name) => {
  const { telegram, up } = await ground({ redis: name === 'Redis' });
  const settings = { LOG_LEVEL: 'error', NODE_OPTIONS: `--import ${new URL('./failpoint.mjs', import.meta.url).href}` };
  const chats: number[] = [];
  const sayAll = () => {
    const mine = Array.from({ length: CHATS }, (_, n) => chats.length + n + 1);
    chats.push(...mine);
    for (const word of WORDS) for (const chat of mine) telegram.says(chat, word);
  };
  const heardBy = (chat: number) => telegram.sent.flatMap(({ chat: to, text }, at) => (to === String(chat) ? [{ at, word: WORDS.find((word) => text.includes(ANSWERS[word])) }] : []));
  const onceBy = (chat: number) => heardBy(chat).filter(({ word }, n, all) => word !== all[n - 1]?.word);

  const tallies = new Map<string, Tally>(POINTS.map((point) => [point, { kills: 0, unsure: 0, twice: 0 }]));
  /** What had been sent when each life ended, and at which point it did. */
  const lives: { until: number; endedAt: string }[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    for (const point of POINTS) {
      sayAll();
      const said = await lifeUntil(`${point}:${1 + ((kill * 3) % MOST_PASSES)}`);
      const tally = tallies.get(point) as Tally;
      tally.kills += 1;
      tally.unsure += Number(/killed at \S+, (\d+) unsure/.exec(said)?.[1]);
      lives.push({ until: telegram.sent.length, endedAt: point });
    }
    console.log(`round ${kill + 1} of ${KILLS} on ${name}: the next life answered all that waited in ${Math.round(await lifeToTheEnd())} ms`);
    lives.push({ until: telegram.sent.length, endedAt: 'none' });
  }

  for (const chat of chats) {
    expect(onceBy(chat).map(({ word }) => word)).toEqual(WORDS);
    // The kill is to blame that ended the life in which it was sent first.
    for (const { at } of heardBy(chat).filter(({ word }, n, all) => word === all[n + 1]?.word)) {
      const tally = tallies.get(lives.find(({ until }) => at < until)?.endedAt ?? '');
      expect(tally).toBeDefined();
      if (tally) tally.twice += 1;
    }
  }
  const total = [...tallies.values()].reduce((sum, { kills, unsure, twice }) => ({ kills: sum.kills + kills, unsure: sum.unsure + unsure, twice: sum.twice + twice }));
  console.table(Object.fromEntries([...tallies, ['together', total]]));
  console.log(`${chats.length * WORDS.length} messages on ${name}, none lost; ${(total.twice / Math.max(1, total.unsure)).toFixed(2)} twice for each unsure`);
  expect(total.twice).toBeLessThanOrEqual(total.unsure);

  /** A life that is not killed, until everybody has every answer; resolves to how long that took it. */
  async function lifeToTheEnd(): Promise<number> {
    const program = await up(settings);
    const began = performance.now();
    await telegram.waitFor(() => chats.every((chat) => onceBy(chat).length >= WORDS.length), 'every answer', 60_000);
    const tookMs = performance.now() - began;
    await telegram.drained();
    await program.kill('SIGTERM');
    return tookMs;
  }

  /** Resolves to what a life printed until it was killed, which may be before it was ready. */
  async function lifeUntil(failpoint: string): Promise<string> {
    const program: Program | Error = await up({ ...settings, FAILPOINT: failpoint }).catch((error: Error) => error);
    if (program instanceof Error) return program.message;
    await program.ended;
    return program.output();
  }
});
