import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.js';
import { masterKey } from '../key.js';
import { restoreInto, sampleOf, type BackupSample } from '../store/sqlite-backup.js';
import { openVault } from '../store/vault.js';
import type { Io } from './io.js';

/** `restore`: 0 done, 1 where the key does not fit, 2 where the store is Redis. Rejects with an Error that names the mend. */
export function restore(io: Io, config: Config, file: string, force: boolean): number {
  if (config.redisUrl) {
    io.err('The store is Redis (REDIS_URL): a backup is for the embedded store.');
    return 2;
  }
  const sample = sampleOf(file);
  if (sample && !fits(config, sample)) {
    io.err(`The key of this backup is needed first: put it into ${join(config.dataDir, 'key')}, or set LANPYA_KEY. Nothing was changed.`);
    return 1;
  }
  const { conversations, laidAside } = restoreInto(config.dataDir, file, { now: io.now, force });
  io.out(`${config.dataDir}: ${conversations} conversations are back.`);
  if (laidAside > 0) io.out(`${laidAside} replies had waited for more than 15 minutes. They are not sent: the console shows them, and a counsellor can send them again.`);
  io.out('Whoever had their words deleted after the backup was made is in it again: ask those you know of to delete once more.');
  return 0;
}

function fits(config: Config, { conversation, key }: BackupSample): boolean {
  // Without this look a key would be made, which fits nothing.
  if (!config.key && !existsSync(join(config.dataDir, 'key'))) return false;
  try {
    openVault(masterKey(config.key, config.dataDir)).seal(conversation, key, 'fits', null);
    return true;
  } catch {
    return false;
  }
}
