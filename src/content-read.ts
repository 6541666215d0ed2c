import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documentsOf, LEARNED_SEARCH, madeBefore, placelessBy, type ContentRead } from './content-data.js';
import { unpackedSearch } from './knowledge/learned-file.js';
import { searchUnder } from './knowledge/search-file.js';
import { buildSearch } from './knowledge/search.js';
import { compilePlaces } from './language/places.js';
import { hashOfFiles, saved, stateOfFiles } from './saved.js';

const CONTENT = ['knowledge', 'flows'];
/** Beside the program that built them; where that cannot be written, every start builds them. */
const SEARCH = 'dist/search.bin';
const CHECKED = 'dist/content.bin';
const HASHED = 'dist/content-hash.bin';
/** The parts of the program that read, check and compile content. */
const HERE = fileURLToPath(new URL('.', import.meta.url));
const RULES = ['core', 'flow', 'knowledge', 'language', 'risk'];

/**
 * Reads and checks `knowledge/` and `flows/` below `root` and builds the search. Any error, with file, line and mend,
 * keeps the content from being used: nothing half right is ever said. Takes seconds.
 */
export async function readContent(root: string, now: number): Promise<ContentRead> {
  // The same files are in order by the same rules: what was read once need not be read again until either changes.
  const checked = await saved(join(root, CHECKED), await keyOfFiles(root), async () => (await import('./content-files.js')).readFiles(root, now), ({ ok }) => ok);
  if (!checked.ok) return checked;
  const { knowledge, book, places, risk, key } = checked.data;
  const { made: file, problems } = madeBefore(root, LEARNED_SEARCH, unpackedSearch, 'search');
  if (problems.length > 0) return { ok: false, problems };
  const search = searchUnder(key, () => buildSearch(documentsOf(knowledge), placelessBy(compilePlaces(places))).data, join(root, SEARCH));
  return { ok: true, data: { knowledge, book, places, risk, search, learned: file?.learned ?? null } };
}

/** A hash of all files that content is made of and by. They are read only where one was changed since they were last. */
async function keyOfFiles(root: string): Promise<string> {
  const { state, settled } = stateOfFiles([...CONTENT.map((folder) => join(root, folder)), ...RULES.map((folder) => join(HERE, folder))]);
  const hash = () => [hashOfFiles(root, CONTENT), hashOfFiles(HERE, RULES)].join(' ');
  return [await saved(join(root, HASHED), state, hash, () => settled), process.versions['icu'], process.versions['v8']].join(' ');
}
