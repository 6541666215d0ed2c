import type { HandoffReason, HandoffState, Outcome } from '../../core/handoff.js';
import type { Locale } from '../../core/locale.js';
import type { Place } from '../../core/place.js';
import type { TextState } from '../../core/reviewing.js';
import type { RiskLevel } from '../../core/understanding.js';
import type { Trouble } from '../../host/trouble.js';
import type { AuditRow } from '../audit.js';

/** The page's words for our ids: here and nowhere else, so that they can be put into another language. */

export const RISK: Record<RiskLevel, string> = { R3: 'Danger now', R2: 'Serious harm', R1: 'Worry', R0: 'Ordinary' };

export const REASON: Record<HandoffReason, string> = {
  asked: 'Asked for a person',
  'red-flag': 'Words that signal danger',
  'no-answer': 'The bot had no answer',
  'unsure-fact': 'The bot’s facts are not sure',
  flow: 'A guided step led here',
  'understanding-failed': 'The bot could not read the message',
};

export const LANGUAGE: Record<Locale, string> = { my: 'Burmese', en: 'English', th: 'Thai', km: 'Khmer', lo: 'Lao', vi: 'Vietnamese' };

export const PLACE: Record<Place, string> = {
  TH: 'Thailand',
  MY: 'Malaysia',
  SG: 'Singapore',
  JP: 'Japan',
  KR: 'South Korea',
  HK: 'Hong Kong',
  GULF: 'Gulf states or Jordan',
  MM: 'Myanmar',
  KH: 'Cambodia',
  LA: 'Laos',
  VN: 'Viet Nam',
  ANY: 'Anywhere',
};

export const CHANNEL: Record<string, string> = { telegram: 'Telegram', viber: 'Viber', directline: 'Web chat', terminal: 'Terminal' };

/** Channels as the simulator names their shapes. */
export const SHAPE: Record<string, string> = { telegram: 'Telegram', viber: 'Viber', web: 'Web chat', terminal: 'A phone without buttons' };

export const STATE: Record<HandoffState, string> = { queued: 'Waiting', accepted: 'Taken', completed: 'Closed', failed: 'Ended without a counsellor' };

export const OUTCOME: Record<Outcome, string> = {
  'information-given': 'Information given',
  referred: 'Referred to another service',
  'case-opened': 'Case opened',
  'could-not-reach': 'Could not reach the person',
  'not-for-us': 'Not for us',
};

export const TEXT_STATE: Record<TextState, string> = { unread: 'unread', signed: 'signed', voided: 'voided', 'sent-back': 'sent back', expired: 'expired', missing: 'not written' };

export const ACTION: Record<AuditRow['action'], string> = {
  'signed-in': 'signed in',
  'signed-out': 'signed out',
  'handoff-opened': 'opened conversation',
  'handoff-taken': 'took conversation',
  'handoff-replied': 'replied in conversation',
  'handoff-closed': 'closed conversation',
  'handoff-given-back': 'gave back conversation',
  'trouble-ended': 'saw to trouble with the store:',
  'delivery-resent': 'sent again message',
  'account-added': 'added account',
  'account-disabled': 'disabled account',
  'password-set': 'set the password of',
  'link-issued': 'made a sign-in link for',
  'reviewer-named': 'made a reviewer of',
  'reviewer-ended': 'ended the reviewing of',
  'signing-key-made': 'made the signing key',
  'text-signed': 'signed',
  'text-sent-back': 'sent back',
  'content-reloaded': 'loaded the content again',
  'phrasing-added': 'added a phrasing to',
  'questions-dropped': 'took away as not ours',
};

const GONE: [string, string] = ['The person left the chat or blocked the bot.', 'Nothing to mend here. If they come back, send it again.'];
const OURS: [string, string] = ['The platform does not take such a message.', 'A fault of the program: tell whoever runs the service.'];
const UNPAID: [string, string] = ['Viber takes no more unpaid messages that the bot begins.', 'Pay for messages in the Viber admin panel, then send it again.'];

/** Why a letter did not arrive, and what mends that; by the codes that channels give. */
export const UNDELIVERED: Record<string, [why: string, mend: string]> = {
  unsure: ['The platform did not say whether it took this message.', 'It may have arrived. Ask the person, or send it again: it may then arrive twice.'],
  blocked: GONE,
  'chat-not-found': GONE,
  'not-registered': GONE,
  'not-subscribed': GONE,
  'no-suitable-device': ['The person has no phone that shows this.', 'Nothing to mend here.'],
  'unsupported-country': ['Viber does not serve the country the person is in.', 'Nothing to mend here.'],
  night: ['A reminder that waited through an outage and would have come at night.', 'Send it by day, where it still holds.'],
  restored: ['It was waiting in the backup that this store was restored from.', 'It may have arrived before. Read the talk, and send it again where it is still needed.'],
  'channel-off': ['The channel is switched off.', 'Whoever runs the service sets its token again; then send it again.'],
  unreadable: ['It cannot be opened: the key of the service was changed.', 'Whoever runs the service puts the earlier key back; then send it again.'],
  'free-messages-used-up': UNPAID,
  'no-balance': UNPAID,
  empty: OURS,
  'too-long': OURS,
  'too-many-buttons': OURS,
  'button-data': OURS,
  'bad-data': OURS,
  'missing-data': OURS,
  'http-400': OURS,
};

/** `locked-in` → `locked in`; ids of our own content only. */
export const plain = (id: string) => id.replaceAll('-', ' ');

/** `fees/legal-maximum@MY` → `fees, legal maximum`. */
export const topic = (entry: string) => plain(entry.split('@')[0] ?? '').replaceAll('/', ', ');

/** How long, in the two largest units: `2 h 5 min`. */
export function duration(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const sameDay = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const otherDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** A time as the counsellor's clock shows it, with the day where it is not today. */
export function moment(at: number, now: number): string {
  const form = new Date(at).toDateString() === new Date(now).toDateString() ? sameDay : otherDay;
  return form.format(at);
}

/** What befell the store, and what the reader can do about it. */
export function troubleWords({ what, count, at }: Trouble, now: number): string {
  switch (what) {
    case 'lost': {
      const messages = count === 1 ? 'A message that somebody wrote was' : `${count.toLocaleString('en')} messages that people wrote were`;
      return `${messages} lost (noticed ${moment(at, now)}). Who wrote may still be waiting: ask those you talk with to write again, and tell whoever runs the service.`;
    }
    case 'damaged':
      return `The disk changed what is stored (noticed ${moment(at, now)}). Words may be missing. Tell whoever runs the service at once: “store.damaged” in the README says what to do.`;
  }
}
