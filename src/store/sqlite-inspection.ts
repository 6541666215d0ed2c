import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../ports.js';
import type { Damage } from './sqlite-damage.js';

/** After a start, whose end before may have been the power's: late enough that nobody who waited is kept waiting for it. */
const FIRST_MS = 60_000;
const DAY_MS = 24 * 3_600_000;
/** 20:00 UTC: half past two at night in Myanmar, three in Thailand, Laos, Cambodia and Viet Nam. */
const QUIET_MS = 20 * 3_600_000;

/** The driver ends its process where a text is no text. */
const UNREADABLE: Damage = { what: 'a text that cannot be read', count: 1 };

/** What a look at the store found; null where it could not look, with what it took in milliseconds. */
export type Found = (damage: readonly Damage[] | null, ms: number) => void;

/** Milliseconds from `now` to the next quiet hour: more than none, a day at most. */
export function untilQuiet(now: number): number {
  return DAY_MS - ((((now - QUIET_MS) % DAY_MS) + DAY_MS) % DAY_MS);
}

/** Looks through the whole store in `dir` soon, and then each night; returns the way to stop. `firstMs`: when, after now. */
export function inspecting({ dir, clock, found }: { dir: string; clock: Clock; found: Found }, firstMs = FIRST_MS): () => void {
  const stopped = new AbortController();
  const look = async () => {
    const began = performance.now();
    const damage = await inspect(dir, stopped.signal);
    if (stopped.signal.aborted) return;
    found(damage, Math.round(performance.now() - began));
    timer = setTimeout(look, untilQuiet(clock())).unref();
  };
  let timer = setTimeout(look, firstMs).unref();
  return () => {
    clearTimeout(timer);
    stopped.abort();
  };
}

/**
 * In a process of its own: its memory is given back, it is last in line for the processor, and what a damaged file does to
 * the driver ends it alone. It gets no settings, so no secret.
 */
function inspect(dir: string, signal: AbortSignal): Promise<readonly Damage[] | null> {
  const inspector = fileURLToPath(new URL('./sqlite-inspector.js', import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [inspector, dir], { env: {}, signal, killSignal: 'SIGKILL' }, (error, out) => {
      if (!error) return resolve(JSON.parse(out) as Damage[]);
      resolve(error.signal === 'SIGABRT' ? [UNREADABLE] : null);
    });
  });
}
