import { createHash, timingSafeEqual } from 'node:crypto';
import { GrammyError } from 'grammy/web';
import type { Log } from '../../src/ports.js';
import type { Client } from './client.js';
import { ALLOWED_UPDATES } from './limits.js';
import { outcomeOf } from './outcome.js';

export const WEBHOOK_PATH = '/webhooks/telegram';

/** Whether a header's value is the secret, in a time that tells nothing of either. */
export function isSecret(given: unknown, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(secret));
}

/**
 * Tells Telegram where to send updates, if it does not know yet: whoever holds the token can move the webhook, and a
 * changed secret shows only as our own 401 in Telegram's last error. False where it should be tried again; rejects
 * where only an operator can help.
 */
export async function register(client: Client, url: string, secret: string, log: Log): Promise<boolean> {
  try {
    const known = await client.raw.getWebhookInfo();
    const sameUpdates = [...ALLOWED_UPDATES].sort().join() === [...(known.allowed_updates ?? [])].sort().join();
    if (known.url === url && sameUpdates && !known.last_error_message?.includes('401')) return true;
    await client.raw.setWebhook({ url, secret_token: secret, allowed_updates: [...ALLOWED_UPDATES] });
    log.info('telegram.webhook-set', { channel: 'telegram' });
    return true;
  } catch (error) {
    return later(error, 'setWebhook was refused: PUBLIC_URL must be an https address on port 443, 80, 88 or 8443', log);
  }
}

/** Ends a webhook, so that getUpdates may be used; waiting updates stay. As for the results, see `register`. */
export async function unregister(client: Client, log: Log): Promise<boolean> {
  try {
    await client.raw.deleteWebhook({ drop_pending_updates: false });
    return true;
  } catch (error) {
    return later(error, 'deleteWebhook was refused', log);
  }
}

function later(error: unknown, refused: string, log: Log): false {
  const { kind, code } = outcomeOf(error);
  if (code === 'auth') throw new Error('telegram: TELEGRAM_BOT_TOKEN was refused: copy it again from @BotFather');
  if (kind !== 'retry') throw new Error(`telegram: ${refused}`);
  const status = error instanceof GrammyError ? { status: error.error_code } : {};
  log.warn('telegram.registration-failed', { channel: 'telegram', code, ...status });
  return false;
}
