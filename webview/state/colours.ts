// Arithmetic of colours: read, mixed, and told from a background.

/** A series is at least this much lighter or darker than the background (WCAG's contrast for graphics). */
const CONTRAST = 3;

/** The colour without its transparency, moved towards the foreground until it is told from the background. */
export function seriesColour(colour: string, foreground: string, background: string): string {
  for (let part = 0; part < 1; part += 0.1) {
    const tried = mix(colour, foreground, part);
    if (contrast(tried, background) >= CONTRAST) return tried;
  }
  return foreground;
}

/** `part` of the way from one opaque colour to another. */
export function mix(from: string, to: string, part: number): string {
  const [a, b] = [parseColour(from), parseColour(to)];
  return `#${a
    .map((v, i) =>
      Math.round(255 * (v + part * (b[i]! - v)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** In the cube of red, green and blue. */
export function distance(one: string, other: string): number {
  const [a, b] = [parseColour(one), parseColour(other)];
  return Math.hypot(...a.map((v, i) => v - b[i]!));
}

/** WCAG's contrast ratio, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  const [dark, light] = [Math.min(a, b), Math.max(a, b)];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const linear = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const [r, g, b] = parseColour(colour);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** "#rgb", "#rrggbb", "#rrggbbaa" or "rgb(a)(...)" as three numbers from 0 to 1; middle grey for anything else. */
export function parseColour(text: string): [number, number, number] {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text)?.[1];
  if (hex) {
    const digits = hex.length < 6 ? [...hex].map((d) => d + d).join('') : hex;
    return [0, 2, 4].map((i) => Number.parseInt(digits.slice(i, i + 2), 16) / 255) as [
      number,
      number,
      number,
    ];
  }
  const parts = /^rgba?\(([^)]+)\)$/i
    .exec(text)?.[1]
    ?.split(/[\s,/]+/)
    .map(Number);
  const [r = NaN, g = NaN, b = NaN] = parts ?? [];
  return [r, g, b].every(Number.isFinite) ? [r / 255, g / 255, b / 255] : [0.5, 0.5, 0.5];
}

/** A colour as red, green and blue from 0 to 255. */
export const bytesOf = (colour: string) =>
  parseColour(colour).map((v) => Math.round(v * 255)) as [number, number, number];
