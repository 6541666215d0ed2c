import { telegram as openTelegram } from '../../dist/channels/telegram/index.js';
import { openRedis as redis } from '../../dist/src/store/redis.js';
import { openSqlite as sqlite } from '../../dist/src/store/sqlite.js';
import { killsAt } from './failpoint-at.mjs';

const failing = killsAt(process.env.FAILPOINT ?? '');

export const openSqlite = async (options) => failing.store(await sqlite(options));
export const openRedis = async (options) => failing.store(await redis(options));
export const telegram = (options) => failing.channel(openTelegram(options));
