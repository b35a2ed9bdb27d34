// What a view shows when it has nothing to draw yet, and the frame around what it does draw.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button, Checkbox, ProgressRing } from './controls';
import { DASH } from './format';

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="state empty">{children}</p>;
}

/** After some seconds a second sentence says that this is not stuck. */
export function Loading({
  sentence,
  long = 'This takes longer with more rows and columns. You can look at another view meanwhile.',
}: {
  sentence: string;
  long?: string;
}) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 3000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="state loading" role="status">
      <ProgressRing />
      <span>
        {sentence} {slow && long}
      </span>
    </div>
  );
}

export function Problem({ sentence, retry }: { sentence: string; retry?: () => void }) {
  return (
    <div class="state problem" role="alert">
      <span>{sentence}</span>
      {retry && <Button onClick={retry}>Try Again</Button>}
    </div>
  );
}

/** A chart, and the same figures as a table when asked for. The table is built only then. */
export function ChartOrTable({
  label,
  chart,
  table,
  loading,
}: {
  label: string;
  chart: () => ComponentChildren;
  table: () => ComponentChildren;
  loading?: boolean;
}) {
  const [asTable, setAsTable] = useState(false);
  return (
    <section class="chart-or-table" aria-label={label} aria-busy={loading ? 'true' : 'false'}>
      <div class="row">
        <Checkbox checked={asTable} onChange={setAsTable}>
          Show as table
        </Checkbox>
        {loading && <span class="muted">Updating…</span>}
      </div>
      {asTable ? (
        <div class="table-scroll" tabIndex={0} role="group" aria-label={`${label}, as a table`}>
          {table()}
        </div>
      ) : (
        chart()
      )}
    </section>
  );
}

/** A plain table. The first cell of a row names it. */
export function Table({
  caption,
  head,
  rows,
}: {
  caption: string;
  head: string[];
  rows: { key: string; cells: ComponentChildren[]; strong?: boolean }[];
}) {
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {head.map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key} class={row.strong ? 'strong' : undefined}>
            {row.cells.map((cell, i) =>
              i === 0 ? (
                <th key={i} scope="row">
                  {cell}
                </th>
              ) : (
                <td key={i} title={cell === DASH ? 'not known, or not a number' : undefined}>
                  {cell}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
