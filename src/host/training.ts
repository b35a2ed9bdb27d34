// A fit as VS Code shows it: a notification with Cancel, the status bar, and the verdict at the end.
import * as vscode from 'vscode';
import type { ExplorationState, FitOptions, FitState } from '../protocol/exploration';
import type { Exploration, Explorations } from './explorations';

export type Training = { fit: FitOptions } | 'resume';

/**
 * Fits, or takes up the last fit, and resolves with the state when training has ended. Cancelling keeps the best parameters.
 * `quiet`: the page on screen shows the progress, so no notification does.
 * @throws Error whose message is a sentence for the user
 */
export async function train(explorations: Explorations, exploration: Exploration, how: Training, quiet: boolean): Promise<ExplorationState> {
  const run = () => (how === 'resume' ? explorations.request(exploration, 'resume', {}) : explorations.request(exploration, 'fit', { options: how.fit }));
  if (quiet) return run();
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title: `Fitting ${exploration.state.label}` };
  const ended = await vscode.window.withProgress(options, async (progress, token) => {
    let done = 0;
    const subscriptions = [
      token.onCancellationRequested(() => void explorations.request(exploration, 'stop', {})),
      explorations.onDidChangeState((changed) => {
        if (changed !== exploration || changed.state.fit.phase === 'idle') return;
        const { step, plannedSteps } = changed.state.fit;
        const percent = plannedSteps > 0 ? Math.min(100, (100 * step) / plannedSteps) : done;
        progress.report({ message: progressText(changed.state.fit), increment: Math.max(0, percent - done) });
        done = Math.max(done, percent);
      }),
    ];
    try {
      return await run();
    } finally {
      for (const item of subscriptions) item.dispose();
    }
  });
  tellVerdict(ended);
  return ended;
}

/** Shows fits under way in the status bar; a click reveals the exploration. */
export function trainingStatus(explorations: Explorations): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('flowscope.fit', vscode.StatusBarAlignment.Left);
  item.name = 'Flowscope Fit';
  item.command = 'flowscope.showExploration';
  const update = () => {
    const fitting = explorations.all.filter((e) => e.state.fit.phase !== 'idle');
    const shown = fitting.find((e) => e === explorations.active) ?? fitting[0];
    if (!shown) return item.hide();
    item.text = `$(sync~spin) ${shown.state.label}: ${progressText(shown.state.fit)}${fitting.length > 1 ? ` (and ${fitting.length - 1} more)` : ''}`;
    item.tooltip = 'Flowscope is fitting a normalizing flow. Click to see it.';
    item.show();
  };
  return vscode.Disposable.from(item, explorations.onDidChangeState(update), explorations.onDidChangeActive(update));
}

/** For example "step 300 of 2000, validation -2.104 nats per row". */
export function progressText(fit: FitState): string {
  if (fit.phase !== 'training') return fit.message || fit.phase;
  const validation = fit.curve.at(-1)?.validation;
  const step = fit.plannedSteps > 0 ? `step ${fit.step} of ${fit.plannedSteps}` : `step ${fit.step}`;
  return typeof validation === 'number' && Number.isFinite(validation) ? `${step}, validation ${validation.toFixed(3)} nats per row` : step;
}

function tellVerdict(state: ExplorationState): void {
  if (!state.model || state.model.provisional) return;
  void vscode.window.showInformationMessage(`${state.label}: ${state.model.verdict.sentence}`, 'Save Model').then((choice) => {
    if (choice) void vscode.commands.executeCommand('flowscope.saveModel');
  });
}
