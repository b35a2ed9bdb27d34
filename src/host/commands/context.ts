// What the commands share: the rooms of the host, the page in front, and what several commands do.
import * as vscode from 'vscode';
import type { ExplorationState } from '../../protocol/exploration';
import type { Examples } from '../examples';
import type { Explorations } from '../explorations';
import type { Inspector } from '../inspector';
import type { ModelsTree } from '../models-tree';
import type { Panels } from '../panels';
import type { ServiceClient } from '../service-client';
import type { Tensorflow } from '../tensorflow';

export interface Rooms {
  explorations: Explorations;
  panels: Panels;
  service: ServiceClient;
  models: ModelsTree;
  inspector: Inspector;
  tensorflow: Tensorflow;
  examples: Examples;
  log: vscode.LogOutputChannel;
}

export type Commands = Record<
  string,
  (argument?: unknown, all?: unknown) => Promise<unknown> | unknown
>;

/** The page in front. @throws a sentence where there is none */
export function activeOf({ explorations }: Pick<Rooms, 'explorations'>): ExplorationState {
  if (explorations.active) return explorations.active;
  throw new Error(
    vscode.l10n.t(
      'No exploration is open. Right-click a CSV file and choose Explore Distribution, or explore an example.',
    ),
  );
}
