import type { MessageActivity } from '../../src/core/activity.js';
import { limits, VIBER } from './limits.js';

/** A button: what it says, and what a tap sends (`reply`) or opens (`open-url`). */
export interface Button {
  title: string;
  body: string;
  opens?: boolean;
}

/** The body of send_message; without `receiver` also the answer to conversation_started. */
export interface TextMessage {
  receiver?: string;
  type: 'text';
  sender: { name: string };
  min_api_version: number;
  text: string;
  keyboard?: object;
}

/** The body that says a message, or why Viber would not take it: a fault of ours, since `fit` cuts before. */
export function outbound(activity: MessageActivity, senderName: string): { payload: TextMessage } | { refused: string } {
  const text = activity.text ?? '';
  const buttons = (activity.suggestedActions?.actions ?? []).map(({ type, title, value }): Button =>
    type === 'openUrl' ? { title, body: value, opens: true } : { title, body: `a:${value}` },
  );
  if (text.trim() === '') return { refused: 'empty' };
  if (text.length > limits.text) return { refused: 'too-long' };
  if (buttons.length > limits.buttons) return { refused: 'too-many-buttons' };
  const payload = { receiver: activity.conversation.id, ...textMessage(senderName, text, buttons) };
  return Buffer.byteLength(JSON.stringify(payload)) > VIBER.callBytes ? { refused: 'too-long' } : { payload };
}

/** A text with its keyboard, which stays on the screen until the next message. */
export function textMessage(senderName: string, text: string, buttons: readonly Button[]): TextMessage {
  return {
    type: 'text',
    sender: { name: senderName },
    min_api_version: VIBER.apiVersion,
    text,
    ...(buttons.length > 0 ? { keyboard: { Type: 'keyboard', DefaultHeight: false, InputFieldState: 'regular', Buttons: buttons.map(button) } } : {}),
  };
}

/** The same for an app too old for keyboards: the choices as numbered lines, which a person can answer. */
export function withoutKeyboard({ keyboard: _, ...payload }: TextMessage, activity: MessageActivity): TextMessage {
  const lines = (activity.suggestedActions?.actions ?? []).map(({ title }, i) => `${i + 1}. ${title}`);
  return { ...payload, text: [payload.text, ...lines].join('\n') };
}

function button({ title, body, opens }: Button) {
  return {
    Columns: 6,
    Rows: 1,
    ActionType: opens ? 'open-url' : 'reply',
    ActionBody: body,
    // Viber reads a few HTML tags here.
    Text: title.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'),
    TextSize: 'regular',
    // Else the app would print the body in the chat.
    Silent: true,
  };
}
