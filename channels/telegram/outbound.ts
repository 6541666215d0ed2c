import type { CardAction, MessageActivity, TypingActivity } from '../../src/core/activity.js';
import { TELEGRAM } from './limits.js';

/** One call of the Bot API. */
export type Call =
  | { method: 'sendMessage'; payload: SendMessage }
  | { method: 'sendChatAction'; payload: { chat_id: string; action: 'typing' } };

interface SendMessage {
  chat_id: string;
  text: string;
  link_preview_options: { is_disabled: true };
  reply_markup?: { inline_keyboard: Button[][] };
}
type Button = { text: string; callback_data: string } | { text: string; url: string };

/** The call that says an activity, or why Telegram would not take it: a fault of ours, since `fit` cuts before. */
export function outbound(activity: MessageActivity | TypingActivity): Call | { refused: string } {
  const chat_id = activity.conversation.id;
  if (activity.type === 'typing') return { method: 'sendChatAction', payload: { chat_id, action: 'typing' } };

  const text = activity.text ?? '';
  const actions = activity.suggestedActions?.actions ?? [];
  if (text.trim() === '') return { refused: 'empty' };
  if (text.length > TELEGRAM.textUnits) return { refused: 'too-long' };
  if (actions.length > TELEGRAM.buttons) return { refused: 'too-many-buttons' };
  const keyboard = actions.map((action) => [button(action)]);
  if (keyboard.flat().some((b) => 'callback_data' in b && Buffer.byteLength(b.callback_data) > TELEGRAM.callbackBytes)) {
    return { refused: 'button-data' };
  }
  return {
    method: 'sendMessage',
    payload: {
      chat_id,
      text,
      // A preview would fetch the page and show a picture of it on a phone that others may see.
      link_preview_options: { is_disabled: true },
      ...(keyboard.length > 0 ? { reply_markup: { inline_keyboard: keyboard } } : {}),
    },
  };
}

function button({ type, title, value }: CardAction): Button {
  return type === 'openUrl' ? { text: title, url: value } : { text: title, callback_data: `a:${value}` };
}
