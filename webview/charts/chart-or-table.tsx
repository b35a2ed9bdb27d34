// The frame around a chart: the same figures as a table, and saving and copying it.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ChartFormat } from '../../src/protocol/webview';
import { Button, Choice } from '../controls/controls';
import { Help } from '../controls/help';
import { Icon, IconButton } from '../controls/icon';
import { usePopover } from '../controls/popover';
import { ViewOptions } from '../controls/view-options';
import { background, type ChartSlot, copyChart, mainChart, saveChart } from '../state/saved-charts';
import type { Background } from '../state/theme';
import type { Term } from '../text/glossary';
import { t } from '../text/translate';
import { SlotContext } from './saving';

/**
 * A chart, and the same figures as a table when asked for (built only then), and saving it. `main`: the chart that is
 * saved when none is named. `savable` is false where it is saved elsewhere. `caption`: what stands above it, such as
 * the key of its colours. `several`: the chart is made of several with such frames of their own, so that the choice of
 * a table is among the options of the view. `help`: words of the chart that are explained.
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
  several = false,
}: {
  label: string;
  chart: () => ComponentChildren;
  table?: () => ComponentChildren;
  loading?: boolean;
  main?: boolean;
  savable?: boolean;
  caption?: ComponentChildren;
  help?: Term | readonly Term[];
  several?: boolean;
}) {
  const [asTable, setAsTable] = useState(false);
  const [slot] = useState<ChartSlot>({ current: null });
  useEffect(() => {
    if (!main) return;
    mainChart.slot = slot;
    return () => void (mainChart.slot = mainChart.slot === slot ? null : mainChart.slot);
  }, [main, slot]);
  const save = savable && !asTable && <SaveChart slot={slot} label={label} />;
  const choice = (
    <>
      {loading && <span class="muted">{t('Updating…')}</span>}
      {help && <Help of={help} />}
      {table && (
        <IconButton
          icon="table"
          label={t('Show as table')}
          pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        />
      )}
    </>
  );
  return (
    <section class="chart-or-table" aria-label={label} aria-busy={loading ? 'true' : 'false'}>
      {several && <ViewOptions>{choice}</ViewOptions>}
      {(caption || !several) && (
        <div class="chart-head">
          <div class="chart-caption">{caption}</div>
          {!several && choice}
          {save}
        </div>
      )}
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
      <summary title={t('Save…')}>
        <Icon name="desktop-download" />
        <span class="unseen">{t('Save or copy: {0}', label)}</span>
      </summary>
      <div class="popover" role="group" aria-label={t('Save or copy: {0}', label)}>
        <Choice
          name={t('background')}
          value={background.value}
          options={BACKGROUND_OPTIONS}
          onChange={(b) => (background.value = b)}
        />
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
