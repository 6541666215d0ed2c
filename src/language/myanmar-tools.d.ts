declare module 'myanmar-tools' {
  /** Google's Markov model of Zawgyi against Unicode. */
  export class ZawgyiDetector {
    /** Probability from 0 to 1 that the text is Zawgyi; `-Infinity` where it holds no Burmese letter. */
    getZawgyiProbability(text: string): number;
  }
  export class ZawgyiConverter {
    zawgyiToUnicode(text: string): string;
    unicodeToZawgyi(text: string): string;
  }
}
