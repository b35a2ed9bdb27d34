// A picture of a column beside its name: bars without axes.

const GAP = 1;
/** Bars thinner than this have no gap between them. */
const THIN = 4;
/** A bar of few rows among many can still be seen. */
const LEAST = 1.5;

/** @param heights of the bars, from left to right  @param apart bars of categories have gaps between them */
export function TinyBars({
  heights,
  apart = false,
  width = 64,
  height = 18,
}: {
  heights: readonly number[];
  apart?: boolean;
  width?: number;
  height?: number;
}) {
  return (
    <svg class="tiny-bars" width={width} height={height} aria-hidden="true">
      <path d={barsPath(heights, apart, width, height)} />
    </svg>
  );
}

export function barsPath(
  heights: readonly number[],
  apart: boolean,
  width: number,
  height: number,
): string {
  const top = Math.max(...heights, 0);
  if (!(top > 0)) return '';
  const each = width / heights.length;
  const gap = apart && each >= THIN ? GAP : 0;
  return heights
    .map((h, k) => {
      if (!(h > 0)) return '';
      const up = Math.max(LEAST, (height * h) / top);
      return `M${round(k * each)} ${height}v${round(-up)}h${round(each - gap)}V${height}Z`;
    })
    .join('');
}

const round = (v: number) => Number(v.toFixed(2));
