// Vega-Lite under a strict content security policy: expressions are interpreted, nothing is evaluated as code.
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { type Config, parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { pngOf, useExporter } from './saving';
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

/** Draws `spec` and draws it again when it or the theme changes. `name` is that of the saved picture. */
export function Chart({ spec, label, name }: { spec: TopLevelSpec; label: string; name: string }) {
  const element = useRef<HTMLDivElement>(null);
  const settled = useRef<Promise<View> | null>(null);
  const colours = theme.value;
  const text = useMemo(() => JSON.stringify(spec), [spec]);
  useEffect(() => {
    const running = runChart(spec, colours, element.current!);
    settled.current = running;
    running.catch(() => undefined);
    return () => void running.then((view) => view.finalize()).catch(() => undefined);
  }, [text, colours]);
  useExporter({
    name,
    svg: async () => (await settled.current!).toSVG(),
    png: async () => pngOf(await (await settled.current!).toCanvas(2)),
  });
  return (
    <div class="chart" role="img" aria-label={label}>
      <div ref={element} />
    </div>
  );
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
