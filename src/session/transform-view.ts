// The picture of y = f(x), from whatever an exploration holds, and the mean of k draws. The last change of variables is kept, so
// that dragging a place asks for that place alone.
import { centralLimit } from '../distributions/central-limit';
import type { Base } from '../distributions/change-of-variables/base';
import { parseBases } from '../distributions/change-of-variables/base-text';
import { checkDiffeomorphism } from '../distributions/change-of-variables/diffeomorphism';
import { independent } from '../distributions/change-of-variables/joint';
import type { Transformed } from '../distributions/change-of-variables/transformed';
import type { BaseChoice, MeanView, PlaceOfTransform, TransformView } from '../protocol/change-of-variables';
import type { SessionContext } from './context';
import { SessionError } from './errors';
import type { Exploration } from './exploration';
import { aliases, notesOf, readFormulas, transformOne } from './transform';
import { modelBase, type OpenBase, tableBase } from './transform-bases';

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

interface Kept {
  key: string;
  base: OpenBase;
  y: Transformed;
  view: Omit<TransformView, 'place'>;
  f: (x: number) => { y: number; slope: number };
}

export class TransformRoom {
  private readonly kept = new WeakMap<Exploration, Kept>();

  constructor(private readonly context: SessionContext) {}

  async transform(exploration: Exploration, choice: BaseChoice, formula: string, place: { x: number } | { y: number } | null): Promise<TransformView> {
    const { dataRevision, modelRevision } = exploration.state;
    const key = JSON.stringify([choice, formula, dataRevision, modelRevision]);
    let kept = this.kept.get(exploration);
    if (kept?.key !== key) {
      kept?.base.close();
      this.kept.delete(exploration);
      const base = await this.open(exploration, choice);
      try {
        kept = await draw(key, base, formula);
      } catch (error) {
        base.close();
        throw error;
      }
      this.kept.set(exploration, kept);
    }
    return { ...kept.view, place: place && (await placeOf(kept, place)) };
  }

  async meanOf(exploration: Exploration, choice: BaseChoice, k: number, seed: number): Promise<MeanView> {
    const base = await this.open(exploration, choice);
    try {
      if (!base.single) throw new SessionError('The mean of k draws is of one column.');
      const values = base.rows ?? (await base.single.sample(MEAN_ROWS, seed));
      const { means, steps, tail, notes, draws } = centralLimit(values, k, seed, MEAN_DRAWS);
      const { mean, standardDeviation } = steps.at(-1)!.gaussian;
      const [low, high] = [Math.min(means[Math.floor(0.002 * draws)]!, mean - 3.5 * standardDeviation), Math.max(means[Math.floor(0.998 * draws)]!, mean + 3.5 * standardDeviation)];
      const edges = Array.from({ length: MEAN_BINS + 1 }, (_, i) => low + (i / MEAN_BINS) * (high - low));
      const density = new Array<number>(MEAN_BINS).fill(0);
      for (const v of means) {
        const bin = Math.floor(((v - low) / (high - low)) * MEAN_BINS);
        if (bin >= 0 && bin < MEAN_BINS) density[bin]! += MEAN_BINS / (high - low) / draws;
      }
      return { base: base.single.label, k, steps, edges, density, draws, tail, notes: [...base.notes, ...notes, ...(base.rows ? [] : [`The values are ${MEAN_ROWS.toLocaleString('en')} draws from ${base.single.label}.`])] };
    } finally {
      base.close();
    }
  }

  private async open(exploration: Exploration, choice: BaseChoice): Promise<OpenBase> {
    switch (choice.kind) {
      case 'column':
        return tableBase(exploration.needTable(), [choice.name]);
      case 'model': {
        const model = exploration.needModel();
        if (model.columns.length !== 1) throw new SessionError(`The fitted flow has ${model.columns.length} columns; this picture is of one. Choose a single column above and fit it.`);
        return modelBase(this.context, model);
      }
      case 'typed': {
        const { names, bases } = await parseBases(choice.text);
        if (bases.length !== 1) throw new SessionError('This picture is of one distribution: write one, such as normal(0, 1).');
        return { names, single: bases[0]!, joint: independent(names, bases), rows: null, notes: [], close: () => undefined };
      }
    }
  }
}

