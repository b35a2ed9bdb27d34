// What a view shows when it has nothing to draw yet, and the frame around what it does draw.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { SlotContext } from '../charts/saving';
import type { ChartFormat } from '../../src/protocol/webview';
import type { Background } from '../charts/theme';
import { background, type ChartSlot, copyChart, mainChart, saveChart } from '../store';
import { Button, Checkbox, PlainSelect, ProgressRing } from './controls';
import { DASH } from './format';
import { usePopover } from './popover';
import { t } from './translate';

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="state empty">{children}</p>;
}

/** After some seconds a second sentence says that this is not stuck. */
export function Loading({
  sentence,
  long = t('This takes longer with more rows and columns. You can look at another view meanwhile.'),
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
      {retry && <Button onClick={retry}>{t('Try Again')}</Button>}
    </div>
  );
}

/**
 * A chart, and the same figures as a table when asked for (built only then), and saving it. `main`: the chart that is saved when
 * none is named. `savable` is false where there is no room for that. `caption`: stands instead of the choice of a table, where one of several charts has its table above them.
 */
export function ChartOrTable({
  label,
  chart,
  table,
  loading,
  main = true,
  savable = true,
  caption,
}: {
  label: string;
  chart: () => ComponentChildren;
  table?: () => ComponentChildren;
  loading?: boolean;
  main?: boolean;
  savable?: boolean;
  caption?: ComponentChildren;
}) {
  const [asTable, setAsTable] = useState(false);
  const [slot] = useState<ChartSlot>({ current: null });
  useEffect(() => {
    if (!main) return;
    mainChart.slot = slot;
    return () => void (mainChart.slot = mainChart.slot === slot ? null : mainChart.slot);
  }, [main, slot]);
  const save = savable && !asTable && <SaveChart slot={slot} label={label} />;
  return (
    <section class="chart-or-table" aria-label={label} aria-busy={loading ? 'true' : 'false'}>
      <div class="row">
        {caption}
        {table && (
          <Checkbox checked={asTable} onChange={setAsTable}>
            {t('Show as table')}
          </Checkbox>
        )}
        {loading && <span class="muted">{t('Updating…')}</span>}
        {save}
      </div>
      {asTable && table ? (
        <div
          class="table-scroll"
          tabIndex={0}
          role="group"
          aria-label={t('{0}, as a table', label)}
        >
          {table()}
        </div>
      ) : (
        <SlotContext.Provider value={slot}>{chart()}</SlotContext.Provider>
      )}
    </section>
  );
}

const BACKGROUND_OPTIONS = [
  { value: 'theme', label: t('of the theme') },
  { value: 'white', label: t('white') },
  { value: 'transparent', label: t('transparent') },
] as const satisfies { value: Background; label: string }[];

/** Which forms a chart has is known once it is drawn: asked for when the menu is opened. */
function SaveChart({ slot, label }: { slot: ChartSlot; label: string }) {
  const [element, setOpen, open] = usePopover();
  const save = (format: ChartFormat) => {
    setOpen(false);
    void saveChart(format, slot);
  };
  return (
    <details class="save-chart menu" ref={element} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        {t('Save…')}
        <span class="unseen">{t(' or copy: {0}', label)}</span>
      </summary>
      <div class="popover right" role="group" aria-label={t('Save or copy: {0}', label)}>
        <label class="field">
          {t('background')}
          <PlainSelect
            label={t('background of the saved chart')}
            value={background.value}
            options={BACKGROUND_OPTIONS}
            onChange={(b) => (background.value = b)}
          />
        </label>
        <div class="row">
          <Button small title={t('Save this chart as lines and text')} onClick={() => save('svg')}>
            {t('Save as SVG')}
          </Button>
          <Button small title={t('Save this chart as pixels')} onClick={() => save('png')}>
            {t('Save as PNG')}
          </Button>
          <Button
            small
            title={t('Put this chart on the clipboard, as pixels')}
            onClick={() => {
              setOpen(false);
              void copyChart(slot);
            }}
          >
            {t('Copy')}
          </Button>
          {open && slot.current?.vegaLite && (
            <Button
              small
              title={t('Save a specification that opens elsewhere, with its data')}
              onClick={() => save('vl.json')}
            >
              {t('Save as Vega-Lite JSON')}
            </Button>
          )}
        </div>
      </div>
    </details>
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
                  title={cell === DASH ? t('not known, or not a number') : undefined}
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
