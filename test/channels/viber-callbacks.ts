import type { Payload } from '../contract/channel.js';

/* What Viber sends, with every field it really has: names and numbers are invented. Tokens are written as digits. */

const user = { id: '01234567890A+/bc=', name: 'Aye Chan', avatar: 'http://avatar.example.org/1', language: 'my', country: 'TH', api_version: 10 };
const timestamp = 1_795_300_000_123;
const at = '2026-11-21T22:26:40.123Z';

const person = {
  channelId: 'viber',
  timestamp: at,
  from: { id: user.id, role: 'user' as const },
  recipient: { id: 'viber', role: 'bot' as const },
  conversation: { id: user.id, isGroup: false as const, conversationType: 'personal' as const, name: '' },
};
const known = { ...person, locale: 'my' };

let token = 4_812_661_846_655_238_144n;
const table: Payload[] = [];
function row(name: string, event: string, fields: object, becomes: Record<string, unknown> | null): void {
  token += 1n;
  const head = `{"event":"${event}","timestamp":${timestamp},"message_token":${token}`;
  const body = `${head},${JSON.stringify({ chat_hostname: 'SN-CHAT-05_', ...fields }).slice(1)}`;
  table.push({ name, body, becomes: becomes && { ...becomes, id: String(token) } });
}
const message = (name: string, content: object, becomes: Record<string, unknown>) =>
  row(name, 'message', { sender: user, message: content, silent: false }, { type: 'message', ...known, ...becomes });
const media = 'https://dl.example.org/media/1';

message('a text in Burmese', { type: 'text', text: 'ထိုင်းမှာ အနည်းဆုံးလုပ်ခ' }, { text: 'ထိုင်းမှာ အနည်းဆုံးလုပ်ခ', textFormat: 'plain' });
message('a text that looks like a callback', { type: 'text', text: '{"message_token":1111111111111111111,"event":"x"}' }, { text: '{"message_token":1111111111111111111,"event":"x"}' });
message('a long number in words', { type: 'text', text: 'my card \\" 1234567890123456789' }, { text: 'my card \\" 1234567890123456789' });
message('a tap', { type: 'text', text: 'a:1x9k2' }, { value: { token: '1x9k2' } });
message('words that begin like a tap', { type: 'text', text: 'a: what is a visa?' }, { text: 'a: what is a visa?' });
message('a picture with words', { type: 'picture', media, text: 'my contract', file_name: 'a.jpg', size: 1, thumbnail: media }, { text: 'my contract', attachments: [{ contentType: 'image/jpeg', contentUrl: media, name: 'a.jpg' }] });
message('a video', { type: 'video', media, duration: 4, size: 9, thumbnail: media }, { attachments: [{ contentType: 'video/mp4', contentUrl: media }] });
message('a file', { type: 'file', media, file_name: 'MOU.pdf', size: 9 }, { attachments: [{ contentType: 'application/octet-stream', contentUrl: media, name: 'MOU.pdf' }] });
message('a location', { type: 'location', location: { lat: 16.7, lon: 98.57 } }, { entities: [{ type: 'GeoCoordinates', latitude: 16.7, longitude: 98.57 }] });
message('a contact', { type: 'contact', contact: { name: 'Broker', phone_number: '+66800000000', avatar: media } }, { attachments: [{ contentType: 'application/vnd.contact+json', contentUrl: 'tel:+66800000000', name: 'Broker' }] });
message('a sticker', { type: 'sticker', sticker_id: 40133, media }, { attachments: [{ contentType: 'image/png', name: '40133' }] });
message('a link', { type: 'url', media: 'https://example.org/job' }, { text: 'https://example.org/job' });
message('a kind that is newer than this program', { type: 'voice', media, duration: 3 }, { attachments: [{ contentType: 'application/octet-stream', contentUrl: media }] });
message('a text beside a malformed part', { type: 'text', text: 'help', location: 'broken' }, { text: 'help' });

row('somebody subscribed who comes back by a link', 'conversation_started', { type: 'open', context: 'poster-42', user, subscribed: true }, { type: 'conversationUpdate', ...known, membersAdded: [{ id: user.id, role: 'user' }], value: { ref: 'poster-42' } });
row('a stranger who opens the chat', 'conversation_started', { type: 'open', context: 'poster-42', user, subscribed: false }, null);
row('a subscription', 'subscribed', { user }, { type: 'contactRelationUpdate', ...known, action: 'add' });
row('an unsubscription', 'unsubscribed', { user_id: user.id }, { type: 'contactRelationUpdate', ...person, action: 'remove' });
row('a late failure', 'failed', { user_id: user.id, desc: 'Aye Chan has no such app' }, { type: 'event', name: 'delivery.failed', ...person, value: { reason: 'viber-client' } });
row('a delivery', 'delivered', { user_id: user.id }, null);
row('a reading', 'seen', { user_id: user.id }, null);
row('the first call', 'webhook', {}, null);
row('an event that is newer than this program', 'client_status', { user }, null);

export const CALLBACKS: readonly Payload[] = table;
