import { workerData } from 'node:worker_threads';
import { watch, type Pulse } from './watchdog.js';

/* Watches the main thread where the store has no thread of its own. */

watch(workerData as Pulse).ref();
