import { createHash, randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { DefaultDeserializer, serialize } from 'node:v8';

/**
 * What takes long to make and is the same at every start, kept in a file: read from `file` where that was made under
 * `key`, else made and written there. Only what is `worthKeeping` is written. A file that cannot be written costs time
 * at the next start, nothing else.
 */
export async function saved<T>(file: string, key: string, make: () => T | Promise<T>, worthKeeping: (made: T) => boolean = () => true): Promise<T> {
  const known = read<T>(file);
  if (known?.key === key) return known.made;
  const made = await make();
  if (worthKeeping(made)) write(file, { key, made });
  return made;
}

interface Kept<T> {
  key: string;
  made: T;
}

function read<T>(file: string): Kept<T> | null {
  try {
    const reader = new Apart(readFileSync(file));
    reader.readHeader();
    return reader.readValue() as Kept<T>;
  } catch {
    // Not there yet, or cut short: it is made anew.
    return null;
  }
}

/** As Node's documentation has it; its types leave it out. */
const readView = (DefaultDeserializer.prototype as unknown as { _readHostObject(this: DefaultDeserializer): Uint8Array })._readHostObject;

/** Reads arrays into memory of their own: as views of the file, which they are by default, they would keep all of it. */
class Apart extends DefaultDeserializer {
  _readHostObject(): Uint8Array {
    return readView.call(this).slice();
  }
}

function write<T>(file: string, kept: Kept<T>): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Another thread or process that starts now finds the whole file or none.
    const unfinished = `${file}.${randomUUID()}`;
    writeFileSync(unfinished, serialize(kept));
    renameSync(unfinished, file);
  } catch {
    // A folder that is read-only, or a full disk.
  }
}

/** One hash over the names and bytes of all files in these folders, below `root`. Some 50 ms for the whole knowledge base. */
export function hashOfFiles(root: string, folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const path of filesIn(join(root, folder))) {
      const content = readFileSync(path);
      hash.update(`${relative(root, path)}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

/** A file that was changed so lately may be changed once more within one tick of the file system's clock, 10 ms at most. */
const SETTLED_MS = 2_000;

/**
 * One hash over the names, sizes, and times of last change of all files in these folders, without reading them. Not
 * `settled` where one was changed in these two seconds. Nobody can set the time of a change; a copied file has its own.
 */
export function stateOfFiles(folders: readonly string[]): { state: string; settled: boolean } {
  const hash = createHash('sha256');
  let last = 0;
  for (const path of folders.flatMap((folder) => filesIn(folder))) {
    const { ino, size, ctimeNs, ctimeMs } = lstatSync(path, { bigint: true });
    last = Math.max(last, Number(ctimeMs));
    hash.update(`${path}\0${ino} ${size} ${ctimeNs}\n`);
  }
  return { state: hash.digest('hex'), settled: last < Date.now() - SETTLED_MS };
}

function filesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}
