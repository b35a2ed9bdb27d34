// The colours of charts: VS Code's theme variables, read again whenever the theme changes.
// Colours of series are made opaque and told from the background; style sheets take the same ones from --flowscope-...
// properties.
import { signal } from '@preact/signals';
import { distance, mix, parseColour, seriesColour } from './colours';

export interface Theme {
  foreground: string;
  muted: string;
  background: string;
  grid: string;
  data: string;
  /** the data as an area, behind lines */
  area: string;
  gaussian: string;
  flow: string;
  accent: string;
  /** rows that are selected, told from all of these */
  selection: string;
  /** a scale from little to much */
  low: string;
  middle: string;
  high: string;
  /** categories of a split, told from one another, the Gaussian, the flow and the selection */
  categories: string[];
  font: string;
  fontSize: number;
}

const FAINT = 0.14;
const AREA = 0.55;
/** Where colours of categories come from, in this order. */
const CATEGORY_VARIABLES = [
  'charts-blue',
  'charts-purple',
  'charts-yellow',
  'charts-red',
  'terminal-ansiCyan',
  'terminal-ansiMagenta',
  'terminal-ansiBrightBlue',
  'charts-orange',
];
/** Greys and mixtures with the foreground, where a theme has too few colours. */
const MIXTURES = [0.35, 0.55, 0.75];
const CATEGORY_COUNT = 9;
/** Distances of two colours in the cube of red, green and blue: the one that is wanted, and those that will do. */
const APART = [0.3, 0.15, 0.05];
/** Where the colour of the selection comes from: the first that is told from the data, the Gaussian and the flow. */
const SELECTION_VARIABLES = [
  'charts-yellow',
  'terminal-ansiBrightYellow',
  'terminal-ansiBrightMagenta',
  'charts-red',
  'terminal-ansiMagenta',
];
/** Nearer ones look alike as points. */
const SELECTION_APART = 0.5;
/** series that style sheets name too */
const SHARED = ['data', 'gaussian', 'flow', 'selection', 'low', 'middle', 'high'] as const;

export const theme = signal<Theme>(readTheme());

/** Follows theme changes until the page closes: VS Code sets variables on the root element and a class on the body. */
export function watchTheme(): void {
  const read = () => {
    const next = readTheme();
    if (JSON.stringify(next) !== JSON.stringify(theme.value)) theme.value = next;
    for (const name of SHARED)
      document.documentElement.style.setProperty(`--flowscope-${name}`, next[name]);
  };
  const observer = new MutationObserver(read);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['class', 'style'],
  });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'style'] });
  read();
}

/** @param on the foreground and background to draw on, when they are not the theme's own: for saved pictures */
export function readTheme(on?: { foreground: string; background: string }): Theme {
  const style = getComputedStyle(document.documentElement);
  const variable = (...names: string[]) =>
    names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find(Boolean);
  const foreground =
    on?.foreground ??
    variable('charts-foreground', 'editor-foreground', 'foreground') ??
    (style.color || 'CanvasText');
  const background = on?.background ?? variable('editor-background') ?? 'Canvas';
  const series = (...names: string[]) =>
    seriesColour(variable(...names) ?? foreground, foreground, background);
  const data = series('charts-blue');
  const gaussian = series('charts-orange', 'charts-yellow'); // high contrast themes have no orange
  const flow = series('charts-green');
  const [selection = foreground] = SELECTION_VARIABLES.flatMap((name) => {
    const colour = variable(name) ? series(name) : null;
    const apart = (other: string) => distance(colour!, other) >= SELECTION_APART;
    return colour && [data, gaussian, flow].every(apart) ? [colour] : [];
  });
  const named = CATEGORY_VARIABLES.flatMap((name) => (variable(name) ? [series(name)] : []));
  const mixed = MIXTURES.flatMap((part) =>
    [background, ...named].map((colour) =>
      seriesColour(mix(colour, foreground, part), foreground, background),
    ),
  );
  const candidates = [...named, foreground, ...mixed];
  return {
    foreground,
    muted: on ? foreground : (variable('descriptionForeground') ?? foreground),
    background,
    grid: mix(background, foreground, FAINT),
    data,
    area: mix(background, data, AREA),
    gaussian,
    flow,
    accent: series('charts-purple'),
    selection,
    low: series('charts-purple'),
    middle: series('charts-red'),
    high: series('charts-yellow'),
    categories: distinct(candidates, [gaussian, flow, selection]),
    font: variable('font-family') ?? 'sans-serif',
    fontSize: Number.parseFloat(variable('font-size') ?? '') || 13,
  };
}

export const BACKGROUNDS = ['theme', 'white', 'transparent'] as const;
export type Background = (typeof BACKGROUNDS)[number];

/** The colours of a saved picture. On white they are those of a light theme, so that pale lines stay visible. */
export function coloursOn(background: Background): Theme {
  if (background === 'white') return readTheme({ foreground: '#1f1f1f', background: '#ffffff' });
  return background === 'transparent' ? { ...readTheme(), background: 'transparent' } : readTheme();
}

/**
 * So many of the colours, each told from `taken` and from those before it; nearer ones only where there are too few.
 */
function distinct(colours: string[], taken: string[]): string[] {
  const kept: string[] = [];
  for (const apart of APART)
    for (const colour of colours) {
      const far = (other: string) => distance(colour, other) >= apart;
      if (kept.length < CATEGORY_COUNT && [...taken, ...kept].every(far)) kept.push(colour);
    }
  return kept;
}

/** The colour at `part` (0 to 1) of the scale from little to much, as three numbers from 0 to 1. */
export function scaleColour({ low, middle, high }: Theme, part: number): [number, number, number] {
  const [from, to] = part < 0.5 ? [low, middle] : [middle, high];
  return parseColour(mix(from, to, 2 * (part < 0.5 ? part : part - 0.5)));
}
