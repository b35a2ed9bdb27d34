// Sentences of the service in the language of the user. Between processes, in logs, in model files and on the command line they are English; whoever shows
// one finds the text it was made from, and its values, by that text's own words.
import { fill } from './speech';

/** Texts with fewer letters beside their values would fit too much. */
const LEAST_LETTERS = 6;
const DEEPEST = 4;
/** "0.014", and "(174.066, 238.266)" */
const FIGURE = /^[+-]?\d+\.\d+(e[+-]?\d+)?$/i;
const INTERVAL = /^[([][+-]?\d[\d.e+-]*, [+-]?\d[\d.e+-]*[)\]]$/i;
const KEPT = 500;

interface Text {
  /** its longest piece without a value: most texts are told apart by that alone */
  piece: string;
  /** made when first needed */
  pattern(): RegExp;
  /** the place of each group of the pattern, and whether it stands in quotes: a name, which is not translated */
  places: { index: number; name: boolean }[];
  translated: string;
}

/** @param bundle texts by their English original  @returns gives a sentence in that language; as it came, where no text fits */
export function translator({
  language,
  bundle,
}: {
  language: string;
  bundle: Record<string, string>;
}): (sentence: string) => string {
  const mark = (0.5).toLocaleString(language)[1]!;
  const known = new Map<string, string>();
  let texts: Text[] | null = null;
  const of = (sentence: string, depth: number): string | null => {
    const whole = bundle[sentence];
    if (whole !== undefined && !/\{\d+\}/.test(sentence)) return whole;
    texts ??= textsOf(bundle);
    for (const { piece, pattern, places, translated } of texts) {
      const found = sentence.includes(piece) ? pattern().exec(sentence) : null;
      if (!found) continue;
      const values: string[] = [];
      const fits = places.every(({ index, name }, g) => {
        const value = found[g + 1]!;
        const said = name ? value : valueOf(value, depth);
        if (values[index] !== undefined && values[index] !== said) return false;
        values[index] = said;
        return true;
      });
      if (fits) return fill(translated, values);
    }
    return several(sentence, depth);
  };
  /** Sentence after sentence, where each is known. */
  const several = (sentence: string, depth: number): string | null => {
    if (depth >= DEEPEST) return null;
    for (let at = sentence.indexOf('. '); at > 0; at = sentence.indexOf('. ', at + 1)) {
      const first = of(sentence.slice(0, at + 1), DEEPEST);
      if (first === null) continue;
      const rest = of(sentence.slice(at + 2), depth + 1);
      if (rest !== null) return `${first} ${rest}`;
    }
    return null;
  };
  const valueOf = (value: string, depth: number): string => {
    if (/^[+-]?\d{1,3}(,\d{3})+$/.test(value))
      return Number(value.replaceAll(',', '')).toLocaleString(language);
    if (FIGURE.test(value)) return value.replace('.', mark);
    if (INTERVAL.test(value))
      return value.replaceAll('.', mark).replace(', ', mark === ',' ? '; ' : ', ');
    if (depth >= DEEPEST || !/[a-z]/i.test(value)) return value;
    return (
      of(value, depth + 1) ??
      (value.includes(', ')
        ? value
            .split(', ')
            .map((part) => bundle[part] ?? part)
            .join(', ')
        : value)
    );
  };
  return (sentence) => {
    if (language === 'en' || sentence === '') return sentence;
    let said = known.get(sentence);
    if (said === undefined) {
      if (known.size > KEPT) known.clear();
      known.set(sentence, (said = of(sentence, 0) ?? sentence));
    }
    return said;
  };
}

/** Texts with values, those with most words of their own first. */
function textsOf(bundle: Record<string, string>): Text[] {
  const letters = (english: string) =>
    english.replace(/\{\d+\}/g, '').replace(/[^\p{L}]/gu, '').length;
  return Object.entries(bundle)
    .filter(([english]) => /\{\d+\}/.test(english) && letters(english) >= LEAST_LETTERS)
    .sort(([a], [b]) => letters(b) - letters(a) || a.length - b.length)
    .map(([english, translated]) => {
      const places: Text['places'] = [];
      const parts = english.split(/\{(\d+)\}/);
      const words = parts.filter((_, i) => i % 2 === 0);
      parts.forEach(
        (part, i) =>
          i % 2 === 1 &&
          places.push({
            index: Number(part),
            name: parts[i - 1]!.endsWith('"') && parts[i + 1]!.startsWith('"'),
          }),
      );
      let made: RegExp | null = null;
      const pattern = () =>
        (made ??= new RegExp(
          `^${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('(.+?)')}$`,
          's',
        ));
      return {
        piece: words.reduce((longest, word) => (word.length > longest.length ? word : longest)),
        pattern,
        places,
        translated,
      };
    });
}
