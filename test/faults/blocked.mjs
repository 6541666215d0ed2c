// A process whose thread is busy for ever, watched: node test/faults/blocked.mjs
import { beating, watchAside } from '../../dist/src/watchdog.js';

watchAside(beating(2_000));
// Not before the other thread is there.
setTimeout(() => {
  for (;;);
}, 500);
