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
dear sir kindly advise regarding application process status thanks great okay sure talk to a person human counsellor
can i go to hk at what is the owic card and how do i get it new boss in bangkok old boss in mae sot hr a day no ot pay
friend can send for me for small fee ok i am so tired of this job want my money back from agent they say i must pay baht or they will not let me go
need help now phone number he says he will kill me if i go who pays the ticket home i paid too much fee three men did that to her on the way to border
how many days training before going abroad there is a guard with a gun we cannot run they hold one month salary as deposit legal
which papers should i keep how long does it take my hand was cut by the machine in malasia my ci has year left what to do
report broker laos police or labour office husband leave when baby born medical check paper for e no job after come home yangon
where can i complain about an agency factory closed and did not pay us farm workers can join social security do you have jobs
can i go out on rest day hk all night lost no how to get first pink card my real age but in ci border pass renew every months
embassy wants tax before help cant find my son he went with a man from our camp how many hours sleep on boat law check up clinic time off pregnant
she is not under she is test next week and i am late sg i came back from malasia two years ago can i still claim tokyo minimum wage per hour
name list fee who we are people in one building and nobody may leave madam bad i want other family
agent put us in a room and took the key says wait weeks call centre migrant japan hospital wont give birth paper because we owe money
is it safe to write here kept pay until contract end so we stay im they told me say if somebody ask broker in burma asks a lot for abroad
service charge limit south korea return cost insurance do i pay job offer too good to be true sajang dont sign release
i only think to die since he died in accident fired kl no notice thai school free for migrants rm or rm now how to change boss
no documents left after fire in dorm motorbike without licence fine father sells his girl for debt tomorrow mae sot ngo labour rights near me
fishing pay by bank women shelter chiang mai burmese i was sold a fake phone pj new apply price they pay less than they said`,
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
gọi cho gặp nhân viên tư vấn người thật trợ giúp khẩn cấp đại sứ quán lãnh sự nước mình quê hương gia đình bố mẹ
trẻ em có được đi học ở thái ko cho o o kl khong co nuoc tôi bị bán tôi phải làm gì công ty bắt em trả tiền giấy tờ ai tra ve may bay di han
lam giup viec sing bi bat lam nha chủ không trả lương thì báo ở đâu từ việt nam đi nhật phí bao nhiêu hết hạn hợp đồng ở hàn về nước
ky hop dong can chu y gi ho doi tien cao qua mất hộ chiếu rồi làm sao giờ ở thái lan cần giúp thì gọi số nào cong ty duoc thu toi da bao nhieu
con bé trong xưởng mới tuổi môi giới bảo nói tiền báo trước khi nghỉ việc ở hồng kông doi luong o ma lai the nao dua do moi tra giay to
phép năm bên thái mấy ngày em đóng tiền nhiều quá muốn đòi lại giữ hộ chiếu người lao động có đúng luật ko phi phai cu di nhat ban la nguoi hay may
con em an toàn ở nhà với bà e dang cam dao so qua cái máy dập xuống tay nó rồi chưa lấy tay ra được cty k cho nghi ngay nao
bảo hiểm trừ vào lương ở nhật là gì đổi sang tiếng anh nộp đơn khiếu nại ở lào thế nào bi danh sung het mat roi em nợ bạn triệu tháng này trả xong
đang chờ gia hạn mà bị công an hỏi thì đưa giấy gì moi gioi keu dung noi tuoi that khi hoi o cua khau vay nóng để đi nước ngoài
họ giữ tiền gửi về của em ko tới lam sao xin lai ho chieu tu chu tăng ca hàn quốc nhân ko số điện thoại tư vấn cho thực tập sinh
chi gai bi lua qua trung quoc lay chong dau hieu no le thoi nay mức phí tối đa ở campuchia tru tien ky tuc xa rm mot thang duoc khong
sợ đến đại sứ quán truoc khi di nuoc ngoai mang theo gi chủ tự ý cắt xén có cần mình ký đồng ý không bên thái so dien thoai dai su quan
làm ở tỉnh khác với tỉnh ghi trên thẻ văn phòng hỗ trợ lao động gần nhất vé về nước sau năm ai mua làm sao biết tin tuyển dụng lừa đảo
cò ăn đô đơn hàng nhật di vien o han co bao hiem thi bằng lái xe máy thái tts bị tai nạn có được về sớm ko hồ sơ gồm những gì
chu toi te toi muon khieu nai o thai duoi viec vi om ma lai chủ mã phạt trừ lương vì nghỉ ngày em bi canh sat giu o don roi chi oi
chuyển việc từ bangkok lên chiang mai có đc ko gio nhan luong gio la bao nhieu bất hợp pháp hàn đi bệnh viện sao cửa khẩu mae sot có mở không
bảo hiểm xã hội thái lan một lần phi kham suc khoe ai chiu madam bắt dậy h sáng ngủ h đêm khai tang tuoi de di lam co sao ko
nghỉ chỗ cũ rồi tìm chỗ mới trong bao lâu hôm qua cảnh sát xem giấy tờ họ có quyền không thà chết còn hơn
em trả tiền cho ông quản lý để được nhận vô làm ở sing eps khac gi du hoc nghe can tu van di xkld goi ai
đứa cháu gái nhắn là bị nhốt với mấy người lạ nó mới lớp trợ cấp ốm đau tính sao sếp lấy cây sắt đánh vào đầu tôi xin so duong day nong
con trai chu hay vao phong em lam sao biet cong ty co giay phep bo lao dong em có bầu chủ dọa đuổi`,
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
mou nae la mhar tae thar loh wide lar taw kyin par bu swel htar tar ma lo chin bu htin tal thwar mal lar
la sar ma ya bu a gent a sit lar a tu lar mou nae thwar chin tal bal lo lote ya lel thu htay ka bar pay ya lal sit gate mhar ko ko ko phan htar tal
mou kyay ta yar win b lout lae nay ma kaung loh nar yin la kha phyat lar pyan yauk pi bar a ku a nyi shi lal ngwe po yu khan ya tal
hnit shi pe di set yone mhar lote tar ye taing mal so pee chauk tal lasar ma ya thay bu sin ka pu say khwint bl hna yet ya lel pan card thet tan
da ma twe nae a pyin mhar shar nay tal pwe sar lu twe pat sa pot ma pay bu paik san pay mha tae a chote htae ka htwet nee a yay paw phone htaing
htai thwar yin thein bal lauk kone lal tha mee aim phaw mae sot loke kha nout sone sar par pan yaung kat b lout kya lel gyapan pyan tot mal
ka lay lay let mee shoh khan ya tal agent lein tar bal lo thi naing ma lae alote pyaung chin tal salone boss ka permit toe phoe paik san taung
ot a tin sin khaing tal sit hmu htan u pa day shin pya par owic a twat thin tan sar ywet lo lar baht ngwe ein ko poh nee yout kyar yite tal kyauk tal
koreya htee khaik dan yar lyaw kyay ko yee yar kyan mar yay ar ma khan shi lar kalay kyaung tet loh ya lar htai
madam ka thaw khat pee thwar tal eain htae mhar pate mi nay tal a khun ma saung yin bar phyit mal male shar hotline b lout lel
lakha ma ya bu la shi pe thahtay ka saunt pyaw tal sar may pwae phyay ya ma lar haung kaung ngwe bal lout lo lal naing ngan char thwar phoh
ci center phwint lar than yone phone number thay pe ot twe myar like tar haha nai na ko bat pay ya mhar lar tha yi ma htwet khin lote sa yar twe
thar lay ko thu sein lu khaw thwar pe e b hna khar pyaung ya lel ma nay chin taw bu thay lite taw mal pink kat bal lo lote ya ma le
sar chote a thit htoe khaing tal youk tot nar yet ma ya bu ta la lone exit list nan mae bal mhar kyi ya lel kyo swe cha mal
thwar yin twet chay kike lar pj nae pv bar kwar lal phi nat twe thein htar tal ma pyay aung ssw japan bal har ko ga pay ya lae
gyapan lote kha a ne sone yen thway htwet tar ma yat bu ku nyi par epf so pee phyat dar bar lel lal pin nyit tal nya ka
kalay mwe yin hmat pone tin ya lar sinkapu maam ma kaung bu bl lo taing ya lae tayar win lan bar shi lal htai hongkaung aim a ku a thet kant that
sar ywat sar tan bar twae lo lae sin ka pu`,
  th: `sawasdee khrap phom yak tham wa tong tham yang ngai dee sawatdee kha chan chue arai khun yu thi nai khob khun mak krub mai pen rai kha
