import { createServer } from 'node:http';
import { Bot, webhookCallback } from 'grammy';

/**
 * The baseline: the echo bot of grammY's own guide, a webhook and `ctx.reply`, nothing kept, nothing signed but the
 * secret header. Run as a process of its own with TELEGRAM_BOT_TOKEN, TELEGRAM_API_ROOT, TELEGRAM_WEBHOOK_SECRET, PORT.
 */
const { TELEGRAM_BOT_TOKEN = '', TELEGRAM_API_ROOT = '', TELEGRAM_WEBHOOK_SECRET = '', PORT = '0' } = process.env;

const bot = new Bot(TELEGRAM_BOT_TOKEN, { client: { apiRoot: TELEGRAM_API_ROOT } });
bot.on('message:text', (ctx) => ctx.reply(ctx.message.text));

createServer(webhookCallback(bot, 'http', { secretToken: TELEGRAM_WEBHOOK_SECRET })).listen(Number(PORT), '127.0.0.1', () => {
  process.stdout.write('lanpya is running: the baseline\n');
});
