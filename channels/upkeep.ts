/** Longest wait between two tries, milliseconds: after an outage a bot is back within a minute. */
const LONGEST = 60_000;

/** How long to wait after so many failures in a row: 1 s doubling to a minute, with up to half taken off by chance. */
export function backoff(failures: number): number {
  const full = Math.min(LONGEST, 1000 * 2 ** Math.min(failures - 1, 6));
  return full * (1 - Math.random() / 2);
}

/** Resolves after `ms` milliseconds, or at once when `signal` aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

/**
 * Does `act` again every `everyMs`, or sooner, with growing waits, while it answers false. `done` says how the first
 * time went. Ends when `signal` aborts.
 */
export async function upkeep(done: boolean, act: () => Promise<boolean>, everyMs: number, signal: AbortSignal): Promise<void> {
  let failures = done ? 0 : 1;
  for (;;) {
    await pause(failures === 0 ? everyMs : backoff(failures), signal);
    if (signal.aborted) return;
    failures = (await act()) ? 0 : failures + 1;
  }
}