nai jang mai jai ngoen duean song duean laeo naijang mai hai wan yut loei tham ngan thuk wan chan mai khao jai phasa thai phut dai nit noi
rao yak klap ban tae mai mi tang phuan bok wa tong pai tor visa thi trat ma khun chuay chan dai mai khrap man phaeng mak loei jai mai wai
ngan nak nueai mak phak mai phor tong chai ekasan arai bang tong triam arai raka thao rai kha thamniam kii baht pai thang nai pai rot arai di
mue rai ja dai bat chomphu ban bat mot ayu thammai khao hak ngoen rao pramaan ki wan thueng ja set yang mai dai rap ngoen ot laeo khrai ja chuai
huana bon du da tawat siang dang rong phayaban khlinik ya mor puai khai pen wat lek thi account thanakhan on ngoen mai khao
dai yin ma wa kotmai mai plian laeo jing mai khoi pai laew na jer kan phrung nee mee krai yoo bang ka pom ja pai tam ngarn tee kao lee dai mai krab
chan ja tam yang rai dee ka prakan sangkhom sit raksa khlot but sanya jang ngan lao ok bok luang na kha bat nai jang ok mai
lok pai tham ngan du yang ngai mai dai ngoen duean ma song duean rai wan tao rai bangkok mi khon um luk khuen rot pai laew nu ayu nai na hai bok wa
thuk ti tham arai dai bang tor bat tang dao thi nai tor mor lom rong ngan yu tam ngai di hai jai mai ok chuai duai jep nak mak lueat lai mai yut
khao ja song klap phama phrung ni phom klua tai rong rian sun kan rian maesot chek bai anuyat borisat jat ha ngan kha raeng khan tam thao rai
op rom kon pai jak lao tok nang ran tao kae mai jai kha mo naijang kep bat chomphu wai yut athit la ki wan ban ni luk nai jang khao ma jap nom
pai tham ngan thi mai tong jaeng khrai kin ya pai mot phaeng laew hua na ao lek fat lang lueat ok ot kid yang ngai ka tua tai di kwa
mai yak yu laeo yak tai yu kk park tong lok khon mai dai yot do chot fai fa fan bip kho ton ni ni ma yu hong nam hak ngoen duean arai bang
dek thuk ti thuk wan khang hong mae lao sue nu ma si muen klap mai dai raengngan bangkhap khue arai ekkasan chak lao ma thai
tamruat thai riak truat mai mi bat klua sop mai phan thuk khai long ruea mai khoei dai ngoen sajang ti hua lueat ok khu ja kha tor ci thi nai ki baht
lop chat yang ngai ngan mai trong kap sanya khao ao so lam pratu raw khon yu khang nai pho liang jap tua luk sao thuk khuen khop khun mak kha
prakan sangkhom hak duean la tao rai phasi phama tang prathet sathan thut chuai arai dai yuet lem passport phit kotmai mai
tit yu nai tuek ok pai mai dai mi yam yipun kep ngoen koen thaokae ao mit ji kho phom kaoli kha raeng chuamong la kee won passport khian tae jing
phuk chueak wai laew kho thot mae yai nai jang tham yang ngai kin ya kha ya pai namlai fum pak nee nai na mai mot sak thi maeban dai wan yut mai
yu bon ruea jet duean mai hai khuen fang pasport pj pv tang kan yang ngai thuk khai ma pen jot yu myawaddy chuai duai malay rap ayu thao rai
kha tua song saen tong tham jon khrop ekkasan thamngan thai chai arai bang kha borisat song raengngan sungsut thaorai thong duean tao kae ja lai ok
jaeng koet luk tang dao wang phaen ngoen kon pai phuean tok nang ran mai ru suek tua laew khao mi clip ja song hai thi ban tha mai pai ha
mia khlot eng nai hong lueat mai yut poet khuen thabian raengngan muea rai ko sen sanya tong du arai bang nai na kohok rueang ngan
nong ayu tham karaoke yu jao nai khao hong nu klang khuen laew bang khap phrung ni mai yak tuen ma ik lai ok mai mi het phon dai arai
ot khid yang ngai klap phama tong prathap tra thi dan mai yipun kep zairyu card malay boss mai jai ngern duean rot chon lueat ok yoe mak chuai duai
kha prap overstay wan la tao rai do jap thi mahachai mai mi bai anuyat kha manut khue arai fan tid hong khang thi rong phak song khuen laew
dek lek lek yu khon diao nai hong sam wan laew singapo plian nai jang khao khang rao wai nai hong ok mai dai chuay duay
rua pramong ngoen duean tao rai bat jep nai ngan khrai jai sanya pen phasa thai an mai ok pai dubai thuk kot mai tham yang ngai
tamruat jap faen pai laeo tam yang rai di agent fee malaysia tao rai khao kep bat wai bok ni meua rai jaeng tor mor ayu tham ngan rong ngan kung
op rom kon pai jak viet khon ngan tang dao thuk loek jang dai kha chotchoei mai nueai mak wan ni phua ja kha chuai duai fong tao kae yang ngai
yipun hoken pai ha mo klap ban thawon tong tham arai mai sabai mai mi bat pai rong phayaban dai mai nai jang lauan lam thuk wan
bang khap hai non kap luk kha thuk khuen tor mor ma thi hor laew klua mak la puai dai ngoen mai hongkong maeban sitthi arai
nai jang hak kha bat tuk duean malay poh tham permit khon thuean kuu ngoen nai na pai tham ngan sun chuai raengngan kharm chat yu nai
ngan nai tiktok jing mai mou lao khan ton yipun bat jep rosai tam ruat jai di chuai dai bat khuen laew nai ying lok ban thuk wan nu ok mai dai
triam tua pai tham ngan tang prathet luk hai pai ha mai joe chuai duai bat owic tham yang ngai yipun zangyo dai thao rai bat sukkhaphap tang dao
yipun yai kaisha dai mai yued passport wai khu ja jaeng tamruat chaoban ao luk ayu pai tham ngan bangkok mai yak yu laew chiwit ni
nu nai na ja pha pai malay phrung ni bat phan daen tham ngan dai mai malay khuen ngoen epf rong rian borisat lao wan yut nakkhat dai ngoen mai
ber chuai raengngan tang dao khmer to bai anuyat nai thai dai mai`,
  km: `chomreap suor bong khnhom chong suor pi ka thveu kar suosdey bong arkun chraen thaoke min berk prak khae oy khnhom pi khae hery
