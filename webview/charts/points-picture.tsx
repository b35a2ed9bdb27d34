// Points on a canvas under an SVG of axes and lines: on screen, and as a file in the colours of any background.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../controls/states';
import { type Background, coloursOn, theme } from '../state/theme';
import { formatNumberOf } from '../text/format';
import { t } from '../text/translate';
import type { PointCloud } from './point-cloud';
import { PointsCanvas } from './points';
import { useExporter } from './saving';
import {
  LARGEST_CIRCLES,
  rasterised,
  recolouredCloud,
  recolouredText,
  scatterSvg,
} from './scatter-file';
import type { Frame } from './scatter-frame';

const NO_WEBGL = t(
  'This window cannot draw points. Choose "Show as table", or look at the marginals.',
);

/** Numbers of selected rows that the page tells apart from the picture. */
const MOST_TOLD = 1000;

const markedWords = ({ rows = [] }: PointCloud) =>
  t('{0} selected', formatNumberOf(rows.length, 'row'));

interface Props {
  cloud: PointCloud;
  frame: Frame;
  label: string;
  /** name of the saved picture */
  name: string;
  /** whether few points are saved as circles, and not as pixels */
  circles: boolean;
  /** what lies over the picture and is used */
  gestures?: ComponentChildren;
  /** what is drawn over the points, in the coordinates of the frame */
  children: ComponentChildren;
}

export function PointsPicture({ cloud, frame, label, name, circles, gestures, children }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<SVGSVGElement>(null);
  const points = useRef<PointsCanvas | null>(null);
  const [missing, setMissing] = useState(false);
  const { width, height, left, top, plotWidth, plotHeight } = frame;

  useEffect(() => {
    points.current = PointsCanvas.open(canvas.current!);
    setMissing(points.current === null);
    return () => points.current?.close();
  }, []);
  useEffect(
    () => points.current?.draw(cloud, plotWidth, plotHeight),
    [cloud, plotWidth, plotHeight],
  );
  const file = (background: Background) => {
    const pixels = !circles || cloud.count > LARGEST_CIRCLES;
    if (pixels && !points.current) throw new Error(NO_WEBGL);
    const [here, there] = [theme.peek(), coloursOn(background)];
    const recoloured = recolouredCloud(cloud, here, there);
    points.current?.draw(recoloured, plotWidth, plotHeight);
    try {
      return recolouredText(
        scatterSvg(overlay.current!, frame, pixels ? canvas.current! : recoloured, label, there),
        here,
        there,
      );
    } finally {
      points.current?.draw(cloud, plotWidth, plotHeight);
    }
  };
  useExporter({
    name,
    svg: async (background) => file(background),
    png: (background) => rasterised(file(background), frame),
  });

  return (
    <>
      {missing && <Problem sentence={NO_WEBGL} />}
      <div
        class="scatter-frame"
        style={{ height: `${height}px` }}
        hidden={missing}
        data-selected={cloud.over?.rows?.slice(0, MOST_TOLD).join()}
      >
        <div role="img" aria-label={cloud.over ? `${label}; ${markedWords(cloud.over)}` : label}>
          <canvas
            ref={canvas}
            style={{
              left: `${left}px`,
              top: `${top}px`,
              width: `${plotWidth}px`,
              height: `${plotHeight}px`,
            }}
          />
          <svg
            ref={overlay}
            class="axes"
            width={width}
            height={height}
            viewBox={`0 0 ${width} ${height}`}
            aria-hidden="true"
          >
            {children}
          </svg>
        </div>
        {gestures}
      </div>
    </>
  );
}
