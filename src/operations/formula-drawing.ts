// What the picture of y = f(x) holds: computed in a thread, or where a flow is open. No files here.
import { checkDiffeomorphism } from '../distributions/change-of-variables/diffeomorphism';
import { Transformed } from '../distributions/change-of-variables/transformed';
import { rowsOf } from '../distributions/distribution';
import { parseFormula } from '../distributions/formula/parse';
import type { PlaceOfTransform, TransformView } from '../protocol/change-of-variables';
import { unitOf } from '../protocol/unit';
import { CELLS_BEYOND, CELLS_INSIDE, curveOf, shownRange, shownValues } from './formula-view';
import { aliases, beyondNotes, notesOf } from './formula-words';
import type { OneColumn } from './one-column';

const GRID = 400;
const CELLS = CELLS_INSIDE + 2 * CELLS_BEYOND;
const INTERVALS = 24;
const MOST_MARKS = 40;

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
  const total = await y.cumulative(yEdges);
  const cumulative = [...total].map((c, i) => c - atomsBelow(yEdges[i]!));
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
      notes: [
        ...notes,
        ...beyondNotes(formula.result, 1 - (total.at(-1)! - total[0]!)),
        ...notesOf(y),
      ],
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
