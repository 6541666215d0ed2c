import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A folder whose disk can be made full and roomy again. */
export interface SmallDisk {
  dir: string;
  how: 'tmpfs' | 'file size limit';
  /** From now on little or nothing more can be written. */
  fill(): Promise<void>;
  free(): Promise<void>;
  remove(): Promise<void>;
}

/** A mounted file system of 3 MiB where that is allowed, else a limit on this process's file sizes. */
export async function smallDisk(): Promise<SmallDisk> {
  const dir = await mkdtemp(join(tmpdir(), 'lanpya-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', dir]);
  } catch {
    return limited(dir);
  }
  const filler = join(dir, 'filler');
  await writeFile(filler, Buffer.alloc(1024 * 1024));
  return {
    dir,
    how: 'tmpfs',
    fill: async () => {},
    free: () => rm(filler),
    async remove() {
      await run('umount', ['-l', dir]);
      await rm(dir, { recursive: true });
    },
  };
}

function limited(dir: string): SmallDisk {
  const limit = (bytes: string) => run('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`]);
  return {
    dir,
    how: 'file size limit',
    async fill() {
      const sizes = await Promise.all((await readdir(dir)).map(async (file) => (await stat(join(dir, file))).size));
      await limit(String(Math.max(...sizes) + 64 * 1024));
    },
    async free() {
      await limit('unlimited');
    },
    async remove() {
      await limit('unlimited');
      await rm(dir, { recursive: true });
    },
  };
}
