// Commands that fit, stop, resume, and compare with the Gaussian.
import * as vscode from 'vscode';
import type { ExplorationState } from '../../protocol/exploration';
import type { FitOptions } from '../../protocol/fit-options';
import { isExample } from '../examples';
import { withFitProgress } from '../fit-progress';
import { sentence } from '../language';
import { ServiceLost } from '../service-client';
import { fitOptions } from '../settings';
import { activeOf, type Commands, type Rooms } from './context';
import { exploreOrActive } from './explore';

const COMPARE = vscode.l10n.t('Compare');
const SAVE = vscode.l10n.t('Save Model');
type FitRequest = { id: string; options?: FitOptions };

export function fitCommands(rooms: Rooms): Commands {
  const { panels, service } = rooms;
  const active = () => activeOf(rooms);
  return {
    'flowscope.fit': (request) =>
      fit(rooms, request, (id, options) => service.call('fit', { id, options })),
    'flowscope.resume': (request) =>
      fit(rooms, isFitRequest(request) ? request : { id: active().id }, (id) =>
        service.call('resume', { id }),
      ),
    'flowscope.stop': () => service.call('stop', { id: active().id }),
    'flowscope.compareGaussian': async (uri) => {
      const state = await exploreOrActive(rooms, uri);
      if (!state) return;
      // there is nothing to compare before a first fit
      if (!state.model && state.fit.phase === 'idle') await fitWith(rooms, state.id);
      panels.show(state.id, 'compare');
    },
  };
}

/** Fits what a page has chosen. @param options without them, as the settings say */
export function fitWith(
  rooms: Rooms,
  id: string,
  options?: FitOptions,
): Promise<ExplorationState | undefined> {
  return fit(rooms, { id, ...(options ? { options } : {}) }, (of, given) =>
    rooms.service.call('fit', { id: of, options: given }),
  );
}

/**
 * Fits the page in front, or a table opened for it, with progress, and says the verdict where its page is not seen.
 *
 * @returns undefined where nobody waits for it any more
 */
async function fit(
  rooms: Rooms,
  request: unknown,
  call: (id: string, options: FitOptions) => Promise<ExplorationState>,
): Promise<ExplorationState | undefined> {
  const { explorations, models, panels, tensorflow } = rooms;
  const given = isFitRequest(request) ? request : null;
  const id = given?.id ?? (await exploreOrActive(rooms, request))?.id;
  if (!id) return undefined;
  if (isExample(request)) panels.show(id, 'training'); // the walkthrough is in front
  const options = given?.options ?? fitOptions();
  if (options.engine === 'tensorflow') await tensorflow.askForWorkspace();
  const { label } = explorations.get(id) ?? {};
  const isGone = () => explorations.get(id) === undefined;
  const state = await withFitProgress(explorations, id, () => call(id, options)).catch(
    (error: unknown) => {
      if (isGone() && !(error instanceof ServiceLost)) return undefined; // nobody waits for it any more
      throw error;
    },
  );
  models.refresh();
  if (!state || isGone()) {
    if (label && state?.interrupted)
      vscode.window.setStatusBarMessage(
        vscode.l10n.t(
          'The fit of {0} was interrupted and is kept: open the table again to resume it.',
          label,
        ),
        15_000,
      );
    return undefined;
  }
  // the page says it itself where it is seen
  if (state.model && !state.model.provisional && !panels.isSeen(id))
    void vscode.window
      .showInformationMessage(sentence(state.model.verdict.sentence), COMPARE, SAVE)
      .then((choice) => {
        if (choice === COMPARE) panels.show(id, 'compare');
        if (choice === SAVE) void vscode.commands.executeCommand('flowscope.saveModel');
      });
  return state;
}

const isFitRequest = (v: unknown): v is FitRequest =>
  typeof v === 'object' && v !== null && typeof (v as FitRequest).id === 'string';
