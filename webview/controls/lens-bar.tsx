// What the pictures are drawn of: the split by categories, and undoing of choices.
import type { ExplorationState } from '../../src/protocol/exploration';
import { LARGEST_SPLIT } from '../../src/protocol/pictures';
import { chooseSplit, redo, redoable, undo, undoable } from '../state/choices';
import { split } from '../state/store';
import { formatNumberOf } from '../text/format';
import { t } from '../text/translate';
import { Button, Dropdown } from './controls';

const NONE = '';
/** Texts with more values than this are no categories. */
const MOST_CATEGORIES = 200;

export function LensBar({ state }: { state: ExplorationState }) {
  const splits =
    state.profile?.columns.filter(
      (c) =>
        c.type === 'category' ||
        (c.type === 'text' && c.distinct !== null && c.distinct <= MOST_CATEGORIES) ||
        (c.type === 'integer' && c.distinct !== null && c.distinct <= LARGEST_SPLIT),
    ) ?? [];
  const by = state.profile?.columns.find((c) => c.name === split.value);
  const gaps =
    by && by.missing > 0
      ? t('{0} have no value of "{1}".', formatNumberOf(by.missing, 'row'), by.name)
      : '';
  const meaning = lensNote(state.given?.includes(split.value ?? '') ? null : split.value, gaps);
  if (splits.length === 0 && !undoable.value && !redoable.value) return null;
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

function lensNote(by: string | null, gaps: string): string {
  return [
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
