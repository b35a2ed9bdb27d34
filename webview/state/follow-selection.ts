// Asks the service which rows are selected whenever the steps or the table change, and lets go of what no longer holds.
import { effect } from '@preact/signals';
import type { ExplorationState } from '../../src/protocol/exploration';
import type { SelectedRows } from '../../src/protocol/selection';
import { t } from '../text/translate';
import { forgetSelections } from './choices';
import { LatestCall } from './fetched';
import { dropped, selected, selectedOn, selection } from './selection';
import { exploration, host } from './store';

/** A version of a table and of how it is read: row numbers are those of this alone. */
export function tableVersion(state: ExplorationState | null): string | null {
  const hash = state?.profile?.fingerprint.hash;
  return hash === undefined ? null : JSON.stringify([hash, state?.reading ?? {}]);
}

/** @returns a function that ends it */
export function followSelection(): () => void {
  let asked = '';
  const call = new LatestCall<SelectedRows>(({ data, error, loading }) => {
    if (loading || selection.peek().length === 0) return;
    if (error !== null) return drop(error);
    selected.value = data;
  });
  const end = effect(() => {
    const steps = selection.value;
    const state = exploration.value;
    const version = tableVersion(state);
    if (steps.length === 0) {
      asked = '';
      selectedOn.value = null;
      selected.value = null;
      return;
    }
    dropped.value = null;
    if (version === null) return;
    if (selectedOn.peek() === null) selectedOn.value = version;
    if (selectedOn.peek() !== version)
      return drop(t('The selection is gone: the table changed, and its rows may be others now.'));
    const key = `${state!.dataRevision}/${JSON.stringify(steps)}`;
    if (key === asked) return;
    asked = key;
    call.request(() => host().call('selectedRows', { selection: steps }));
  });
  return () => {
    end();
    call.close();
  };
}

function drop(reason: string): void {
  forgetSelections();
  selection.value = [];
  dropped.value = reason;
}
