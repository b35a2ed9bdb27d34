// Random columns of limited resolution, and how far the bars of a histogram lie from the trend of their neighbours.
export interface Limited {
  story: string;
  values: Float64Array;
}

const STEPS: [string, (random: () => number) => number][] = [
  ['a tenth', () => 0.1],
  ['a hundredth', () => 0.01],
  ['a quarter', () => 0.25],
  ['a half', () => 0.5],
  ['one', () => 1],
  ['two', () => 2],
  ['five', () => 5],
  ['a minute of an hour', () => 1 / 60],
  ['a third', () => 1 / 3],
  ['an eighth of an inch in mm', () => 25.4 / 8],
  ['a second of a day', () => 1 / 86_400],
  ['any step', (random) => Math.exp(6 * random() - 3)],
];
const SOURCES: [string, (random: () => number) => number][] = [
  ['normal', normal],
  ['uniform', (random) => 5 * random()],
  ['exponential', (random) => -Math.log(random())],
  ['gamma', (random) => -Math.log(random() * random() * random())],
  ['two normals', (random) => (random() < 0.4 ? 0.6 * normal(random) - 2 : normal(random) + 1.5)],
  ['logistic', (random) => Math.log(1 / random() - 1)],
];

/** Numbers between 0 and 1, fast (mulberry32). */
function randomOf(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

/** The column of a seed: a source, on steps of which its spread has some to thousands, with rounding noise in some. */
export function limited(seed: number): Limited {
  const random = randomOf(seed);
  const pick = <T>(list: T[]) => list[Math.floor(random() * list.length)]!;
  const [source, draw] = pick(SOURCES);
  const [named, stepOf] = pick(STEPS);
  const rows = Math.round(500 * 200 ** random());
  const step = stepOf(random);
  const scale = step * 8 * 150 ** random();
  const offset = Math.round(1000 * random()) * step;
  const noisy = random() < 0.3;
  const astray = random() < 0.2 ? 0.001 : 0;
  const digits = 10 ** Math.max(0, 9 - Math.ceil(Math.log10(step)));
  const values = Float64Array.from({ length: rows }, () => {
    const exact = offset + scale * draw(random);
    if (astray > 0 && random() < astray) return exact;
    const place = Math.round(exact / step);
    // 3 * 0.1 is not 0.3
    return noisy ? place * step : Math.round(place * step * digits) / digits;
  });
  return {
    story: `seed ${seed}: ${rows} rows, ${source}, spread of ${(scale / step).toFixed(1)} steps of ${named}${noisy ? ', with rounding noise' : ''}${astray ? ', some off the grid' : ''}`,
    values,
  };
}

/**
 * Standard errors between each bar and the cubic through the two bars on either side of it,
 * which true curvature leaves near 0. Bars with few rows are left out, and the first and last
 * bar of all: a value at an end of the range stands for half a step, if nothing lies beyond.
 * @param least rows that the trend expects
 */
export function fromTrend(counts: number[], widths: number[], least = 25): number[] {
  const out: number[] = [];
  const weights = [-1 / 6, 4 / 6, 4 / 6, -1 / 6];
  for (let b = 3; b + 3 < counts.length; b++) {
    const around = [b - 2, b - 1, b + 1, b + 2];
    const ratio = around.map((k) => widths[b]! / widths[k]!);
    const expected = around.reduce((sum, k, j) => sum + weights[j]! * ratio[j]! * counts[k]!, 0);
    if (expected < least) continue;
    const variance =
      expected + around.reduce((sum, k, j) => sum + (weights[j]! * ratio[j]!) ** 2 * counts[k]!, 0);
    out.push((counts[b]! - expected) / Math.sqrt(variance));
  }
  return out;
}
