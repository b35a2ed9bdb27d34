// What VS Code remembers of the page while it is hidden:
// written when it changes, and taken up again where it is understood.
import { computed } from '@preact/signals';
import { type PageState, pageState } from '../../src/protocol/page-state';
import { chain } from './chain';
import { fitChoices, lastFit } from './fit-choices';
import type { VsCodeApi } from './host';
import { FIRST_LOOK, look } from './look';
import { rail } from './rail';
import { selectedOn, selection } from './selection';
import {
  axes,
  conditions,
  exploration,
  keptTogether,
  lens,
  split,
  transforms,
  view,
  withinBounds,
} from './store';

/** Takes up what VS Code kept for this page, and keeps there what opens it again. Writes only what changed. */
export function remember(vscode: VsCodeApi): void {
  takeUp(vscode.getState());
  let last = '';
  const next = computed<PageState>(() => ({
    dataPath: exploration.value?.dataPath ?? null,
    columns: exploration.value?.selected ?? [],
    given: exploration.value?.given ?? [],
    where: exploration.value?.where ?? null,
    modelPath: exploration.value?.model?.path ?? exploration.value?.model?.stored ?? null,
    comparedPaths: exploration.value?.compared.map((m) => m.path) ?? [],
    view: view.value,
    transforms: transforms.value,
    keptTogether: keptTogether.value,
    lens: lens.value,
    selection: { steps: selection.value, on: selectedOn.value },
    operations: chain.value,
    look: look.value,
    fit: { choices: fitChoices.value, last: lastFit.value },
    rail: rail.value,
  }));
  next.subscribe((state) => {
    const text = JSON.stringify(state);
    if (text === last) return;
    last = text;
    vscode.setState(pageState.write(state));
  });
}

function takeUp(written: unknown): void {
  const kept = pageState.read(written ?? {}).content;
  if (!kept) return; // the host says why
  transforms.value = kept.transforms;
  keptTogether.value = kept.keptTogether;
  axes.value = kept.lens.axes ?? {};
  split.value = kept.lens.split ?? null;
  conditions.value = kept.lens.given ?? {};
  withinBounds.value = kept.lens.within ?? false;
  [selectedOn.value, selection.value] = [kept.selection.on, kept.selection.steps];
  chain.value = kept.operations;
  look.value = kept.look ?? FIRST_LOOK;
  [fitChoices.value, lastFit.value] = [kept.fit?.choices ?? {}, kept.fit?.last ?? null];
  rail.value = kept.rail;
}
