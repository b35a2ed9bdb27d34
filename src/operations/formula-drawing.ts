// What the picture of y = f(x) and that of a mean of k draws hold: computed in a thread, or where a flow is open. No files here.
import { centralLimit } from '../distributions/central-limit';
import { type Univariate, histogram } from '../distributions/change-of-variables/univariate';
import { parseBases } from '../distributions/change-of-variables/base-text';
import { checkDiffeomorphism } from '../distributions/change-of-variables/diffeomorphism';
import { parseFormula } from '../distributions/formula/parse';
import { Transformed } from '../distributions/change-of-variables/transformed';
import { DistributionError, rowsOf } from '../distributions/distribution';
import { unitOf } from '../protocol/unit';
import type { MeanView, PlaceOfTransform, TransformView } from '../protocol/change-of-variables';
import { aliases, notesOf } from './formula-words';

const GRID = 400;
/** cells of p_Y within the values of f, and beyond them on each side: f's least and largest value are edges */
const CELLS_INSIDE = 150;
const CELLS_BEYOND = 10;
const CELLS = CELLS_INSIDE + 2 * CELLS_BEYOND;
const INTERVALS = 24;
const MEAN_DRAWS = 4000;
const MEAN_ROWS = 50_000;
const MEAN_BINS = 60;
const MOST_MARKS = 40;

/** One column to begin with. */
export interface OneColumn {
  name: string;
  single: Univariate;
  /** for the mean of k: the rows of a column; null where draws stand for them */
  rows: Float64Array | null;
  notes: string[];
}

/** The same as data that can be sent to a thread. */
export type SentColumn =
  | { kind: 'typed'; text: string }
  | {
      kind: 'histogram';
      name: string;
      edges: number[];
      counts: number[];
      rows: Float64Array | null;
      notes: string[];
    };

export async function received(sent: SentColumn): Promise<OneColumn> {
  if (sent.kind === 'histogram')
    return {
      name: sent.name,
      single: histogram(
        sent.edges,
        sent.counts,
        `the histogram of "${sent.name}" (${sent.counts.length} bins)`,
      ),
      rows: sent.rows,
      notes: sent.notes,
    };
  const { names, bases } = await parseBases(sent.text);
  if (bases.length !== 1)
    throw new DistributionError(
      'This picture is of one distribution: write one, such as normal(0, 1).',
    );
  return { name: names[0]!, single: bases[0]!, rows: null, notes: [] };
}

export type WantedPlace = { x: number } | { y: number } | null;

/** Keeps the last change of variables, so that dragging a place asks for that place alone. */
export class Drawer {
  private kept: Kept | null = null;

  has(key: string): boolean {
    return this.kept?.key === key;
  }

  /** The distribution whose picture was drawn last. */
  get transformed(): Transformed | null {
    return this.kept?.y ?? null;
  }

  /** @param open called unless this very picture is kept */
  async transform(
    key: string,
    open: () => Promise<OneColumn>,
    formula: string,
    place: WantedPlace,
  ): Promise<TransformView> {
    if (!this.has(key)) {
      this.kept = null;
      this.kept = await draw(key, await open(), formula);
    }
    return { ...this.kept!.view, place: place && (await placeOf(this.kept!, place)) };
  }
}

export async function meanView(
  { single, rows, notes: before }: OneColumn,
  k: number,
  seed: number,
): Promise<MeanView> {
  const values = rows ?? (await single.sample(MEAN_ROWS, seed)).values;
  const { means, steps, tail, notes, draws } = centralLimit(values, k, seed, MEAN_DRAWS);
  const { mean, standardDeviation } = steps.at(-1)!.gaussian;
  const [low, high] = [
    Math.min(means[Math.floor(0.002 * draws)]!, mean - 3.5 * standardDeviation),
    Math.max(means[Math.floor(0.998 * draws)]!, mean + 3.5 * standardDeviation),
  ];
  const edges = Array.from(
    { length: MEAN_BINS + 1 },
    (_, i) => low + (i / MEAN_BINS) * (high - low),
  );
  const density = new Array<number>(MEAN_BINS).fill(0);
  for (const v of means) {
    const bin = Math.floor(((v - low) / (high - low)) * MEAN_BINS);
    if (bin >= 0 && bin < MEAN_BINS) density[bin]! += MEAN_BINS / (high - low) / draws;
  }
  const drawn = rows
    ? []
    : [`The values are ${MEAN_ROWS.toLocaleString('en')} draws from ${single.label}.`];
  const finite = (v: number) => (Number.isFinite(v) ? v : null);
  const sent = tail && {
    ...tail,
    estimate: finite(tail.estimate),
    low: finite(tail.low),
    high: finite(tail.high),
  };
  return {
    base: single.label,
    k,
    steps,
    edges,
    density,
    draws,
    tail: sent,
    notes: [...before, ...notes, ...drawn],
  };
}

