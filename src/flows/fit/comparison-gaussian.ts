// The Gaussian that a flow has to beat on the rows of an attempt; with conditions its mean follows them linearly.
import { Gaussian } from '../../distributions/gaussian';
import { LinearGaussian } from '../../distributions/linear-gaussian';
import type { LinearGaussianParameters } from '../../protocol/model';
import { contextNames, frequenciesOf } from '../conditions';
import { cellAverage } from '../flow';
import { fitLine, type GaussianLine, kindNote } from './gaussian-line';
import type { Part } from '../parts';
import type { PreparedRows } from './prepared-rows';
import { type FitOutcome, orFitError } from './request';
import { score } from '../score';
import type { Setting } from './setting';
import type { Densities } from '../verdict';

type LogProb = (values: Float64Array, count: number, context?: Float64Array) => Float64Array;

export class ComparisonGaussian {
  /** the Gaussian that is given nothing: fitted on the (dequantised) training rows, in original columns */
  readonly gaussian: GaussianLine['gaussian'];
  /** with conditions the comparison Gaussian is this one */
  readonly baseline: GaussianLine['baseline'];
  /** log density of each validation row, and their mean */
  readonly held: Float64Array;
  readonly validation: number;
  private readonly line: GaussianLine;
  private readonly logProb: LogProb;

  /** @throws FitError when the conditions determine a column */
  constructor(
    private readonly setting: Setting,
    private readonly rows: PreparedRows,
  ) {
    const { columns, train, validation, request, notes } = setting;
    this.line = orFitError(() =>
      fitLine(
        rows.dequantised.train,
        train,
        columns,
        contextNames(setting.conditions).length,
        request.resume?.metadata,
      ),
    );
    ({ gaussian: this.gaussian, baseline: this.baseline } = this.line);
    const unusual = kindNote(this.kind, train.count, columns.length);
    if (unusual) notes.push(unusual);
    this.logProb = this.comparison();
    this.held = this.logProb(rows.dequantised.validation, validation.count, validation.context);
    this.validation = score(this.held).mean;
  }

  /** Of its covariance. */
  get kind(): GaussianLine['kind'] {
    return this.baseline?.kind ?? this.line.kind;
  }

  /**
   * Log densities of rows in original units under it, and under the one that is given nothing; whole numbers averaged
   * over their cell.
   */
  async densities({ values, count, context }: Part): Promise<Omit<Densities, 'flow'>> {
    const integer = this.rows.transforms.map((t) => t.integer === true);
    const { conditions } = this.setting;
    const average = (density: (points: Float64Array) => Float64Array) =>
      cellAverage(values, count, integer, density);
    const gaussian = await average((points) => this.logProb(points, count, context));
    if (!this.baseline) return { gaussian };
    const plain = new Gaussian(this.gaussian);
    return {
      gaussian,
      given: {
        unconditional: await average((points) => plain.logProb({ values: points, count })),
        conditions,
        context: context!,
      },
    };
  }

  /** As a model file says it. */
  parameters(): Pick<FitOutcome['metadata'], 'gaussian' | 'baseline' | 'frequencies'> {
    const { mean, covariance } = this.gaussian;
    const gaussian = { mean, covariance, ...kindOf(this.line.kind) };
    if (!this.baseline) return { gaussian };
    const { conditions, train } = this.setting;
    const { offset, slopes, covariance: rest, kind } = this.baseline;
    const baseline: LinearGaussianParameters = {
      offset: [...offset],
      slopes: [...slopes],
      covariance: [...rest],
      ...kindOf(kind),
    };
    return { gaussian, baseline, ...frequenciesOf(conditions, train.context!) };
  }

  private comparison(): LogProb {
    if (this.baseline) {
      const linear = new LinearGaussian(this.setting.columns, this.baseline);
      return (values, count, context) => linear.logProb(values, context!, count);
    }
    const plain = new Gaussian(this.gaussian);
    return (values, count) => plain.logProb({ values, count });
  }
}

const kindOf = (kind: GaussianLine['kind']) => (kind === 'full' ? {} : { kind });
