// What was observed: a value of everything that the model is given, moved, typed, or taken from a row of the table.
import { useState } from 'preact/hooks';
import type { ExplorationState } from '../../../src/protocol/exploration';
import type { Condition, GivenValues } from '../../../src/protocol/model';
import { ownChoices } from '../../../src/protocol/words/conditions';
import { ConditionSlider } from '../../controls/condition-slider';
import { Button, Dropdown, WholeNumber } from '../../controls/controls';
import { chooseCondition, chooseConditions } from '../../state/choices';
import { useFetched } from '../../state/fetched';
import { attempt, host } from '../../state/store';
import { formatCount } from '../../text/format';
import { rounded } from '../../text/given-values';
import { t } from '../../text/translate';

/** Parameters of the row that the observation was taken from. */
export interface Truth {
  row: number;
  values: Record<string, number>;
}

/** What was chosen, and the middle of the training rows where nothing was. */
export function observedNow(own: Condition[], chosen: GivenValues): GivenValues {
  const choices = ownChoices(own, chosen);
  return Object.fromEntries(
    own.map((c) => [
      c.column,
      choices[c.column] ?? (c.kind === 'number' ? rounded(c.shift, c.scale) : c.levels[0]!),
    ]),
  );
}

export function Observation({
  state,
  observed,
  truth,
  onTruth,
  onMoving,
}: {
  state: ExplorationState;
  observed: GivenValues;
  truth: Truth | null;
  onTruth: (truth: Truth | null) => void;
  /** while a slider is dragged; null where it stops */
  onMoving: (column: string, value: number | null) => void;
}) {
  const { columns, given } = state.model!.metadata.specification;
  const own = given?.conditions ?? [];
  const hasTable = state.dataPath !== null;
  const { data } = useFetched(
    'given',
    { chosen: {} },
    hasTable ? `${state.modelRevision}/${state.dataRevision}` : null,
  );
  const choose = (column: string, value: string | number) => {
    onMoving(column, null);
    onTruth(null);
    void chooseCondition(column, value);
  };
  return (
    <div class="given observation" role="group" aria-label={t('What was observed')}>
      <strong>{t('Observed')}</strong>
      {own.map((c) => {
        const { column } = c;
        if (c.kind === 'category')
          return (
            <Dropdown
              key={column}
              label={column}
              value={String(observed[column])}
              options={c.levels.map((level) => ({ value: level, label: level }))}
              onChange={(level) => choose(column, level)}
            />
          );
        return (
          <span key={column} class="field condition">
            <span aria-hidden="true">{column}</span>
            <ConditionSlider
              condition={c}
              value={Number(observed[column])}
              range={data?.range[column]}
              onMoving={(value) => onMoving(column, value)}
              onChoose={(value) => choose(column, value)}
            />
          </span>
        );
      })}
      {hasTable && (
        <FromRow rows={state.profile?.rows ?? 0} {...{ own, columns, truth, onTruth }} />
      )}
    </div>
  );
}

function FromRow({
  rows,
  own,
  columns,
  truth,
  onTruth,
}: {
  rows: number;
  own: Condition[];
  columns: string[];
  truth: Truth | null;
  onTruth: (truth: Truth | null) => void;
}) {
  const [row, setRow] = useState(0);
  const [wrong, setWrong] = useState<string | null>(null);
  const take = async (wanted: number) => {
    const found = await host().call('rows', { rows: [wanted] });
    const cells = found.rows[0]?.cells ?? [];
    const cellOf = (column: string) =>
      cells[found.columns.findIndex(({ name }) => name === column)] ?? null;
    const observed = own.map((c) => [c.column, cellOf(c.column)] as const);
    const missing = observed.find(([, value]) => value === null);
    setWrong(missing ? t('Row {0} has no value of {1}.', formatCount(wanted), missing[0]) : null);
    if (missing) return;
    await chooseConditions(t('row {0}', formatCount(wanted)), observed);
    onTruth({
      row: wanted,
      values: Object.fromEntries(
        columns.flatMap((column) => {
          const value = cellOf(column);
          return typeof value === 'number' ? [[column, value]] : [];
        }),
      ),
    });
  };
  return (
    <span class="field">
      <WholeNumber
        name={t('row')}
        value={row}
        least={0}
        most={Math.max(0, rows - 1)}
        onChange={setRow}
      />
      <Button small onClick={() => void attempt(() => take(row))}>
        {t('Take From the Table')}
      </Button>
      {truth && <span class="muted">{t('as in row {0}', formatCount(truth.row))}</span>}
      {wrong && (
        <span class="wrong" role="alert">
          {wrong}
        </span>
      )}
    </span>
  );
}
