import type { Payload } from '../contract/channel.js';

/* What Telegram sends (Bot API 10.3), with every field it really has: names and numbers are invented. */

const from = { id: 6_001_234_567, is_bot: false, first_name: 'Aye', last_name: 'Chan', username: 'ayechan', language_code: 'my' };
const chat = { id: 6_001_234_567, first_name: 'Aye', last_name: 'Chan', username: 'ayechan', type: 'private' };
const date = 1_795_300_000;
const bot = { id: 4_242_424_242, is_bot: true, first_name: 'Lanpya', username: 'lanpya_bot' };
const group = { id: -1_001_234_567_890, title: 'Workers', type: 'supergroup' };
const thumbnail = { file_id: 'thumb', file_unique_id: 't', file_size: 1200, width: 90, height: 90 };

const person = {
  channelId: 'telegram',
  timestamp: '2026-11-21T22:26:40.000Z',
  from: { id: '6001234567', role: 'user' as const },
  recipient: { id: '4242424242', role: 'bot' as const },
  conversation: { id: '6001234567', isGroup: false as const, conversationType: 'personal' as const, name: '' },
  locale: 'my',
};

let id = 700_100_000;
const table: Payload[] = [];
function row(name: string, kind: string, inside: object, becomes: Record<string, unknown> | null): void {
  id += 1;
  table.push({ name, body: JSON.stringify({ update_id: id, [kind]: inside }), becomes: becomes && { ...becomes, id: String(id) } });
}
const sent = (content: object) => ({ message_id: 31, from, chat, date, ...content });
const message = (name: string, content: object, becomes: Record<string, unknown> | null) =>
  row(name, 'message', sent(content), becomes && { type: 'message', ...person, ...becomes });
const file = (contentType: string, fileId: string, name?: string) => ({
  attachments: [{ contentType, contentUrl: `tg-file:${fileId}`, ...(name ? { name } : {}) }],
});

message('a text in Burmese', { text: 'ထိုင်းမှာ အနည်းဆုံးလုပ်ခ ဘယ်လောက်လဲ' }, { text: 'ထိုင်းမှာ အနည်းဆုံးလုပ်ခ ဘယ်လောက်လဲ', textFormat: 'plain' });
message('a text with entities and a reply', { text: 'see https://example.org', entities: [{ offset: 4, length: 19, type: 'url' }], reply_to_message: sent({ text: 'before' }) }, { text: 'see https://example.org' });
message('a photo with a caption', { photo: [{ ...thumbnail, file_id: 'small' }, { ...thumbnail, file_id: 'large', width: 1280, height: 960 }], caption: 'my contract' }, { text: 'my contract', ...file('image/jpeg', 'large') });
message('a voice note', { voice: { duration: 7, mime_type: 'audio/ogg', file_id: 'voice1', file_unique_id: 'v', file_size: 30_000 } }, file('audio/ogg', 'voice1'));
message('a video', { video: { duration: 9, width: 640, height: 480, file_name: 'IMG_1.MP4', mime_type: 'video/mp4', thumbnail, file_id: 'video1', file_unique_id: 'v' }, caption: 'look' }, { text: 'look', ...file('video/mp4', 'video1', 'IMG_1.MP4') });
message('a round video', { video_note: { duration: 3, length: 240, thumbnail, file_id: 'round1', file_unique_id: 'v' } }, file('video/mp4', 'round1'));
message('music', { audio: { duration: 200, mime_type: 'audio/mp4', title: 'Song', performer: 'Band', file_id: 'audio1', file_unique_id: 'a' } }, file('audio/mp4', 'audio1'));
message('a document', { document: { file_name: 'MOU.pdf', mime_type: 'application/pdf', file_id: 'doc1', file_unique_id: 'd', file_size: 90_000 } }, file('application/pdf', 'doc1', 'MOU.pdf'));
message('an animation, which is a document too', { animation: { duration: 2, width: 90, height: 90, mime_type: 'video/mp4', file_id: 'gif1', file_unique_id: 'g' }, document: { mime_type: 'video/mp4', file_id: 'gif1', file_unique_id: 'g' } }, file('video/mp4', 'gif1'));
message('a sticker', { sticker: { width: 512, height: 512, emoji: '🙏', set_name: 'set', is_animated: false, is_video: false, type: 'regular', thumbnail, file_id: 'sticker1', file_unique_id: 's' } }, file('image/webp', 'sticker1'));
message('a location', { location: { latitude: 16.7, longitude: 98.57, horizontal_accuracy: 12 } }, { entities: [{ type: 'GeoCoordinates', latitude: 16.7, longitude: 98.57 }] });
message('a venue', { location: { latitude: 16.7, longitude: 98.57 }, venue: { location: { latitude: 16.7, longitude: 98.57 }, title: 'Hospital', address: 'Mae Sot' } }, { entities: [{ type: 'GeoCoordinates', latitude: 16.7, longitude: 98.57 }] });
message('a contact', { contact: { phone_number: '+66800000000', first_name: 'Broker', user_id: 5 } }, { attachments: [{ contentType: 'application/vnd.contact+json', contentUrl: 'tel:+66800000000', name: 'Broker' }] });
message('a poll, which nobody here can read', { poll: { id: '1', question: 'Which?', options: [], total_voter_count: 0 } }, { attachments: [{ contentType: 'application/octet-stream' }] });
message('a die', { dice: { emoji: '🎲', value: 3 } }, { attachments: [{ contentType: 'application/octet-stream' }] });
message('a text beside a malformed attachment', { text: 'help', voice: 'broken' }, { text: 'help' });
message('a pinned message', { pinned_message: sent({ text: 'x' }) }, null);
row('a message in a group', 'message', { ...sent({ text: 'hello' }), chat: group }, null);
row('a command in a group', 'message', { ...sent({ text: '/start@lanpya_bot' }), chat: group }, null);

