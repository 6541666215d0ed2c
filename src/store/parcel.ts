/**
 * Packs a message for another thread: every byte array is copied into memory of its own and handed over. Without the
 * copy a small Buffer would drag the whole pool it lies in along, and the sender's pool would be taken away.
 */
export function parcel<T>(message: T): { message: T; transfer: ArrayBuffer[] } {
  const transfer: ArrayBuffer[] = [];
  const pack = (value: unknown): unknown => {
    if (value instanceof Uint8Array) {
      const own = new Uint8Array(value);
      transfer.push(own.buffer);
      return own;
    }
    if (Array.isArray(value)) return value.map(pack);
    if (value !== null && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, pack(part)]));
    }
    return value;
  };
  return { message: pack(message) as T, transfer };
}
