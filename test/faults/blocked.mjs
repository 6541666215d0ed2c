// A watched process whose thread is busy for so long each second, for ever without a number, and says each time that it
// has come round: node test/faults/blocked.mjs 900
import { writeSync } from 'node:fs';
import { beating, watchAside } from '../../dist/src/watchdog.js';

const busyMs = Number(process.argv[2] ?? Infinity);
watchAside(beating(3_000));
setInterval(() => {
  const until = performance.now() + busyMs;
  while (performance.now() < until);
  writeSync(1, 'round\n');
}, 1_000);
