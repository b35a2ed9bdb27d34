// Where x comes from: a column, the fitted flow of one column, or a distribution that is typed.
import type { BaseChoice } from '../../../src/protocol/change-of-variables';
import type { ExplorationState } from '../../../src/protocol/exploration';
import { Dropdown } from '../../controls/controls';
import { TextField } from '../../controls/text-field';
import { t } from '../../text/translate';
import { base, place } from './state';

const TYPED = 'typed';
const MODEL = 'model';

/** What is chosen, or what comes first: the first chosen column, or a typed Gaussian where there is none. */
export function chosenBase(state: ExplorationState): BaseChoice {
  const now = base.value;
  if (now?.kind === 'typed') return now;
  if (now?.kind === 'model' && oneColumnModel(state)) return now;
  if (now?.kind === 'column' && state.selected.includes(now.name)) return now;
  const [first] = state.selected;
  return state.dataPath && first !== undefined
    ? { kind: 'column', name: first }
    : { kind: 'typed', text: 'normal(0, 1)' };
}

const oneColumnModel = (state: ExplorationState) =>
  state.model !== null &&
  !state.model.provisional &&
  state.model.metadata.specification.columns.length === 1;

export function BaseField({ state }: { state: ExplorationState }) {
  const now = chosenBase(state);
  const columns = state.dataPath ? state.selected : [];
  const options = [
    ...columns.map((name) => ({ value: `column ${name}`, label: t('column {0}', name) })),
    ...(oneColumnModel(state)
      ? [
          {
            value: MODEL,
            label: t('the fitted flow of {0}', state.model!.metadata.specification.columns[0]!),
          },
        ]
      : []),
    { value: TYPED, label: t('a distribution that I type') },
  ];
  const value = now.kind === 'column' ? `column ${now.name}` : now.kind;
  const choose = (next: string) => {
    place.value = null;
    base.value =
      next === TYPED
        ? { kind: 'typed', text: 'normal(0, 1)' }
        : next === MODEL
          ? { kind: 'model' }
          : { kind: 'column', name: next.slice('column '.length) };
  };
  return (
    <>
      <Dropdown label={t('x from')} value={value} options={options} onChange={choose} />
      {now.kind === 'typed' && (
        <TextField
          label={t('distribution of x')}
          value={now.text}
          wide
          onChange={(text) => {
            place.value = null;
            base.value = { kind: 'typed', text };
          }}
        />
      )}
    </>
  );
}
