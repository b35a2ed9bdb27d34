// Which encoding a text that is not UTF-8 has, guessed from its characters beyond ASCII. Tables hold few
// of them, in names and words: too few for detectors that are made for prose.
import { decoderOf } from './code-pages';

/** Two bytes a character: how likely a pair is, by what stands there. */
type Pair = (lead: number, trail: number) => number | null;
const [COMMON, SIGN, RARE, ODD] = [1, 0.3, -0.5, -0.7];
const within = (v: number, low: number, high: number) => v >= low && v <= high;
const upper = (a: number, b: number) => a >= 0xa1 && b >= 0xa1 && a <= 0xfe && b <= 0xfe;

const PAIRS: Record<string, Pair> = {
  shift_jis: (a, b) => {
    if (
      !(within(a, 0x81, 0x9f) || within(a, 0xe0, 0xfc)) ||
      !(within(b, 0x40, 0x7e) || within(b, 0x80, 0xfc))
    )
      return null;
    return (a === 0x82 && b >= 0x9f) || a === 0x83
      ? 1.2
      : within(a, 0x88, 0x97)
        ? COMMON
        : a <= 0x82
          ? SIGN
          : RARE;
  },
  'euc-jp': (a, b) =>
    !upper(a, b)
      ? null
      : within(a, 0xa4, 0xa5)
        ? 1.2
        : within(a, 0xb0, 0xcf)
          ? 0.8
          : a <= 0xa3
            ? SIGN
            : RARE,
  'euc-kr': (a, b) => {
    if (
      !within(a, 0x81, 0xfe) ||
      !(within(b, 0x41, 0x5a) || within(b, 0x61, 0x7a) || within(b, 0x81, 0xfe))
    )
      return null;
    return !upper(a, b) ? ODD : within(a, 0xb0, 0xc8) ? 1.1 : a <= 0xa3 ? SIGN : ODD;
  },
  gb18030: (a, b) => {
    if (!within(a, 0x81, 0xfe) || !(within(b, 0x40, 0x7e) || within(b, 0x80, 0xfe))) return null;
    return !upper(a, b)
      ? ODD
      : within(a, 0xb0, 0xd7)
        ? COMMON
        : a <= 0xa3
          ? SIGN
          : a <= 0xa5
            ? 0.1
            : RARE;
  },
  big5: (a, b) => {
    if (!within(a, 0xa1, 0xf9) || !(within(b, 0x40, 0x7e) || within(b, 0xa1, 0xfe))) return null;
    return within(a, 0xa4, 0xc6) ? COMMON : a <= 0xa3 ? SIGN : RARE;
  },
};

const WESTERN = 'éèàçêëîïôùûœâäöüßñóíáúãõåæøÉÈÀÇÊÄÖÜÑÓÍÁÚÃÕÅÆØ';
/** The encodings of one byte a character, with the letters that are usual in each; the most usual encoding first. */
const SINGLE: [string, string][] = [
  ['windows-1252', WESTERN],
  ['macintosh', WESTERN],
  ['cp850', WESTERN],
  ['cp437', WESTERN],
  ['windows-1250', 'ěščřžýáíéůúťďňľĺŕôłąćęńóśźżőűöüäâîășțşţđĚŠČŘŽÝÁÍÉŮÚŤĎŇŁĄĆĘŃÓŚŹŻŐŰÖÜÄ'],
  ['iso-8859-2', 'ěščřžýáíéůúťďňľĺŕôłąćęńóśźżőűöüäâîășțşţđĚŠČŘŽÝÁÍÉŮÚŤĎŇŁĄĆĘŃÓŚŹŻŐŰÖÜÄ'],
  ['windows-1251', ''],
  ['koi8-r', ''],
  ['ibm866', ''],
  ['windows-1253', ''],
];
const OFTEN = 'оеаинтсрвлкмдпуяыьгзбОЕАИНТСРВЛКМДПГБαεηιοςτνσρκπλυμ';
const SIGNS = '°µ²³±€–—‘’“”…•·§©®½¼«»£№×÷';
/** Of these, no part of a word or of a unit. */
const APART = '£§½¼±©®·×÷«»';
/** Another encoding than the usual one has to be better by so much, for each character. */
const MARGIN = 0.25;

/**
 * The name of an encoding for a decoder.
 * @param bytes that are not UTF-8: lines with characters beyond ASCII, if possible
 */
export function guessEncoding(bytes: Uint8Array): string {
  let [best, most] = ['windows-1252', singleScore(bytes, 'windows-1252', WESTERN) + MARGIN];
  const consider = (name: string, score: number) => {
    if (score > most) [best, most] = [name, score];
  };
  for (const [name, letters] of SINGLE.slice(1)) consider(name, singleScore(bytes, name, letters));
  for (const [name, pair] of Object.entries(PAIRS))
    if (decodes(bytes, name)) consider(name, pairScore(bytes, pair, name === 'shift_jis'));
  return best;
}

function decodes(bytes: Uint8Array, name: string): boolean {
  try {
    // the last character may be cut
    decoderOf(name).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** The mean over characters beyond ASCII; -1 where a byte has no meaning. */
function pairScore(bytes: Uint8Array, pair: Pair, halfWidth: boolean): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i]!;
    if (lead < 0x80) continue;
    if (i + 1 === bytes.length) break;
    const single = halfWidth && within(lead, 0xa1, 0xdf);
    const score = single ? -0.3 : pair(lead, bytes[i + 1]!);
    sum += score ?? -1;
    count++;
    if (!single && score !== null) i++;
  }
  return count === 0 ? -1 : sum / count;
}

const LETTER = /\p{L}/u;
const scriptOf = (c: string) =>
  /\p{Script=Cyrillic}/u.test(c)
    ? 'c'
    : /\p{Script=Greek}/u.test(c)
      ? 'g'
      : LETTER.test(c)
        ? 'l'
        : '';
const isUpper = (c: string) => c !== c.toLowerCase();
const isLower = (c: string) => c !== c.toUpperCase();

function singleScore(bytes: Uint8Array, name: string, letters: string): number {
  let text: string;
  try {
    text = decoderOf(name).decode(bytes);
  } catch {
    return -1;
  }
  let [sum, count] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c <= '\x7f') continue;
    count++;
    const [before, after] = [text[i - 1] ?? '', text[i + 1] ?? ''];
    const script = SIGNS.includes(c) ? '' : scriptOf(c);
    const mixed =
      script !== '' &&
      [before, after].some((other) => LETTER.test(other) && scriptOf(other) !== script);
    const beside = [before, after].filter((other) => LETTER.test(other)).length;
    if (script === '' && beside === 2 && c !== '’') sum -= 1;
    else if (script === '')
      sum += !SIGNS.includes(c)
        ? c === '\u00a0'
          ? 0.2
          : -0.3
        : beside === 1 && APART.includes(c)
          ? 0
          : 0.9;
    else if (mixed || (isUpper(c) && isLower(before))) sum -= 1;
    else if (script === 'l') sum += letters.includes(c) ? 1 : 0.1;
    else sum += 0.8 + (OFTEN.includes(c) ? 0.4 : -0.5);
  }
  return count === 0 ? 0 : sum / count;
}
