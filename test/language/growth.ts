/** Turns of each side: the quickest of seven was left alone by other work on the machine. */
const TURNS = 7;
/** A collection of garbage, or a function compiled anew, may fall into each turn of one side, most of all where a turn does next to nothing: what looks too slow is measured again. */
const TRIES = 8;
/** A turn repeats its work until it takes this long, some hundred times the grain of the processor's clock. */
const LONG_ENOUGH_MS = 2;

/** Four times the input takes 4 times as long where time grows with the input, 16 times where it grows with its square: 8 lies between. */
export const LINEAR = 8;

/**
 * How many times as long the large work takes as the small one, by the processor's time of the quickest of some turns, taken
 * side by side: no other program and no slow machine changes it. Give the large work four times the input and compare
 * with `LINEAR`.
 */
export function growth(small: () => unknown, large: () => unknown): number {
  let least = Infinity;
  for (let n = 0; n < TRIES && least >= LINEAR; n += 1) least = Math.min(least, measured(small, large));
  return least;
}

function measured(small: () => unknown, large: () => unknown): number {
  const times = { small: repeats(small), large: repeats(large) };
  const took = { small: Infinity, large: Infinity };
  for (let turn = 0; turn < TURNS; turn += 1) {
    took.small = Math.min(took.small, cpuMs(small, times.small));
    took.large = Math.min(took.large, cpuMs(large, times.large));
  }
  return took.large / took.small;
}

/** How time grows from 2,500 letters of a text to 10,000. No text is read twice: what is remembered of it would take no time. */
export function growthOnText(work: (text: string) => unknown, text: string): number {
  const long = text.repeat(Math.ceil(10_000 / text.length)).slice(0, 10_000);
  const short = long.slice(0, 2_500);
  let texts = 0;
  return growth(() => work(`${short} ${(texts += 1)}`), () => work(`${long} ${(texts += 1)}`));
}

function repeats(work: () => unknown): number {
  let times = 1;
  while (cpuMs(work, times) * times < LONG_ENOUGH_MS) times *= 2;
  return times;
}

/** Milliseconds of one work, from so many in a row. */
function cpuMs(work: () => unknown, times: number): number {
  const before = process.cpuUsage();
  for (let n = 0; n < times; n += 1) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / times;
}
