// The settings of the manifest, typed and with their bounds.
import * as vscode from 'vscode';
import type { FitOptions } from '../protocol/exploration';
import { ENGINE_CHOICES, FLOW_CHOICES } from '../protocol/model';

const within = (value: unknown, low: number, high: number, otherwise: number) => (typeof value === 'number' && value >= low && value <= high ? value : otherwise);

export function settings() {
  const get = (key: string): unknown => vscode.workspace.getConfiguration('flowscope').get(key);
  return {
    flow: FLOW_CHOICES.find((f) => f === get('flow')) ?? 'auto',
    engine: ENGINE_CHOICES.find((e) => e === get('engine')) ?? 'auto',
    seconds: within(get('fitSeconds'), 5, 3600, 45),
    seed: Math.floor(within(get('seed'), 0, 4294967295, 1)),
    seeds: Math.floor(within(get('seeds'), 1, 100, 1)),
    cloudPoints: Math.floor(within(get('cloudPoints'), 1000, 100_000, 20_000)),
    rows: Math.floor(within(get('trainingRows'), 1000, 5_000_000, 200_000)),
  };
}

export function fitOptions(): FitOptions {
  const { flow, engine, seconds, seed, seeds, rows } = settings();
  return { flow, engine, seconds, seed, rows, ...(seeds > 1 ? { seeds } : {}) };
}
