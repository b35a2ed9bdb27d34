// Vega-Lite under a strict content security policy: expressions are interpreted, nothing is evaluated as code.
import { useEffect, useRef } from 'preact/hooks';
import { type Config, parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { chartExporter } from '../store';
import { type Theme, theme } from './theme';

/** A running view of a Vega-Lite specification; `element` null runs it without drawing. */
export async function runChart(spec: TopLevelSpec, colours: Theme, element: HTMLElement | null): Promise<View> {
  const compiled = compile({ ...spec, config: chartConfig(colours) } as TopLevelSpec).spec;
  const runtime = parse(compiled, null as unknown as Config, { ast: true });
  const view = new View(runtime, {
    expr: expressionInterpreter,
    renderer: element ? 'svg' : 'none',
    ...(element ? { container: element } : {}),
  });
  await view.runAsync();
  return view;
}

/** Draws `spec` and draws it again when it or the theme changes. With `name` it is the chart that is saved from this view. */
export function Chart({ spec, label, name }: { spec: TopLevelSpec; label: string; name?: string }) {
  const element = useRef<HTMLDivElement>(null);
  const colours = theme.value;
  const text = JSON.stringify(spec);
  useEffect(() => {
    let view: View | null = null;
    let gone = false;
    const exporter = name
      ? {
          name,
          svg: async () => (await settled).toSVG(),
          png: async () => pngOf(await (await settled).toCanvas(2)),
        }
      : null;
    const settled = runChart(spec, colours, element.current!).then((running) => {
      view = running;
      if (gone) running.finalize();
      return running;
    });
    settled.catch(() => undefined);
    if (exporter) chartExporter.value = exporter;
    return () => {
      gone = true;
      view?.finalize();
      if (chartExporter.peek() === exporter) chartExporter.value = null;
    };
  }, [text, colours, name]);
  return (
    <div class="chart" role="img" aria-label={label}>
      <div ref={element} />
    </div>
  );
}

/** PNG bytes of a canvas. @throws if the browser has no memory left for the picture */
export function pngOf(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (!blob) return reject(new Error('The picture could not be drawn. Make the panel smaller and try again.'));
      blob.arrayBuffer().then((buffer) => resolve(new Uint8Array(buffer)), reject);
    }, 'image/png');
  });
}

function chartConfig(colours: Theme): object {
  const text = { labelColor: colours.foreground, titleColor: colours.foreground, labelFont: colours.font, titleFont: colours.font };
  const size = { labelFontSize: colours.fontSize - 2, titleFontSize: colours.fontSize - 1, titleFontWeight: 'normal' };
  return {
    background: colours.background,
    font: colours.font,
    view: { stroke: null },
    axis: {
      ...text,
      ...size,
      domainColor: colours.foreground,
      tickColor: colours.foreground,
      gridColor: colours.grid,
      labelOverlap: true,
    },
    legend: { ...text, ...size, orient: 'top', title: null, labelLimit: 400, symbolOpacity: 1 },
    title: { color: colours.foreground, font: colours.font, fontSize: colours.fontSize, fontWeight: 'normal' },
  };
}
