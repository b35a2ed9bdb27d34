// Which rows the drawer lists: those that are selected, those with the lowest density, or all that the filter keeps.
import type { ExplorationState } from '../../../src/protocol/exploration';
import type { SelectionStep } from '../../../src/protocol/selection';
import { Empty, Loading, Problem } from '../../controls/states';
import { useFetched } from '../../state/fetched';
import { modelIsGaussian } from '../../state/model-words';
import { rowsBetween, selected, selection } from '../../state/selection';
import { formatCount } from '../../text/format';
import { t } from '../../text/translate';
import { RowsTable } from './rows-table';

export function SelectedRowsList({ state }: { state: ExplorationState }) {
  const found = selected.value;
  if (selection.value.length === 0)
    return (
      <Empty>
        {t(
          'Nothing is selected. Drag over a marginal or a cloud, or click a bar, a point or a row.',
        )}
      </Empty>
    );
  if (!found) return <Loading sentence={t('Looking for the rows…')} />;
  return (
    <RowsTable
      state={state}
      total={found.count}
      numbers={(from, count) => rowsBetween(found.bits, from, count)}
      list={JSON.stringify(selection.value)}
      keeps
    />
  );
}

export function SurprisingRows({ state }: { state: ExplorationState }) {
  const key = `${state.dataRevision}/${state.modelRevision}`;
  const { data, error, retry } = useFetched('surprising', {}, key);
  if (error) return <Problem sentence={error} retry={retry} />;
  if (!data) return <Loading sentence={t('Every row is given its log density…')} />;
  return (
    <>
      <p class="muted">
        {data.by === 'flow' && !modelIsGaussian.value
          ? t('Lowest log density of the flow first, of {0} complete rows.', formatCount(data.of))
          : t(
              'Lowest log density of the Gaussian first, of {0} complete rows.',
              formatCount(data.of),
            )}
      </p>
      <RowsTable
        state={state}
        total={data.rows.length}
        numbers={(from, count) => data.rows.slice(from, from + count)}
        list={`surprising ${key}`}
      />
    </>
  );
}

const EVERY: SelectionStep[] = [{ how: 'add', shape: { kind: 'every row' } }];

export function FilteredRows({ state }: { state: ExplorationState }) {
  const key = `${state.dataRevision}/${state.where ?? ''}`;
  const { data, error, retry } = useFetched('selectedRows', { selection: EVERY }, key);
  if (error) return <Problem sentence={error} retry={retry} />;
  if (!data) return <Loading sentence={t('Looking for the rows…')} />;
  return (
    <RowsTable
      state={state}
      total={data.count}
      numbers={(from, count) => rowsBetween(data.bits, from, count)}
      list={`filtered ${key}`}
    />
  );
}
