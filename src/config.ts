import { z } from 'zod';

/** Settings, read once. Names and defaults are the contract's. */
export interface Config {
  port: number;
  host: string;
  publicUrl: string | null;
  dataDir: string;
  redisUrl: string | null;
  /** Takes a Redis that may lose what it acknowledged. */
  redisAcceptLoss: boolean;
  /** Whether questions without an answer are kept, without the person, of those who said yes to being remembered. */
  keepQuestions: boolean;
  telegram: { token: string; mode: 'polling' | 'webhook'; secret: string | null; apiRoot: string; rate: number } | null;
  viber: { token: string; apiRoot: string } | null;
  /** 32 bytes; null: made on first start in dataDir. */
  key: Uint8Array | null;
  contentPolicy: 'reviewed' | 'sourced';
  embeddings: { kind: 'builtin' } | { kind: 'transformers'; folder: string } | { kind: 'openai'; url: string };
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

const text = z.string().trim().min(1);
const url = z.url({ protocol: /^https?$/, error: 'must be an address such as https://bot.example.org' }).transform((u) => u.replace(/\/+$/, ''));

/** `openai:<base url>`; a request to an address with a password in it is never sent. */
function isEndpoint(setting: string): boolean {
  const address = /^openai:(https?:\/\/.+)$/.exec(setting)?.[1];
  if (address === undefined || !URL.canParse(address)) return false;
  const { username, password } = new URL(address);
  return username === '' && password === '';
}

const settings = z.object({
  PORT: z.coerce.number({ error: 'must be a number from 0 to 65535' }).int().min(0).max(65535).default(3978),
  HOST: text.default('127.0.0.1'),
  PUBLIC_URL: url.optional(),
  DATA_DIR: text.default('./data'),
  REDIS_URL: text.refine(isRedisAddress, 'must be an address such as redis://localhost:6379 or rediss://user:password@host:6379').optional(),
  REDIS_ACCEPT_LOSS: z.enum(['yes', 'no'], { error: 'must be yes or no' }).default('no'),
  KEEP_QUESTIONS: z.enum(['yes', 'no'], { error: 'must be yes or no' }).default('no'),
  // <bot id>:<35 letters>, as BotFather hands it out; never echoed in a message.
  TELEGRAM_BOT_TOKEN: text.regex(/^\d+:[A-Za-z0-9_-]{30,}$/, 'is not a bot token: copy it again from @BotFather').optional(),
  TELEGRAM_MODE: z.enum(['polling', 'webhook'], { error: 'must be polling or webhook' }).optional(),
  // Bot API: 1 to 256 characters of A-Z, a-z, 0-9, _ and -.
  TELEGRAM_WEBHOOK_SECRET: text.regex(/^[A-Za-z0-9_-]{1,256}$/, 'may hold only letters, digits, _ and -').optional(),
  TELEGRAM_API_ROOT: url.default('https://api.telegram.org'),
  // Bots FAQ: about 30 a second; up to 1,000 with paid broadcasts.
  TELEGRAM_RATE: z.coerce.number({ error: 'must be a number from 0 to 1000' }).min(0, 'must be a number from 0 to 1000').max(1000, 'must be a number from 0 to 1000').default(30),
  VIBER_AUTH_TOKEN: text.optional(),
  VIBER_API_ROOT: url.default('https://chatapi.viber.com'),
  LANPYA_KEY: text
    .refine((s) => /^[A-Za-z0-9+/]{43}=$/.test(s), 'must be 32 bytes in base64: make one with "openssl rand -base64 32"')
    .optional(),
  CONTENT_POLICY: z.enum(['reviewed', 'sourced'], { error: 'must be reviewed or sourced' }).default('sourced'),
  EMBEDDINGS: text
    .refine((s) => /^(builtin|transformers:.+)$/.test(s) || isEndpoint(s), 'must be builtin, transformers:<folder> or openai:<base url>, an address without user and password')
    .default('builtin'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent'], { error: 'must be debug, info, warn, error or silent' }).default('info'),
});

/** `redis[s]://[user:password@]host[:port][/db][?sentinel=name]`: all that is read of it later can be read. */
function isRedisAddress(given: string): boolean {
  if (!/^rediss?:\/\//.test(given) || !URL.canParse(given)) return false;
  const { hostname, pathname, username, password, searchParams } = new URL(given);
  return hostname !== '' && /^\/?\d*$/.test(pathname) && searchParams.get('sentinel') !== '' && [username, password].every(isPercentEncoded);
}

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** A setting that only the store can tell to be wrong; its message begins with the setting's name and says what was left as it is. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}

export type ConfigResult = { ok: true; config: Config } | { ok: false; problems: string[] };

/**
 * Settings from an environment. An empty value counts as not set. All problems come together, each beginning with the
 * setting's name; no value is repeated in them, so a secret cannot be.
 */
export function readConfig(env: Record<string, string | undefined>): ConfigResult {
  const given = Object.fromEntries(Object.entries(env).filter(([, v]) => v !== undefined && v.trim() !== ''));
  const parsed = settings.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map((i) => `${i.path.join('.')} ${i.message}`);

  const webhook = given['TELEGRAM_MODE'] === 'webhook' || (given['TELEGRAM_MODE'] === undefined && given['PUBLIC_URL'] !== undefined);
  if (given['TELEGRAM_BOT_TOKEN'] && webhook) {
    if (!given['PUBLIC_URL']) problems.push('PUBLIC_URL is needed with TELEGRAM_MODE=webhook: the address that Telegram calls');
    if (!given['TELEGRAM_WEBHOOK_SECRET']) problems.push('TELEGRAM_WEBHOOK_SECRET is needed in webhook mode: any 32 or more letters and digits of your own');
  }
  if (given['VIBER_AUTH_TOKEN'] && !given['PUBLIC_URL']) problems.push('PUBLIC_URL is needed with VIBER_AUTH_TOKEN: the address that Viber calls');
  if (given['REDIS_URL'] && !given['LANPYA_KEY']) problems.push('LANPYA_KEY is needed with REDIS_URL: make one with "openssl rand -base64 32" and give every process the same');
  if (!parsed.success || problems.length > 0) return { ok: false, problems };

  const s = parsed.data;
  return {
    ok: true,
    config: {
      port: s.PORT,
      host: s.HOST,
      publicUrl: s.PUBLIC_URL ?? null,
      dataDir: s.DATA_DIR,
      redisUrl: s.REDIS_URL ?? null,
      redisAcceptLoss: s.REDIS_ACCEPT_LOSS === 'yes',
      keepQuestions: s.KEEP_QUESTIONS === 'yes',
      telegram: s.TELEGRAM_BOT_TOKEN
        ? { token: s.TELEGRAM_BOT_TOKEN, mode: webhook ? 'webhook' : 'polling', secret: s.TELEGRAM_WEBHOOK_SECRET ?? null, apiRoot: s.TELEGRAM_API_ROOT, rate: s.TELEGRAM_RATE }
        : null,
      viber: s.VIBER_AUTH_TOKEN ? { token: s.VIBER_AUTH_TOKEN, apiRoot: s.VIBER_API_ROOT } : null,
      key: s.LANPYA_KEY ? Buffer.from(s.LANPYA_KEY, 'base64') : null,
      contentPolicy: s.CONTENT_POLICY,
      embeddings: embeddings(s.EMBEDDINGS),
      logLevel: s.LOG_LEVEL,
    },
  };
}

function embeddings(setting: string): Config['embeddings'] {
  const [kind, ...rest] = setting.split(':');
  if (kind === 'transformers') return { kind, folder: rest.join(':') };
  if (kind === 'openai') return { kind, url: rest.join(':') };
  return { kind: 'builtin' };
}
