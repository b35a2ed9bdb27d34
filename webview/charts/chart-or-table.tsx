// The frame around a chart: the same figures as a table, and saving and copying it.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ChartFormat } from '../../src/protocol/webview';
import { Button, Checkbox, PlainSelect } from '../controls/controls';
import { Help } from '../controls/help';
import { usePopover } from '../controls/popover';
import { background, type ChartSlot, copyChart, mainChart, saveChart } from '../state/saved-charts';
import type { Background } from '../state/theme';
import type { Term } from '../text/glossary';
import { t } from '../text/translate';
import { SlotContext } from './saving';

/**
 * A chart, and the same figures as a table when asked for (built only then), and saving it. `main`: the chart that is
 * saved when none is named. `savable` is false where there is no room for that. `caption` stands instead of the choice
 * of a table, where one of several charts has its table above them. `help`: words of the chart that are explained.
 */
export function ChartOrTable({
  label,
  chart,
  table,
  loading,
  main = true,
  savable = true,
  caption,
  help,
}: {
  label: string;
  chart: () => ComponentChildren;
  table?: () => ComponentChildren;
  loading?: boolean;
  main?: boolean;
  savable?: boolean;
  caption?: ComponentChildren;
  help?: Term | readonly Term[];
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
        {help && <Help of={help} />}
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
