/** Seeded chance: the same seed draws the same. mulberry32 (public domain, Tommy Ettinger). */
export interface Chance {
  /** 0 up to 1. */
  (): number;
  /** True with probability `p`. */
  often(p: number): boolean;
  between(from: number, to: number): number;
  /** A whole number, `from` and `to` included. */
  whole(from: number, to: number): number;
  among<T>(list: readonly T[]): T;
}

export function chanceOf(seed: number): Chance {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  // Neighbouring seeds begin alike.
  for (let n = 0; n < 3; n += 1) next();
  const between = (from: number, to: number) => from + next() * (to - from);
  return Object.assign(next, {
    often: (p: number) => next() < p,
    between,
    whole: (from: number, to: number) => Math.floor(between(from, to + 1)),
    among<T>(list: readonly T[]): T {
      return list[Math.floor(next() * list.length)] as T;
    },
  });
}

/** Whose code runs: a process of the bot, the console, or the world outside. */
export interface Owner {
  name: string;
  /** Nothing of it ever runs again; what it held in memory is gone. */
  dead: boolean;
  /** Stopped, as by SIGSTOP, until then. */
  heldUntil: number;
  /** When something last befell it that may make it send twice. */
  upsetAt: number;
}

export const ownerNamed = (name: string): Owner => ({ name, dead: false, heldUntil: 0, upsetAt: -1 });

interface Due {
  at: number;
  /** Of what is due at one moment, what was put there first comes first. */
  n: number;
  owner: Owner | null;
  act(): void;
}

/** Resolves when nothing is left that could go on by itself. */
const settled = () => new Promise<void>((resolve) => process.nextTick(resolve));

/**
 * Virtual time. One thing happens at a time; after each, every promise that can go on does so before the next. Nothing
 * but what was put here ever happens: while it runs, `setTimeout` itself waits on this clock, so no timer of the host,
 * known or new, is a real one.
 */
export class Timeline {
  /** Milliseconds since the beginning; it never goes back. */
  now = 0;
  /** Things that happened: a bound on what a run may cost. */
  happened = 0;
  /** What happened when, in one number: the same seed gives the same. FNV-1a. */
  trace = 0x811c9dc5;
  private heap: Due[] = [];
  private count = 0;
  private current: Owner | null = null;

  at(ms: number, owner: Owner | null, act: () => void): Due {
    const due: Due = { at: this.now + Math.max(0, ms), n: this.count++, owner, act };
    push(this.heap, due);
    return due;
  }

  sleep(ms: number, owner: Owner | null): Promise<void> {
    return new Promise((resolve) => this.at(ms, owner, resolve));
  }

  /** Lets an owner go on: at once, later where it is held, never where it is dead. */
  resume(owner: Owner, act: () => void): void {
    if (owner.dead) return;
    if (owner.heldUntil > this.now) return void this.at(owner.heldUntil - this.now, owner, act);
    this.current = owner;
    act();
  }

  /** Runs until `done`, or until `forMs` have passed. Says whether it was done. */
  async run(done: () => boolean, forMs: number, most = Infinity): Promise<boolean> {
    const end = this.now + forMs;
    for (;;) {
      if (done()) return true;
      const next = this.heap[0];
      if (!next || next.at > end || this.happened > most) {
        this.now = Math.max(this.now, Math.min(end, next?.at ?? end));
        return done();
      }
      pop(this.heap);
      this.now = next.at;
      this.happened += 1;
      this.trace = Math.imul(this.trace ^ (next.at * 1_000) ^ (next.n << 16), 0x01000193);
      // It stays the same one, so that a timer of a process that stands still can be cleared afterwards.
      if (next.owner && !next.owner.dead && next.owner.heldUntil > this.now) push(this.heap, Object.assign(next, { at: next.owner.heldUntil, n: this.count++ }));
      else if (next.owner) this.resume(next.owner, next.act);
      else next.act();
      await settled();
      this.current = null;
    }
  }

  /** Puts this clock in the place of the real one while `act` runs. */
  async instead<T>(act: () => Promise<T>): Promise<T> {
    const { setTimeout: realSet, clearTimeout: realClear } = globalThis;
    const timers = new Map<object, Due>();
    const set = (then: () => void, ms = 0) => {
      const handle = { unref: () => handle };
      const due = this.at(ms, this.current, () => {
        timers.delete(handle);
        then();
      });
      timers.set(handle, due);
      return handle;
    };
    const clear = (handle: object) => {
      const due = timers.get(handle);
      if (due) due.act = () => {};
      timers.delete(handle);
    };
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
    try {
      return await act();
    } finally {
      Object.assign(globalThis, { setTimeout: realSet, clearTimeout: realClear });
    }
  }
}

const before = (a: Due, b: Due) => a.at < b.at || (a.at === b.at && a.n < b.n);

function push(heap: Due[], due: Due): void {
  let i = heap.push(due) - 1;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (!before(due, heap[parent] as Due)) break;
    heap[i] = heap[parent] as Due;
    i = parent;
  }
  heap[i] = due;
}

function pop(heap: Due[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1] as Due, heap[child] as Due)) child += 1;
    if (!before(heap[child] as Due, last)) break;
    heap[i] = heap[child] as Due;
    i = child;
  }
  heap[i] = last;
}
