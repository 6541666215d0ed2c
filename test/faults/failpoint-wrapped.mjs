import { telegram as openTelegram } from '../../dist/channels/telegram/index.js';
import { openRedis as redis } from '../../dist/src/store/redis.js';
import { openSqlite as sqlite } from '../../dist/src/store/sqlite.js';
import { beating as beats } from '../../dist/src/watchdog.js';
import { inspecting as inspects } from '../../dist/src/store/sqlite-inspection.js';
import { killsAt } from './failpoint-at.mjs';

const failing = killsAt(process.env.FAILPOINT ?? '');

export const openSqlite = async (options) => failing.store(await sqlite(options));
export const openRedis = async (options) => failing.store(await redis(options));
export { watchAside } from '../../dist/src/watchdog.js';
/** A test does not wait as long as the program does. */
export const beating = () => beats(process.env.BLOCKED_MS ? Number(process.env.BLOCKED_MS) : undefined);
export const inspecting = (options) => inspects(options, process.env.INSPECT_MS ? Number(process.env.INSPECT_MS) : undefined);
export const telegram = (options) => failing.channel(openTelegram(options));
