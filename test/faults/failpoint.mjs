// node --import ./test/faults/failpoint.mjs dist/src/cli.js serve     with FAILPOINT=after-commit:3
// The program as it is, killed by its own hand (SIGKILL) at the third passing of a point: before or after accept, commit,
// send, settle. Store and channel are wrapped on their way into main.js; the product knows nothing of it. BLOCKED_MS is
// how long its thread may be busy before it is ended, INSPECT_MS when the store is looked through.
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) register('./failpoint-hooks.mjs', import.meta.url);
