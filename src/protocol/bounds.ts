// Bounds that a column plausibly has, by its name, its unit or its type. Only what every row keeps counts.
import type { ColumnProfile } from './data';
import { withoutUnit } from './unit';

export interface Bound {
  column: string;
  /** null: no end on this side */
  low: number | null;
  high: number | null;
  /** the ends themselves do not belong to it; absent: they do */
  open?: { low?: boolean | undefined; high?: boolean | undefined } | undefined;
}

/** Words of a name, and the ends that they stand for; the first that fits counts. */
const NAMED: [RegExp, number, number | null][] = [
  [/^(percent|percentage|pct|perc|humidity)$/, 0, 100],
  [/^(share|fraction|frac|proportion|probability|prob)$/, 0, 1],
  [/^(lat|latitude)$/, -90, 90],
  [/^(lon|lng|longitude)$/, -180, 180],
  [
    new RegExp(
      `^(${[
        'age|ages|duration|durations|time|times|rt|latency|elapsed|seconds|minutes|hours|days|weeks|months|years',
        'conc|concentration|concentrations|dose|dosage|price|prices|cost|costs|fare|salary|wage|income|sales',
        'count|counts|number|num|qty|quantity|population|visits|kids|children|clicks|views|rooms|horsepower|mpg',
        'weight|mass|height|length|width|thickness|radius|diameter|perimeter|distance|dist|area|volume|size',
        'rain|rainfall|precip|precipitation|snow|snowfall|speed|pressure|density|intensity|frequency|mileage',
      ].join('|')})$`,
    ),
    0,
    null,
  ],
];
/** What such a word may be a part of that goes below zero. */
const SIGNED =
  /^(change|changes|diff|difference|delta|growth|gain|loss|return|returns|balance|profit|net|error|err|residual|residuals|z|zscore|log|ln|score|temp|temperature|anomaly|offset|shift|relative|rel|deviation|std|scaled|norm|normalized|normalised|centered|centred|position|pos)$/;
const PERCENT = /^(%|percent|pct)$/i;
const SIGNED_UNIT = /^(°.*|deg|rad|[CF]|dB.*|m?V|[mµ]?A)$/;

/** Null where nothing speaks for a bound, or where a row lies outside it. */
export function plausibleBound({ name, unit, type, min, max }: ColumnProfile): Bound | null {
  if (min === null || max === null || (type !== 'numeric' && type !== 'integer')) return null;
  const words = withoutUnit(name)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter(Boolean);
  if (words.some((word) => SIGNED.test(word))) return null;
  const ends =
    unit && PERCENT.test(unit)
      ? ([0, 100] as const)
      : (endsOf(words) ?? (isCounted(unit, type) ? ([0, null] as const) : null));
  if (!ends || min < ends[0] || (ends[1] !== null && max > ends[1])) return null;
  return { column: name, low: ends[0], high: ends[1] };
}

function endsOf(words: string[]): readonly [number, number | null] | null {
  for (const [word, low, high] of NAMED) if (words.some((w) => word.test(w))) return [low, high];
  return null;
}

/** Amounts in a unit, and whole numbers, are not negative where no row is. */
const isCounted = (unit: string | null | undefined, type: ColumnProfile['type']): boolean =>
  unit ? !SIGNED_UNIT.test(unit) : type === 'integer';

/** Of some columns of a table. */
export const plausibleBounds = (profiles: ColumnProfile[], columns: string[]): Bound[] =>
  profiles.filter((c) => columns.includes(c.name)).flatMap((c) => plausibleBound(c) ?? []);

/** Whether a value keeps a bound. */
export function keeps({ low, high, open }: Bound, value: number): boolean {
  const above = low === null || (open?.low ? value > low : value >= low);
  return above && (high === null || (open?.high ? value < high : value <= high));
}

/** "conc in [0, inf)", as options write it */
export function boundText({ column, low, high, open }: Bound): string {
  const from = low === null ? '(-inf' : `${open?.low ? '(' : '['}${low}`;
  return `${column} in ${from}, ${high === null ? 'inf)' : `${high}${open?.high ? ')' : ']'}`}`;
}
