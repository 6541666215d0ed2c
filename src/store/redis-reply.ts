/*
 * Reads what a script returned: bulk strings are Buffers, whole numbers are numbers, `false` in Lua is null. A value of
 * another kind is a fault in a script.
 */

export function text(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString();
  if (typeof value === 'string') return value;
  throw new Error('a script returned no text where one belongs');
}
export const textOrNull = (value: unknown): string | null => (value === null ? null : text(value));

export function number(value: unknown): number {
  const read = Buffer.isBuffer(value) ? Number(value.toString()) : Number(value);
  if (value === null || !Number.isFinite(read)) throw new Error('a script returned no number where one belongs');
  return read;
}
export const numberOrNull = (value: unknown): number | null => (value === null ? null : number(value));

export function bytes(value: unknown): Uint8Array {
  if (Buffer.isBuffer(value)) return new Uint8Array(value.buffer, value.byteOffset, value.length);
  throw new Error('a script returned no bytes where some belong');
}
export const bytesOrNull = (value: unknown): Uint8Array | null => (value === null ? null : bytes(value));

export function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error('a script returned no list where one belongs');
}
export const rows = (value: unknown): unknown[][] => list(value).map(list);
