import { writeSync } from 'node:fs';
import { telegram as openTelegram } from '../../dist/channels/telegram/index.js';
import { openRedis as redis } from '../../dist/src/store/redis.js';
import { openSqlite as sqlite } from '../../dist/src/store/sqlite.js';

const [fatal, passing] = (process.env.FAILPOINT ?? '').split(':');
let passed = 0;
/** Messages that were handed to the platform and are not settled: nobody could know whether they arrived. */
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
const store = (whole) => ({
  ...whole,
  accept: around('accept', whole.accept),
  commit: around('commit', whole.commit),
  settle: around('settle', async (...args) => {
    await whole.settle(...args);
    unsure -= 1;
  }),
});

export const openSqlite = async (options) => store(await sqlite(options));
export const openRedis = async (options) => store(await redis(options));
export function telegram(options) {
  const channel = openTelegram(options);
  const send = around('send', channel.send);
  return {
    ...channel,
    send(activity) {
      if (activity.type !== 'message') return channel.send(activity);
      unsure += 1;
      return send(activity);
    },
  };
}
