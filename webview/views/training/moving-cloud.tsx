// Samples that move over the data, on the axes of a pair of columns.
import { useMemo } from 'preact/hooks';
import { alphaFor, type PointCloud } from '../../charts/point-cloud';
import { PointsPicture } from '../../charts/points-picture';
import { Axes } from '../../charts/scatter';
import { type Axis, frameOf } from '../../charts/scatter-frame';
import { useWidth } from '../../state/size';

type Colour = readonly [number, number, number];

interface Props {
  /** parts of both axes, x and y in turn */
  data: Float32Array;
  moving: Float32Array;
  x: Axis;
  y: Axis;
  label: string;
  colours: { data: Colour; flow: Colour };
}

const FAINT = 0.6;

export function MovingCloud({ data, moving, x, y, label, colours }: Props) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const frame = frameOf(width, y, 0.42, 0.8);
  const painted = useMemo(
    () => paint(data.length / 2, moving.length / 2, colours),
    [data.length, moving.length, colours.data.join(), colours.flow.join()],
  );
  const cloud: PointCloud = useMemo(() => {
    const positions = new Float32Array(data.length + moving.length);
    positions.set(data);
    positions.set(moving, data.length);
    return {
      positions: positions.map((part) => 2 * part - 1),
      colours: painted,
      count: positions.length / 2,
      size: 3,
    };
  }, [data, moving, painted]);
  return (
    <div class="scatter" ref={holder}>
      <PointsPicture cloud={cloud} frame={frame} label={label} name="training cloud" circles>
        <Axes frame={frame} x={x} y={y} />
      </PointsPicture>
    </div>
  );
}

function paint(rows: number, samples: number, { data, flow }: Props['colours']): Uint8Array {
  const colours = new Uint8Array(4 * (rows + samples));
  const alpha = alphaFor(samples);
  for (let i = 0; i < rows + samples; i++)
    colours.set(i < rows ? [...data, 255 * FAINT * alpha] : [...flow, 255 * alpha], 4 * i);
  return colours;
}
