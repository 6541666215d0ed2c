/**
 * How people write with Latin letters: enough of each language for its letter sequences to tell it apart. Our own
 * sentences, on what people ask here and on everyday things. Vietnamese is folded when it is learnt.
 */

export const LATIN_SAMPLES = {
  en: `how much can an agency charge me for a job in another country what documents do i need to work there legally
my employer took my passport and will not give it back can i change my employer when does my work permit end
hi hey hello i need help please my boss did not pay my salary for two months what should i do is this offer real
where is the office and which number do i call they said that i have to pay more money before we leave
i was hurt at the factory and who will pay the hospital can my wife and children come with me
the broker asked for thirty thousand is it too much thank you yes no good morning how are you
i want to go home but they would not let me leave the house he hit me she is afraid and very ill
what is the minimum wage and how many hours should we work each day do we get paid for overtime on sunday
am i allowed to join a union or social security how to renew my visa and the pink card after it expired
i lost my identity card and the police stopped us yesterday at the border gate could you tell me the rules
is there any training before departure which bank sends money home cheaply can someone under eighteen go
this company promised one job but gave another one with less pay there are many people like us working here
when will the registration open again for migrant workers without papers do i need a contract in my language
understand their rights about leave when pregnant or sick with health insurance claims from the government
from with about because that which would there been were was his her our your just some than then these into
not working don't can't isn't won't i'm it's they're no maybe tomorrow tonight again every week month year
dear sir kindly advise regarding application process status thanks great okay sure talk to a person human counsellor`,
  vi: `phí môi giới tối đa là bao nhiêu tôi cần giấy tờ gì để đi làm hợp pháp ở nước ngoài
chủ của tôi giữ hộ chiếu và không trả lại tôi có được đổi chủ không khi nào giấy phép lao động hết hạn
xin chào tôi cần giúp đỡ công ty không trả lương hai tháng rồi tôi phải làm gì bây giờ
văn phòng ở đâu và gọi số nào họ nói phải đóng thêm tiền trước khi đi có đúng không
tôi bị tai nạn trong nhà máy thì ai trả tiền bệnh viện vợ con tôi có đi cùng được không
người môi giới đòi ba mươi triệu như vậy có nhiều quá không cảm ơn vâng dạ không chào anh chị em
em muốn về nhà nhưng họ không cho em ra ngoài ông ấy đánh tôi cô ấy sợ và bị ốm nặng
lương tối thiểu là bao nhiêu một ngày làm mấy tiếng làm thêm giờ chủ nhật được trả thế nào
tôi có được vào công đoàn hay bảo hiểm xã hội không gia hạn thị thực và thẻ hồng như thế nào khi hết hạn
tôi mất chứng minh nhân dân và công an giữ chúng tôi hôm qua ở cửa khẩu cho hỏi quy định ra sao
có lớp học trước khi xuất cảnh không gửi tiền về quê bằng ngân hàng nào rẻ dưới mười tám tuổi có đi được không
hứa việc này nhưng lại giao việc khác lương thấp hơn nhiều người như chúng tôi đang làm việc ở đây
bao giờ mở đăng ký lại cho lao động không giấy tờ hợp đồng có tiếng Việt không
quyền lợi nghỉ thai sản nghỉ ốm bảo hiểm y tế đòi bồi thường của nhà nước những các được với của cho này kia
muốn biết thủ tục hồ sơ cần những gì mấy ngày thì xong giá bao nhiêu tiền rồi nữa lắm quá thì là mà
xuất khẩu lao động thực tập sinh kỹ năng đặc định nợ lãi vay tiền cọc chống trốn bị lừa đảo mạng việc nhẹ lương cao
gọi cho gặp nhân viên tư vấn người thật trợ giúp khẩn cấp đại sứ quán lãnh sự nước mình quê hương gia đình bố mẹ`,
  my: `mingalarbar nay kaung lar kyanaw a lote lote chin tal htaing mhar bal lauk pay ya ma lal passport thein htar tal
a lote shin ka passport pyan ma pay bu lasa ma ya tar hna la shi pyi bal lo lote ya ma lal ku nyi par
pwal za ka ngwe taung tal bal lauk htat ma po ya bu lal visa thet tan toe chin dal work permit kun pyi
yone bal mar lal phone nan pat bal lauk lal htwet ma thwar khin ngwe htat pay ya ma lar ma htwet ya bu
set yone mhar nar thwar tal sayyone ka kun kya sa yate bal thu pay mal la kyun ma khin pun nae kalay yaw ya lar
kyay zu tin par tal hote kae ma hote bu kyay zu par naw sayar ma akyo nyi ma nyi lay a ko
ain pyan chin de thu doh ka ma hlwat bu yike tal kyauk nay tal phyar nay tal nay ma kaung bu
anae sone lote kha bal lauk lal ta nay bal hna nar yi lote ya ma lal a chain po kyay taninganway nay
pan yaung kat lote chin tal ci lote chin tal lu mhu phu lone yay win lo ya lar mahar chaing mae sot hmar shi dal
hmat pone tin pyauk thwar lo ye phan tal ma nay ka nal sat gate hmar a pyi pyi nay lar kyi par lar
sin tan shi lar thwar khin bank ka ngwe pyan po chin dal a thet ta sel shit hnit ma pyay tay bu thwar lo ya lar
kadi ta myo pyaw pee ta char a lote khaing tal lasa nae tal dar a hmann lar lain nay tar lar
be taw hmat pone tin lo ya ma lal sar choke ka myanmar lo shi lar a chin aye tway thi chin lo par
kyanma ko won shi nay lo kwint ya lar say yone say kyay nyun kyar pay par yin khwint pyu pay par
bar lo lal bal thu lal bal tone ka lal bae lo myo lal dar ka bar lal lo ya mal ma ya bu ya tal shi tal ma shi bu
a kyway twe tin nay tal ngwe toe chay ya lo a dan mhu a ku a nyi lo chin tal pyaw pya par phyay pay par
mou nae la mhar tae thar loh wide lar taw kyin par bu swel htar tar ma lo chin bu htin tal thwar mal lar`,
  other: `berapa gaji minimum saya bekerja di pabrik dan majikan tidak membayar upah selama dua bulan tolong bantu saya
paspor saya ditahan oleh agen apakah boleh pindah majikan terima kasih selamat pagi kami ingin pulang dengan yang untuk
saya nak tanya macam mana nak tukar majikan permit kerja sudah tamat tempoh boleh ke tidak encik puan sila bagi tahu
magkano ang sweldo ko sa isang buwan hindi ako binayaran ng amo ko kailangan ko ng tulong po salamat kumusta kayo
kinuha nila ang pasaporte ko paano ako makakauwi sa amin dito sa trabaho ang mga manggagawa ay dapat na
combien dois je payer pour travailler dans ce pays mon patron a pris mon passeport et ne veut pas me le rendre merci
bonjour je voudrais savoir quels documents sont nécessaires est ce que vous pouvez nous aider avec les enfants
cuánto tengo que pagar por el trabajo mi jefe no me paga el salario desde hace dos meses necesito ayuda por favor
hola quiero saber qué documentos hacen falta para trabajar en otro país gracias buenos días los trabajadores con una
wie viel muss ich für die arbeit bezahlen mein chef hat meinen pass genommen und gibt ihn nicht zurück danke
quanto devo pagar pelo trabalho não recebi o salário obrigado bom dia preciso de ajuda para voltar para casa
sawasdee khrap phom tong tham yang rai khop khun mak ngan tham thi nai ngoen duean thao rai mai dai
sabaidee khoi yak pai het viak yu khop chai lai lai ngern deuan thao dai bo hu chak
chomreap suor khnhom chong tow thveu ka orkun bong ponman prak khae ban te min dong
mujhe kaam chahiye vetan kitna hai madad karo dhanyavad namaste bhai mera passport le liya ami kaj korte chai taka koto`,
} as const;

/** Words that all our languages borrow: alone they say nothing about the language. */
export const LOAN_WORDS = `passport visa mou ok okay agent agency baht kyat ci pj pv owic facebook viber telegram line tiktok
phone bank atm covid ngo iom ilo mrc sim app id work permit pink card overtime ot bonus factory company menu online link www http https com
thailand malaysia singapore japan korea bangkok hong kong myanmar`.split(/\s+/u);
