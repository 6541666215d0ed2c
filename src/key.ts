import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from './config.js';
import { FILE } from './store/sqlite-schema.js';

/**
 * The master key: the one from the settings, else the one in `DATA_DIR/key`, made on first start and readable by its
 * owner only. Whoever has it can read everything, and without it nothing can be read again: keep a copy elsewhere. Throws a
 * SettingsError where a store is there and no key: a new one would open nothing.
 */
export function masterKey(given: Uint8Array | null, dataDir: string): Uint8Array {
  if (given) return given;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'key');
  if (!existsSync(path) && existsSync(join(dataDir, FILE))) {
    throw new SettingsError(`LANPYA_KEY is not set, and there is no ${path}: the store in ${dataDir} needs the key of its first start. Nothing was changed`);
  }
  try {
    // "wx": two processes that start at once agree on one key.
    writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
  if (key.length !== 32) throw new Error(`${path} does not hold a key of 32 bytes in base64: put the right one back, or what was stored cannot be read`);
  return key;
}
