// The colours of charts: VS Code's theme variables, read again whenever the theme changes.
import { signal } from '@preact/signals';

export interface Theme {
  foreground: string;
  muted: string;
  background: string;
  grid: string;
  data: string;
  gaussian: string;
  flow: string;
  accent: string;
  font: string;
  fontSize: number;
}

export const theme = signal<Theme>(readTheme());

/** Follows theme changes until the page closes: VS Code sets variables on the root element and a class on the body. */
export function watchTheme(): void {
  const read = () => {
    const next = readTheme();
    if (JSON.stringify(next) !== JSON.stringify(theme.value)) theme.value = next;
  };
  const observer = new MutationObserver(read);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'style'] });
  read();
}

export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const variable = (...names: string[]) => names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find(Boolean);
  const foreground = variable('charts-foreground', 'editor-foreground', 'foreground') ?? (style.color || 'CanvasText');
  return {
    foreground,
    muted: variable('descriptionForeground') ?? foreground,
    background: variable('editor-background') ?? 'Canvas',
    grid: variable('charts-lines', 'contrastBorder', 'widget-border') ?? foreground,
    data: variable('charts-blue') ?? foreground,
    gaussian: variable('charts-orange') ?? foreground,
    flow: variable('charts-green') ?? foreground,
    accent: variable('charts-purple') ?? foreground,
    font: variable('font-family') ?? 'sans-serif',
    fontSize: Number.parseFloat(variable('font-size') ?? '') || 13,
  };
}

/** "#rgb", "#rrggbb", "#rrggbbaa" or "rgb(a)(...)" as three numbers from 0 to 1; middle grey for anything else. */
export function parseColour(text: string): [number, number, number] {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text)?.[1];
  if (hex) {
    const digits = hex.length < 6 ? [...hex].map((d) => d + d).join('') : hex;
    return [0, 2, 4].map((i) => Number.parseInt(digits.slice(i, i + 2), 16) / 255) as [number, number, number];
  }
  const parts = /^rgba?\(([^)]+)\)$/i
    .exec(text)?.[1]
    ?.split(/[\s,/]+/)
    .map(Number);
  return parts && parts.length >= 3 && parts.slice(0, 3).every(Number.isFinite)
    ? [parts[0] / 255, parts[1] / 255, parts[2] / 255]
    : [0.5, 0.5, 0.5];
}
