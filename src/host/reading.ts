// A text that could not be read as it seems: the user says how it is read.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Reading } from '../protocol/data';
import { UserError } from '../protocol/user-error';

/** A file that a page could not be opened for; another way of reading it may help. */
export class Unreadable extends Error {
  override name = 'Unreadable';
  constructor(
    readonly refusal: UserError,
    readonly path: string,
  ) {
    super(refusal.message);
  }

  /** Only what is said of the text itself: a folder or a lost permission is not read another way. */
  static from(error: unknown, path: string): unknown {
    return error instanceof UserError && error.kind.startsWith('reading')
      ? new Unreadable(error, path)
      : error;
  }
}

const SEEMS = vscode.l10n.t('As it seems');
const DELIMITERS: Record<string, string | undefined> = {
  [SEEMS]: undefined,
  [vscode.l10n.t('Comma')]: ',',
  [vscode.l10n.t('Semicolon')]: ';',
  [vscode.l10n.t('Tab')]: '\t',
  [vscode.l10n.t('Bar')]: '|',
  [vscode.l10n.t('Space')]: ' ',
  [vscode.l10n.t('Colon')]: ':',
};
const ENCODINGS = [
  'utf-8',
  'windows-1252',
  'utf-16le',
  'utf-16be',
  'windows-1250',
  'windows-1251',
  'koi8-r',
  'gb18030',
  'shift-jis',
  'euc-kr',
];

const QUOTING: Record<string, Reading> = {
  [SEEMS]: {},
  [vscode.l10n.t('Without quotes')]: { quote: 'none' },
  [vscode.l10n.t('Backslashes as escapes')]: { escape: 'backslash' },
};
const ROW_NAMES: Record<string, Reading> = {
  [SEEMS]: {},
  [vscode.l10n.t('Names of rows')]: { rowNames: true },
  [vscode.l10n.t('Values')]: { rowNames: false },
};

/** Asks for what `refusal` is about, too. Undefined when the questions are left. */
export async function askReading({
  path,
  refusal: { kind },
}: Unreadable): Promise<Reading | undefined> {
  const title = vscode.l10n.t('How {0} is read', basename(path));
  const delimiter = await vscode.window.showQuickPick(Object.keys(DELIMITERS), {
    title,
    placeHolder: vscode.l10n.t('What stands between fields?'),
  });
  if (!delimiter) return undefined;
  const encoding = await vscode.window.showQuickPick([SEEMS, ...ENCODINGS], {
    title,
    placeHolder: vscode.l10n.t('Encoding of the text'),
  });
  if (!encoding) return undefined;
  const of = async (choices: Record<string, Reading>, placeHolder: string) => {
    const choice = await vscode.window.showQuickPick(Object.keys(choices), { title, placeHolder });
    return choice === undefined ? undefined : choices[choice];
  };
  const quoting =
    kind === 'reading quotes' ? await of(QUOTING, vscode.l10n.t('How are fields quoted?')) : {};
  // with another delimiter the header may well fit
  const rows =
    delimiter === SEEMS && kind === 'reading row names'
      ? await of(ROW_NAMES, vscode.l10n.t('What does the first column hold?'))
      : {};
  if (!quoting || !rows) return undefined;
  return {
    ...quoting,
    ...rows,
    ...(DELIMITERS[delimiter] ? { delimiter: DELIMITERS[delimiter] } : {}),
    ...(encoding === SEEMS ? {} : { encoding }),
  };
}
