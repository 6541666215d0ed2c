import { writeSync } from 'node:fs';

/** Before and after each of these something may die. */
export const POINTS = ['accept', 'commit', 'send', 'settle'].flatMap((act) => [`before-${act}`, `after-${act}`]);

/**
 * Wraps store and channel so that the process kills itself (SIGKILL) at the n-th passing of a point: `after-commit:3`.
 * Says as its last word how many messages were with the platform and not settled: nobody could know whether they arrived.
 */
export function killsAt(failpoint) {
  const [fatal, passing] = failpoint.split(':');
  let passed = 0;
  let unsure = 0;
  function at(point) {
    if (point !== fatal || ++passed !== Number(passing)) return;
    writeSync(1, `killed at ${point}, ${unsure} unsure\n`);
    process.kill(process.pid, 'SIGKILL');
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
