/** A message as it was typed, converted, and normalised: what is read of it stays at hand while its parts ask again. */
const KEPT = 4;

/** A pure function of a text that remembers its last results: one message is read by several parts, one after the other. */
export function lately<Result>(read: (text: string) => Result): (text: string) => Result {
  const kept = new Map<string, Result>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const result = read(text);
    if (kept.size >= KEPT) kept.delete(kept.keys().next().value as string);
    kept.set(text, result);
    return result;
  };
}
