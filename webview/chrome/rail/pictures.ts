// Pictures of the columns that the rail shows: out of the profile, or asked of the service for those on screen alone.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ColumnView } from '../../../src/protocol/column-views';
import type { ColumnProfile } from '../../../src/protocol/data';
import type { ExplorationState } from '../../../src/protocol/exploration';
import { host } from '../../state/store';

export interface Picture {
  heights: number[];
  /** bars of categories */
  apart: boolean;
}

/** Columns that one request is about: many of a table of thousands take a while each. */
const TOGETHER = 16;
/** Levels with a bar of their own in so small a picture. */
const MOST_LEVELS = 10;

const found = signal<{ table: string; pictures: Map<string, Picture | null> }>({
  table: '',
  pictures: new Map(),
});
/** the table that a request under way is about */
let asking: string | null = null;

/** The rows that pictures are of: columns that are chosen change nothing about them. */
const tableOf = ({ id, profile, where, reading }: ExplorationState): string =>
  JSON.stringify([id, profile?.fingerprint.hash, profile?.rows, where ?? null, reading ?? null]);

/** Null where there is nothing to draw, or not yet. */
export function pictureOf(column: ColumnProfile): Picture | null {
  if (column.histogram) return { heights: column.histogram.counts, apart: false };
  return found.value.pictures.get(column.name) ?? null;
}

const isAsked = ({ histogram, modelled, type, identifier }: ColumnProfile) =>
  !histogram && !identifier && (modelled || type === 'category' || type === 'date');

/** Asks for the pictures of these columns that are not known yet; as they come, those on screen then are next. */
export function usePictures(state: ExplorationState, columns: ColumnProfile[]): void {
  const table = tableOf(state);
  const names = columns.filter(isAsked).map((c) => c.name);
  useEffect(() => {
    if (found.peek().table !== table) found.value = { table, pictures: new Map() };
    const open = names.filter((name) => !found.peek().pictures.has(name)).slice(0, TOGETHER);
    if (asking === table || open.length === 0 || state.dataPath === null) return;
    asking = table;
    const keep = (views: ColumnView[]) => {
      if (asking === table) asking = null;
      const before = found.peek();
      // one that has no answer is not asked for again
      const answers = open.map((name): [string, Picture | null] => {
        const view = views.find((v) => v.column === name);
        return [name, view ? drawn(view) : null];
      });
      found.value =
        before.table === table
          ? { table, pictures: new Map([...before.pictures, ...answers]) }
          : { ...before };
    };
    host()
      .call('columnViews', { columns: open })
      .then(keep, () => keep([]));
  }, [table, names.join('\n'), found.value]);
}

function drawn(view: ColumnView): Picture | null {
  switch (view.kind) {
    case 'numbers':
      return { heights: view.marginal.histogram.counts, apart: false };
    case 'times':
      return { heights: view.counts, apart: false };
    case 'levels':
      return { heights: fewer(view.counts), apart: true };
    case 'nothing':
      return null;
  }
}

/** All but the most frequent levels as one bar. */
function fewer(counts: number[]): number[] {
  if (counts.length <= MOST_LEVELS + 1) return counts;
  const rest = counts.slice(MOST_LEVELS).reduce((a, b) => a + b, 0);
  return [...counts.slice(0, MOST_LEVELS), rest];
}