thaokae ot tan berk luy te tver yang mech khnhom min yul pheasa thai te niyeay ban bontich yeung chong tov phteah te min mean luy
mit khnhom tha trov tov bonto visa nov na bong chuoy khnhom ban te thlai nas khnhom bong min rouch kar ngea thngon hot nas ot kroup kroan
trov ka ekasar avey khlah trov reab chom avey domlay ponman os luy ponman tov tam na chih lan avey pel na ban kat polkor kat phot kamnot
hetavey ban chea ke kat luy khnhom ponman thngai teab hery neak na ach chuoy khnhom mekar sdey oy khnhom rol thngai srek klang
montir pet krou pet thnam chheu kdav kluon lek kuni thoneakea vey luy min choul kheunh ke tha chbab thmei phlas hery pit te
khnhom chong tov thveu ka nov korea rean pheasa chhop samrak thngai atit chhop somrak kech sanya kar ngea lea chhob prap mun min deung tha mech te
ot te min men te baat chas bong orkun khnhom mok pi khet kampong cham prey veng tver kar mok pi chhnam hery ayu tov tver ka ban te
luy khae yeut pek thaokae tha ot mean luy ke khum tuk nov thai min oy mok mun mok srok vinh yok avey me vay me ches neak na chuoy
ke luok khnhom oy krum hun chen kon ayu chong tov tver ka thai trov chbab te kat pka chhuk thlai ponman police chab tver mech
ke chak sor pi krav khnhom chenh ot ban mekhyol yok luy hery bat muk bdeung nov na som lek mrc siem reap hot slab hery tngai nis ot teat haha
ka ngea luy chraen boak te thver baat nov thai ke kit baht leus te bong chuoy prab pi kat phka chhouk phong japon chheu tov pet os ponman
jit hoh hery trov riep chom avey khlah pnhaer luy tov phteah tam na thaok mean puoh hong kong madam oy chhop ban te kore phdo krum hun sajang min oy
nov knong rong chak kor chak sor ot mean neak na berk ambe boss malay ot bok luy khae ber police khoat som merl aeksa tver mech
kon srey khnhom chnam ov vea tver bap vea kanleng chuoy polkor nov yangon khnhom tinh thnam hery yub nis chea chong kraoy ot jong rous teat te
chheam hou chraen chuoy hao lan pet japon maong ban yen ponman tech bomphot dok nenkin pel mok khmer vinh mech
tov japon ke tear luy thnea dollar trov te luy min krub dauch ipa tov japon phlov na del la bdey khnhom srovoeng hery kan kambet komream
hong kong break contract rok mchas thmey ke chab koun tov hery bong oy sva lui krus thnak ka ngea malaysia socso song te
khlach ke merl turosap lup message mech pos chek jeung hery hoem leung nov chomkar chngay chomhean mou mean avey klah
saek joh kontra hery khnhom an min dach thaokae dech chenh ot oy luy license krumhun pinit mech lek hotline krasoung ka ngea phnom penh
prak chnoul tngai nov bangkok ponman tam chbab tai kong vay khnhom leu tuk mun nis vay mit khnhom slab malaysia neak bomrer set avey
japon kat luy phteah luy pon sol tech nas kon rean sala thai ban te baat jit phot tver mech bontor ke dak khnhom knong bontup min oy chenh sos
ke chab pa knhom yok tov idc ot deung tver mech te khmer banh to ban kar ngear nov thai chhnam krouy teab te mekhyol oy bong luy tov phleam
baek luy yeut khae hery thaokae thai tha cham bon teat prakan sangkom kat luy ponman phnher luy pi thai me vay khnhom nung dambong dai hoem
ke bongkhom oy khnhom ngoet gneh ke yub mil chong bdeung krum hun japon otit ke sanya rong chak tae yok tov chomkar vinh japon rbuos pel tver ka
eps trov ka krodas avey khlah polis mok hery bong khnhom leak kraom krae thaoke ot berk luy oy meakhyol thai yok luy thlai pek
tov thai pi poipet eylov ban te ke thot roub khnhom ngout tuk komream post thaokae kohok ot bok luy oy yeung kat luy tver baat baht rol khae
bat kat nov krav srok lup sa chat nis mech ke yok khnhom tov rodern deport chuoy pong plech report tngai pinay ponman
kon kaert nov thai tver sombot komnaert nov na ekkasar tov thai trov ka avey klah koun kdav khlang brakach chuoy phong
ke tha jompeak luy trov tver ka doh bomnol min oy chenh ka ngea online prumdaen luy chraen sajang chompeak luy turosap min lerk
kore luy kol khae ponman won mit khnhom sonlob hao min deung kloun chheu puoh chong kert kon nov karadthan ot mean neak na
thlai krum hun banhchoun ponman tngai atit hong kong chhop maong te epf kat luy khnhom bietbien pheat nov kanleng ka
kat pkachhuk thai berk chuh banchi yerng tov thver ka thai trov chbab yang mech bor jor thai mean license te chek nov na
khnhom chab nov compound poipet ke tear lous bon tor ban karngea thai ke oy kok luy mun tha tov korea phleam boak te
koun kmeng yom nov bontup ot mean ov me yub hery som lek turosap angkar chuoy polkor nov thai neak hat kar japon chong phdo krum hun ban te
gueng hery min jong phnheak teat ot ban chenh krav khae hery mean yeam kan kampleung pink card khmer mean avey klah lek lan pet thai ponman tuk jam
kore luy samsung toejikgeum chruh kaboup bat passport nov krav srok japon hoken chenh ponman pheakroy pong tov thai ayu tam ming chong mok phteah vinh
thaoke vay khnhom rous thngai chenh chheam singapore off day ponman typing job tver ka nov myanmar kaisha ot bok luy oy
chong bdeung mchas singapore tov mom bong khnhom trov tahean chab tov tver tahean khnhom hot tae ot ey te ot chraen jong chong kor oy rouch
kar ngea nis bork te lek tourosap chumnuoy nov thai dach dai rong chak japon luy samnang`,
  lo: `sabaidee khoi yak tham wa tong het neo dai sabaidi aai euay khop chai lai lai nai jang bo hai ngern duen song duen laew
