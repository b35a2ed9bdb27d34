// Whether a flow can be built as it is asked for.
import { FitError, type FitInput, type FitRequest } from './request';
import { say } from '../../protocol/sentence';

/** @throws FitError when the flow cannot be built as it is asked for */
export function checkShape(
  { given }: FitInput,
  { flow, direction, order, resume }: FitRequest,
): void {
  if (resume && (direction || order))
    throw new FitError(
      say('A fit that is resumed keeps its direction and its orders of columns: leave both out.'),
    );
  if (direction === 'sampling' && flow !== 'auto' && !flow.endsWith('autoregressive'))
    throw new FitError(
      say(
        'A direction is for autoregressive flows, and {0} goes both ways in one pass. Choose another flow, or leave the direction out.',
        flow,
      ),
    );
  if (!resume) return;
  const [needed, there] = [
    resume.metadata.specification.given?.conditions ?? [],
    given?.columns ?? [],
  ].map((all) => all.map((c) => c.column));
  if (needed!.join('\n') !== there!.join('\n'))
    throw new FitError(
      say('The model is given {0}: resume it with the same.', needed!.join(', ') || 'nothing'),
    );
}
