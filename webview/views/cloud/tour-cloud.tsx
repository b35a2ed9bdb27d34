// A tour: all columns at once, projected onto a plane that turns, with the Gaussian's ellipses in it.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { GaussianSummary } from '../../../src/protocol/data';
import type { CloudView } from '../../../src/protocol/exploration';
import { type Shown, SOURCES } from '../../../src/protocol/look';
import { paint } from '../../charts/cloud-picture';
import { gaussianLines } from '../../charts/contour-lines';
import { DrawnLines } from '../../charts/drawn-lines';
import { drawnIn } from '../../charts/gesture';
import { Gestures } from '../../charts/gestures';
import { alphaFor, type PointCloud, sizeFor } from '../../charts/point-cloud';
import { PointsPicture } from '../../charts/points-picture';
import { useSelected } from '../../charts/scatter';
import { axisSeen, type Frame } from '../../charts/scatter-frame';
import {
  firstTurn,
  projected,
  projectedGaussian,
  reachOf,
  scalingOf,
  Tour,
  turned,
} from '../../charts/tour';
import { Button } from '../../controls/controls';
import { select } from '../../state/choices';
import { lessMotion } from '../../state/motion';
import { useWidth } from '../../state/size';
import { type Theme, theme } from '../../state/theme';
import { type Place, see, seenOf } from '../../state/zoom';
import { t } from '../../text/translate';
import { TourArrows } from './tour-arrows';

/** Radians that a drag over the whole plot turns by. */
const HALF_TURN = Math.PI;
/** Seconds of the tour that one step is, where less motion is wanted; the longest one of a picture. */
const STEP_SECONDS = 2.5;
const LONGEST = 0.1;

interface Props {
  view: CloudView;
  shown: Shown;
  /** of the columns of the view; null: no ellipses are drawn */
  gaussian: GaussianSummary | null;
  label: string;
}

/** What the part of it that is seen is called. */
export const tourName = ({ columns }: CloudView) => JSON.stringify(['tour', columns]);

export function TourCloud({ view, shown, gaussian, label }: Props) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const dim = view.columns.length;
  const colours = theme.value;
  const [turn, setTurn] = useState(() => firstTurn(dim));
  const tour = useMemo(() => new Tour(dim), [dim]);
  const [playing, setPlaying] = usePlaying((seconds) => setTurn((now) => tour.on(now, seconds)));
  const columns = view.columns.join('\n');
  useEffect(() => setTurn(firstTurn(dim)), [columns]);

  const scaling = useMemo(() => scalingOf(view.axes), [view]);
  const points = useMemo(() => scaledPoints(view, shown, scaling, colours), [view, shown, colours]);
  const reach = useMemo(() => 1.05 * reachOf(points.z, dim), [points]);
  const frame = frameOf(width);
  const half = Math.min(frame.plotWidth, frame.plotHeight) / 2;
  const [reachX, reachY] = [
    (reach * frame.plotWidth) / 2 / half,
    (reach * frame.plotHeight) / 2 / half,
  ];
  const cloud: PointCloud = useMemo(() => {
    const positions = projected(points.z, turn.across.length === dim ? turn : firstTurn(dim));
    for (let i = 0; i < points.count; i++) {
      positions[2 * i]! /= reachX;
      positions[2 * i + 1]! /= reachY;
    }
    const { count, size } = points;
    return { positions, colours: points.colours, count, size };
  }, [points, turn, reachX, reachY]);
  const rowOf = (index: number) => points.rows[index] ?? -1;
  const picked = useSelected(cloud, rowOf);
  const name = tourName(view);
  const seen = seenOf(name);
  const x = axisSeen({ name: 'across', range: [-reachX, reachX] }, seen.x);
  const y = axisSeen({ name: 'up', range: [-reachY, reachY] }, seen.y);
  const box = {
    left: frame.left,
    top: frame.top,
    width: frame.plotWidth,
    height: frame.plotHeight,
  };
  const drag = ([right, up]: Place) => {
    setPlaying(false);
    setTurn((now) => turned(now, HALF_TURN * right, HALF_TURN * up));
  };
  const lines =
    gaussian?.names.join('\n') === columns && turn.across.length === dim
      ? gaussianLines(projectedGaussian(gaussian!, turn, scaling), 'across', 'up', colours)
      : [];
  return (
    <div class="one-cloud">
      <div class="row">
        {lessMotion() ? (
          <Button small onClick={() => setTurn((now) => onBy(tour, now, STEP_SECONDS))}>
            {t('Turn further')}
          </Button>
        ) : (
          <Button small onClick={() => setPlaying(!playing)}>
            {playing ? t('Pause') : t('Play')}
          </Button>
        )}
        <Button small onClick={() => setTurn(firstTurn(dim))}>
          {t('From the start')}
        </Button>
      </div>
      <div class="scatter" ref={holder}>
        <PointsPicture
          cloud={picked}
          frame={frame}
          label={label}
          name="tour"
          circles
          seen={seen}
          gestures={
            <Gestures
              box={box}
              name={label}
              points={() => cloud}
              rowOf={rowOf}
              onArea={(area, how) => {
                const shape = drawnIn(area, cloud, rowOf);
                if (shape) void select(shape, how);
              }}
              zooming={{ seen, see: (next) => see(name, next), drag }}
            />
          }
        >
          <rect
            x={frame.left}
            y={frame.top}
            width={frame.plotWidth}
            height={frame.plotHeight}
            fill="none"
            stroke="currentColor"
            stroke-opacity={0.35}
          />
          <DrawnLines lines={lines} frame={frame} x={x} y={y} />
          <TourArrows turn={turn} names={view.columns} frame={frame} x={x} y={y} />
        </PointsPicture>
      </div>
    </div>
  );
}

