// A point cloud as a file: SVG around the axes seen on screen, and PNG painted from that SVG.
import { bytesOf } from '../state/colours';
import type { Theme } from '../state/theme';
import { inSeen, type Place, type Seen } from '../state/zoom';
import { t } from '../text/translate';
import { layersOf, type PointCloud } from './point-cloud';
import { pngOf } from './saving';
import type { Frame } from './scatter-frame';

/**
 * `points`: the cloud with the part of it that is seen, or the canvas they were drawn on in this very task.
 * @returns SVG text whose title says which of both it holds
 */
export function scatterSvg(
  axes: SVGSVGElement,
  frame: Frame,
  points: { cloud: PointCloud; seen: Seen } | HTMLCanvasElement,
  label: string,
  colours: Theme,
): string {
  const { left, top, plotWidth, plotHeight, width, height } = frame;
  const plot = `x="${left}" y="${top}" width="${plotWidth}" height="${plotHeight}"`;
  const drawn = axes.cloneNode(true) as SVGSVGElement;
  for (const text of drawn.querySelectorAll('text')) text.setAttribute('fill', 'currentColor');
  const [inner, how] =
    points instanceof HTMLCanvasElement
      ? [
          `<image ${plot} href="${points.toDataURL('image/png')}"/>`,
          t('the points are an embedded PNG image'),
        ]
      : [
          layersOf(points.cloud)
            .map((layer) => circles(layer, frame, points.seen))
            .join(''),
          t('every point is a circle'),
        ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` color="${escaped(colours.foreground)}" font-family="${escaped(colours.font)}" font-size="11">`,
    `<title>${escaped(`${label} (${how})`)}</title>`,
    colours.background === 'transparent'
      ? ''
      : `<rect width="${width}" height="${height}" fill="${escaped(colours.background)}"/>`,
    `<clipPath id="plot"><rect ${plot}/></clipPath>`,
    `<g clip-path="url(#plot)">${inner}</g>`,
    new XMLSerializer().serializeToString(drawn),
    '</svg>',
  ].join('');
}

/** Colours of series here and on another background, in pairs; those of a continuous scale stay. */
function pairs(here: Theme, there: Theme): [string, string][] {
  const named = (['data', 'gaussian', 'flow', 'accent', 'selection', 'background'] as const).map(
    (name): [string, string] => [here[name], there[name]],
  );
  return [
    ...named,
    ...here.categories.map((colour, k): [string, string] => [colour, there.categories[k]!]),
  ];
}

/** The same points in the colours of another background. */
export function recolouredCloud(cloud: PointCloud, here: Theme, there: Theme): PointCloud {
  const key = (r: number, g: number, b: number) => (r << 16) | (g << 8) | b;
  const to = new Map(
    pairs(here, there)
      .filter(([, b]) => b !== 'transparent')
      .map(([a, b]) => [key(...bytesOf(a)), bytesOf(b)]),
  );
  const colours = cloud.colours.slice();
  for (let i = 0; i < cloud.count; i++) {
    const [r = 0, g = 0, b = 0] = colours.subarray(4 * i, 4 * i + 3);
    const next = to.get(key(r, g, b));
    if (next) colours.set(next, 4 * i);
  }
  const over = cloud.over ? recolouredCloud(cloud.over, here, there) : null;
  return { ...cloud, colours, over };
}

/** Strokes of lines, which are written into the picture by name. */
export function recolouredText(svg: string, here: Theme, there: Theme): string {
  const to = new Map(pairs(here, there));
  return svg.replace(/stroke="([^"]+)"/g, (whole, colour: string) => {
    const next = to.get(colour);
    return next === undefined ? whole : `stroke="${next === 'transparent' ? 'none' : next}"`;
  });
}

/** PNG bytes of an SVG, at twice the size on screen. */
export async function rasterised(
  svg: string,
  { width, height }: Pick<Frame, 'width' | 'height'>,
): Promise<Uint8Array> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * 2;
  canvas.height = height * 2;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return pngOf(canvas);
}

function circles(
  { positions, colours, count, size }: PointCloud,
  { left, top, plotWidth, plotHeight }: Frame,
  seen: Seen,
): string {
  let text = '';
  for (let i = 0; i < count; i++) {
    const whole: Place = [(positions[2 * i]! + 1) / 2, (positions[2 * i + 1]! + 1) / 2];
    const [across, up] = inSeen(whole, seen);
    const [x, y] = [left + across * plotWidth, top + (1 - up) * plotHeight];
    const near = across > -0.05 && across < 1.05 && up > -0.05 && up < 1.05;
    if (!near) continue;
    const [r, g, b, alpha = 255] = colours.subarray(4 * i, 4 * i + 4);
    const opacity = (alpha / 255).toFixed(2);
    const fill = `fill="rgb(${r},${g},${b})" fill-opacity="${opacity}"`;
    text += `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${size / 2}" ${fill}/>`;
  }
  return text;
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
