// The selection as the filter of the page, where it can be written as one.
import type { ExplorationState } from '../../../src/protocol/exploration';
import { Button } from '../../controls/controls';
import { clearSelection } from '../../state/choices';
import { rowsBetween, selected, selection } from '../../state/selection';
import { attempt, busy, host } from '../../state/store';
import { conditionOf, narrowed } from '../../text/condition';
import { t } from '../../text/translate';

/** More rows than this are not named one by one. */
const MOST_NAMED = 500;
/** What the filter calls the number of a row. */
const ROW = 'row';

export function MakeFilter({ state }: { state: ExplorationState }) {
  const where = filterOf(state);
  return (
    <Button
      small
      disabled={where === null || busy.value}
      title={
        where === null
          ? t('Only ranges, categories, dates and a few rows can be written as a filter.')
          : t('Look at these rows alone: {0}', where)
      }
      onClick={() =>
        where !== null &&
        void attempt(async () => {
          await host().call('filter', { where });
          await clearSelection();
        })
      }
    >
      {t('Make a Filter')}
    </Button>
  );
}

function filterOf({ where, profile }: ExplorationState): string | null {
  const found = selected.value;
  if (!found || found.count === 0) return null;
  const rows = found.count <= MOST_NAMED ? rowsBetween(found.bits, 0, found.count) : null;
  const named = profile?.columns.some((c) => c.name.toLowerCase() === ROW) ?? false;
  const condition = conditionOf(selection.value, rows, named);
  return condition === null ? null : narrowed(where ?? null, condition);
}
