// Whether a flow can be built as it is asked for.
import { FitError, type FitInput, type FitRequest } from './request';

/** @throws FitError when the flow cannot be built as it is asked for */
export function checkShape(
  { given }: FitInput,
  { flow, direction, order, resume }: FitRequest,
): void {
  if (resume && (direction || order))
    throw new FitError(
      'A fit that is resumed keeps its direction and its orders of columns: leave both out.',
    );
  if (direction === 'sampling' && flow !== 'auto' && !flow.endsWith('autoregressive'))
    throw new FitError(
      `A direction is for autoregressive flows, and ${flow} goes both ways in one pass. ` +
        'Choose another flow, or leave the direction out.',
    );
  if (!resume) return;
  const [needed, there] = [
    resume.metadata.specification.given?.conditions ?? [],
    given?.columns ?? [],
  ].map((all) => all.map((c) => c.column));
  if (needed!.join('\n') !== there!.join('\n'))
    throw new FitError(
      `The model is given ${needed!.join(', ') || 'nothing'}: resume it with the same.`,
    );
}
