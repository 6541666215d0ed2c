import { searchableEach } from './searchable.js';

/** What a number names and says no more of, in six languages: rooms, floors, streets, papers. */
const NAMED = [
  'room|floor|building|block|soi|moo|house|gate|unit|flat|passport|visa|permit|card|id',
  'ห้อง|ห้องที่|ชั้น|ชั้นที่|ตึก|ซอย|หมู่|บ้านเลขที่|พาสปอร์ต',
  'phòng|tầng|lầu|tòa|nhà|ngõ|hộ chiếu',
  'အခန်း|အထပ်|တိုက်|လမ်း|ပတ်စပို့',
  'បន្ទប់|ជាន់|អគារ|ផ្ទះ|លិខិតឆ្លងដែន',
  'ຫ້ອງ|ຊັ້ນ|ຕຶກ|ຮ່ອມ|ພາສປອດ',
].join('|');

const LABEL = new RegExp(`(?<![a-z])(?:${searchableEach(NAMED.split('|')).join('|')}) ?(?:no|number|num|so|số|เลขที|เลข|លេខ|ເລກທີ|အမှတ်)? ?(?:[a-z]{1,3} ?)?\\d+`, 'gu');

/** A text in searchable form without such a thing and its number ("room 12"). Where the rules see no danger beside it, it says nothing. */
export function withoutLabels(written: string): string {
  return written.replace(LABEL, '').replace(/ +/gu, ' ').trim();
}
