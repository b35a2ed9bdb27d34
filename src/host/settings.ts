// The settings of the manifest, typed and with their bounds.
import * as vscode from 'vscode';
import { MOST_POINTS } from '../protocol/cloud-parts';
import type { FitOptions } from '../protocol/fit-options';
import {
  DIRECTIONS,
  ENGINE_CHOICES,
  FLOW_CHOICES,
  hasDirection,
  ORDERINGS,
} from '../protocol/choices';

const within = (value: unknown, low: number, high: number, otherwise: number) =>
  typeof value === 'number' && value >= low && value <= high ? value : otherwise;

export function settings() {
  const get = (key: string): unknown => vscode.workspace.getConfiguration('flowscope').get(key);
  return {
    flow: FLOW_CHOICES.find((f) => f === get('flow')) ?? 'auto',
    engine: ENGINE_CHOICES.find((e) => e === get('engine')) ?? 'auto',
    direction: DIRECTIONS.find((d) => d === get('direction')) ?? 'density',
    order: ORDERINGS.find((o) => o === get('order')) ?? 'mixed',
    seconds: within(get('fitSeconds'), 5, 3600, 45),
    seed: Math.floor(within(get('seed'), 0, 4294967295, 1)),
    seeds: Math.floor(within(get('seeds'), 1, 100, 1)),
    threads: Math.floor(within(get('threads'), 0, 256, 0)),
    sampleRows: Math.floor(within(get('sampleRows'), 1, 10_000_000, 1000)),
    cloudPoints: Math.floor(within(get('cloudPoints'), 1000, MOST_POINTS, 20_000)),
    rows: Math.floor(within(get('trainingRows'), 1000, 5_000_000, 200_000)),
  };
}

/** What of a fit is not asked for on a page: it comes from the settings. */
export function quietOptions(): Pick<FitOptions, 'seed' | 'rows' | 'threads'> {
  const { seed, rows, threads } = settings();
  return { seed, rows, ...(threads > 0 ? { threads } : {}) };
}

export function fitOptions(): FitOptions {
  const { flow, engine, seconds, seeds, direction, order } = settings();
  return {
    flow,
    engine,
    seconds,
    ...quietOptions(),
    ...(seeds > 1 ? { seeds } : {}),
    ...(direction === 'sampling' && hasDirection(flow) ? { direction } : {}),
    ...(order === 'fixed' ? { order } : {}),
  };
}