async function draw(key: string, base: OpenBase, text: string): Promise<Kept> {
  const [formula] = await readFormulas(base, [text]);
  const y = await transformOne(base, formula!);
  const single = base.single!;
  const variable = aliases(base.names)[0]![0]!;
  const check = checkDiffeomorphism(formula!.expression, { lo: single.lo, hi: single.hi, whole: single.whole, name: variable });
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
  const baseDensity = [...(await single.logDensity(Float64Array.from(x)))].map(Math.exp);
  const yRange = await shownValues(y, f, x);
  const yEdges = Array.from({ length: CELLS + 1 }, (_, i) => yRange[0] + (i / CELLS) * (yRange[1] - yRange[0]));
  const atomsBelow = (v: number) => y.atoms.reduce((sum, a) => (a.value <= v ? sum + a.probability : sum), 0);
  const cumulative = [...(await y.cumulative(yEdges))].map((c, i) => c - atomsBelow(yEdges[i]!));
  const density = cumulative.slice(1).map((c, i) => Math.max(0, c - cumulative[i]!) / (yEdges[i + 1]! - yEdges[i]!));
  const inner = [Math.max(xRange[0], single.lo), Math.min(xRange[1], single.hi)] as const;
  const intervals = Array.from({ length: INTERVALS }, (_, i): TransformView['intervals'][number] => {
    const ends = [inner[0] + (i / INTERVALS) * (inner[1] - inner[0]), inner[0] + ((i + 1) / INTERVALS) * (inner[1] - inner[0])] as [number, number];
    const inset = 1e-9 * (ends[1] - ends[0]);
    return { x: ends, y: [f(ends[0] + inset).y, f(ends[1] - inset).y] };
  }).filter((i) => i.y.every(Number.isFinite));
  const marks = check.findings.flatMap((found) => found.points.map(([at]) => ({ x: at!, y: f(at!).y, sentence: found.sentence }))).filter((m) => m.x >= xRange[0] && m.x <= xRange[1]).slice(0, MOST_MARKS);
  return {
    key, base, y, f,
    view: {
      base: single.label, variable, result: formula!.result, xRange, yRange, x, baseDensity, curve: curveOf(y, f, xRange), yEdges, density, atoms: [...y.atoms].slice(0, 200), intervals,
      omittedMass: y.omittedMass, diffeomorphism: check.diffeomorphism, reason: check.reason, marks, notes: [...base.notes, ...notesOf(y)],
    },
  };
}

async function placeOf({ y: transformed, f }: Kept, place: { x: number } | { y: number }): Promise<PlaceOfTransform | null> {
  const x = 'x' in place ? place.x : null;
  const y = 'x' in place ? f(place.x).y : place.y;
  if (!Number.isFinite(y)) return { x, y: NaN, density: 0, roots: [], atom: 0 };
  const { density, roots } = (await transformed.at([y]))[0]!;
  return { x, y, density, roots: roots.slice(0, 500), atom: transformed.atoms.find((a) => a.value === y)?.probability ?? 0 };
}

/** The whole support where it is bounded, otherwise all but 0.1 % of the base; with a margin. */
async function shownRange(base: Base): Promise<[number, number]> {
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
async function shownValues(y: Transformed, f: (x: number) => { y: number }, x: number[]): Promise<[number, number]> {
  const values = x.map((v) => f(v).y).filter(Number.isFinite);
  for (const s of y.decomposition.stretches) if (s.kind === 'monotone') values.push(...[s.start, s.end].filter((v, i) => Number.isFinite(v) && inView([s.lo, s.hi][i]!, x)));
  if (values.length === 0) throw new SessionError('The formula has no finite value in the part of the base that is shown.');
  const [from, to] = await y.range(0.01);
  const reach = to - from || Math.abs(to) || 1;
  let [low, high] = [Math.max(Math.min(...values), from - 0.6 * reach), Math.min(Math.max(...values), to + 0.6 * reach)];
  if (!(high > low)) [low, high] = [low - 0.5 * reach, low + 0.5 * reach];
  const margin = (CELLS_BEYOND / CELLS_INSIDE) * (high - low);
  return [low - margin, high + margin];
}

const inView = (v: number, x: number[]) => v >= x[0]! && v <= x.at(-1)!;

/** f in pieces; where there are very many, as one line of points. */
function curveOf(y: Transformed, f: (x: number) => { y: number }, [low, high]: [number, number]): [number, number][][] {
  const pieces: [number, number][][] = [];
  const all = y.decomposition.stretches.filter((s) => s.kind !== 'undefined' && s.hi > low && s.lo < high);
  for (const s of all) {
    const [l, r] = [Math.max(s.lo, low), Math.min(s.hi, high)];
    const parts = Math.max(2, Math.min(200, Math.ceil((all.length > 1 ? 1200 : 300) * ((r - l) / (high - low)))));
    const piece: [number, number][] = [];
    for (let k = 0; k <= parts; k++) {
      const x = l + (k / parts) * (r - l);
      const inset = k === 0 ? x + 1e-9 * (r - l) : k === parts ? x - 1e-9 * (r - l) : x;
      const value = s.kind === 'flat' ? s.value : f(inset).y;
      if (Number.isFinite(value)) piece.push([x, value]);
    }
    const last = pieces.at(-1)?.at(-1);
    const joined = last && piece.length > 0 && last[0] === piece[0]![0] && Math.abs(last[1] - piece[0]![1]) <= 1e-6 * (Math.abs(last[1]) + 1);
    if (joined) pieces.at(-1)!.push(...piece.slice(1));
    else if (piece.length > 0) pieces.push(piece);
  }
  return pieces;
}
