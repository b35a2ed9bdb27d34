// The page's sentences in the language of VS Code. English is the key;
// the host puts the bundle into the page before any script runs.
import { inLanguage, type Sentence } from '../../src/protocol/sentence';
import { BUNDLE_ELEMENT, type PageLanguage } from '../../src/protocol/webview';
import { fill, type Speech } from '../../src/protocol/speech';

const given = read();
/** What numbers and dates follow: the language of the texts, "en" where there is no bundle for VS Code's. */
export const language = given.language;

/** `english` in the page's language, with values for {0}, {1} and so on. Tests demand a German entry for each. */
export function t(english: string, ...values: (string | number)[]): string {
  return fill(given.bundle[english] ?? english, values);
}

/** For sentences that the command line says too. */
export const speech: Speech = { t, language };

/** A sentence of the service in the page's language. */
export const sentence = (said: Sentence): string => inLanguage(said, speech);

function read(): PageLanguage {
  const text =
    typeof document === 'undefined' ? null : document.getElementById(BUNDLE_ELEMENT)?.textContent;
  return text ? (JSON.parse(text) as PageLanguage) : { language: 'en', bundle: {} };
}
