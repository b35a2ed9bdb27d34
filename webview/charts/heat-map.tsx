// A matrix as a heat map with its key, and as a table.
import { useMemo } from 'preact/hooks';
import { Table } from '../controls/table';
import { useWidth } from '../state/size';
import { type Theme, theme } from '../state/theme';
import type { Term } from '../text/glossary';
import { formatValue } from '../text/format';
import { ChartOrTable } from './chart-or-table';
import { heatMapKey, heatMapSpec, type Matrix } from './heat-map-spec';
import { Chart } from './vega';

/** @param corner what stands above the names of rows in the table */
export function HeatMap({
  matrix,
  label,
  name,
  corner,
  help,
}: {
  matrix: Matrix;
  label: string;
  name: string;
  corner: string;
  help?: Term;
}) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const spec = useMemo(
    () => (colours: Theme) => heatMapSpec(matrix, colours, Math.min(width, 560)),
    [matrix, width],
  );
  const { rows, columns, values } = matrix;
  return (
    <div ref={holder}>
      <ChartOrTable
        label={label}
        main={false}
        {...(help ? { help } : {})}
        caption={
          <span class="heat-key">
            {heatMapKey(theme.value).map(({ colour, text }) => (
              <span key={text}>
                <span class="swatch" style={{ background: colour }} aria-hidden="true" /> {text}
              </span>
            ))}
          </span>
        }
        chart={() => <Chart spec={spec} label={label} name={name} />}
        table={() => (
          <Table
            caption={label}
            head={[corner, ...columns]}
            rows={rows.map((row, i) => ({
              key: row,
              cells: [row, ...columns.map((_, j) => formatValue(values[i * columns.length + j]!))],
            }))}
          />
        )}
      />
    </div>
  );
}
