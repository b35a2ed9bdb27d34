// How a text table is read: what Flowscope found out can be overruled, with the first rows as they would be read.
import { useState } from 'preact/hooks';
import type { Reading, ReadingPreview, SettledType } from '../../src/protocol/data';
import type { ExplorationState } from '../../src/protocol/exploration';
import { Button, PlainSelect } from '../controls/controls';
import { Popover } from '../controls/popover';
import { useFetched } from '../state/fetched';
import { sentenceOf } from '../state/host';
import { busy, host } from '../state/store';
import { sentence, t } from '../text/translate';
import { dialectLine } from './file-words';
import { AUTO, ReadingChoices } from './reading-choices';

const TYPES = [
  { value: AUTO, label: t('as it seems') },
  { value: 'number', label: t('number') },
  { value: 'text', label: t('text') },
  { value: 'point', label: t('number with a decimal point') },
  { value: 'comma', label: t('number with a decimal comma') },
];
/** Columns beyond these are read the same way; a wider table does not fit. */
const SHOWN_COLUMNS = 40;

/** Nothing is to be chosen for files that say themselves how they are read. Several files are all read in one way. */
export function ReadingChooser({ state }: { state: ExplorationState }) {
  const { profile } = state;
  if (!profile) return null;
  const text = profile.dialect.format === 'csv';
  return (
    <Popover
      kind="reading"
      label={t('Reading')}
      icon="table"
      title={dialectLine(profile.dialect)}
      words={isSaid(state.reading) ? t('Reading (settled by you)') : t('Reading')}
      lazy
    >
      <p class="muted">{dialectLine(profile.dialect)}</p>
      {text && <ReadingForm key={`${state.id} ${state.dataRevision}`} state={state} />}
    </Popover>
  );
}

function ReadingForm({ state }: { state: ExplorationState }) {
  const applied = state.reading ?? {};
  const [draft, setDraft] = useState<Reading>(applied);
  const [wrong, setWrong] = useState<string | null>(null);
  const [waiting, setWaiting] = useState(false);
  const preview = useFetched(
    'previewReading',
    { reading: draft },
    JSON.stringify([state.id, draft]),
  );
  const set = (part: object) => setDraft(withoutAuto({ ...draft, ...part }));
  const read = async (reading: Reading) => {
    setWaiting(true);
    setWrong(null);
    try {
      await host().call('reread', { reading });
    } catch (error) {
      setWrong(sentenceOf(error));
      setWaiting(false);
    }
  };
  const disabled = busy.value || waiting;
  return (
    <div class="reading-form" role="group" aria-label={t('How the file is read')}>
      <ReadingChoices draft={draft} disabled={disabled} set={set} />
      {preview.error && (
        <p class="wrong" role="alert">
          {preview.error}
        </p>
      )}
      {preview.data && (
        <PreviewTable
          preview={preview.data}
          types={draft.types ?? {}}
          disabled={disabled}
          onType={(name, type) => set({ types: withType(draft.types ?? {}, name, type) })}
        />
      )}
      <p class="muted" role="status">
        {preview.loading
          ? t('Reading the first rows…')
          : (preview.data?.notes.map(sentence).join(' ') ?? '')}
      </p>
      <div class="row">
        <Button
          primary
          disabled={
            disabled || preview.error !== null || JSON.stringify(draft) === JSON.stringify(applied)
          }
          onClick={() => void read(draft)}
        >
          {t('Read Like This')}
        </Button>
        <Button disabled={disabled || !isSaid(applied)} onClick={() => void read({})}>
          {t('Read as It Seems')}
        </Button>
        {waiting && (
          <span class="muted" role="status">
            {t('Reading the file…')}
          </span>
        )}
        {wrong !== null && (
          <span class="wrong" role="alert">
            {wrong}
          </span>
        )}
      </div>
    </div>
  );
}

function PreviewTable({
  preview,
  types,
  disabled,
  onType,
}: {
  preview: ReadingPreview;
  types: NonNullable<Reading['types']>;
  disabled: boolean;
  onType: (name: string, type: string) => void;
}) {
  const all = preview.names.length;
  const shown = preview.names.slice(0, SHOWN_COLUMNS);
  const alignment = (i: number) => (preview.types[i] === 'text' ? 'text' : undefined);
  return (
    <div
      class="table-scroll"
      tabIndex={0}
      role="group"
      aria-label={t('The first rows as they would be read')}
    >
      <table class="preview">
        <caption>
          {t('The first rows as they would be read')}
          {all > shown.length && t(': {0} of {1} columns', shown.length, all)}
        </caption>
        <thead>
          <tr>
            {shown.map((name, i) => (
              <th key={name} scope="col" class={alignment(i)}>
                {name}
              </th>
            ))}
          </tr>
          <tr>
            {shown.map((name, i) => (
              <td key={name} class={alignment(i)}>
                <PlainSelect
                  label={t('type of {0}', name)}
                  value={types[name] ?? AUTO}
                  options={TYPES.map((o) =>
                    o.value === AUTO
                      ? {
                          ...o,
                          label: t(
                            '{0}, as it seems',
                            preview.types[i] === 'text' ? t('text') : t('number'),
                          ),
                        }
                      : o,
                  )}
                  disabled={disabled}
                  onChange={(type) => onType(name, type)}
                />
              </td>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((row, r) => (
            <tr key={r}>
              {shown.map((name, i) => (
                <td key={name} class={alignment(i)}>
                  {row[i]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function withType(
  types: NonNullable<Reading['types']>,
  name: string,
  type: string,
): Reading['types'] {
  const rest = Object.fromEntries(
    Object.entries(types).filter(([known]) => known !== name),
  ) as NonNullable<Reading['types']>;
  const next = type === AUTO ? rest : { ...rest, [name]: type as SettledType };
  return Object.keys(next).length > 0 ? next : undefined;
}

/** Only what is said. */
function withoutAuto(reading: Reading): Reading {
  return Object.fromEntries(
    Object.entries(reading).filter(([, value]) => value !== undefined && value !== AUTO),
  );
}

const isSaid = (reading: Reading | undefined) =>
  reading !== undefined && Object.keys(withoutAuto(reading)).length > 0;
