// Watches the data files of open explorations; whether one has really changed is for the service to say.
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Explorations } from './explorations';
import { type Log, sentenceOf } from './log';
import { pattern } from './opening';

/** A file being written changes many times, in ms. */
const SETTLE = 500;

export function watchDataFiles(explorations: Explorations, log: Log): vscode.Disposable {
  const watched = new Map<string, vscode.Disposable>();
  const timers = new Map<string, NodeJS.Timeout>();
  const look = (path: string) => {
    clearTimeout(timers.get(path));
    timers.set(path, setTimeout(() => {
      timers.delete(path);
      for (const exploration of explorations.all.filter((e) => e.state.dataPath === path && !e.lost))
        explorations.request(exploration, 'state', {}).catch((error) => log.warn(sentenceOf(error)));
    }, SETTLE));
  };
  const watch = (path: string): vscode.Disposable => {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(dirname(path)), pattern(basename(path))));
    const changed = (uri: vscode.Uri) => uri.fsPath === path && look(path);
    return vscode.Disposable.from(watcher, watcher.onDidChange(changed), watcher.onDidCreate(changed), watcher.onDidDelete(changed));
  };
  const update = () => {
    const paths = new Set(explorations.all.map((e) => e.state.dataPath).filter((path) => path !== null));
    for (const path of paths) if (!watched.has(path)) watched.set(path, watch(path));
    for (const [path, watcher] of watched)
      if (!paths.has(path)) {
        watcher.dispose();
        watched.delete(path);
      }
  };
  return vscode.Disposable.from(explorations.onDidChangeActive(update), {
    dispose() {
      for (const timer of timers.values()) clearTimeout(timer);
      for (const watcher of watched.values()) watcher.dispose();
    },
  });
}
