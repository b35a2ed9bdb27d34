// What was fitted to a table before, found by the table's content: its name and place may be others now.
import * as z from 'zod';
import { fingerprintOfTable, sizeOfTable } from '../../data';
import type { Fingerprint } from '../../protocol/data';
import type { ModelMetadata } from '../../protocol/model';
import { givenNames } from '../../protocol/words/conditions';
import { Model } from '../models/model';
import { listOf, Remembered } from '../opening/remembered';
import type { Store } from '../models/store';

/** What a page shows when it is opened: columns, what is given, and a condition on the rows. */
export interface Choice {
  columns: string[];
  given: string[];
  where: string | null;
}

export interface EarlierFit extends Choice {
  path: string;
  hash: string;
  created: string;
  /** it never came to its end: a checkpoint */
  interrupted: boolean;
}

/** Model files that the user saved, with the hash of their table. */
const savedModels = listOf('which model files were saved', z.string());

export class EarlierFits {
  private readonly saved: Remembered<string>;

  constructor(
    private readonly store: Store,
    folder: string,
    dropped: (why: string) => void,
  ) {
    this.saved = new Remembered(folder, 'saved.json', savedModels, dropped);
  }

  /** A fit was saved into a file of the user. */
  wasSaved(path: string, { data }: ModelMetadata): Promise<void> {
    const hash = data?.fingerprint.hash;
    if (!hash) return Promise.resolve();
    return this.saved.change((all) => [...all.filter(([known]) => known !== path), [path, hash]]);
  }

  moved(from: string, to: string): Promise<void> {
    return this.saved.moved(from, to);
  }

  /** The choice of the last fit of the table at `path`, finished or interrupted; null: there is none. */
  async choiceFor(path: string): Promise<Choice | null> {
    const size = await sizeOfTable(path).catch(() => null);
    // the content is only looked at where the size is that of a table which was fitted
    const possible = size === null ? [] : await this.ofSize(size);
    if (possible.length === 0) return null;
    const hash = (await fingerprintOfTable(path).catch(() => null))?.hash;
    const [last] = newestFirst(possible.filter((fit) => fit.hash === hash));
    return last ? { columns: last.columns, given: last.given, where: last.where } : null;
  }

  /** The last finished fit of these columns and rows; null: there is none. */
  async finished({ hash, size }: Fingerprint, choice: Choice): Promise<string | null> {
    const same = (await this.ofSize(size)).filter(
      (fit) => !fit.interrupted && fit.hash === hash && isSame(fit, choice),
    );
    return newestFirst(same)[0]?.path ?? null;
  }

  private async ofSize(size: number): Promise<EarlierFit[]> {
    const paths = [
      ...(await this.store.paths()),
      ...(await this.saved.all()).map(([path]) => path),
    ];
    const found = await Promise.all(
      paths.map(async (path) => fitOf(path, await Model.about(path, size))),
    );
    return found.filter((fit) => fit !== null);
  }
}

function fitOf(path: string, metadata: ModelMetadata | null): EarlierFit | null {
  if (!metadata?.data) return null;
  const {
    asked,
    specification,
    created,
    scores,
    data: {
      fingerprint: { hash },
      where,
    },
  } = metadata;
  return {
    path,
    hash,
    created,
    columns: asked?.columns ?? specification.columns,
    given: givenNames(specification),
    where: where ?? null,
    interrupted: scores.rows === 0,
  };
}

const newestFirst = (fits: EarlierFit[]) => fits.sort((a, b) => b.created.localeCompare(a.created));
const isSame = (a: Choice, b: Choice) => key(a) === key(b);
const key = ({ columns, given, where }: Choice) =>
  JSON.stringify([[...columns].sort(), [...given].sort(), where]);
