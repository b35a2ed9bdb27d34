// A typed log density up to a constant, with its exact gradient, perhaps summed over the rows of a table.
import { DistributionError } from '../../distributions/distribution';
import { compile } from '../../distributions/formula/evaluate';
import { variablesOf } from '../../distributions/formula/expression';
import { gradient } from '../../distributions/formula/gradient';
import { type Formula, parseFormula } from '../../distributions/formula/parse';
import { RowSums } from '../../distributions/formula/row-sums';
import { undefinedPart } from '../../distributions/formula/undefined-part';
import { say } from '../../protocol/sentence';
import type { Variable } from './variables';

/** Rows that sums go over; `columns[c]` has the values of column c, absent where the formula does not read it. */
export interface DataRows {
  columns: (Float64Array | undefined)[];
  count: number;
}

export interface DensityAt {
  /** -Infinity where the density is zero */
  value: number;
  /** by the variables; meaningless where the value is not finite */
  gradient: Float64Array;
}

/** A formula of a log density, not yet with rows. */
export class DensityFormula {
  private constructor(
    readonly variables: readonly Variable[],
    readonly formula: Formula,
    /** columns of the table that its sums read */
    readonly columnsRead: number[],
  ) {}

  /**
   * @param columns what each column of a table may be called; without a table, null
   * @throws DistributionError for what cannot be read
   */
  static async read(
    text: string,
    variables: readonly Variable[],
    columns: readonly (readonly string[])[] | null,
  ): Promise<DensityFormula> {
    const both = variables.find(({ name }) => columns?.some((names) => names.includes(name)));
    if (both)
      throw new DistributionError(
        say(
          '"{0}" is a variable and a column of the table. Give the variable another name.',
          both.name,
        ),
      );
    const names = variables.map(({ name }) => [name]);
    const formula = await parseFormula(text, names, columns ?? undefined);
    const read = new Set<number>();
    for (const sum of formula.sums) for (const index of variablesOf(sum)) read.add(index);
    const columnsRead = [...read].filter((i) => i >= names.length).map((i) => i - names.length);
    return new DensityFormula(
      variables,
      formula,
      columnsRead.sort((a, b) => a - b),
    );
  }

  /** @param rows what sums go over; null for a formula without any */
  over(rows: DataRows | null): Density {
    return new Density(this, rows);
  }
}

export class Density {
  private readonly dim: number;
  private readonly outer: (point: ArrayLike<number>) => number[];
  private readonly sums: RowSums | null;

  constructor(
    private readonly typed: DensityFormula,
    private readonly rows: DataRows | null,
  ) {
    const { expression, sums } = typed.formula;
    this.dim = typed.variables.length;
    const size = this.dim + sums.length;
    this.outer = compile([expression, ...gradient(expression, size)]).values;
    this.sums =
      sums.length === 0
        ? null
        : new RowSums(
            sums.flatMap((sum) => [sum, ...gradient(sum, this.dim)]),
            this.dim,
            rows?.columns ?? [],
            rows?.count ?? 0,
          );
  }

  get variables(): readonly Variable[] {
    return this.typed.variables;
  }

  /** @throws DistributionError where it has no number, with the part that is the reason */
  at(point: ArrayLike<number>): DensityAt {
    const { dim } = this;
    const inner = this.sums?.at(point);
    const count = inner ? inner.length / (dim + 1) : 0;
    const all = Float64Array.from({ length: dim + count }, (_, i) =>
      i < dim ? point[i]! : inner![(i - dim) * (dim + 1)]!,
    );
    const [value, ...slopes] = this.outer(all);
    if (Number.isNaN(value!) || value === Infinity) throw this.notDefined(point, all, value!);
    const out = new Float64Array(dim);
    for (let i = 0; i < dim; i++) {
      out[i] = slopes[i]!;
      for (let k = 0; k < count; k++) {
        const slope = slopes[dim + k]!;
        if (slope !== 0) out[i]! += slope * inner![k * (dim + 1) + 1 + i]!;
      }
    }
    return { value: value!, gradient: out };
  }

  private notDefined(
    point: ArrayLike<number>,
    all: Float64Array,
    value: number,
  ): DistributionError {
    const { formula, variables } = this.typed;
    const at = variables
      .slice(0, 6)
      .map(({ name }, i) => `${name} = ${Number(point[i]!.toPrecision(6))}`)
      .join(', ');
    if (value === Infinity)
      return new DistributionError(
        say(
          'The formula is infinite at {0}, and an infinite density has no evidence. Give the variables the bounds that keep them away from there.',
          at,
        ),
      );
    const advice = say(
      'Give the variables their bounds, as in a, b > 0, or say what holds there with a condition',
    );
    const bad = formula.sums.findIndex((_, k) => Number.isNaN(all[this.dim + k]!));
    if (bad < 0)
      return new DistributionError(
        say(
          '{0} is not defined at {1}, in the formula {2}. {3}.',
          undefinedPart(formula, [...all]),
          at,
          formula.text,
          advice,
        ),
      );
    const summed = { ...formula, expression: formula.sums[bad]! };
    const { values } = compile([summed.expression]);
    for (let n = 0; n < (this.rows?.count ?? 0); n++) {
      const row = this.rows!.columns.map((column) => column?.[n] ?? NaN);
      const here = [...Array.from(point), ...row];
      if (!Number.isNaN(values(here)[0]!)) continue;
      return new DistributionError(
        say(
          '{0} is not defined at {1} in row {2} of the data, in the formula {3}. {4}.',
          undefinedPart(summed, here),
          at,
          n + 1,
          formula.text,
          advice,
        ),
      );
    }
    return new DistributionError(
      say('The sum over the rows overflows at {0}, in the formula {1}.', at, formula.text),
    );
  }
}