naichang bor jai ngoen deuan het jang dai di khoi bo khao jai pasa thai vao dai noi neung hao yak kap ban tae bo mi ngern
mu bok wa tong pai tor visa yu sai jao suay khoi dai bor phaeng lai jai bo vai viak nak meuay lai phak bo phor
tong sai ekasan nyang dae tong kiam yang dae laka thao dai kha thamniam chak baht pai thang dai khi lot nyang yam dai si dai bat bat mot ayu
pen nyang khao tat ngern hao chak mue jung si laew phai si suay dai hua na ha khoi thuk mue siang dang hong mor khlinik ya pen khai puay
lek banxi thanakhan on ngern bo khao dai nyin wa kotmai mai pian laew maen bor bo pen nyang der khop jai yak pai het viak kao li hian pasa
mue phak van athit phak pho sanya chang laok bok kon bo hu si het yang dai maen laew doi khoi ma tae savannakhet champasak het viak ma lai pi laew
khoy yak hu wa pai het viak pathet thai khop thuan dek pai het viak dai bor phai ok kha bat thai nai chang song ngoen kap ban yu thai het neo dai
khoi thuek ti suay dae lai ngan tua mue yak tai laew bor wai laew nai na kep ngern phaeng thai pian tao kae mai tong jaeng sai bor mi yang khop chai
kha haeng khan tam chak bat pho liang jap to luk sao thuk khuen ot khit naew dai tamruat jai di suay ha bat hai khao sai so patu hao khon yu khang nai
kiam nyang kon pai het viak ao ngoen lai phot kho khuen borisat khamen mi bai anuyat bor mae lao sue khoi ma si muen kap bor dai hak ngern deuan thai
kha bolisat yu lao thao dai boeng nang sam liam kham bor khoi ayu nai na hai bok wa tor mor ma laew yan lai jep ok lai lueat ok bor sao
thue pha yu thai la dai chak mue kin ya kha ya nam lai fum pak suay dae hong hian borisat myanma mue uen hong ngan phak bor sun mrc maen yang
boe tho suay lua yu thai chat nee pen khwam lap bor yu ton pheung tong lok khon bor dai yot thuek sot fai op hom kon pai jak lao hak ngoen duean thai
sajang bor jai ngeun man mi clip si song hai thang ban thuek khai het naew dai phuk sueak wai laew kho thot de mae hua na ao lek fat lang lueat ok
bang khap non kap khaek thuk khuen ko sen sanya tong boeng yang mueay lai mue ni mu tok nang han bor hu suek to laew kiam tua pai het viak tang pathet
tamluat jap faen pai laew hed neo dai khor ngern prakan sangkhom thai khuen bo yak yu laew yak tai tao kae ao mit chi kho
kha haeng yipun mong la chak yen ekkasan pai thai chai nyang dae tit yu nai tuek ok bor dai mi khon fao viak nee thae lue tua
mia ok luk eng lueat bor yut yipun hoken pai ha mo yuet passport wai khu ja jaeng tamruat mae ban yu thai sit yan seng bor phan
passport sia het neo dai nai chang lauan lam thuk mue viak online sai daen ngoen di yu huea jet deuan bor hai khuen fang nong ayu het karaoke yu udon
kha to song saen tong het jon khop dek noi yu phu diao nai hong sam mue laew viak bor khue thi bok poet khuen thabian thai mue dai
mi khon um luk khuen lot pai laew suay dae kuat borisat chat ha ngan thai kha manut maen yang yai nai chang thai het naew dai ber suay yu lao
viak nai facebook jing bor kin ya mot phaeng laew chaeng koet luk yu thai khao kep bat wai wa ni mue dai jaeng tor mor thon ngoen epf malaysia
mue uen bor yak tuen ik laew het mou don pan dai thuek khai long huea bor dai ngern chak thuea kap ban thawon kiam nyang pai dubai het viak
kha to tai di kwa yuem ngoen nai na nai chang hak kha bat tuk deuan khao khang hao wai ork bo dai suay dae kha bolisat song haengngan thao dai
boss malay bor jai ngern haeng ngan bangkhap maen yang nai ti khoi thuk mue leuad ok ekasan pai het viak thai
nai na bor khuen passport ao si muen bor san si jut passport khian tae thae pai malay het viak thuek kot mai nai na hong kong kep koen
bat chep chak viak thai borisat jat ha ngan lao mi bai anuyat bor lop chat naew dai kho ngoen nenkin khuen kha haeng malay tam sut
kaoli mong la chak won faen bip kho khoi ni ma yu hong nam thong yu thai ja thuek lai ok bor dai bat laew dee jai thuek chap het neo dai
jao nai khao hong khoi kang khuen laew bang khap ot singapore chak suamong ku ngern nai na pai het viak luk hai pai ha bor hen suay dae
jep nai viak thai phai jai kha haeng mai thai pi ni bat si bua thai bat chomphu thai pai changwat uen dai bor pai thai thuek kotmai het neo dai
phua si kha khoi suay dae kaoli sanjae khor naew dai kho ngoen pakan kaoli khuen yak phak bor hai phak nai chang thai hong hian borisat khamen
tor mor lom hong ngan yu het yang dai singkapo bor dai ngeun deuan deuan ayu het viak hong ngan kung nai lok huean thuk mue khoi ok bor dai
thao kae ti yu thai khan ton mou mi nyang dae thuek khom khuen suay dae viak online sam liam kham jing bor ao passport khuen tong jai song muen baht
bolisat lao kep ngoen phaeng phot kaoli bor chai ngoen duean kon sen sanya boeng nyang song ngern kap ban naew dai di boe tho suay lua malaysia
kaoli ot tao dai lot tam lueat ok lai suay dae singapo kha mo phai jai bat sukkhaphap thai chak bat pian nai chang yu thai mae ban singapo sit yang
naichang yuet passport thai kuat borisat thai mi bai anuyat bor khop chai lai lai kap ban thawon tong het yang malay het permit khon theuan
thuek khai ma sam liam kham suay dae ot thai khit naew dai`,
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
mujhe kaam chahiye vetan kitna hai madad karo dhanyavad namaste bhai mera passport le liya ami kaj korte chai taka koto`,
} as const;

/** Words that all our languages borrow: alone they say nothing about the language. */
export const LOAN_WORDS = `passport visa mou ok okay agent agency baht kyat ci pj pv owic facebook viber telegram line tiktok
phone bank atm covid ngo iom ilo mrc sim app id work permit pink card overtime ot bonus factory company menu online link www http https com
thailand malaysia singapore japan korea bangkok hong kong myanmar cambodia laos vietnam hongkong thai lao khmer viet malay phama
phumea kampuchia yipun yipoun japon kaoli kore korea singapo dubai taiwan eps levy helper hk sg`.split(/\s+/u);
