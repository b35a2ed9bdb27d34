// What VS Code remembers of the page while it is hidden:
// written when it changes, and taken up again where it is understood.
import { computed } from '@preact/signals';
import type { FileLook } from '../../src/protocol/file-look';
import { type PageState, pageState } from '../../src/protocol/page-state';
import { chain } from './chain';
import { fitChoices, lastFit } from './fit-choices';
import { rowsOpen } from './drawer';
import type { VsCodeApi } from './host';
import { FIRST_LOOK, look } from './look';
import { rail } from './rail';
import { selectedOn, selection } from './selection';
import {
  axes,
  conditions,
  exploration,
  host,
  keptTogether,
  lens,
  split,
  transforms,
  view,
  withinBounds,
} from './store';

/**
 * Takes up what VS Code kept for this page, and keeps there what opens it again. Writes only what changed.
 * @param before how its file was looked at last, with which a page begins that is new
 * @returns a function that ends it
 */
export function remember(vscode: VsCodeApi, before: FileLook | null = null): () => void {
  const kept = vscode.getState();
  takeUp(kept ?? {});
  if (!kept && before) lookAgain(before);
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
    rowsOpen: rowsOpen.value,
  }));
  const end = next.subscribe((state) => {
    const text = JSON.stringify(state);
    if (text === last) return;
    last = text;
    vscode.setState(pageState.write(state));
  });
  const endForFile = rememberForFile();
  return () => {
    end();
    endForFile();
  };
}

/** Tells the host how the file is looked at whenever that changes. */
function rememberForFile(): () => void {
  let last: string | null = null;
  return computed<FileLook>(() => ({
    look: look.value,
    axes: axes.value,
    split: split.value ?? undefined,
    rail: rail.value,
    rowsOpen: rowsOpen.value,
  })).subscribe((now) => {
    const text = JSON.stringify(now);
    const changed = last !== null && text !== last;
    last = text;
    if (changed) void host().lookedAt(JSON.parse(text) as FileLook);
  });
}

function lookAgain(before: FileLook): void {
  axes.value = before.axes;
  split.value = before.split ?? null;
  look.value = before.look ?? FIRST_LOOK;
  rail.value = before.rail;
  rowsOpen.value = before.rowsOpen;
}

function takeUp(written: unknown): void {
  const kept = pageState.read(written).content;
  if (!kept) return; // the host says why
  lookAgain({ ...kept, axes: kept.lens.axes ?? {}, split: kept.lens.split });
  transforms.value = kept.transforms;
  keptTogether.value = kept.keptTogether;
  conditions.value = kept.lens.given ?? {};
  withinBounds.value = kept.lens.within ?? false;
  [selectedOn.value, selection.value] = [kept.selection.on, kept.selection.steps];
  chain.value = kept.operations;
  [fitChoices.value, lastFit.value] = [kept.fit?.choices ?? {}, kept.fit?.last ?? null];
}
