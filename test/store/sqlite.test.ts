import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../src/store/sqlite.js';
import { START, storeContract } from '../contract/store.js';

storeContract('SQLite', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'lanpya-store-'));
  let now = START;
  const clock = () => now;
  let present = await openSqlite({ dir, clock });
  return {
    store: present,
    tick: (ms) => (now += ms),
    async reopen() {
      await present.close();
      return (present = await openSqlite({ dir, clock }));
    },
    async close() {
      await present.close();
      await rm(dir, { recursive: true });
    },
  };
});
