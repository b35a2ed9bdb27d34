// What a view shows when it has nothing to draw yet, and the frame around what it does draw.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { SlotContext } from '../charts/saving';
import { type ChartSlot, mainChart, saveChart } from '../store';
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

/**
 * A chart, and the same figures as a table when asked for (built only then), and saving it. `main`: the chart that is saved when
 * none is named. `savable` is false where there is no room for that.
 */
export function ChartOrTable({
  label,
  chart,
  table,
  loading,
  main = true,
  savable = true,
}: {
  label: string;
  chart: () => ComponentChildren;
  table: () => ComponentChildren;
  loading?: boolean;
  main?: boolean;
  savable?: boolean;
}) {
  const [asTable, setAsTable] = useState(false);
  const [slot] = useState<ChartSlot>({ current: null });
  useEffect(() => {
    if (!main) return;
    mainChart.slot = slot;
    return () => void (mainChart.slot = mainChart.slot === slot ? null : mainChart.slot);
  }, [main, slot]);
  return (
    <section class="chart-or-table" aria-label={label} aria-busy={loading ? 'true' : 'false'}>
      <div class="row">
        <Checkbox checked={asTable} onChange={setAsTable}>
          Show as table
        </Checkbox>
        {loading && <span class="muted">Updating…</span>}
        {savable && !asTable && <SaveChart slot={slot} label={label} />}
      </div>
      {asTable ? (
        <div class="table-scroll" tabIndex={0} role="group" aria-label={`${label}, as a table`}>
          {table()}
        </div>
      ) : (
        <SlotContext.Provider value={slot}>{chart()}</SlotContext.Provider>
      )}
    </section>
  );
}

function SaveChart({ slot, label }: { slot: ChartSlot; label: string }) {
  return (
    <span class="save-chart" role="group" aria-label={`Save: ${label}`}>
      <Button small title="Save this chart as lines and text" onClick={() => void saveChart('svg', slot)}>
        Save as SVG
      </Button>
      <Button small title="Save this chart as pixels" onClick={() => void saveChart('png', slot)}>
        Save as PNG
      </Button>
    </span>
  );
}

/** A plain table. The first cell of a row names it. `texts`: columns of sentences. `stacks`: in a narrow page cells stand under each other. */
export function Table({
  caption,
  head,
  rows,
  texts = [],
  stacks = false,
}: {
  caption: string;
  head: string[];
  texts?: string[];
  stacks?: boolean;
  rows: { key: string; cells: ComponentChildren[]; strong?: boolean }[];
}) {
  return (
    <table class={stacks ? 'stacks' : undefined}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {head.map((title) => (
            <th key={title} scope="col" class={texts.includes(title) ? 'text' : undefined}>
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
                <td
                  key={i}
                  class={texts.includes(head[i]) ? 'text' : undefined}
                  data-head={head[i]}
                  title={cell === DASH ? 'not known, or not a number' : undefined}
                >
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
