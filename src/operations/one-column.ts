// One column to begin with, and the same as data that can be sent to a thread.
import { parseBases } from '../distributions/change-of-variables/base-text';
import { histogram, type Univariate } from '../distributions/change-of-variables/univariate';
import { DistributionError } from '../distributions/distribution';
import { say, type Sentence } from '../protocol/sentence';

/** One column to begin with. */
export interface OneColumn {
  name: string;
  single: Univariate;
  /** for the mean of k: the rows of a column; null where draws stand for them */
  rows: Float64Array | null;
  notes: Sentence[];
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
      notes: Sentence[];
    };

export async function received(sent: SentColumn): Promise<OneColumn> {
  if (sent.kind === 'histogram')
    return {
      name: sent.name,
      single: histogram(
        sent.edges,
        sent.counts,
        say('the histogram of "{0}" ({1} bins)', sent.name, sent.counts.length),
      ),
      rows: sent.rows,
      notes: sent.notes,
    };
  const { names, bases } = await parseBases(sent.text);
  if (bases.length !== 1)
    throw new DistributionError(
      say('This picture is of one distribution: write one, such as normal(0, 1).'),
    );
  return { name: names[0]!, single: bases[0]!, rows: null, notes: [] };
}
