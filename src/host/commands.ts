// Every command, in one table: its name and what it does. Errors become messages; the log has the rest.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Reading } from '../protocol/data';
import type { ExplorationState, FitOptions, StoredModel } from '../protocol/exploration';
import type { ExportFormat } from '../protocol/model';
import { selfTestLine, selfTestSummary } from '../protocol/self-test';
import { clustersWords, modelWords, outsideValues, outsideWords, said } from '../protocol/words';
import { askBounds } from './bounds';
import { commandLineOf } from './command-line';
import { askConditions } from './conditions';
import { askNumber, askWhere, nameOf, offerToOpen } from './dialogs';
import type { Explorations } from './explorations';
import { withFitProgress } from './fit-progress';
import { grouped, sentence, speech } from './language';
import type { ModelsTree } from './models-tree';
import { isStored, modelCommands } from './model-commands';
import { nats } from './nats';
import { operationsCommands } from './operations-commands';
import { MODEL_EDITOR, PanelClosed, type Panels } from './panels';
import { askReading, Unreadable } from './reading';
import { type ServiceClient, ServiceLost } from './service-client';
import { fitOptions, settings } from './settings';
import type { Tensorflow } from './tensorflow';

export interface Rooms {
  explorations: Explorations;
  panels: Panels;
  service: ServiceClient;
  models: ModelsTree;
  tensorflow: Tensorflow;
  log: vscode.LogOutputChannel;
}

/** Forms of tables by the ends of their names; others can be opened all the same. */
const DATA = /\.(csv|tsv|parquet|ndjson|jsonl|json|csv\.gz|tsv\.gz)$/i;
const DATA_FILTERS = {
  [vscode.l10n.t('Tables')]: ['csv', 'tsv', 'parquet', 'json', 'ndjson', 'jsonl', 'gz'],
  [vscode.l10n.t('All files')]: ['*'],
};
const OUT_FILTERS = { CSV: ['csv'], Parquet: ['parquet'] };
const SUFFIX = '.flow.safetensors';
const EXPORTS: (vscode.QuickPickItem & { format: ExportFormat })[] = [
  { format: 'json', label: 'JSON', description: vscode.l10n.t('one file: everything as text') },
  {
    format: 'tfjs',
    label: vscode.l10n.t('Browser'),
    description: vscode.l10n.t(
      'a folder: TensorFlow.js weights, a loader in plain JavaScript and a page that uses it',
    ),
  },
];
const COMPARE = vscode.l10n.t('Compare');
const SAVE = vscode.l10n.t('Save Model');
type FitRequest = { id: string; options?: FitOptions };

