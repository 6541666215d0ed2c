import { writeSync } from 'node:fs';

/** Before and after each of these something may die. */
export const POINTS = ['accept', 'commit', 'send', 'settle'].flatMap((act) => [`before-${act}`, `after-${act}`]);

/** Longer than a turn's lease (5 s) and a sender's (4 s), and than another process needs to notice. */
const BLOCKED_MS = 15_000;
/** What befalls the process: it dies; it stands still until SIGCONT; its one thread is busy with something else, for a while or for ever. */
const FATES = {
  kill: () => process.kill(process.pid, 'SIGKILL'),
  stop: () => process.kill(process.pid, 'SIGSTOP'),
  block: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BLOCKED_MS),
  loop() {
    for (;;);
  },
};

/**
 * Wraps store and channel so that something befalls the process at the n-th passing of a point: `after-commit:3`, or
 * `after-commit:3:stop`. Says as its last word how many messages were with the platform and not settled: nobody could know
 * whether they arrived.
 */
export function killsAt(failpoint) {
  const [fatal, passing, fate = 'kill'] = failpoint.split(':');
  let passed = 0;
  let unsure = 0;
  function at(point) {
    if (point !== fatal || ++passed !== Number(passing)) return;
    writeSync(1, `${fate === 'kill' ? 'killed' : fate} at ${point}, ${unsure} unsure\n`);
    FATES[fate]();
  }
  const around = (what, act) => async (...args) => {
    at(`before-${what}`);
    const done = await act(...args);
    at(`after-${what}`);
    return done;
  };
  return {
    store: (whole) => ({
      ...whole,
      accept: around('accept', whole.accept),
      take: around('take', whole.take),
      commit: around('commit', whole.commit),
      settle: around('settle', async (...args) => {
        await whole.settle(...args);
        unsure -= 1;
      }),
    }),
    channel(whole) {
      const send = around('send', whole.send);
      return {
        ...whole,
        send(activity) {
          if (activity.type !== 'message') return whole.send(activity);
          unsure += 1;
          return send(activity);
        },
      };
    },
  };
}
