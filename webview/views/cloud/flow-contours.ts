// Lines of the flow, asked for where there is a flow of the columns that are drawn.
import type { ExplorationState } from '../../../src/protocol/exploration';
import { MASSES } from '../../charts/contour-lines';
import { useFetched } from '../../state/fetched';
import { axes, conditions } from '../../state/store';
import { LARGEST } from '../../charts/pairs/pair-matrix';

const asked = <T extends object>(of: T) => ({
  ...of,
  masses: MASSES,
  axes: axes.value,
  ...(Object.keys(conditions.value).length > 0 ? { given: conditions.value } : {}),
});

const flowColumns = ({ model, dataPath }: ExplorationState): readonly string[] =>
  dataPath === null ? [] : (model?.metadata.specification.columns ?? []);

const keyOf = ({ modelRevision, dataRevision }: ExplorationState, wanted: object) =>
  `${modelRevision}/${dataRevision}/${JSON.stringify(wanted)}`;

/** Of one pair. */
export function useContours(
  state: ExplorationState,
  { x, y }: { x: string; y: string },
  wanted: boolean,
) {
  const columns = flowColumns(state);
  const possible = wanted && x !== y && columns.includes(x) && columns.includes(y);
  const wish = asked({ x, y });
  return useFetched('contours', wish, possible ? keyOf(state, wish) : null, true);
}

/** Of all pairs of a corner plot, as far as the flow has its columns. */
export function usePairContours(
  state: ExplorationState,
  drawn: readonly string[],
  wanted: boolean,
) {
  const columns = flowColumns(state);
  const both = drawn.slice(0, LARGEST).filter((name) => columns.includes(name));
  const wish = asked({ columns: both });
  return useFetched(
    'pairContours',
    wish,
    wanted && both.length > 1 ? keyOf(state, wish) : null,
    true,
  );
}
