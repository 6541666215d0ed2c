import type { Account } from '../../src/console/account.js';
import { close, giveBack, reply, take } from '../../src/console/acts.js';
import type { Desk } from '../../src/console/desk.js';
import { Refusal } from '../../src/console/refusal.js';
import { permitted } from '../../src/console/route.js';
import { markPresent } from '../../src/host/presence.js';
import { StoreUnavailable } from '../../src/ports.js';
import type { Chance, Owner, Timeline } from './timeline.js';

const accountOf = (id: string): Account => ({ id, name: id, role: 'admin', languages: ['en'], disabled: false, createdAt: 0 });

/** A counsellor at the real console's acts: takes, answers, gives back, closes, walks away, sends again what did not arrive. */
export async function counsellor(desk: Desk, id: string, { time, chance, owner, open }: { time: Timeline; chance: Chance; owner: Owner; open(): boolean }): Promise<void> {
  const me = accountOf(id);
  let wishes = 0;
  const wish = () => ({ counsellor: me, key: `wish ${(wishes += 1)}` });

  async function once(): Promise<void> {
    await markPresent(desk, id, desk.clock());
    const rows = await desk.store.handoffs(20, false);
    const mine = rows.filter((row) => row.holder === id);
    const queued = rows.filter((row) => row.state === 'queued');
    if (mine.length > 0 && chance.often(0.6)) return hold(chance.among(mine).id);
    // Both counsellors look at the same list: they reach for the same row.
    if (queued[0] && chance.often(0.8)) return take(desk, queued[0], wish());
    const [away] = rows.filter((row) => row.holder !== null && row.holder !== id);
    if (away && chance.often(0.1)) return giveBack(desk, await permitted(desk, 'releaser', me, away.id), wish());
    const [dead] = chance.often(0.2) ? await desk.store.deadLetters(5) : [];
    if (dead) await desk.store.resend(dead.id);
  }

  async function hold(handoff: string): Promise<void> {
    const row = await permitted(desk, 'holder', me, handoff);
    await time.sleep(chance.between(1, 800), owner);
    const draw = chance();
    const same = wish();
    if (draw < 0.5) {
      await reply(desk, row, same, 'I can help you.');
      // A second tap on "send" is the same wish.
      if (chance.often(0.2)) await reply(desk, row, same, 'I can help you.');
    } else if (draw < 0.7) await close(desk, row, same, { outcome: 'information-given', ...(chance.often(0.5) ? { note: 'a note' } : {}) });
    else if (draw < 0.85) await giveBack(desk, row, same, chance.often(0.5) ? 'a note' : undefined);
  }

  while (open()) {
    await time.sleep(chance.between(300, 2_500), owner);
    try {
      if (open()) await once();
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof StoreUnavailable)) throw error;
    }
  }
}
