// Map: A x + b, a row of A for each result.
import { useState } from 'preact/hooks';
import type { Step } from '../../../../../src/protocol/operations';
import { Checkbox } from '../../../../controls/controls';
import { formatNumberOf } from '../../../../text/format';
import { t } from '../../../../text/translate';
import type { FormProps, OperationForm } from './form';
import { MatrixEditor } from './matrix-editor';
import { useChanged } from './use-changed';

const MOST_ROWS = 30;

function MapForm({ view, onChange }: FormProps) {
  const { names: columns } = view;
  const one = columns.length === 1;
  // the sum and the difference of the first two columns
  const [rows, setRows] = useState<number[][]>(
    one ? [[2]] : [1, -1].map((sign) => columns.map((_, d) => (d === 0 ? 1 : d === 1 ? sign : 0))),
  );
  const [offset, setOffset] = useState<number[]>(rows.map(() => 0));
  const [names, setNames] = useState<string[]>(one ? ['y'] : ['sum', 'difference']);
  const [degenerate, setDegenerate] = useState(false);
  const possible =
    [...rows.flat(), ...offset].every(Number.isFinite) &&
    names.every((n) => n.trim() !== '') &&
    new Set(names).size === names.length;
  const step: Step = {
    operation: 'map',
    matrix: rows,
    ...(offset.some((v) => v !== 0) ? { offset } : {}),
    names,
    ...(degenerate ? { allowDegenerate: true } : {}),
  };
  useChanged(possible ? step : null, onChange);
  return (
    <>
      <MatrixEditor
        columns={columns}
        rows={rows}
        ends={offset}
        endTitle="+ b"
        names={names}
        most={MOST_ROWS}
        onChange={(nextRows, nextOffset, nextNames) => {
          setRows(nextRows);
          setOffset(nextOffset);
          setNames(nextNames);
        }}
      />
      <Checkbox checked={degenerate} onChange={setDegenerate}>
        {t('accept a degenerate result (a matrix without full rank)')}
      </Checkbox>
      {!possible && (
        <p class="wrong">{t('Every cell needs a number, and every result a name of its own.')}</p>
      )}
    </>
  );
}

export const MAP: OperationForm<'map'> = {
  label: t('Map'),
  hint: t('A x + b'),
  words: ({ matrix }) =>
    matrix.length === 1
      ? t('mapped onto a line')
      : t('mapped to {0}', formatNumberOf(matrix.length, 'column')),
  Form: MapForm,
};
