// The page's sentences in the language of VS Code. English is the key; the host puts the bundle into the page before any script runs.
import { BUNDLE_ELEMENT, type PageLanguage } from '../../src/protocol/webview';

const given = read();
/** What numbers and dates follow: the language of the texts, "en" where there is no bundle for VS Code's. */
export const language = given.language;

/** `english` in the page's language, with values for {0}, {1} and so on. Tests demand a German entry for each. */
export function t(english: string, ...values: (string | number)[]): string {
  return (given.bundle[english] ?? english).replace(/\{(\d+)\}/g, (whole, place: string) => String(values[Number(place)] ?? whole));
}

function read(): PageLanguage {
  const text = typeof document === 'undefined' ? null : document.getElementById(BUNDLE_ELEMENT)?.textContent;
  return text ? (JSON.parse(text) as PageLanguage) : { language: 'en', bundle: {} };
}
