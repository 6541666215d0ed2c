import { fileURLToPath } from 'node:url';
import { readContent } from './content-read.js';

/*
 * The last step of the build: content is read, checked and compiled into files beside the program, so that no start has
 * to wait for it. Content that is not in order does not stop a build; `serve` says what to mend.
 */

const read = await readContent(fileURLToPath(new URL('../..', import.meta.url)), Date.now());
if (!read.ok) for (const { file, line, message } of read.problems) process.stderr.write(`${file}:${line}: ${message}\n`);
