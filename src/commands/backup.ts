import type { Config } from '../config.js';
import { backUp } from '../store/sqlite-backup.js';
import type { Io } from './io.js';

/** `backup`: 0 done, 2 where the store is Redis. Rejects with an Error that names the mend. */
export function backup(io: Io, config: Config, file: string): number {
  if (config.redisUrl) {
    io.err('The store is Redis (REDIS_URL): back up its append-only folder as its manual says.');
    return 2;
  }
  const bytes = backUp(config.dataDir, file);
  io.out(`${file}: ${Math.ceil(bytes / 1024)} KiB.`);
  io.out(`The key is not in it, and without the key nothing in it can be read: keep ${config.key ? 'LANPYA_KEY' : `${config.dataDir}/key`} in another place.`);
  io.out('Delete it within 30 days: it still holds those who ask to be forgotten meanwhile, and "restore" forgets them only as far as something newer tells who they are.');
  return 0;
}
