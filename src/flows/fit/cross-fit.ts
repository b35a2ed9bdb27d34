// Five fits, each scored on the fold it has not seen: for few rows, of which a tenth tells nothing.
import type { FlowName } from '../../protocol/choices';
import type { Scores } from '../../protocol/model';
import { Attempt } from './attempt';
import type { Divided } from './enough-rows';
import { type Part, take } from '../parts';
import { type FitRequest, requireStay } from './request';
import { densities, scoredRows } from './scored-rows';
import type { Setting } from './setting';
import { shapeOf } from '../specification';
import { foldRows } from '../split/split';
import { type Densities, scores, UNSCORED } from '../verdict';
import { grouped, say } from '../../protocol/sentence';

export const FOLDS = 5;

/** Five fits, each scored on the fold it has not seen: every row is a test row once. */
export async function crossFit(
  setting: Setting,
  all: Part,
  divided: Divided,
  name: FlowName,
  seconds: number | null,
  steps: number,
): Promise<Scores> {
  const { engine, columns, request, hooks } = setting;
  const dim = columns.length;
  const found: { part: Part; densities: Densities }[] = [];
  const { resume, ...asked } = request;
  const shape = resume ? shapeOf(resume.metadata.specification) : asked;
  const fresh: FitRequest = { ...asked, direction: shape.direction, order: shape.order };
  for (let fold = 0; fold < FOLDS; fold++) {
    const { train, validation, test } = foldRows(
      { ...divided, rowNumbers: all.rowNumbers },
      fold,
      FOLDS,
    );
    const known = (positions: Int32Array) => positions.filter((n) => hasLevelsOf(all, train, n));
    const held = known(test);
    if (held.length === 0) continue;
    const attempt = new Attempt({
      ...setting,
      train: take(all, train, dim),
      validation: take(all, known(validation), dim),
      notes: [],
      request: request.steps === undefined ? fresh : { ...fresh, steps: Math.max(1, steps) },
      hooks: { ...hooks, progress: () => undefined },
    });
    const { specification, trained } = await attempt.run(name, seconds);
    requireStay(hooks); // a fold that was cut off says nothing
    const part = take(all, held, dim);
    found.push({
      part,
      densities: await densities(engine, attempt, specification, trained.best, part),
    });
  }
  const scored = found.reduce((n, { part }) => n + part.count, 0);
  if (scored < all.count && found.length > 0)
    setting.notes.push(
      say(
        '{0} rows were not scored: none of the rows that a fold was trained on has their level.',
        grouped(all.count - scored),
      ),
    );
  return found.length > 0
    ? scores(
        {
          ...together(found.map((f) => f.densities)),
          rows: scoredRows(
            found.map((f) => f.part),
            divided?.split,
          ),
        },
        'cross-fitted',
        name === 'gaussian' ? 'gaussian' : 'flow',
      )
    : UNSCORED;
}

/**
 * Whether each of the numbers that row `n` is given varies among the rows `train`: a level that nobody was
 * trained on has no density.
 */
function hasLevelsOf({ context, count }: Part, train: Int32Array, n: number): boolean {
  if (!context) return true;
  const size = context.length / count;
  for (let c = 0; c < size; c++) {
    const own = context[n * size + c]!;
    if (own === 1 && !train.some((k) => context[k * size + c] !== 0)) return false;
  }
  return true;
}

/** The densities of several parts as those of one. */
function together(parts: Densities[]): Densities {
  const joined = (of: (part: Densities) => Float64Array) =>
    Float64Array.from(parts.flatMap((part) => [...of(part)]));
  const given = parts[0]!.given;
  return {
    flow: joined((p) => p.flow),
    gaussian: joined((p) => p.gaussian),
    ...(given
      ? {
          given: {
            conditions: given.conditions,
            unconditional: joined((p) => p.given!.unconditional),
            context: joined((p) => p.given!.context),
          },
        }
      : {}),
  };
}
