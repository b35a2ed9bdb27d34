// Which rows go to one side of training, validation and test: the choice before a fit, and what a model remembers.
import type { ExplorationState } from '../../../src/protocol/exploration';
import type { Split, SplitChoice } from '../../../src/protocol/split';
import { Choice } from '../../controls/controls';
import { keptTogether } from '../../state/store';
import { formatCount } from '../../text/format';
import { t } from '../../text/translate';

/** A value of the list; a column stands behind a mark that no other value has. */
const COLUMN = '=';
const valueOf = (choice: SplitChoice) =>
  choice.by === 'column' ? COLUMN + choice.column : choice.by;
const choiceOf = (value: string): SplitChoice =>
  value.startsWith(COLUMN)
    ? { by: 'column', column: value.slice(COLUMN.length) }
    : { by: value as 'auto' | 'rows' | 'blocks' };

/** What was chosen, as far as this table has the column. */
export function askedSplit({ profile }: Pick<ExplorationState, 'profile'>): {
  split?: SplitChoice;
} {
  const choice = keptTogether.value;
  if (choice.by === 'auto') return {};
  return choice.by !== 'column' || profile?.columns.some((c) => c.name === choice.column)
    ? { split: choice }
    : {};
}

export function KeptTogether({ state }: { state: ExplorationState }) {
  const columns =
    state.profile?.columns.filter(
      (c) => c.type !== 'constant' && !state.selected.includes(c.name),
    ) ?? [];
  const { split = { by: 'auto' } as const } = askedSplit(state);
  const options = [
    { value: 'auto', label: t('copies, neighbours if alike') },
    { value: 'rows', label: t('nothing') },
    { value: 'blocks', label: t('neighbours') },
    ...(split.by === 'column' && !columns.some((c) => c.name === split.column)
      ? [{ name: split.column }]
      : []
    )
      .concat(columns)
      .map(({ name }) => ({ value: COLUMN + name, label: t('rows of one {0}', name) })),
  ];
  return (
    <Choice
      name={t('kept together')}
      value={valueOf(split)}
      options={options}
      onChange={(value) => (keptTogether.value = choiceOf(value))}
    />
  );
}

export function splitWords(split: Split = { by: 'rows' }): string {
  switch (split.by) {
    case 'rows':
      return t('nothing');
    case 'copies':
      return t('copies');
    case 'column':
      return t('rows of one {0}', split.column);
    case 'blocks':
      return t('blocks of {0} rows', formatCount(split.rows));
  }
}
