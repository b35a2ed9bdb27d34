// What the pictures are drawn of: brushed ranges, the split by categories, and undoing of choices.
import type { ExplorationState } from '../../src/protocol/exploration';
import { LARGEST_SPLIT } from '../../src/protocol/pictures';
import { brush, chooseSplit, clearBrushes, redo, redoable, undo, undoable } from '../state/choices';
import { ranges, split } from '../state/store';
import { formatCount, formatNumberOf, formatValue } from '../text/format';
import { t } from '../text/translate';
import { Button, Dropdown } from './controls';
import { useAtMostEvery } from './quiet';

const NONE = '';
/** Texts with more values than this are no categories. */
const MOST_CATEGORIES = 200;
const ANNOUNCE_EVERY = 4000;

/** @param counts rows that are left, and all of them, where the view knows  @param note what a filter means here */
export function LensBar({
  state,
  counts,
  note = t('The curves of the Gaussian and of the flow are those of all rows.'),
}: {
  state: ExplorationState;
  counts?: { rows: number; of: number } | null;
  note?: string;
}) {
  const brushed = Object.entries(ranges.value);
  const splits =
    state.profile?.columns.filter(
      (c) =>
        c.type === 'category' ||
        (c.type === 'text' && c.distinct !== null && c.distinct <= MOST_CATEGORIES) ||
        (c.type === 'integer' && c.distinct !== null && c.distinct <= LARGEST_SPLIT),
    ) ?? [];
  const left =
    brushed.length > 0 && counts
      ? t(
          '{0} of {1} rows are within the filter.',
          formatCount(counts.rows),
          formatCount(counts.of),
        )
      : '';
  const said = useAtMostEvery(ANNOUNCE_EVERY, left);
  const by = state.profile?.columns.find((c) => c.name === split.value);
  const gaps =
    by && by.missing > 0
      ? t('{0} have no value of "{1}".', formatNumberOf(by.missing, 'row'), by.name)
      : '';
  const meaning = lensNote(
    brushed.length > 0 ? note : '',
    state.given?.includes(split.value ?? '') ? null : split.value,
    gaps,
  );
  if (brushed.length === 0 && splits.length === 0 && !undoable.value && !redoable.value)
    return null;
  return (
    <div class="lens" role="group" aria-label={t('What the pictures are drawn of')}>
      {splits.length > 0 && (
        <Dropdown
          label={t('split by')}
          value={split.value ?? NONE}
          options={[
            { value: NONE, label: t('nothing') },
            ...splits.map((c) => ({ value: c.name, label: c.name })),
          ]}
          onChange={(name) => void chooseSplit(name === NONE ? null : name)}
        />
      )}
      {brushed.map(([column, [low, high]]) => (
        <span key={column} class="chip">
          <span>{t('{0}: {1} to {2}', column, formatValue(low), formatValue(high))}</span>
          <button
            type="button"
            aria-label={t('Clear the filter of {0}', column)}
            title={t('Clear')}
            onClick={() => void brush(column, null)}
          >
            ×
          </button>
        </span>
      ))}
      {brushed.length > 0 && (
        <Button small title={t('Show all rows again (Escape)')} onClick={() => void clearBrushes()}>
          {t('Clear Filter')}
        </Button>
      )}
      {left && <span>{left}</span>}
      <span class="unseen" aria-live="polite">
        {said}
      </span>
      <span class="history">
        {undoable.value && (
          <Button small title={t('Undo: {0} (Ctrl+Z)', undoable.value)} onClick={() => void undo()}>
            {t('Undo')}
          </Button>
        )}
        {redoable.value && (
          <Button
            small
            title={t('Redo: {0} (Ctrl+Shift+Z)', redoable.value)}
            onClick={() => void redo()}
          >
            {t('Redo')}
          </Button>
        )}
      </span>
      {meaning && <p class="muted">{meaning}</p>}
    </div>
  );
}

function lensNote(note: string, by: string | null, gaps: string): string {
  return [
    note,
    by
      ? t(
          'Categories of "{0}" colour the rows; to fit with them as a condition, choose it as given under Columns.',
          by,
        )
      : '',
    gaps,
  ]
    .filter(Boolean)
    .join(' ');
}
