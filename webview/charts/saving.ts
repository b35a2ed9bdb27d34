// How charts are saved: each leaves its exporter in the slot of the frame around it.
import { createContext } from 'preact';
import { useContext, useEffect, useRef } from 'preact/hooks';
import type { ChartExporter, ChartSlot } from '../state/saved-charts';
import { t } from '../text/translate';

/** Set by the frame of a chart; null where a chart cannot be saved. */
export const SlotContext = createContext<ChartSlot | null>(null);

/** Makes the chart that calls this one that can be saved, as it was last drawn. */
export function useExporter(exporter: ChartExporter): void {
  const slot = useContext(SlotContext);
  const latest = useRef(exporter);
  latest.current = exporter;
  useEffect(() => {
    if (!slot) return;
    slot.current = {
      get name() {
        return latest.current.name;
      },
      svg: (background) => latest.current.svg(background),
      png: (background) => latest.current.png(background),
      ...(latest.current.vegaLite
        ? { vegaLite: (background) => latest.current.vegaLite!(background) }
        : {}),
    };
    return () => void (slot.current = null);
  }, [slot]);
}

/** PNG bytes of a canvas. @throws if the browser has no memory left for the picture */
export function pngOf(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (!blob)
        return reject(
          new Error(t('The picture could not be drawn. Make the panel smaller and try again.')),
        );
      blob.arrayBuffer().then((buffer) => resolve(new Uint8Array(buffer)), reject);
    }, 'image/png');
  });
}
