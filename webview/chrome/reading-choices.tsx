// What can be said about how a text is read, beside the types of its columns.
import type { Reading } from '../../src/protocol/data';
import { Choice } from '../controls/controls';
import { t } from '../text/translate';

export const AUTO = 'auto';
const SEEMS = { value: AUTO, label: t('as it seems') };
const NONE = { value: 'none', label: t('none') };
const DELIMITERS = [
  SEEMS,
  { value: ',', label: t('comma') },
  { value: ';', label: t('semicolon') },
  { value: '\t', label: t('tab') },
  { value: '|', label: t('bar') },
  { value: ' ', label: t('space') },
  { value: ':', label: t('colon') },
];
const DECIMALS = [SEEMS, { value: '.', label: t('point') }, { value: ',', label: t('comma') }];
const QUOTES = [
  SEEMS,
  { value: '"', label: t('double') },
  { value: "'", label: t('single') },
  NONE,
];
const ESCAPES = [SEEMS, { value: 'backslash', label: t('backslash') }, NONE];
const HEADERS = [
  SEEMS,
  { value: 'yes', label: t('first row') },
  ...[2, 3, 4, 5].map((n) => ({ value: String(n), label: t('first {0} rows', n) })),
  { value: 'no', label: t('none') },
];
const ROW_NAMES = [
  SEEMS,
  { value: 'yes', label: t('first column') },
  { value: 'no', label: t('none') },
];
const ENCODINGS = [
  AUTO,
  'utf-8',
  'windows-1252',
  'utf-16le',
  'utf-16be',
  'iso-8859-2',
  'iso-8859-15',
  'windows-1250',
  'windows-1251',
  'koi8-r',
  'macintosh',
  'gb18030',
  'big5',
  'shift-jis',
  'euc-jp',
  'euc-kr',
].map((value) => (value === AUTO ? SEEMS : { value, label: value }));

interface Props {
  draft: Reading;
  disabled: boolean;
  set: (part: { [K in keyof Reading]?: Reading[K] | typeof AUTO }) => void;
}

export function ReadingChoices({ draft, disabled, set }: Props) {
  const unusual =
    draft.delimiter !== undefined && !DELIMITERS.some((d) => d.value === draft.delimiter);
  const delimiters = unusual
    ? [...DELIMITERS, { value: draft.delimiter!, label: draft.delimiter! }]
    : DELIMITERS;
  const comments = draft.comment
    ? [SEEMS, NONE, { value: draft.comment, label: draft.comment }]
    : [SEEMS, NONE];
  const yes = (value: string) => (value === AUTO ? undefined : value === 'yes');
  const choice = (
    label: string,
    value: string | undefined,
    options: { value: string; label: string }[],
    onChange: (v: string) => void,
  ) => (
    <Choice
      name={label}
      value={value ?? AUTO}
      options={options}
      disabled={disabled}
      onChange={onChange}
    />
  );
  return (
    <div class="row">
      {choice(t('delimiter'), draft.delimiter, delimiters, (v) => set({ delimiter: v }))}
      <label class="field">
        <span>{t('or this character')}</span>
        <input
          type="text"
          class="character"
          maxLength={1}
          value={unusual ? draft.delimiter : ''}
          disabled={disabled}
          onInput={(e) =>
            set({
              delimiter: /^[^"\r\n]$/.test(e.currentTarget.value) ? e.currentTarget.value : AUTO,
            })
          }
        />
      </label>
      {choice(t('decimal mark'), draft.decimal, DECIMALS, (v) =>
        set({ decimal: v as Reading['decimal'] }),
      )}
      {choice(t('quotes'), draft.quote, QUOTES, (v) => set({ quote: v as Reading['quote'] }))}
      {choice(t('escape'), draft.escape, ESCAPES, (v) => set({ escape: v as Reading['escape'] }))}
      {choice(t('header'), headerOf(draft), HEADERS, (v) =>
        set(
          /^\d$/.test(v)
            ? { header: undefined, headerRows: Number(v) }
            : { header: yes(v), headerRows: undefined },
        ),
      )}
      {choice(
        t('row names'),
        draft.rowNames === undefined ? AUTO : draft.rowNames ? 'yes' : 'no',
        ROW_NAMES,
        (v) => set({ rowNames: yes(v) }),
      )}
      {choice(t('encoding'), draft.encoding, ENCODINGS, (v) => set({ encoding: v }))}
      {choice(t('comments'), draft.comment === '' ? 'none' : draft.comment, comments, (v) =>
        set({ comment: v === 'none' ? '' : v }),
      )}
      <label class="field">
        <span>{t('rows left out at the end')}</span>
        <input
          type="number"
          class="character"
          min={0}
          max={1000}
          value={draft.footer ?? ''}
          disabled={disabled}
          onInput={(e) => set({ footer: rowsIn(e.currentTarget.value) })}
        />
      </label>
      <label class="field">
        <span>{t('lines left out begin with')}</span>
        <input
          type="text"
          class="character"
          maxLength={10}
          value={draft.comment ?? ''}
          disabled={disabled}
          onInput={(e) => set({ comment: e.currentTarget.value || undefined })}
        />
      </label>
    </div>
  );
}

const rowsIn = (text: string) =>
  text === '' ? undefined : Math.min(1000, Math.max(0, Math.round(Number(text))));

function headerOf({ header, headerRows }: Reading): string | undefined {
  if (headerRows !== undefined && headerRows > 1) return String(headerRows);
  const named = headerRows === undefined ? header : headerRows > 0;
  return named === undefined ? undefined : named ? 'yes' : 'no';
}
