import { StoreUnavailable, type Store } from '../../src/ports.js';
import type { Audit } from './audit.js';
import type { Acts, Watched } from './memory-store.js';
import type { Chance, Owner, Timeline } from './timeline.js';

/** The way from a process to its store: slow, and cut at any moment, before or after what was asked is done. */
export interface Network {
  storeFor(owner: Owner): Store;
  /** What the store tells its watchers. */
  wake(what: Watched): void;
  /** The store cannot be reached for so long. */
  away(ms: number): void;
}

export interface Wires {
  time: Timeline;
  chance: Chance;
  audit: Audit;
  /** The acts, with whatever bug was planted into them. */
  acts(): Acts;
  story(line: () => string): void;
}

export function network({ time, chance, audit, acts, story }: Wires): Network {
  let awayUntil = -1;
  const watchers = new Set<{ owner: Owner; listener(what: Watched): void }>();

  function call(owner: Owner, name: keyof Acts, args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const answer = (act: () => void) => (chance.often(0.15) ? void time.at(chance.between(1, 40), owner, act) : time.resume(owner, act));
      const latency = chance.often(0.03) ? chance.between(20, 200) : chance.between(0.2, 2);
      time.at(latency, null, () => {
        // It died before the question was on its way; else the act is done, and nobody hears of it.
        if (owner.dead && chance.often(0.5)) return;
        const away = time.now < awayUntil;
        if (away && chance.often(0.5)) return answer(() => reject(new StoreUnavailable('away')));
        let result: unknown;
        try {
          result = (acts()[name] as (...args: unknown[]) => unknown)(...args);
        } catch (error) {
          return answer(() => reject(error));
        }
        audit.acted(owner, name, args as never, result as never);
        if (name !== 'claim' || result !== null) story(() => `${owner.name} ${name} ${brief(args[0])} → ${brief(result)}`);
        answer(() => (away ? reject(new StoreUnavailable('away')) : resolve(result)));
      });
    });
  }

  return {
    storeFor(owner) {
      const methods = Object.keys(acts()).map((name) => [name, (...args: unknown[]) => call(owner, name as keyof Acts, args)]);
      const watch: Store['watch'] = (listener) => {
        const watcher = { owner, listener };
        watchers.add(watcher);
        return () => void watchers.delete(watcher);
      };
      return { ...Object.fromEntries(methods), watch, close: async () => {} } as Store;
    },
    wake(what) {
      for (const watcher of watchers) {
        if (watcher.owner.dead) watchers.delete(watcher);
        else time.at(chance.between(0.1, 3), watcher.owner, () => watcher.listener(what));
      }
    },
    away(ms) {
      awayUntil = time.now + ms;
      story(() => `store away for ${Math.round(ms)} ms`);
    },
  };
}

function brief(value: unknown): string {
  if (value instanceof Uint8Array) return '…';
  const text = JSON.stringify(value, (_, part: unknown) => (part instanceof Uint8Array || (part as { type?: string } | null)?.type === 'Buffer' ? '…' : part)) ?? '';
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