interface Kept {
  key: string;
  y: Transformed;
  view: Omit<TransformView, 'place'>;
  f: (x: number) => { y: number; slope: number };
}

async function draw(key: string, { name, single, notes }: OneColumn, text: string): Promise<Kept> {
  const names = aliases([name]);
  const formula = await parseFormula(text, names);
  const y = await Transformed.of(single, formula);
  const variable = names[0]![0]!;
  const check = checkDiffeomorphism(formula.expression, {
    lo: single.lo,
    hi: single.hi,
    whole: single.whole,
    name: variable,
  });
  const f = (x: number) => {
    const { stretches } = y.decomposition;
    const here = stretches.find((s) => x >= s.lo && x <= s.hi);
    if (!here || here.kind === 'undefined') return { y: NaN, slope: NaN };
    if (here.kind === 'flat') return { y: here.value, slope: 0 };
    const [value, slope] = here.evaluate.values([x]) as [number, number];
    return { y: value, slope };
  };
  const xRange = await shownRange(single);
  const step = (xRange[1] - xRange[0]) / GRID;
  const x = Array.from({ length: GRID + 1 }, (_, i) => xRange[0] + i * step);
  const baseDensity = [...(await single.logProb(rowsOf(Float64Array.from(x), 1)))].map(Math.exp);
  const yRange = await shownValues(y, f, x);
  const yEdges = Array.from(
    { length: CELLS + 1 },
    (_, i) => yRange[0] + (i / CELLS) * (yRange[1] - yRange[0]),
  );
  const atomsBelow = (v: number) =>
    y.atoms.reduce((sum, a) => (a.value <= v ? sum + a.probability : sum), 0);
  const cumulative = [...(await y.cumulative(yEdges))].map((c, i) => c - atomsBelow(yEdges[i]!));
  const density = cumulative
    .slice(1)
    .map((c, i) => Math.max(0, c - cumulative[i]!) / (yEdges[i + 1]! - yEdges[i]!));
  const inner = [Math.max(xRange[0], single.lo), Math.min(xRange[1], single.hi)] as const;
  const intervals = Array.from(
    { length: INTERVALS },
    (_, i): TransformView['intervals'][number] => {
      const ends = [
        inner[0] + (i / INTERVALS) * (inner[1] - inner[0]),
        inner[0] + ((i + 1) / INTERVALS) * (inner[1] - inner[0]),
      ] as [number, number];
      const inset = 1e-9 * (ends[1] - ends[0]);
      return { x: ends, y: [f(ends[0] + inset).y, f(ends[1] - inset).y] };
    },
  ).filter((i) => i.y.every(Number.isFinite));
  const marks = check.findings
    .flatMap((found) =>
      found.points.map(([at]) => ({ x: at!, y: f(at!).y, sentence: found.sentence })),
    )
    .filter((m) => m.x >= xRange[0] && m.x <= xRange[1])
    .slice(0, MOST_MARKS);
  return {
    key,
    y,
    f,
    view: {
      base: single.label,
      variable,
      result: formula.result,
      unit: unitOf(name),
      xRange,
      yRange,
      x,
      baseDensity,
      curve: curveOf(y, f, xRange),
      yEdges,
      density,
      atoms: [...y.atoms].slice(0, 200),
      intervals,
      omittedMass: y.omittedMass,
      diffeomorphism: check.diffeomorphism,
      reason: check.reason,
      marks,
      notes: [...notes, ...notesOf(y)],
    },
  };
}

