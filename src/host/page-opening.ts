// How the pages are opened by the service: a table, a page as it was, a model with others beside it.
import * as vscode from 'vscode';
import type { Reading } from '../protocol/data';
import type { ExplorationState } from '../protocol/exploration';
import type { PageState } from '../protocol/page-state';
import { wordsOf } from './language';
import { type ServiceClient, ServiceLost } from './service-client';

/** What a page showed. */
type Shown = Pick<PageState, 'columns' | 'given' | 'where' | 'modelPath' | 'comparedPaths'> & {
  dataPath: string;
};

/** The editor's encoding of a file, for one that does not say its own; utf-8, the usual one, says nothing. */
function encodingFor(path: string): { encoding?: string } {
  const set = vscode.workspace
    .getConfiguration('files', vscode.Uri.file(path))
    .get<string>('encoding');
  return set && set !== 'utf8' ? { encoding: set } : {};
}

/** Where a table that vanishes may lie then. */
export const workspaceFolders = (): string[] =>
  (vscode.workspace.workspaceFolders ?? [])
    .filter((f) => f.uri.scheme === 'file')
    .map((f) => f.uri.fsPath);

export class PageOpening {
  constructor(
    private readonly service: ServiceClient,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  table(path: string, ticket: string, reading?: Reading): Promise<ExplorationState> {
    return this.service.call('open', {
      path,
      ticket,
      folders: workspaceFolders(),
      ...encodingFor(path),
      ...(reading ? { reading } : {}),
    });
  }

  model(path: string, ticket: string, data?: string): Promise<ExplorationState> {
    const folders = workspaceFolders();
    return this.service.call('openModel', { path, folders, ticket, ...(data ? { data } : {}) });
  }

  /** The page of this state, opened again. */
  again(
    { dataPath, selected, given, where, model, compared }: ExplorationState,
    ticket: string,
  ): Promise<ExplorationState> {
    const shown: Shown = {
      dataPath: dataPath!,
      columns: selected,
      given: given ?? [],
      where: where ?? null,
      modelPath: model?.path ?? model?.stored ?? null,
      comparedPaths: compared.map((m) => m.path),
    };
    return this.as(shown, ticket);
  }

  async as(
    { dataPath, columns, given, where, modelPath, comparedPaths }: Shown,
    ticket: string,
  ): Promise<ExplorationState> {
    const state = await this.service.call('open', {
      path: dataPath,
      folders: workspaceFolders(),
      where,
      ticket,
      ...encodingFor(dataPath),
      ...(modelPath ? { model: modelPath } : {}),
      ...(columns.length > 0 ? { columns } : {}),
      ...(given.length > 0 ? { given } : {}),
    });
    return comparedPaths.length > 0 && state.model && !state.model.provisional
      ? this.beside(state, comparedPaths)
      : state;
  }

  /** The exploration with other models to compare; without them where one is gone. */
  async beside(state: ExplorationState, others: string[]): Promise<ExplorationState> {
    try {
      return await this.service.call('compareWith', { id: state.id, paths: others });
    } catch (error) {
      if (error instanceof ServiceLost) throw error;
      this.log.warn(`${others.join(', ')}: ${(error as Error).message}`);
      void vscode.window.showWarningMessage(wordsOf(error));
      return state;
    }
  }
}
