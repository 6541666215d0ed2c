import { pino } from 'pino';
import type { Config } from './config.js';
import type { Log, LogFields } from './ports.js';

/** The only fields a line may hold; anything else a caller might smuggle in through a cast is dropped here. */
const ALLOWED: readonly (keyof LogFields)[] = ['channel', 'outcome', 'count', 'ms', 'status', 'code', 'rule', 'flow', 'attempt'];

/** What is kept of lines that cannot be written, bytes: some 500 lines; then the newest are dropped. */
const KEPT = 65_536;

/**
 * JSON lines on standard error: an event's name and a few allowed fields, never a person's words or ids. Where they cannot be
 * written (the disk of the log is full) the program goes on without them.
 */
export function openLog(level: Config['logLevel']): Log {
  const destination = pino.destination({ dest: 2, sync: true, maxLength: KEPT });
  destination.on('error', () => {});
  const out = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  const line = (write: (fields: LogFields, event: string) => void) => (event: string, fields: LogFields = {}) => {
    const allowed = Object.fromEntries(ALLOWED.flatMap((k) => (fields[k] === undefined ? [] : [[k, fields[k]]])));
    write(allowed, event);
  };
  return {
    info: line((f, e) => out.info(f, e)),
    warn: line((f, e) => out.warn(f, e)),
    error: line((f, e) => out.error(f, e)),
  };
}
