/**
 * Deepest nesting of a platform's payload. The deepest real ones (a reply to a message with media, a keyboard) stay
 * under 12; 10 kB of brackets make `JSON.stringify` overflow the stack further on.
 */
const DEPTH = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = [0x5b, 0x7b];
const CLOSE = [0x5d, 0x7d];

/** How deep the brackets of a JSON text nest, read from its bytes without parsing it. */
export function depthOf(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] as number;
    if (quoted) {
      if (byte === BACKSLASH) i += 1;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (OPEN.includes(byte)) deepest = Math.max(deepest, (depth += 1));
    else if (CLOSE.includes(byte)) depth -= 1;
  }
  return deepest;
}

/** A webhook's body as JSON, or `null` where it is no JSON object, or one nested deeper than any real payload. */
export function readObject(body: unknown): object | null {
  if (!Buffer.isBuffer(body) || depthOf(body) > DEPTH) return null;
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}
