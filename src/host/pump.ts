/** Looks again at least this often, for what another process or a clock made due. */
const LONGEST_SLEEP_MS = 1_000;
/** After a failure (the store is away, say): long enough not to burn, short enough to be back at once. */
const PAUSE_AFTER_FAILURE_MS = 500;

export interface Pump {
  /** Something may have come: look now. */
  wake(): void;
  /** Takes no more; resolves when what is in hand is done. */
  stop(): Promise<void>;
}

/**
 * Runs `step` again and again in several lanes. A step resolves to true where it found work; else its lane sleeps
 * until `wake`, or until `dueInMs` says that something is due.
 */
export function pump(lanes: number, step: () => Promise<boolean>, options: { dueInMs(): number | null; failed(error: unknown): void }): Pump {
  let stopped = false;
  const sleepers: (() => void)[] = [];
  /** Counts calls of wake, so that one between a fruitless step and its sleep is not missed. */
  let calls = 0;

  /** Wakes one lane; one that finds work wakes the next, so that a single message does not rouse them all. */
  function wake(): void {
    calls += 1;
    sleepers.shift()?.();
  }

  function sleep(ms: number, since: number): Promise<void> {
    if (stopped || calls !== since) return Promise.resolve();
    return new Promise((resolve) => {
      const up = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        sleepers.splice(sleepers.indexOf(up), 1);
        resolve();
      }, ms);
      sleepers.push(up);
    });
  }

  async function lane(): Promise<void> {
    while (!stopped) {
      const since = calls;
      try {
        if (await step()) {
          wake();
          continue;
        }
        await sleep(Math.max(1, Math.min(options.dueInMs() ?? LONGEST_SLEEP_MS, LONGEST_SLEEP_MS)), since);
      } catch (error) {
        options.failed(error);
        await sleep(PAUSE_AFTER_FAILURE_MS, calls);
      }
    }
  }

  const running = Promise.all(Array.from({ length: lanes }, lane));
  return {
    wake,
    async stop() {
      stopped = true;
      for (const up of sleepers) up();
      await running;
    },
  };
}
