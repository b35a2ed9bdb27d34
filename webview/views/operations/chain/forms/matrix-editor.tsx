// A small matrix, cell by cell, with one more number (and perhaps a name) at the end of each row.
import { Button, NumberField } from '../../../../controls/controls';
import { t } from '../../../../text/translate';

export function MatrixEditor(props: {
  columns: readonly string[];
  rows: number[][];
  /** one for each row: an offset, or a right-hand side */
  ends: number[];
  endTitle: string;
  names?: string[];
  most: number;
  onChange: (rows: number[][], ends: number[], names: string[]) => void;
}) {
  const { columns, rows, ends, endTitle, names, most, onChange } = props;
  const named = names ?? [];
  const without = <T,>(list: readonly T[], k: number) => list.filter((_, i) => i !== k);
  const having = <T,>(list: readonly T[], k: number, value: T) =>
    list.map((v, i) => (i === k ? value : v));
  return (
    <div class="table-scroll">
      <table class="matrix" aria-label={t('The matrix: a row for each result')}>
        <thead>
          <tr>
            {names && <th scope="col">{t('result')}</th>}
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col">{endTitle}</th>
            <th>
              <span class="unseen">{t('Remove')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, k) => (
            <tr key={k}>
              {names && (
                <td>
                  <input
                    type="text"
                    size={8}
                    aria-label={t('name of result {0}', k + 1)}
                    value={named[k]}
                    onChange={(e) => onChange(rows, ends, having(named, k, e.currentTarget.value))}
                  />
                </td>
              )}
              {row.map((v, d) => (
                <td key={d}>
                  <NumberField
                    label={t('row {0}, {1}', k + 1, columns[d]!)}
                    value={v}
                    onChange={(next) =>
                      onChange(having(rows, k, having(row, d, next)), ends, named)
                    }
                  />
                </td>
              ))}
              <td>
                <NumberField
                  label={t('row {0}, {1}', k + 1, endTitle)}
                  value={ends[k]!}
                  onChange={(next) => onChange(rows, having(ends, k, next), named)}
                />
              </td>
              <td>
                {rows.length > 1 && (
                  <Button
                    small
                    title={t('Remove row {0}', k + 1)}
                    onClick={() => onChange(without(rows, k), without(ends, k), without(named, k))}
                  >
                    ×
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length < most && (
        <Button
          small
          onClick={() =>
            onChange(
              [...rows, columns.map((_, d) => (d === rows.length ? 1 : 0))],
              [...ends, 0],
              [...named, `y${rows.length + 1}`],
            )
          }
        >
          {t('Add Row')}
        </Button>
      )}
    </div>
  );
}
