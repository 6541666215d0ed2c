import { fold } from './fold.js';
import { identify } from './identify.js';
import { LOAN_WORDS } from './latin-samples.js';
import { normalise } from './normalise.js';
import { scriptOf } from './script.js';

/**
 * Whether a message is surely in none of our languages: in a script that none of them is written in, or in Latin letters with the
 * small words of another language. A name or a borrowed word makes none, and in our letters nothing is.
 */

/**
 * The words that tell each best: small and frequent ones, folded; such as romanised Burmese, Khmer, Lao and Thai and bare Vietnamese
 * write too ("ma", "la", "di", "yang") are left out.
 */
const SMALL_WORDS: Readonly<Record<string, string>> = {
  fr: 'je vous nous tu il elle est sont suis avez avons pour dans avec sans sur pas que qui mon mes votre mais bonjour merci veux voudrais travailler travail comment combien une les des du au aux ce cette quel quelle peut puis quand chez faire avoir plus ne se me salaire patron payer paie passeport',
  es: 'yo usted nosotros ustedes es estoy esta soy somos tengo tiene puedo puede quiero para por con pero porque como cuanto donde cuando que mi mis su sus el los las una unos del al hola gracias trabajo trabajar necesito ayuda muy favor quien cual hay hace hacer desde me se salario pagar paga jefe tailandia malasia',
  pt: 'eu voce nos eles estou esta sou somos tenho tem posso pode quero para por com mas porque como quanto onde quando que meu minha seu sua uma uns das dos os no do da ola obrigado obrigada trabalho trabalhar preciso ajuda muito quem nao ate pelo pela ha meus dois patrao salario pagar paga devo',
  it: 'io lui lei noi voi sono siamo ho abbiamo posso voglio vorrei per con perche come quanto dove quando che mio mia il gli una del della dei ciao grazie lavoro lavorare bisogno aiuto molto chi non nel nella alla questo mi si lo paga pagare stipendio datore',
  de: 'ich du er sie wir ihr ist sind bin habe haben hat kann muss will mochte fur mit aber weil wie wo wann was mein meine meinen der die das ein eine einen den dem des und nicht auf von zu im hallo danke arbeit arbeiten brauche hilfe sehr wer viel bitte lohn chef pass bezahlen gibt mir mich',
  ms: 'saya aku kami kita anda awak kamu mereka dia ini itu yang dan atau dengan untuk dari pada dalam tidak tak nak mau ingin boleh bisa sudah telah akan ada adalah apa bagaimana macam mana berapa kenapa kerja bekerja gaji majikan bayar tolong terima kasih ke di sebab karena kalau jika juga sangat orang negara paspor pulang oleh setiap belum hari bulan tahun',
  tl: 'ako ikaw siya kami tayo kayo sila ang ng mga sa ay hindi po opo ko mo niya namin natin nila ba kung para dahil pero paano magkano saan kailan bakit ano sino gusto kailangan trabaho magtrabaho sahod sweldo tulong salamat kumusta ito iyon dito may wala lang din rin naman amo pasaporte nais kong gustong umuwi ngunit ayaw',
  tr: 've bir bu icin ben sen biz nasil nerede kac calismak istiyorum var yok degil maas isveren yardim tesekkurler merhaba ne ama cok',
  hi: 'mujhe mera mere meri main hum aap tum hai hain nahi nahin kya kaise kitna kitni kahan kaam karna chahiye chahta hoon hun raha rahe paisa paise ka ki ke ko se aur lekin dhanyavad namaste malik tankha madad karo',
  bn: 'ami amar amake amra apni tumi tini ki kivabe koto taka kaj korte chai chaite jete hobe keno kothay ache achhe eta oi ebong kintu malik beton dhonnobad',
  ne: 'mero malai hami tapai timi cha chha chaina chhaina ho hoina kati kasari kaha kina kaam garna garne jana chahanchu paisa talab sahu maalik dhanyabad lai ko le ra tara pani',
};

const TONGUES = Object.values(SMALL_WORDS).map((words) => new Set(words.split(' ')));
const LOANS = new Set(LOAN_WORDS);

/** A message of fewer words, borrowed ones and names among them, says nothing sure about its language. */
const FEWEST_WORDS = 5;
/** In scripts that are not ours, mostly without spaces, as much as five words is. */
const FEWEST_LETTERS = 8;
/** Of all letters, in a script that is not ours: more than a name or an address in it. */
const OTHER_SHARE = 0.6;
/** So many of the words are small words of one other language where the letters tell none of ours, and where they seem to. */
const SMALL_SHARE = { untold: 0.45, told: 0.7 } as const;
/** So many different ones: one alone may be a name or a slip. */
const FEWEST_DIFFERENT = 2;

/** Takes raw or normalised text. No ask of the knowledge base in our languages is foreign. */
export function isForeign(text: string): boolean {
  const plain = normalise(text);
  const scripts = [...plain.matchAll(/\p{L}/gu)].map(([letter]) => scriptOf(letter.codePointAt(0) ?? 0));
  // Whoever writes a word of theirs in our letters ("고용노동부 ប្ដឹង") is read in that language.
  if (scripts.some((script) => script !== 'other' && script !== 'latin')) return false;
  const other = scripts.filter((script) => script === 'other').length;
  if (other > 0) return scripts.length >= FEWEST_LETTERS && other >= OTHER_SHARE * scripts.length;
  const words = fold(plain).split(/[^a-z]+/u).filter((word) => word !== '');
  if (words.length < FEWEST_WORDS) return false;
  const own = words.filter((word) => !LOANS.has(word));
  const share = identify(plain).locale === null ? SMALL_SHARE.untold : SMALL_SHARE.told;
  return TONGUES.some((small) => {
    const found = own.filter((word) => small.has(word));
    return new Set(found).size >= FEWEST_DIFFERENT && found.length >= share * own.length;
  });
}
