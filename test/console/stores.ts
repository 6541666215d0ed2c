import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { openRedis } from '../../src/store/redis.js';
import { startRedis, type RedisServer } from '../store/redis-server.js';
import { openOffice, type Office } from './office.js';

/** Runs the same tests in an office on the embedded store and in one on Redis; `office()` is the present test's. */
export function onEachStore(tests: (office: () => Office) => void): void {
  let office: Office;
  describe('on the embedded store', () => {
    beforeEach(async () => void (office = await openOffice()));
    afterEach(() => office.close());
    tests(() => office);
  });
  describe('on Redis', () => {
    let redis: RedisServer;
    beforeAll(async () => void (redis = await startRedis()));
    afterAll(() => redis.end());
    beforeEach(async () => {
      await redis.clear();
      office = await openOffice({ open: (clock) => openRedis({ url: redis.url, clock }) });
    });
    afterEach(() => office.close());
    tests(() => office);
  });
}