/** Registers all commands. @returns their names, which the manifest must list too */
export function registerCommands(rooms: Rooms): { names: string[]; disposable: vscode.Disposable } {
  const { explorations, panels, service, models, tensorflow, log } = rooms;

  const active = (): ExplorationState => {
    if (explorations.active) return explorations.active;
    throw new Error(
      vscode.l10n.t(
        'No exploration is open. Right-click a CSV file and choose Explore Distribution.',
      ),
    );
  };
  const explore = async (uri?: unknown): Promise<ExplorationState | undefined> => {
    const file = uri instanceof vscode.Uri ? uri : await dataFile();
    if (!file) return undefined;
    if (file.scheme !== 'file')
      throw new Error(
        vscode.l10n.t(
          '{0} is not a file on this machine: Flowscope opens files from disk only.',
          basename(file.path),
        ),
      );
    return panels
      .explore(file.fsPath)
      .catch((error: unknown) => Promise.reject(Unreadable.from(error, file.fsPath)));
  };
  const fit = async (
    request: unknown,
    call: (id: string, options: FitOptions) => Promise<ExplorationState>,
  ) => {
    const given = isFitRequest(request) ? request : null;
    const id =
      given?.id ??
      (request instanceof vscode.Uri || !explorations.active
        ? (await explore(request))?.id
        : explorations.active.id);
    if (!id) return undefined;
    const options = given?.options ?? fitOptions();
    if (options.engine === 'tensorflow') await tensorflow.askForWorkspace();
    const { label } = explorations.get(id) ?? {};
    const isGone = () => explorations.get(id) === undefined;
    const state = await withFitProgress(explorations, service, id, () => call(id, options)).catch(
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
    if (state.model && !state.model.provisional)
      void vscode.window
        .showInformationMessage(verdictOf(state.model), COMPARE, SAVE)
        .then((choice) => {
          if (choice === COMPARE) panels.show(id, 'compare');
          if (choice === SAVE) void vscode.commands.executeCommand('flowscope.saveModel');
        });
    return state;
  };

  /** @returns the path of a model file, with its whole suffix; undefined when the dialog is left */
  const askModelPath = async (name: string, near: string | null): Promise<string | undefined> => {
    const file = await askWhere(
      `${name}${SUFFIX}`,
      { [vscode.l10n.t('Flowscope model')]: ['safetensors'] },
      vscode.l10n.t('Save Model'),
      near,
    );
    if (!file || file.fsPath.endsWith(SUFFIX)) return file?.fsPath;
    return `${file.fsPath.replace(/(\.flow)?(\.safetensors)?$/, '')}${SUFFIX}`;
  };

  type Unsaved = { name: string; near: string | null; save(path: string): Promise<unknown> };
  const fromStorage = ({ path, label }: StoredModel): Unsaved => ({
    name: label.split(' · ')[0]!,
    near: null,
    save: (to) => service.call('saveStored', { path, to }),
  });
  const fromActive = (): Unsaved => {
    const { id, label, dataPath, model } = active();
    if (!model || model.provisional)
      throw new Error(vscode.l10n.t('There is no finished model yet. Fit a flow first.'));
    return {
      name: nameOf(label),
      near: dataPath,
      save: (path) => service.call('save', { id, path }),
    };
  };

  const operations = operationsCommands({ panels, service, active });
  const commands: Record<
    string,
    (argument?: unknown, all?: unknown) => Promise<unknown> | unknown
  > = {
    'flowscope.explore': async (uri, all) => {
      if (isReading(all) && uri instanceof vscode.Uri) return panels.explore(uri.fsPath, all);
      // several files chosen in the Explorer: one panel each
      if (!Array.isArray(all) || all.length < 2) return explore(uri);
      for (const file of all as unknown[])
        if (file instanceof vscode.Uri && isData(file)) await explore(file);
      return undefined;
    },
    'flowscope.exploreFolder': async (uri) => {
      const folder =
        uri instanceof vscode.Uri
          ? uri
          : (
              await vscode.window.showOpenDialog({
                canSelectFolders: true,
                canSelectFiles: false,
                title: vscode.l10n.t('Explore Folder as One Table'),
              })
            )?.[0];
      return folder && explore(folder);
    },
    'flowscope.fit': (request) =>
      fit(request, (id, options) => service.call('fit', { id, options })),
    'flowscope.resume': (request) =>
      fit(isFitRequest(request) ? request : { id: active().id }, (id) =>
        service.call('resume', { id }),
      ),
    'flowscope.stop': () => service.call('stop', { id: active().id }),
    'flowscope.refresh': () => service.call('refresh', { id: active().id }),
    'flowscope.chooseFile': async () => {
      const { id, dataPath } = active();
      const file =
        dataPath !== null &&
        (await askTable(vscode.l10n.t('Where {0} Is Now', basename(dataPath))));
      return file ? service.call('useFile', { id, path: file.fsPath }) : undefined;
    },
    'flowscope.compareGaussian': async (uri) => {
      const state = uri instanceof vscode.Uri ? await explore(uri) : active();
      if (!state) return;
      // there is nothing to compare before a first fit
      if (!state.model && state.fit.phase === 'idle')
        await fit({ id: state.id }, (id, options) => service.call('fit', { id, options }));
      panels.show(state.id, 'compare');
    },
    'flowscope.saveModel': async (stored) => {
      const { name, near, save } = isStored(stored) ? fromStorage(stored) : fromActive();
      const path = await askModelPath(name, near);
      if (!path) return;
      await save(path);
      models.refresh();
      await offerToOpen(
        vscode.l10n.t('The model was saved to {0}.', basename(path)),
        vscode.Uri.file(path),
      );
    },
    'flowscope.exportModel': async () => {
      const { id, label, dataPath } = active();
      const format = (
        await vscode.window.showQuickPick(EXPORTS, { title: vscode.l10n.t('Export Model') })
      )?.format;
      if (!format) return;
      const file = await (format === 'json'
        ? askWhere(
            `${nameOf(label)}.flow.json`,
            { JSON: ['json'] },
            vscode.l10n.t('Export Model'),
            dataPath,
          )
        : askWhere(`${nameOf(label)}-flow`, {}, vscode.l10n.t('Export Model: a Folder'), dataPath));
      if (!file) return;
      await service.call('export', { id, path: file.fsPath, format });
      await offerToOpen(
        vscode.l10n.t('The model was exported to {0}.', basename(file.fsPath)),
        format === 'json' ? file : vscode.Uri.joinPath(file, 'README.md'),
      );
    },
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
        void vscode.window.showWarningMessage(
          outside.map((value) => outsideWords(value, speech())).join(' '),
        );
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
              ) + (clusters ? ` ${clustersWords(clusters, speech())}` : ''),
        file,
      );
    },
    'flowscope.saveChart': async () => {
      const { id } = active();
      const forms = [
        { label: 'SVG', description: vscode.l10n.t('lines and text'), format: 'svg' },
        { label: 'PNG', description: vscode.l10n.t('pixels'), format: 'png' },
        {
          label: 'Vega-Lite JSON',
          description: vscode.l10n.t('opens elsewhere, with its data'),
          format: 'vl.json',
        },
      ] as const;
      const choice = await vscode.window.showQuickPick(forms, {
        title: vscode.l10n.t('Save Chart'),
      });
      if (choice) panels.requestChart(id, choice.format);
    },
    'flowscope.openModel': async (model) => {
      const file = isStored(model)
        ? vscode.Uri.file(model.path)
        : (
            await vscode.window.showOpenDialog({
              filters: { [vscode.l10n.t('Flowscope model')]: ['safetensors'] },
              title: vscode.l10n.t('Open Model'),
            })
          )?.[0];
      // a click in the list leaves the keyboard there, as in the Explorer: F2 and Delete are for the list
      if (file)
        await vscode.commands.executeCommand('vscode.openWith', file, MODEL_EDITOR, {
          preserveFocus: isStored(model),
        });
    },
    'flowscope.copyCommandLine': async () => {
      const state = active();
      const line = operations.line(state) ?? commandLineOf(state);
      if (line === null)
        throw new Error(
          vscode.l10n.t(
            'This page has no data file, so there is no command line for it. Open the CSV that belongs to this model.',
          ),
        );
      await vscode.env.clipboard.writeText(line);
      vscode.window.setStatusBarMessage(vscode.l10n.t('The command line was copied.'), 4000);
      return line;
    },
    'flowscope.selfTest': async () => {
      const checks = await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: vscode.l10n.t('Flowscope self-test: every engine against the reference'),
        },
        () => service.call('selfTest', {}),
      );
      for (const check of checks) log[check.passed ? 'info' : 'error'](selfTestLine(check));
      const show = checks.every((c) => c.passed)
        ? vscode.window.showInformationMessage
        : vscode.window.showErrorMessage;
      void show(
        vscode.l10n.t('Self-test: {0}', selfTestSummary(checks, speech())),
        vscode.l10n.t('Show Log'),
      ).then((choice) => choice && log.show());
      return checks;
    },
    ...operations.commands,
    'flowscope.toggleCondition': async (column) => {
      const { id, selected, given = [] } = active();
      const name = (column as { name?: unknown } | undefined)?.name;
      if (typeof name !== 'string')
        throw new Error(vscode.l10n.t('Choose a column in the Columns view first.'));
      return service.call('select', {
        id,
        columns: selected.filter((c) => c !== name),
        given: given.includes(name) ? given.filter((c) => c !== name) : [...given, name],
      });
    },
    ...modelCommands({
      explorations,
      panels,
      service,
      models,
      askTable,
      fit: (id, options) =>
        fit({ id, options }, (of, given) => service.call('fit', { id: of, options: given })),
    }),
    'flowscope.setUpTensorflow': () => tensorflow.setUp(),
    'flowscope.removeTensorflow': () => tensorflow.remove(),
    'flowscope.showEngines': () => tensorflow.show(),
    'flowscope.showLog': () => log.show(),
    'flowscope.openSettings': () =>
      vscode.commands.executeCommand('workbench.action.openSettings', '@ext:flowscope.flowscope'),
  };

  const shown = (name: string) => async (argument?: unknown, all?: unknown) => {
    try {
      return await commands[name]!(argument, all);
    } catch (error) {
      if (error instanceof ServiceLost || error instanceof PanelClosed) return undefined; // said once, for all calls; or nothing to say
      const message = error instanceof Error ? error.message : String(error);
      log.warn(`${name}: ${message}`);
      const showLog = vscode.l10n.t('Show Log');
      const unreadable = error instanceof Unreadable ? error.path : null;
      void vscode.window
        .showErrorMessage(
          sentence(message),
          ...(unreadable ? [vscode.l10n.t('Choose How It Is Read'), showLog] : [showLog]),
        )
        .then(async (choice) => {
          if (choice === showLog) log.show();
          const reading =
            choice && choice !== showLog && unreadable
              ? await askReading(unreadable, message)
              : undefined;
          if (reading)
            await vscode.commands.executeCommand(
              'flowscope.explore',
              vscode.Uri.file(unreadable!),
              reading,
            );
        });
      return undefined;
    }
  };
  const names = Object.keys(commands);
  return {
    names,
    disposable: vscode.Disposable.from(
      ...names.map((name) => vscode.commands.registerCommand(name, shown(name))),
    ),
  };
}

/** The data file in front, or one the user chooses. */
async function dataFile(): Promise<vscode.Uri | undefined> {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri =
    tab instanceof vscode.TabInputText || tab instanceof vscode.TabInputCustom
      ? tab.uri
      : undefined;
  if (uri && isData(uri)) return uri;
  return askTable(vscode.l10n.t('Explore Distribution'));
}

async function askTable(title: string): Promise<vscode.Uri | undefined> {
  return (await vscode.window.showOpenDialog({ filters: DATA_FILTERS, title }))?.[0];
}

const verdictOf = ({ verdict, metadata }: NonNullable<ExplorationState['model']>) =>
  said(verdict.sentence, (s) => modelWords(metadata, s), speech());
const isData = (uri: vscode.Uri) => DATA.test(uri.path);
const isReading = (v: unknown): v is Reading =>
  typeof v === 'object' &&
  v !== null &&
  !Array.isArray(v) &&
  ['delimiter', 'encoding', 'quote', 'escape', 'rowNames'].some((key) => key in v);
const isFitRequest = (v: unknown): v is FitRequest =>
  typeof v === 'object' && v !== null && typeof (v as FitRequest).id === 'string';
