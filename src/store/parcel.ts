/**
 * Packs a message for another thread: its byte arrays are copied into one piece of memory, which is handed over. Without
 * the copy a small Buffer would drag the whole pool it lies in along, and the sender's pool would be taken away; handing
 * over many small pieces costs more than the rest of the message.
 */
export function parcel<T>(message: T): { message: T; transfer: ArrayBuffer[] } {
  const size = bytesIn(message);
  if (size === 0) return { message, transfer: [] };
  const memory = new ArrayBuffer(size);
  let filled = 0;
  const pack = (value: unknown): unknown => {
    if (value instanceof Uint8Array) {
      const own = new Uint8Array(memory, filled, value.length);
      own.set(value);
      filled += value.length;
      return own;
    }
    if (Array.isArray(value)) return value.map(pack);
    if (value === null || typeof value !== 'object') return value;
    const packed: Record<string, unknown> = {};
    for (const name in value) packed[name] = pack((value as Record<string, unknown>)[name]);
    return packed;
  };
  return { message: pack(message) as T, transfer: [memory] };
}

function bytesIn(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (value === null || typeof value !== 'object') return 0;
  let size = 0;
  for (const name in value) size += bytesIn((value as Record<string, unknown>)[name]);
  return size;
}
