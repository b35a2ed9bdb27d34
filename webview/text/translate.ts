// The page's sentences in the language of VS Code. English is the key;
// the host puts the bundle into the page before any script runs.
import { translator } from '../../src/protocol/sentences';
import { BUNDLE_ELEMENT, type PageLanguage } from '../../src/protocol/webview';
import { fill, type Speech } from '../../src/protocol/speech';

const given = read();
/** What numbers and dates follow: the language of the texts, "en" where there is no bundle for VS Code's. */
export const language = given.language;

/** `english` in the page's language, with values for {0}, {1} and so on. Tests demand a German entry for each. */
export function t(english: string, ...values: (string | number)[]): string {
  return fill(given.bundle[english] ?? english, values);
}

/** A sentence of the service in the page's language. */
export const sentence = translator(given);

/** What holds sentences, whatever else it holds. */
const SENTENCES = new Set([
  'message',
  'notice',
  'error',
  'engineReason',
  'reason',
  'obstacle',
  'sentence',
  'note',
  'notes',
  'base',
  'identifier',
]);

/** What the service answered, with its sentences in the page's language. Verdicts are made anew from their figures. */
export function spoken<T>(answer: T): T {
  if (
    language === 'en' ||
    typeof answer !== 'object' ||
    answer === null ||
    ArrayBuffer.isView(answer)
  )
    return answer;
  if (Array.isArray(answer))
    return (typeof answer[0] === 'object' ? answer.map(spoken) : answer) as T;
  const said = (value: unknown): unknown =>
    typeof value === 'string'
      ? sentence(value)
      : Array.isArray(value)
        ? value.map(said)
        : spoken(value);
  return Object.fromEntries(
    Object.entries(answer).map(([key, value]) => [
      key,
      key === 'verdict' ? value : SENTENCES.has(key) ? said(value) : spoken(value as unknown),
    ]),
  ) as T;
}

/** For sentences that the command line says too. */
export const speech: Speech = { t, language };

function read(): PageLanguage {
  const text =
    typeof document === 'undefined' ? null : document.getElementById(BUNDLE_ELEMENT)?.textContent;
  return text ? (JSON.parse(text) as PageLanguage) : { language: 'en', bundle: {} };
}
