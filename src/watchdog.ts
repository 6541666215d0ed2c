import { writeSync } from 'node:fs';
import { url as debuggedAt } from 'node:inspector';
import { Worker } from 'node:worker_threads';

/** How often the watched thread counts, and how often the watching one looks. */
const BEAT_MS = 1_000;
/**
 * A thread that has not come round for so long is given up. The longest lawful pause is some two seconds (the index of
 * 100,000 entries), so this is one on a machine fifteen times slower; fault 32 is a thread that is busy for 45 s.
 */
const BLOCKED_MS = 30_000;
/** As after SIGALRM: what supervises the program tells it from want of memory (137) and from a failed start (1). */
const STATUS = 128 + 14;

/** What the watched thread and the watching one share: a count that goes up while the first comes round. */
export interface Pulse {
  count: SharedArrayBuffer;
  limitMs: number;
}

/** Lets this thread count for as long as it lives. Who stands at a breakpoint for an hour is not given up. */
export function beating(limitMs = debuggedAt() === undefined ? BLOCKED_MS : Infinity): Pulse {
  const count = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const beats = new Int32Array(count);
  setInterval(() => Atomics.add(beats, 0, 1), BEAT_MS).unref();
  return { count, limitMs };
}

/**
 * Ends the process when the thread of this pulse stops counting; called in another thread, which it does not keep alive.
 * Looks are counted, not time: while a machine sleeps or the process is stopped, nobody looks either.
 */
export function watch({ count, limitMs }: Pulse): NodeJS.Timeout {
  const beats = new Int32Array(count);
  let seen = 0;
  let still = 0;
  const looking = setInterval(() => {
    const now = Atomics.load(beats, 0);
    still = now === seen ? still + 1 : 0;
    seen = now;
    if (still * BEAT_MS < limitMs) return;
    clearInterval(looking);
    end(limitMs);
  }, BEAT_MS);
  return looking.unref();
}

/** The same from a small thread of its own, where no other is at hand. */
export function watchAside(pulse: Pulse): void {
  // It holds a timer and nothing else.
  const resourceLimits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };
  new Worker(new URL('./watchdog-thread.js', import.meta.url), { workerData: pulse, resourceLimits }).unref();
}

function end(ms: number): void {
  // As log.ts writes, but past the busy thread, and with nothing to load that may be gone.
  writeSync(2, `${JSON.stringify({ level: 50, time: new Date().toISOString(), ms, msg: 'process.blocked' })}\n`);
  process.kill(process.pid, 'SIGALRM');
  // Process 1 of a container is deaf to the signals of its own processes, SIGKILL too.
  setTimeout(() => void endFromWithin(), BEAT_MS);
}

/** Breaks into whatever script the main thread runs. */
async function endFromWithin(): Promise<void> {
  const { Session } = await import('node:inspector');
  const session = new Session();
  session.connectToMainThread();
  session.post('Runtime.evaluate', { expression: `process.exit(${STATUS})` });
}
