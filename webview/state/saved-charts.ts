// Saving and copying charts: what draws them into files, and on which background.
import { signal } from '@preact/signals';
import type { ChartFormat } from '../../src/protocol/webview';
import { t } from '../text/translate';
import { attempt, host } from './store';
import type { Background } from './theme';

/** Draws a chart on screen into a file. */
export interface ChartExporter {
  name: string;
  svg: (background: Background) => Promise<string>;
  png: (background: Background) => Promise<Uint8Array>;
  /** a specification that draws the same elsewhere, with its data; absent where there is none */
  vegaLite?: (background: Background) => Promise<string>;
}

/** Where a chart on screen leaves its exporter; null while there is none. */
export interface ChartSlot {
  current: ChartExporter | null;
}

/** the background of charts that are saved or copied */
export const background = signal<Background>('theme');
/** the chart that is meant when none is named */
export const mainChart: { slot: ChartSlot | null } = { slot: null };

function exporterIn(slot: ChartSlot | null): ChartExporter {
  const exporter = slot?.current;
  if (!exporter)
    throw new Error(t('There is no chart on screen to save. Choose a view that shows one.'));
  return exporter;
}

/** Draws a chart and hands it to the host, which asks where to write it. */
export function saveChart(
  format: ChartFormat,
  slot: ChartSlot | null = mainChart.slot,
): Promise<void> {
  return attempt(async () => {
    const exporter = exporterIn(slot);
    if (format === 'vl.json' && !exporter.vegaLite)
      throw new Error(t('This chart has too many points for Vega-Lite. Save it as SVG or PNG.'));
    const content = await (format === 'vl.json'
      ? exporter.vegaLite!(background.value)
      : exporter[format](background.value));
    await host().saveChart({ name: exporter.name, format, content });
  });
}

/** Puts a chart on the clipboard, as pixels. */
export function copyChart(slot: ChartSlot | null): Promise<void> {
  return attempt(async () => {
    const bytes = await exporterIn(slot).png(background.value);
    try {
      await navigator.clipboard.write([
        new ClipboardItem({ 'image/png': new Blob([bytes as BlobPart], { type: 'image/png' }) }),
      ]);
    } catch {
      throw new Error(
        t(
          'The picture could not be copied: this window does not allow it. Save it as PNG instead.',
        ),
      );
    }
  });
}
