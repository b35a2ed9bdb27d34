// What the pictures are drawn of: the split by categories, among the options of the view.
import type { ExplorationState } from '../../src/protocol/exploration';
import { LARGEST_SPLIT } from '../../src/protocol/pictures';
import { chooseSplit } from '../state/choices';
import { split } from '../state/store';
import { formatNumberOf } from '../text/format';
import { t } from '../text/translate';
import { Choice } from './controls';
import { Popover } from './popover';
import { ViewOptions } from './view-options';

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
  if (splits.length === 0) return null;
  const by = state.profile?.columns.find((c) => c.name === split.value);
  return (
    <ViewOptions>
      <Popover
        kind={by ? 'split-option on' : 'split-option'}
        label={by ? t('split by {0}', by.name) : t('split by')}
        icon="symbol-color"
      >
        <Choice
          name={t('split by')}
          value={split.value ?? NONE}
          options={[
            { value: NONE, label: t('nothing') },
            ...splits.map((c) => ({ value: c.name, label: c.name })),
          ]}
          onChange={(name) => void chooseSplit(name === NONE ? null : name)}
        />
        {by && !state.given?.includes(by.name) && (
          <p class="muted">
            {t(
              'Categories of "{0}" colour the rows; to fit with them as a condition, mark it as given in the list of columns.',
              by.name,
            )}
          </p>
        )}
        {by && by.missing > 0 && (
          <p class="muted">
            {t('{0} have no value of "{1}".', formatNumberOf(by.missing, 'row'), by.name)}
          </p>
        )}
      </Popover>
    </ViewOptions>
  );
}
