// The language in which Flowscope speaks, and whole numbers as it writes them.
import * as vscode from 'vscode';
import type { PageLanguage } from '../protocol/webview';
import { inLanguage, type Sentence } from '../protocol/sentence';
import { fill, type Speech } from '../protocol/speech';
import { UserError } from '../protocol/user-error';

/** One language for texts and figures: English where there is no bundle for VS Code's. */
export function pageLanguage(): PageLanguage {
  const { bundle } = vscode.l10n;
  return bundle ? { language: vscode.env.language, bundle } : { language: 'en', bundle: {} };
}

/** A sentence of the service in the language of VS Code. */
export const sentence = (said: Sentence): string => inLanguage(said, speech());
/** What the user reads of an error. */
export const wordsOf = (error: unknown): string =>
  error instanceof UserError
    ? sentence(error.sentence)
    : error instanceof Error
      ? error.message
      : String(error);

export const grouped = (value: number) => value.toLocaleString(pageLanguage().language);
/** Four significant digits, as on the pages. */
export const figure = (value: number) =>
  value.toLocaleString(pageLanguage().language, { maximumSignificantDigits: 4 });

/** For sentences that the command line says too. */
export const speech = (): Speech => ({
  t: (english, ...values) => fill(vscode.l10n.bundle?.[english] ?? english, values),
  language: pageLanguage().language,
});
