// The histogram of samples that move, as a line over that of the data.
import { useMemo, useRef } from 'preact/hooks';
import { edgesOf } from '../../../src/protocol/bins';
import { barsPath, densityIn, stepsPath } from '../../charts/density-bars';
import { scatterSvg } from '../../charts/scatter-file';
import { rasterised, recolouredText } from '../../charts/scatter-file';
import { useExporter } from '../../charts/saving';
import { Axes } from '../../charts/scatter';
import { type Axis, frameOf } from '../../charts/scatter-frame';
import { useWidth } from '../../state/size';
import { type Background, coloursOn, theme } from '../../state/theme';
import { WHOLE } from '../../state/zoom';

const BINS = 48;

interface Props {
  /** parts of the axis */
  data: Float32Array;
  moving: Float32Array;
  axis: Axis;
  label: string;
}

export function MovingBars({ data, moving, axis, label }: Props) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const overlay = useRef<SVGSVGElement>(null);
  const none: Axis = { name: null, range: [0, 1] };
  const frame = frameOf(width, none);
  const box = {
    left: frame.left,
    top: frame.top,
    width: frame.plotWidth,
    height: frame.plotHeight,
  };
  const bars = useMemo(
    () => ({
      axis: { range: [0, 1] as [number, number], log: false },
      edges: edgesOf(0, 1, BINS, null),
    }),
    [],
  );
  const own = useMemo(() => densityIn(bars, data), [data]);
  const flow = densityIn(bars, moving);
  // room for what the flow heaps up on its way
  const most = 1.4 * Math.max(...own);
  const colours = theme.value;
  const file = (background: Background) => {
    const [here, there] = [theme.peek(), coloursOn(background)];
    const nothing = {
      positions: new Float32Array(0),
      colours: new Uint8Array(0),
      count: 0,
      size: 1,
    };
    const points = { cloud: nothing, seen: WHOLE };
    return recolouredText(scatterSvg(overlay.current!, frame, points, label, there), here, there);
  };
  useExporter({
    name: 'training marginal',
    svg: async (background) => file(background),
    png: (background) => rasterised(file(background), frame),
  });
  return (
    <div class="scatter" ref={holder}>
      <div class="scatter-frame" style={{ height: `${frame.height}px` }}>
        <div role="img" aria-label={label}>
          <svg
            ref={overlay}
            class="axes"
            width={frame.width}
            height={frame.height}
            viewBox={`0 0 ${frame.width} ${frame.height}`}
            aria-hidden="true"
          >
            <path d={barsPath(bars, own, most, box)} fill={colours.area} />
            <path
              d={stepsPath(bars, flow, most, box)}
              fill="none"
              stroke={colours.flow}
              stroke-width={2}
            />
            <Axes frame={frame} x={axis} y={none} />
          </svg>
        </div>
      </div>
    </div>
  );
}
