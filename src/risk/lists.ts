/** Many short lists of numbers in two arrays: list `n` is `items[starts[n]]` up to, not with, `items[starts[n + 1]]`. */
export interface Lists {
  starts: Uint32Array;
  items: Uint32Array;
}

export function listsOf(lists: readonly (readonly number[])[]): Lists {
  const starts = new Uint32Array(lists.length + 1);
  lists.forEach((list, n) => (starts[n + 1] = starts[n]! + list.length));
  const items = new Uint32Array(starts[lists.length]!);
  lists.forEach((list, n) => items.set(list, starts[n]!));
  return { starts, items };
}

/** List `n`; empty where there is none. */
export function listAt({ starts, items }: Lists, n: number): Uint32Array {
  return items.subarray(starts[n] ?? 0, starts[n + 1] ?? 0);
}
