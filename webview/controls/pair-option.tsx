// Which two columns pictures show: the same pair in every view.
import { lookAs } from '../state/look';
import { t } from '../text/translate';
import { PlainSelect } from './controls';
import { IconButton } from './icon';
import { ViewOptions } from './view-options';

/** Nothing for a single column; two can be swapped. @param label what a column is called in the lists */
export function PairOption({
  columns,
  pair: [x, y],
  label = (column) => column,
}: {
  columns: readonly string[];
  pair: readonly [number, number];
  label?: (column: string, index: number) => string;
}) {
  if (columns.length < 2) return null;
  if (columns.length === 2)
    return (
      <ViewOptions>
        <IconButton
          icon="arrow-swap"
          label={t('Swap the axes')}
          onClick={() => lookAs({ across: columns[y]!, up: columns[x]! })}
        />
      </ViewOptions>
    );
  const options = columns.map((value, i) => ({ value, label: label(value, i) }));
  return (
    <ViewOptions>
      <span class="pair-option">
        <PlainSelect
          label={t('across')}
          value={columns[x]!}
          options={options}
          onChange={(across) => lookAs({ across, up: columns[y]! })}
        />
        <span aria-hidden="true">×</span>
        <PlainSelect
          label={t('up')}
          value={columns[y]!}
          options={options}
          onChange={(up) => lookAs({ across: columns[x]!, up })}
        />
      </span>
    </ViewOptions>
  );
}
