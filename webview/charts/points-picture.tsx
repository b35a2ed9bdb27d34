// Points on a canvas under an SVG of axes and lines: on screen, and as a file in the colours of any background.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../controls/states';
import { type Background, coloursOn, theme } from '../state/theme';
import { type Seen, WHOLE } from '../state/zoom';
import { formatNumberOf } from '../text/format';
import { t } from '../text/translate';
import type { PointCloud } from './point-cloud';
import { PointsCanvas } from './points';
import { useExporter } from './saving';
import { rasterised, recolouredCloud, recolouredText, scatterSvg } from './scatter-file';
import type { Frame } from './scatter-frame';
import { MOST_DISCS } from './shading';

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
  /** the part of it that is seen */
  seen?: Seen;
  /** what lies over the picture and is used */
  gestures?: ComponentChildren;
  /** what is drawn over the points, in the coordinates of the frame */
  children: ComponentChildren;
}

export function PointsPicture({
  cloud,
  frame,
  label,
  name,
  circles,
  seen = WHOLE,
  gestures,
  children,
}: Props) {
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
    () => points.current?.draw(cloud, plotWidth, plotHeight, seen),
    [cloud, plotWidth, plotHeight, ...seen.x, ...seen.y],
  );
  const file = (background: Background) => {
    const pixels = !circles || cloud.count > MOST_DISCS;
    if (pixels && !points.current) throw new Error(NO_WEBGL);
    const [here, there] = [theme.peek(), coloursOn(background)];
    const recoloured = recolouredCloud(cloud, here, there);
    points.current?.draw(recoloured, plotWidth, plotHeight, seen);
    try {
      return recolouredText(
        scatterSvg(
          overlay.current!,
          frame,
          pixels ? canvas.current! : { cloud: recoloured, seen },
          label,
          there,
        ),
        here,
        there,
      );
    } finally {
      points.current?.draw(cloud, plotWidth, plotHeight, seen);
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