async function placeOf(
  { y: transformed, f }: Kept,
  place: { x: number } | { y: number },
): Promise<PlaceOfTransform | null> {
  const x = 'x' in place ? place.x : null;
  const y = 'x' in place ? f(place.x).y : place.y;
  if (!Number.isFinite(y)) return { x, y: NaN, density: 0, roots: [], atom: 0 };
  const { density, roots } = (await transformed.at([y]))[0]!;
  return {
    x,
    y,
    density,
    roots: roots.slice(0, 500),
    atom: transformed.atoms.find((a) => a.value === y)?.probability ?? 0,
  };
}

/** The whole support where it is bounded, otherwise all but 0.1 % of the base; with a margin. */
async function shownRange(base: Univariate): Promise<[number, number]> {
  let [low, high] = [base.lo, base.hi];
  if (!base.whole) {
    const quantile = async (p: number) => {
      let [l, r] = [base.lo, base.hi];
      for (let k = 0; k < 40; k++) {
        const m = (l + r) / 2;
        if ((await base.cumulative(Float64Array.of(m)))[0]! < p) l = m;
        else r = m;
      }
      return (l + r) / 2;
    };
    [low, high] = [await quantile(0.0005), await quantile(0.9995)];
  }
  const margin = 0.06 * (high - low);
  return [low - margin, high + margin];
}

/** All values that f takes in the picture, unless a few run far away: then all but 2 % of them. */
async function shownValues(
  y: Transformed,
  f: (x: number) => { y: number },
  x: number[],
): Promise<[number, number]> {
  const values = x.map((v) => f(v).y).filter(Number.isFinite);
  for (const s of y.decomposition.stretches)
    if (s.kind === 'monotone')
      values.push(
        ...[s.start, s.end].filter((v, i) => Number.isFinite(v) && inView([s.lo, s.hi][i]!, x)),
      );
  if (values.length === 0)
    throw new DistributionError(
      'The formula has no finite value in the part of the base that is shown.',
    );
  const [from, to] = await y.range(0.01);
  const reach = to - from || Math.abs(to) || 1;
  let [low, high] = [
    Math.max(Math.min(...values), from - 0.6 * reach),
    Math.min(Math.max(...values), to + 0.6 * reach),
  ];
  if (!(high > low)) [low, high] = [low - 0.5 * reach, low + 0.5 * reach];
  const margin = (CELLS_BEYOND / CELLS_INSIDE) * (high - low);
  return [low - margin, high + margin];
}

const inView = (v: number, x: number[]) => v >= x[0]! && v <= x.at(-1)!;

/** f in pieces; where there are very many, as one line of points. */
function curveOf(
  y: Transformed,
  f: (x: number) => { y: number },
  [low, high]: [number, number],
): [number, number][][] {
  const pieces: [number, number][][] = [];
  const all = y.decomposition.stretches.filter(
    (s) => s.kind !== 'undefined' && s.hi > low && s.lo < high,
  );
  for (const s of all) {
    const [l, r] = [Math.max(s.lo, low), Math.min(s.hi, high)];
    const parts = Math.max(
      2,
      Math.min(200, Math.ceil((all.length > 1 ? 1200 : 300) * ((r - l) / (high - low)))),
    );
    const piece: [number, number][] = [];
    for (let k = 0; k <= parts; k++) {
      const x = l + (k / parts) * (r - l);
      const inset = k === 0 ? x + 1e-9 * (r - l) : k === parts ? x - 1e-9 * (r - l) : x;
      const value = s.kind === 'flat' ? s.value : f(inset).y;
      if (Number.isFinite(value)) piece.push([x, value]);
    }
    const last = pieces.at(-1)?.at(-1);
    const joined =
      last &&
      piece.length > 0 &&
      last[0] === piece[0]![0] &&
      Math.abs(last[1] - piece[0]![1]) <= 1e-6 * (Math.abs(last[1]) + 1);
    if (joined) pieces.at(-1)!.push(...piece.slice(1));
    else if (piece.length > 0) pieces.push(piece);
  }
  return pieces;
}