const start = (name: string, text: string, value: object) => row(name, 'message', sent({ text, entities: [{ offset: 0, length: 6, type: 'bot_command' }] }), { type: 'event', name: 'start', ...person, value });
start('the start button', '/start', {});
start('a deep link', '/start poster-42_b', { ref: 'poster-42_b' });
message('/start with a person’s own words behind it', { text: '/start I am locked in, help' }, { text: '/start I am locked in, help' });
message('/started is no start', { text: '/started' }, { text: '/started' });

row('an edited text', 'edited_message', { ...sent({ text: 'my fee was 20000' }), edit_date: date + 60 }, { type: 'messageUpdate', ...person, timestamp: '2026-11-21T22:27:40.000Z', text: 'my fee was 20000' });
row('an edited caption', 'edited_message', { ...sent({ photo: [thumbnail], caption: 'new' }), edit_date: date }, { type: 'messageUpdate', ...person, text: 'new' });
row('an edit in a group', 'edited_message', { ...sent({ text: 'x' }), chat: group, edit_date: date }, null);

const tapped = { message_id: 40, from: bot, chat, date, text: 'Which country?', reply_markup: { inline_keyboard: [[{ text: 'Thailand', callback_data: 'a:k3x9' }]] } };
const tap = (name: string, query: object, becomes: object | null) => row(name, 'callback_query', { id: '4382', from, chat_instance: '-31', ...query }, becomes && { type: 'message', ...person, timestamp: '2026-11-21T22:30:00.000Z', ...becomes });
tap('a tap', { message: tapped, data: 'a:k3x9' }, { value: { token: 'k3x9' }, replyToId: '40' });
tap('a tap on a message too old to be shown', { message: { chat, message_id: 2, date: 0 }, data: 'a:k3x9' }, { value: { token: 'k3x9' }, replyToId: '2' });
tap('a tap on a button of another bot’s making', { message: tapped, data: 'menu/2' }, { value: { token: 'menu/2' } });
tap('a tap in a group', { message: { ...tapped, chat: group }, data: 'a:k3x9' }, null);
tap('a tap on an inline message', { inline_message_id: 'x', data: 'a:k3x9' }, null);
tap('a game', { message: tapped, game_short_name: 'chess' }, null);

const member = (status: string) => ({ user: bot, status, ...(status === 'kicked' ? { until_date: 0 } : {}) });
const relation = (name: string, before: string, after: string, becomes: object | null, where: object = chat) =>
  row(name, 'my_chat_member', { chat: where, from, date, old_chat_member: member(before), new_chat_member: member(after) }, becomes && { type: 'contactRelationUpdate', ...person, ...becomes });
relation('a block', 'member', 'kicked', { action: 'remove' });
relation('an unblock', 'kicked', 'member', { action: 'add' });
relation('being added to a group', 'left', 'member', null, group);

row('a channel’s post', 'channel_post', { message_id: 1, chat: { id: -100, title: 'News', type: 'channel' }, date, text: 'x' }, null);
row('a kind of update that is newer than this program', 'stopped_message_generation', { chat, message_id: 1 }, null);

export const UPDATES: readonly Payload[] = table;
/** The time at which a tap is read: it carries none of its own. */
export const TAPPED_AT = Date.UTC(2026, 10, 21, 22, 30);
