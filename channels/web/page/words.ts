/** The few words of the page itself, in the languages the bot speaks. */
export interface Words {
  title: string;
  write: string;
  send: string;
  clear: string;
  leave: string;
  connecting: string;
  /** No connection; what was written waits. */
  offline: string;
  /** Under a message that has not gone yet. */
  waiting: string;
  sent: string;
  /** Under a message that will not go. */
  refused: string;
  newer: string;
  sure: string;
  yes: string;
  no: string;
  /** Read out before a message by a screen reader. */
  you: string;
}

const ENGLISH: Words = {
  title: 'Chat',
  write: 'Write here',
  send: 'Send',
  clear: 'Clear',
  leave: 'Leave quickly',
  connecting: 'Connecting…',
  offline: 'No connection. What you write is kept and will be sent.',
  waiting: 'Not sent yet',
  sent: 'Sent',
  refused: 'Could not be sent',
  newer: 'Newer messages',
  sure: 'End this chat and empty the screen?',
  yes: 'Clear',
  no: 'Back',
  you: 'You',
};

const WORDS = new Map<string, Words>(Object.entries({
  en: ENGLISH,
  my: {
    title: 'စကားပြော',
    write: 'ဒီမှာ ရေးပါ',
    send: 'ပို့မယ်',
    clear: 'ရှင်းမယ်',
    leave: 'အမြန်ထွက်',
    connecting: 'ချိတ်ဆက်နေပါတယ်…',
    offline: 'လိုင်းမရှိပါ။ ရေးထားတာကို သိမ်းထားပြီး လိုင်းရရင် ပို့ပေးပါမယ်။',
    waiting: 'မပို့ရသေးပါ',
    sent: 'ပို့ပြီးပါပြီ',
    refused: 'ပို့လို့ မရပါ',
    newer: 'စာအသစ်များ',
    sure: 'ဒီစကားပြောကို ရပ်ပြီး မျက်နှာပြင်ကို ရှင်းမလား။',
    yes: 'ရှင်းမယ်',
    no: 'မရှင်းပါ',
    you: 'သင်',
  },
  th: {
    title: 'แชต',
    write: 'พิมพ์ที่นี่',
    send: 'ส่ง',
    clear: 'ล้าง',
    leave: 'ออกด่วน',
    connecting: 'กำลังเชื่อมต่อ…',
    offline: 'ไม่มีสัญญาณ ข้อความถูกเก็บไว้และจะส่งให้',
    waiting: 'ยังไม่ได้ส่ง',
    sent: 'ส่งแล้ว',
    refused: 'ส่งไม่ได้',
    newer: 'ข้อความใหม่',
    sure: 'จบแชตนี้และล้างหน้าจอไหม',
    yes: 'ล้าง',
    no: 'กลับ',
    you: 'คุณ',
  },
  km: {
    title: 'ជជែក',
    write: 'សរសេរនៅទីនេះ',
    send: 'ផ្ញើ',
    clear: 'សម្អាត',
    leave: 'ចេញភ្លាម',
    connecting: 'កំពុងភ្ជាប់…',
    offline: 'គ្មានសេវា។ អ្វីដែលអ្នកសរសេរត្រូវបានរក្សាទុក ហើយនឹងផ្ញើ។',
    waiting: 'មិនទាន់ផ្ញើ',
    sent: 'បានផ្ញើ',
    refused: 'ផ្ញើមិនបាន',
    newer: 'សារថ្មី',
    sure: 'បញ្ចប់ការជជែកនេះ ហើយសម្អាតអេក្រង់ឬ?',
    yes: 'សម្អាត',
    no: 'ត្រឡប់',
    you: 'អ្នក',
  },
  lo: {
    title: 'ສົນທະນາ',
    write: 'ຂຽນບ່ອນນີ້',
    send: 'ສົ່ງ',
    clear: 'ລ້າງ',
    leave: 'ອອກດ່ວນ',
    connecting: 'ກຳລັງເຊື່ອມຕໍ່…',
    offline: 'ບໍ່ມີສັນຍານ. ຂໍ້ຄວາມຖືກເກັບໄວ້ ແລະ ຈະສົ່ງໃຫ້.',
    waiting: 'ຍັງບໍ່ໄດ້ສົ່ງ',
    sent: 'ສົ່ງແລ້ວ',
    refused: 'ສົ່ງບໍ່ໄດ້',
    newer: 'ຂໍ້ຄວາມໃໝ່',
    sure: 'ຈົບການສົນທະນານີ້ ແລະ ລ້າງໜ້າຈໍບໍ?',
    yes: 'ລ້າງ',
    no: 'ກັບຄືນ',
    you: 'ເຈົ້າ',
  },
  vi: {
    title: 'Trò chuyện',
    write: 'Viết ở đây',
    send: 'Gửi',
    clear: 'Xóa',
    leave: 'Thoát nhanh',
    connecting: 'Đang kết nối…',
    offline: 'Mất kết nối. Tin bạn viết được giữ lại và sẽ được gửi.',
    waiting: 'Chưa gửi',
    sent: 'Đã gửi',
    refused: 'Không gửi được',
    newer: 'Tin mới',
    sure: 'Kết thúc cuộc trò chuyện và xóa màn hình?',
    yes: 'Xóa',
    no: 'Quay lại',
    you: 'Bạn',
  },
}));

/** The first of these BCP 47 tags that we have words for, else English. */
export function wordsFor(tags: readonly string[]): { lang: string; words: Words } {
  for (const tag of tags) {
    const lang = tag.toLowerCase().split('-')[0] ?? '';
    const words = WORDS.get(lang);
    if (words) return { lang, words };
  }
  return { lang: 'en', words: ENGLISH };
}
