import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const REVIEWS = 'knowledge/reviews.yaml';

/** Changes `knowledge/reviews.yaml` below `root`, as `changeFile` does. */
export function changeReviews(root: string, change: (text: string) => string): string | null {
  return changeFile(join(root, REVIEWS), change);
}

/**
 * Changes a file, or makes it, at one stroke: whoever reads it finds the old text or the new one, whole.
 * Returns the system's code (`EACCES`, `EROFS`, …) where the folder cannot be written, else null.
 */
export function changeFile(file: string, change: (text: string) => string): string | null {
  try {
    const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, change(before));
    renameSync(`${file}.new`, file);
    return null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
    throw error;
  }
}
