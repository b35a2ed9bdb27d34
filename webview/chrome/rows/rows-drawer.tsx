// Below the views: what is selected, in words, and the rows themselves, one list at a time. Closed until it is opened.
import { useState } from 'preact/hooks';
import type { ExplorationState } from '../../../src/protocol/exploration';
import { Button } from '../../controls/controls';
import { useAtMostEvery } from '../../controls/quiet';
import { clearSelection } from '../../state/choices';
import { rowsOpen } from '../../state/drawer';
import { dropped, selected, selection } from '../../state/selection';
import { formatCount, formatNumberOf } from '../../text/format';
import { selectionWords } from '../../text/selection-words';
import { t } from '../../text/translate';
import { MakeFilter } from './make-filter';
import { FilteredRows, SelectedRowsList, SurprisingRows } from './row-lists';

const ANNOUNCE_EVERY = 1500;
type List = 'selected' | 'surprising' | 'filtered';

export function RowsDrawer({ state }: { state: ExplorationState }) {
  const open = rowsOpen.value;
  const [wanted, setWanted] = useState<List | null>(null);
  if (!state.dataPath) return null;
  const list = wanted ?? (selection.value.length > 0 ? 'selected' : 'filtered');
  const lists: { value: List; label: string }[] = [
    { value: 'selected', label: t('Selected') },
    { value: 'surprising', label: t('Surprising') },
    { value: 'filtered', label: state.where ? t('Filtered') : t('All') },
  ];
  return (
    <section class="rows-drawer" aria-label={t('Rows')}>
      <div class="row">
        <button
          type="button"
          class="fold"
          aria-expanded={open}
          onClick={() => (rowsOpen.value = !open)}
        >
          {t('Rows')}
        </button>
        {!open && selection.value.length === 0 && dropped.value === null && (
          <span class="muted rows-hint">
            {t('values and log density of each row; its number opens its line in the file')}
          </span>
        )}
        <Selected state={state} />
      </div>
      {open && (
        <>
          <div class="segments" role="group" aria-label={t('Which rows')}>
            {lists.map(({ value, label }) => (
              <button
                key={value}
                type="button"
                aria-pressed={list === value}
                onClick={() => setWanted(value)}
              >
                {label}
              </button>
            ))}
          </div>
          {list === 'selected' && <SelectedRowsList state={state} />}
          {list === 'surprising' && <SurprisingRows state={state} />}
          {list === 'filtered' && <FilteredRows state={state} />}
        </>
      )}
    </section>
  );
}

/** How many rows are selected and by what, what can be done with them, or why they are gone. */
function Selected({ state }: { state: ExplorationState }) {
  const steps = selection.value;
  const words = steps.length > 0 ? countWords() : (dropped.value ?? '');
  const said = useAtMostEvery(ANNOUNCE_EVERY, words);
  return (
    <>
      {words && <span class={steps.length > 0 ? 'selected-words' : 'muted'}>{words}</span>}
      <span class="unseen" role="status">
        {said}
      </span>
      {steps.length > 0 && (
        <span class="selected-tools">
          <MakeFilter state={state} />
          <Button small title={t('Select nothing (Escape)')} onClick={() => void clearSelection()}>
            {t('Clear')}
          </Button>
        </span>
      )}
    </>
  );
}

function countWords(): string {
  const found = selected.value;
  if (!found) return t('Looking for the rows…');
  const { count, complete, of } = found;
  const words = t(
    '{0} of {1} selected: {2}.',
    formatCount(count),
    formatNumberOf(of, 'row'),
    selectionWords(selection.value),
  );
  const gaps = count - complete;
  return gaps > 0
    ? `${words} ${t('{0} of them with a gap in the chosen columns: in no cloud.', formatCount(gaps))}`
    : words;
}
