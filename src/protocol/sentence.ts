// A sentence for a user, as it travels: its English text, which is also the key of its translations, and its values.
// It is put together where it is shown: here in English, and on pages and in the host in their language.
import { ENGLISH, type Speech } from './speech';

export interface Sentence {
  /** with {0}, {1} and so on for its values */
  text: string;
  values: Value[];
}

/** Strings are names and the like, and stay as they are; so do numbers, but for their decimal mark. */
export type Value = string | number | Figure | Numbers | Sentence;

/** A number with its form. */
export interface Figure {
  figure: number;
  form: { fixed: number } | { precision: number } | Form;
}

/** "1.5, 2", and with a semicolon between them where a comma is the decimal mark. */
export interface Numbers {
  numbers: number[];
}

/** As `Number.toLocaleString` knows it. */
export interface Form {
  minimumFractionDigits?: number;
  maximumFractionDigits?: number;
  maximumSignificantDigits?: number;
  useGrouping?: boolean;
}

/** The one maker: tests read the texts off its calls. */
export const say = (text: string, ...values: Value[]): Sentence => ({
  text,
  // numbers that are none do not survive JSON, which is how pages are reached
  values: values.map((value) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  ),
});

/** What has no text of its own: words that somebody else wrote. */
export const asWritten = (words: string): Sentence => say('{0}', words);

export const numbers = (values: readonly number[]): Value =>
  values.every(Number.isFinite) ? { numbers: [...values] } : values.map(String).join(', ');

/** "12,345" */
export const grouped = (value: number, form: Form = {}): Value => figure(value, form);
/** As `toFixed` */
export const fixed = (value: number, digits = 0): Value => figure(value, { fixed: digits });
/** As `toPrecision` */
export const precise = (value: number, digits: number): Value =>
  figure(value, { precision: digits });

function figure(value: number, form: Figure['form']): Value {
  return Number.isFinite(value) ? { figure: value, form } : englishFigure(value, form);
}

export const isSentence = (value: unknown): value is Sentence =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Sentence).text === 'string' &&
  Array.isArray((value as Sentence).values) &&
  Object.keys(value).length === 2;

/** Whether a sentence is this one, or has it among its values. */
export const says = (sentence: Sentence, part: Sentence): boolean =>
  sentence.text === part.text || sentence.values.some((v) => isSentence(v) && says(v, part));

/** One after the other: "a, b"; the language says nothing about what stands between. */
export const series = (values: Value[], between: string): Sentence =>
  say(values.map((_, place) => `{${place}}`).join(between), ...values);

/** Sentence after sentence. */
export const together = (sentences: Sentence[]): Sentence => series(sentences, ' ');

/** For the command line, logs, JSON and files. */
export const english = (sentence: Sentence): string => inLanguage(sentence, ENGLISH);

export function inLanguage({ text, values }: Sentence, speech: Speech): string {
  const said = values.map((value) => valueIn(value, speech));
  return speech.t(text, ...said);
}

function valueIn(value: Value, speech: Speech): string {
  const { language } = speech;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return marked(String(value), language);
  if ('text' in value) return inLanguage(value, speech);
  if ('numbers' in value) {
    const all = value.numbers.map((number) => marked(String(number), language));
    return all.join(all.some((number) => number.includes(',')) ? '; ' : ', ');
  }
  const { figure, form } = value;
  return 'fixed' in form || 'precision' in form
    ? marked(englishFigure(figure, form), language)
    : figure.toLocaleString(language, form);
}

const englishFigure = (value: number, form: Figure['form']): string =>
  'fixed' in form
    ? value.toFixed(form.fixed)
    : 'precision' in form
      ? value.toPrecision(form.precision)
      : value.toLocaleString('en', form);

const marked = (number: string, language: string): string =>
  language === 'en' ? number : number.replace('.', (0.5).toLocaleString(language)[1]!);