/** A long way in short steps, as it would be played. */
function onBy(tour: Tour, from: ReturnType<typeof firstTurn>, seconds: number) {
  let now = from;
  for (let passed = 0; passed < seconds; passed += LONGEST) now = tour.on(now, LONGEST);
  return now;
}

/** Plays at once, unless less motion is wanted. @param on is given the seconds since the last picture */
function usePlaying(on: (seconds: number) => void) {
  const [playing, setPlaying] = useState(() => !lessMotion());
  const latest = useRef(on);
  latest.current = on;
  useEffect(() => {
    if (!playing) return;
    let [frame, before] = [0, performance.now()];
    const step = (now: number) => {
      latest.current(Math.max(0, Math.min(LONGEST, (now - before) / 1000)));
      before = now;
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [playing]);
  return [playing, setPlaying] as const;
}

function frameOf(width: number): Frame {
  const height = Math.round(Math.max(220, Math.min(width, innerHeight * 0.56)));
  return {
    width,
    height,
    left: 1,
    top: 4,
    plotWidth: Math.max(40, width - 2),
    plotHeight: height - 8,
  };
}

/** Points of all sources in turn, with the axis of every column on -1 to 1. */
function scaledPoints(
  view: CloudView,
  shown: Shown,
  { middle, factor }: ReturnType<typeof scalingOf>,
  colours: Theme,
) {
  const dim = view.columns.length;
  const sources = SOURCES.filter((s) => shown[s] && view[s]).map((s) => ({
    ...view[s]!,
    colourOf: paint(view, s, colours),
    numbers: s === 'data' ? view.rows : undefined,
  }));
  const count = sources.reduce((sum, s) => sum + s.count, 0);
  const z = new Float32Array(count * dim);
  const bytes = new Uint8Array(4 * count);
  const rows = new Float64Array(count).fill(-1);
  const alpha = Math.round(255 * alphaFor(count));
  let at = 0;
  for (let i = 0; at < count; i++)
    for (const source of sources) {
      if (i >= source.count) continue;
      for (let d = 0; d < dim; d++)
        z[at * dim + d] = (source.values[i * dim + d]! - middle[d]!) * factor[d]!;
      bytes.set([...source.colourOf(i), alpha], 4 * at);
      rows[at] = source.numbers?.[i] ?? -1;
      at++;
    }
  return { z, colours: bytes, rows, count, size: sizeFor(count) };
}
