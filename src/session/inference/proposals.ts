// Importance and rejection sampling as use cases: a distribution proposes, a target is typed or another distribution.
import { existsSync } from 'node:fs';
import type { OpenOptions } from '../../data';
import { looksLikeBase } from '../../distributions/change-of-variables/base-text';
import { importance, type ImportanceResult } from '../../inference/importance';
import { proposalOf } from '../../inference/proposal';
import { reject, type RejectionResult } from '../../inference/rejection';
import { distributionTarget, formulaTarget, rowFormula, type Target } from '../../inference/target';
import { aliases } from '../../operations/formula-words';
import type { OpenDistribution } from '../chains/open-distribution';
import { openBase } from '../chains/transform-bases';
import type { SessionContext } from '../context';

/** What proposes, and for which target: a file, a typed distribution, or (the target) a formula of log p. */
export interface Proposing {
  proposal: string;
  target: string;
  columns?: string[] | undefined;
  how: OpenOptions;
}

export async function importanceOf(
  context: SessionContext,
  wish: Proposing & { expect: string; count: number; seed: number },
): Promise<ImportanceResult> {
  return proposing(context, wish, async (base, target) =>
    importance(
      proposalOf(base.distribution, base.distribution.label),
      target,
      await rowFormula(wish.expect, aliases(base.names)),
      wish.count,
      wish.seed,
    ),
  );
}

/** Draws into a file, CSV or Parquet by its name. */
export async function rejectInto(
  context: SessionContext,
  wish: Proposing & { out: string; count: number; seed: number },
): Promise<Omit<RejectionResult, 'rows'> & { rows: number }> {
  return proposing(context, wish, async (base, target) => {
    const { rows, ...rest } = await reject(
      proposalOf(base.distribution, base.distribution.label),
      target,
      wish.count,
      wish.seed,
    );
    await context.data.write(wish.out, base.names, rows.values, rows.count);
    return { rows: rows.count, ...rest };
  });
}

async function proposing<T>(
  context: SessionContext,
  { proposal, target, columns, how }: Proposing,
  act: (base: OpenDistribution, target: Target) => Promise<T>,
): Promise<T> {
  const base = await openBase(context, proposal, columns, how);
  const opened: OpenDistribution[] = [base];
  try {
    if (!existsSync(target) && !looksLikeBase(target))
      return await act(base, await formulaTarget(target, aliases(base.names)));
    const other = await openBase(context, target, undefined, {});
    opened.push(other);
    const { distribution } = other;
    return await act(base, distributionTarget(distribution, distribution.label, base.names));
  } finally {
    for (const { close } of opened) close();
  }
}
