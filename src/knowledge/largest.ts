/** Positions of the `most` largest values above `above` that `may` be taken, the largest first; of equals the earlier. One pass over the values. */
export function largest(values: Float64Array, most: number, above = -Infinity, may: (at: number) => boolean = () => true): number[] {
  const found: number[] = [];
  let least = above;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!;
    if (value <= least || !may(at)) continue;
    let into = found.length;
    while (into > 0 && values[found[into - 1]!]! < value) into -= 1;
    found.splice(into, 0, at);
    if (found.length > most) found.pop();
    if (found.length === most) least = values[found[most - 1]!]!;
  }
  return found;
}
