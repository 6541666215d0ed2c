/** The `most` of some positions, each named once, that have the largest values, the largest first; of equals the earlier position. One pass. */
export function largest(values: Float64Array, most: number, among: Uint32Array): number[] {
  const found: number[] = [];
  let least = -Infinity;
  for (let n = 0; n < among.length; n += 1) {
    const at = among[n]!;
    const value = values[at]!;
    if (value < least) continue;
    let into = found.length;
    while (into > 0 && isBefore(value, at, values[found[into - 1]!]!, found[into - 1]!)) into -= 1;
    if (into === most) continue;
    found.splice(into, 0, at);
    if (found.length > most) found.pop();
    if (found.length === most) least = values[found[most - 1]!]!;
  }
  return found;
}

function isBefore(value: number, at: number, other: number, otherAt: number): boolean {
  return value > other || (value === other && at < otherAt);
}

/** The same positions in ascending order, and of equals the earlier named: for more than a few. */
export function positionsOfLargest(values: Float64Array, most: number, among: Uint32Array): Uint32Array {
  if (among.length <= most) return among.slice().sort();
  const copied = new Float64Array(among.length);
  for (let n = 0; n < among.length; n += 1) copied[n] = values[among[n]!]!;
  const least = ascendingAt(copied, among.length - most);
  let equals = most;
  for (let n = 0; n < among.length; n += 1) if (values[among[n]!]! > least) equals -= 1;
  return among.filter((at) => values[at]! > least || (values[at] === least && equals-- > 0)).sort();
}

/** What would stand at a place if these numbers, which lose their order, were sorted. Source: Hoare, "Algorithm 65: Find" (1961). */
function ascendingAt(numbers: Float64Array, place: number): number {
  let [from, to] = [0, numbers.length - 1];
  while (from < to) {
    const middle = numbers[(from + to) >>> 1]!;
    let [low, high] = [from, to];
    while (low <= high) {
      while (numbers[low]! < middle) low += 1;
      while (numbers[high]! > middle) high -= 1;
      if (low > high) break;
      [numbers[low], numbers[high]] = [numbers[high]!, numbers[low]!];
      low += 1;
      high -= 1;
    }
    if (place <= high) to = high;
    else if (place >= low) from = low;
    else break;
  }
  return numbers[place]!;
}
