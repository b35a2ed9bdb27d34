// Vega-Lite under a strict content security policy: expressions are interpreted, nothing is evaluated as code.
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { type Config, parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { ChartExporter } from '../state/saved-charts';
import { type Background, coloursOn, type Theme, theme } from '../state/theme';
import { language } from '../text/translate';
import { pngOf, useExporter } from './saving';

/** Where the plot lies in the picture, in CSS pixels. */
export interface PlotBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The style of an element that lies over a plot. */
export const overPlot = ({ left, top, width, height }: PlotBox) => ({
  left: `${left}px`,
  top: `${top}px`,
  width: `${width}px`,
  height: `${height}px`,
});

/** A running view of a Vega-Lite specification; `element` null runs it without drawing. */
export async function runChart(
  spec: TopLevelSpec,
  colours: Theme,
  element: HTMLElement | null,
): Promise<View> {
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

let queue: Promise<unknown> = Promise.resolve();

/** One chart after the other, with a breath between two: many charts never stop the page for long. */
function inTurn<T>(run: () => Promise<T> | T): Promise<T> {
  const next = queue.then(() => new Promise<void>((resolve) => setTimeout(resolve))).then(run);
  queue = next.catch(() => undefined);
  return next;
}

/**
 * A specification, or how to make one in given colours: only the latter is recoloured when it is saved on another
 * background.
 */
export type Specification = TopLevelSpec | ((colours: Theme) => TopLevelSpec);

const specOf = (spec: Specification, colours: Theme) =>
  typeof spec === 'function' ? spec(colours) : spec;

/** Draws a chart again, without a page, for a file. */
export function specExporter(name: string, spec: Specification): ChartExporter {
  const run = (background: Background) => {
    const colours = coloursOn(background);
    return runChart(specOf(spec, colours), colours, null);
  };
  const drawn = async <T,>(background: Background, as: (view: View) => Promise<T>) => {
    const view = await run(background);
    try {
      return await as(view);
    } finally {
      view.finalize();
    }
  };
  return {
    name,
    svg: (background) => drawn(background, (view) => view.toSVG()),
    png: (background) => drawn(background, async (view) => pngOf(await view.toCanvas(2))),
    vegaLite: async (background) => {
      const colours = coloursOn(background);
      const whole = {
        $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
        ...specOf(spec, colours),
        config: chartConfig(colours),
      };
      return `${JSON.stringify(whole, null, 1)}\n`;
    },
  };
}

/** Values by the name of their data in a specification: they change without the rest of the chart. */
export type NamedData = Record<string, object[]>;
const NO_DATA: NamedData = {};

/** Draws `spec` and draws it again when it or the theme changes. `name` is that of the saved picture. */
export function Chart({
  spec,
  label,
  name,
  data = NO_DATA,
  onLayout,
}: {
  spec: Specification;
  label: string;
  name: string;
  data?: NamedData;
  onLayout?: (box: PlotBox) => void;
}) {
  const element = useRef<HTMLDivElement>(null);
  const drawn = useRef<{ view: View | null; data: NamedData }>({ view: null, data });
  drawn.current.data = data;
  const colours = theme.value;
  const made = useMemo(() => specOf(spec, colours), [spec, colours]);
  const text = useMemo(() => JSON.stringify(made), [made]);
  useEffect(() => {
    let closed = false;
    const running = inTurn(() => (closed ? null : runChart(made, colours, element.current!)));
    running.then(
      (view) => {
        if (!view || closed) return;
        drawn.current.view = view;
        void fill(view, drawn.current.data);
        onLayout?.(boxOf(view));
      },
      () => undefined,
    );
    return () => {
      closed = true;
      drawn.current.view = null;
      void running.then((view) => view?.finalize()).catch(() => undefined);
    };
  }, [text, colours]);
  useEffect(() => {
    if (drawn.current.view) void fill(drawn.current.view, data);
  }, [data]);
  useExporter(specExporter(name, (on) => filled(specOf(spec, on), data)));
  return (
    <div class="chart" role="img" aria-label={label}>
      {/* the label says what is to be seen: marks that say it again, one by one, would only be in the way */}
      <div aria-hidden="true">
        <div ref={element} />
      </div>
    </div>
  );
}

/** The specification with these data in it. */
function filled<T>(spec: T, data: NamedData): T {
  if (Array.isArray(spec)) return spec.map((part) => filled(part, data)) as T;
  if (typeof spec !== 'object' || spec === null) return spec;
  const own = data[(spec as { name?: string }).name ?? ''];
  return own && 'values' in spec
    ? { ...spec, values: own }
    : (Object.fromEntries(Object.entries(spec).map(([k, v]) => [k, filled(v, data)])) as T);
}

async function fill(view: View, data: NamedData): Promise<void> {
  const entries = Object.entries(data);
  if (entries.length === 0) return;
  for (const [name, values] of entries) view.data(name, values);
  await view.runAsync();
}

function boxOf(view: View): PlotBox {
  const [x, y] = view.origin();
  const padding = view.padding() as { left: number; top: number };
  return {
    left: padding.left + x,
    top: padding.top + y,
    width: view.width(),
    height: view.height(),
  };
}

/** Numbers on axes are written as elsewhere on the page. */
function locale(): object {
  if (language === 'en') return {};
  const parts = new Intl.NumberFormat(language).formatToParts(-1234567.5);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  return {
    locale: {
      number: {
        decimal: part('decimal'),
        thousands: part('group'),
        grouping: [3],
        currency: ['', ''],
      },
    },
  };
}

function chartConfig(colours: Theme): object {
  const text = {
    labelColor: colours.foreground,
    titleColor: colours.foreground,
    labelFont: colours.font,
    titleFont: colours.font,
  };
  const size = {
    labelFontSize: colours.fontSize - 2,
    titleFontSize: colours.fontSize - 1,
    titleFontWeight: 'normal',
  };
  return {
    ...locale(),
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
    title: {
      color: colours.foreground,
      font: colours.font,
      fontSize: colours.fontSize,
      fontWeight: 'normal',
    },
  };
}
