// The language in which Flowscope speaks, and whole numbers as it writes them.
import * as vscode from 'vscode';
import type { PageLanguage } from '../protocol/webview';
import { translator } from '../protocol/sentences';
import { fill, type Speech } from '../protocol/speech';

/** One language for texts and figures: English where there is no bundle for VS Code's. */
export function pageLanguage(): PageLanguage {
  const { bundle } = vscode.l10n;
  return bundle ? { language: vscode.env.language, bundle } : { language: 'en', bundle: {} };
}

let translate: ((sentence: string) => string) | null = null;
/** A sentence of the service in the language of VS Code. */
export const sentence = (english: string) => (translate ??= translator(pageLanguage()))(english);

export const grouped = (value: number) => value.toLocaleString(pageLanguage().language);
/** Four significant digits, as on the pages. */
export const figure = (value: number) =>
  value.toLocaleString(pageLanguage().language, { maximumSignificantDigits: 4 });

/** For sentences that the command line says too. */
export const speech = (): Speech => ({
  t: (english, ...values) => fill(vscode.l10n.bundle?.[english] ?? english, values),
  language: pageLanguage().language,
});
