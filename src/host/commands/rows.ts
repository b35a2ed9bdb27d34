// Commands that write rows: draws of the model in front, and the table with a log density for each row.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { clustersWords } from '../../protocol/words/verdict';
import { outsideValues, outsideWords } from '../../protocol/words/conditions';
import { askBounds } from '../bounds';
import { askConditions } from '../conditions';
import { askNumber, askWhere, nameOf, offerToOpen } from '../dialogs';
import { grouped, sentence } from '../language';
import { nats } from '../nats';
import { settings } from '../settings';
import { activeOf, type Commands, type Rooms } from './context';
import { together } from '../../protocol/sentence';

const OUT_FILTERS = { CSV: ['csv'], Parquet: ['parquet'] };

export function rowCommands(rooms: Rooms): Commands {
  const { service } = rooms;
  const active = () => activeOf(rooms);
  return {
    'flowscope.drawSamples': async () => {
      const { id, label, dataPath } = active();
      const count = await askNumber(
        vscode.l10n.t('Draw Samples'),
        vscode.l10n.t('How many rows?'),
        settings().sampleRows,
        1,
        10_000_000,
      );
      if (count === undefined) return;
      const seed = await askNumber(
        vscode.l10n.t('Draw Samples'),
        vscode.l10n.t('Seed: the same seed gives the same rows'),
        1,
        0,
        4294967295,
      );
      if (seed === undefined) return;
      const given = await askConditions(
        active().model?.metadata.specification.given?.conditions ?? [],
      );
      if (given === undefined) return;
      const within = await askBounds(active().model?.metadata.bounds);
      if (within === undefined) return;
      const file = await askWhere(
        `${nameOf(label)}-samples.csv`,
        OUT_FILTERS,
        vscode.l10n.t('Draw Samples'),
        dataPath,
      );
      if (!file) return;
      const { rows, warnings = [] } = await service.call('sample', {
        id,
        path: file.fsPath,
        count,
        seed,
        given,
        ...(within ? { within } : {}),
      });
      const outside = outsideValues(
        active().model?.metadata.specification.given?.conditions ?? [],
        given,
      );
      if (warnings.length > 0)
        void vscode.window.showWarningMessage(sentence(together(outside.map(outsideWords))));
      await offerToOpen(
        vscode.l10n.t('{0} samples were written to {1}.', grouped(rows), basename(file.fsPath)),
        file,
      );
    },
    'flowscope.scoreRows': async () => {
      const { id, label, dataPath } = active();
      const file = await askWhere(
        `${nameOf(label)}-scored.csv`,
        OUT_FILTERS,
        vscode.l10n.t('Score Rows'),
        dataPath,
      );
      if (!file) return;
      const {
        rows,
        scored,
        meanLogDensity,
        standardError,
        clusters,
        impossible,
        tooFar,
        incomplete,
        unseen,
        outside,
      } = await service.call('score', { id, path: file.fsPath });
      const warnings = [
        ...(unseen
          ? [
              vscode.l10n.t(
                '{0} rows have no density: no training row had their level of a condition.',
                grouped(unseen),
              ),
            ]
          : []),
        ...(outside
          ? [
              vscode.l10n.t(
                '{0} rows have conditions outside those of all training rows: their log densities are guesses.',
                grouped(outside),
              ),
            ]
          : []),
        ...(impossible + tooFar > 0
          ? [
              vscode.l10n.t(
                '{0} rows have the log density -Infinity: they are impossible under a transform, or too far from the others.',
                grouped(impossible + tooFar),
              ),
            ]
          : []),
        ...(incomplete > 0
          ? [
              vscode.l10n.t(
                '{0} rows with a gap, or no finite number, in a column of the model have no log density.',
                grouped(incomplete),
              ),
            ]
          : []),
      ];
      if (warnings.length > 0) void vscode.window.showWarningMessage(warnings.join(' '));
      const [done, of] = [grouped(scored), grouped(rows)];
      await offerToOpen(
        meanLogDensity === null
          ? vscode.l10n.t('{0} of {1} rows were scored; none has a finite log density.', done, of)
          : standardError === null
            ? vscode.l10n.t(
                '{0} of {1} rows were scored: {2} nats.',
                done,
                of,
                nats(meanLogDensity),
              )
            : vscode.l10n.t(
                '{0} of {1} rows were scored: {2} ± {3} nats per row on average.',
                done,
                of,
                nats(meanLogDensity),
                nats(standardError),
              ) + (clusters ? ` ${sentence(clustersWords(clusters))}` : ''),
        file,
      );
    },
  };
}
