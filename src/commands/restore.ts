import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.js';
import { masterKey } from '../key.js';
import { restoreInto, sampleOf, type BackupSample, type Restored } from '../store/sqlite-backup.js';
import { REMEMBERED_DAYS } from '../store/sqlite-forget.js';
import { openVault } from '../store/vault.js';
import type { Io } from './io.js';

/**
 * `restore`: 0 done, 1 where the key does not fit, 2 where the store is Redis. `newer`: backups or stores that know who was
 * forgotten since. Rejects with an Error that names the mend.
 */
export function restore(io: Io, config: Config, file: string, { force, newer }: { force: boolean; newer: readonly string[] }): number {
  if (config.redisUrl) {
    io.err('The store is Redis (REDIS_URL): a backup is for the embedded store.');
    return 2;
  }
  const sample = sampleOf(file);
  if (sample && !fits(config, sample)) {
    io.err(`The key of this backup is needed first: put it into ${join(config.dataDir, 'key')}, or set LANPYA_KEY. Nothing was changed.`);
    return 1;
  }
  const freshKey = (conversation: string) => vaultOf(config).newKey(conversation);
  const restored = restoreInto(config.dataDir, file, { now: io.now, force, newer, freshKey });
  io.out(`${config.dataDir}: ${restored.conversations} conversations are back.`);
  for (const line of [...aboutReplies(restored), ...aboutForgotten(restored, file, io.now)]) io.out(line);
  return 0;
}

/** What is not sent again, and what will be said. */
function aboutReplies({ laidAside, told, waiting, knownUntil }: Restored): string[] {
  const meanwhile = knownUntil === null ? 'nothing newer was there that tells what was said since' : `what was said since is known up to ${minute(knownUntil)}`;
  return [
    ...(told > 0 ? [`${told} replies that waited in this backup have gone out since. They are not sent again.`] : []),
    ...(laidAside > 0 ? [`${laidAside} replies waited to be sent; ${meanwhile}. They are not sent: the console shows them as undelivered, and a counsellor can send them again.`] : []),
    ...(waiting > 0 ? [`${waiting} messages or reminders waited to be answered. They are answered at the next start, but for what is known to have been said; ${meanwhile}.`] : []),
  ];
}

/** Who is forgotten in what was restored, and who may be there again, with the mend. */
function aboutForgotten(restored: Restored, file: string, now: number): string[] {
  const { forgotten, unreadable } = restored;
  return [
    ...(forgotten > 0 ? [`${forgotten} people had their words deleted after this backup was made. They are deleted from it too.`] : []),
    ...(unreadable === null ? [] : [`The store that was there could not tell all that happened since: ${unreadable}`]),
    aboutOthers(restored, file, now),
  ];
}

function aboutOthers({ heardAt, isMarked, knownUntil }: Restored, file: string, now: number): string {
  const ask = 'ask those you know of to delete once more';
  if (knownUntil === null) {
    const since = heardAt === null ? 'after it was made' : `after ${minute(heardAt)}, the last message in this backup,`;
    return `Whoever had their words deleted ${since} is in it again: nothing newer was there that tells who. If you have a newer backup or store, now is the time: lanpya restore ${file} --force --forgotten NEWER. If not, ${ask}.`;
  }
  if (!isMarked || (heardAt ?? 0) < now - REMEMBERED_DAYS * 86_400_000) {
    return `This backup is older than what is remembered: who was forgotten is known for ${REMEMBERED_DAYS} days, and only since this version. Whoever had their words deleted before that is in it again; ${ask}.`;
  }
  return `Who was forgotten is known up to ${minute(knownUntil)}, the last message in what is newer than the backup. Whoever had their words deleted after that is there again; ${ask}.`;
}

/** `2026-11-22 10:14 UTC`. */
function minute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function vaultOf(config: Config): ReturnType<typeof openVault> {
  return openVault(masterKey(config.key, config.dataDir));
}

function fits(config: Config, { conversation, key }: BackupSample): boolean {
  // Without this look a key would be made, which fits nothing.
  if (!config.key && !existsSync(join(config.dataDir, 'key'))) return false;
  try {
    vaultOf(config).seal(conversation, key, 'fits', null);
    return true;
  } catch {
    return false;
  }
}
