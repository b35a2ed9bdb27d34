// Which columns of a table are looked at, and which of the others the density is given.
import { checkColumns, type Table } from '../../data';
import { cholesky } from '../../distributions/cholesky';
import { firstColumns } from '../../protocol/columns';
import type { DataProfile } from '../../protocol/data';
import type { ExplorationState } from '../../protocol/exploration';
import type { SessionContext } from '../context';
import { sentenceOf } from '../errors';
import { atomsOf } from '../fitting/atoms';
import { TRAINING_ROWS } from '../fitting/division';
import type { Interrupted } from '../fitting/interrupted';
import { givenOfTable } from '../given/columns';
import type { LiveState } from '../live-state';
import type { FirstPicture } from '../pictures/first-picture';
import { english, say, type Sentence, together } from '../../protocol/sentence';
import { DistributionError } from '../../distributions/distribution';

export class Choice {
  /** columns that were to be given, and could not be among the rows of the moment */
  notGiven: string[] = [];
  /** the last choice: one that takes longer and came before it changes nothing */
  private choice = {};

  constructor(
    private readonly live: LiveState,
    private readonly context: SessionContext,
    private readonly table: () => Table,
    private readonly interrupted: Interrupted,
    private readonly first: FirstPicture,
  ) {}

  /** Columns that can be modelled: those asked for, or the first that measure something; given those that are there. */
  async among(
    profile: DataProfile,
    columns?: string[],
    given: string[] = this.live.now.given ?? [],
  ): Promise<void> {
    const numeric = profile.columns.filter((c) => c.modelled).map((c) => c.name);
    const among = (without: string[]) => {
      const possible = numeric.filter((c) => !without.includes(c));
      const chosen = columns?.filter((c) => possible.includes(c)) ?? [];
      return chosen.length > 0 ? chosen : firstColumns(profile.columns, without);
    };
    const refused: Sentence[] = [];
    const kept: string[] = [];
    this.notGiven = [];
    for (const name of given) {
      const first = among(given);
      if (first.length === 0) continue;
      // in other rows, or another version of the file, it may have one level only, or too many
      await givenOfTable(this.table(), first, [name]).then(
        () => kept.push(name),
        (error) => {
          refused.push(sentenceOf(error));
          this.notGiven.push(name);
        },
      );
    }
    await this.select(among(kept), kept);
    if (refused.length > 0) this.live.update({ error: together(refused) });
  }

  /** @param given columns that the next fit is given @throws a sentence where one cannot be, and nothing changes */
  async select(columns: string[], given: string[] = this.live.now.given ?? []): Promise<void> {
    const choice = (this.choice = {});
    const table = this.table();
    const profile = await table.profile();
    checkColumns(profile, columns);
    if (this.choice !== choice) return;
    if (columns.length === 0) {
      const obstacle = say(
        profile.columns.some((c) => c.modelled)
          ? 'No numeric column is chosen. Choose at least one to see its distribution.'
          : 'This file has no numeric column that varies, so there is no distribution to draw.',
      );
      return this.live.update({
        ...this.interrupted.offer(null),
        selected: [],
        given,
        gaussian: null,
        leftOut: 0,
        withoutGiven: 0,
        obstacle,
        dataRevision: this.live.now.dataRevision + 1,
      });
    }
    const withoutGiven = await table.withoutGiven(
      columns,
      await givenOfTable(table, columns, given),
    );
    const { gaussian, leftOut } = await table.moments(columns);
    const checkpoint = await this.interrupted.of(columns, given);
    if (this.choice !== choice) return;
    const obstacle =
      gaussian.rows < 2
        ? say(
            gaussian.rows === 1
              ? 'Only {0} complete row in the chosen columns: a distribution needs at least 2.'
              : 'Only {0} complete rows in the chosen columns: a distribution needs at least 2.',
            gaussian.rows,
          )
        : singularity(gaussian, profile);
    this.live.update({
      selected: columns,
      given,
      error: null,
      gaussian,
      leftOut,
      withoutGiven,
      obstacle,
      dataRevision: this.live.now.dataRevision + 1,
      ...this.interrupted.offer(checkpoint),
      atoms: undefined,
    });
    this.followAtoms(table, columns);
  }

  /** The same choice among other rows has other atoms: whoever asks last is answered. */
  private followAtoms(table: Table, columns: string[]): void {
    const { choice } = this;
    if (this.live.now.soFar) return;
    const atoms = async () => {
      await this.first.drawn();
      await table.detail().catch(() => null);
      return this.choice === choice ? atomsOf(table, columns, TRAINING_ROWS) : undefined;
    };
    void atoms().then(
      (found) => this.choice === choice && !this.live.closed && this.live.update({ atoms: found }),
      (error) =>
        this.choice === choice &&
        !this.live.closed &&
        this.context.log('warn', `${table.path}: ${english(sentenceOf(error))}`),
    );
  }
}

/** Why the Gaussian has no density in these columns, as a sentence; null when it has one. */
function singularity(
  summary: NonNullable<ExplorationState['gaussian']>,
  { columns }: DataProfile,
): Sentence | null {
  const dim = summary.names.length;
  const vanished = summary.names.find(
    (name, d) =>
      summary.covariance[d * dim + d] === 0 &&
      columns.some((c) => c.name === name && c.min! < c.max!),
  );
  if (vanished !== undefined)
    return say(
      'The values of "{0}" differ too little for double precision: their variance vanishes. Use a smaller unit, or leave this column out.',
      vanished,
    );
  if (summary.rows <= dim) return null; // a fit has a covariance for that
  try {
    cholesky(summary.covariance, summary.names);
    return null;
  } catch (error) {
    if (error instanceof DistributionError) return error.sentence;
    throw error;
  }
}
