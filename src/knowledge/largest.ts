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
