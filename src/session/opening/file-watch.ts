// What happens to a page's file: it grows, vanishes, is renamed. What loses nothing is done unasked, the rest is said.
import { basename } from 'node:path';
import { fingerprintOfTable } from '../../data';
import type { Reading } from '../../protocol/data';
import { sentenceOf } from '../errors';
import type { LiveState } from '../live-state';
import type { ShownModel } from '../models/shown-model';
import { pathAfter } from './remembered';
import type { ShownTable } from './shown-table';

/** Times that a reading takes, between it and the next one that nobody asked for. */
const BETWEEN_READINGS = 10;

export class FileWatch {
  private looking = false;
  /** when the file may be read again by itself: one that grows all the time is not read all the time */
  private nextReading = 0;
  /** where a table that vanished may lie now */
  folders: string[] = [];

  constructor(
    private readonly live: LiveState,
    private readonly shown: ShownTable,
    private readonly model: ShownModel,
    private readonly isFitting: () => boolean,
  ) {}

  /**
   * Looks at the file again. What happened to it is said in the
   * state; a changed file is read again where that loses nothing.
   */
  async check(): Promise<void> {
    const { watched } = this.shown;
    if (!watched || this.looking) return;
    this.looking = true;
    try {
      const look = await watched.look(this.folders);
      if (this.live.closed || this.shown.watched !== watched) return;
      const said = this.live.now.file?.kind ?? null;
      if (look.kind === 'moved') this.moved(look.path);
      else if (look.kind === 'changed' && said !== 'changed') await this.changedOnDisk();
      else if (look.kind === 'gone' && said !== 'gone')
        this.live.update({ file: { kind: 'gone' } });
      else if (look.kind === 'same' && (said === 'changed' || said === 'gone'))
        this.live.update({ file: null });
    } finally {
      this.looking = false;
    }
  }

  private async changedOnDisk(): Promise<void> {
    const { interrupted, soFar, buildUp, profile, fit } = this.live.now;
    const { hash } = profile!.fingerprint;
    // a fit of these rows could not be compared on its own test rows any more
    const wouldLose =
      this.isFitting() ||
      fit.phase !== 'idle' ||
      soFar ||
      buildUp ||
      interrupted ||
      this.model.model?.metadata.data?.fingerprint.hash === hash;
    if (wouldLose) return this.live.update({ file: { kind: 'changed' } });
    if (performance.now() < this.nextReading) return;
    const began = performance.now();
    const before = profile!.fileRows ?? profile!.rows;
    try {
      await this.shown.refresh();
      const { profile: now } = this.live.now;
      this.live.update({ file: { kind: 'read again', rows: now!.fileRows ?? now!.rows, before } });
    } catch (error) {
      this.live.update({ file: { kind: 'changed' }, error: sentenceOf(error) });
    }
    this.nextReading = performance.now() + BETWEEN_READINGS * (performance.now() - began);
  }

  /** The file has another path from now on. */
  moved(path: string): void {
    const { dataPath, profile } = this.live.now;
    if (!this.shown.table || dataPath === null || dataPath === path) return;
    this.shown.table.moved(path);
    this.live.update({
      dataPath: path,
      label: basename(path),
      profile: profile && { ...profile, path },
      file: { kind: 'moved', from: dataPath },
    });
  }

  /** A file or folder was renamed, which may hold the table or models of this page. */
  renamed(from: string, to: string): void {
    const after = (path: string) => pathAfter(path, from, to) ?? path;
    const { dataPath, compared } = this.live.now;
    if (dataPath !== null) this.moved(after(dataPath));
    const { model } = this.model;
    if (model?.path) model.path = after(model.path);
    this.live.update({
      compared: compared.map((m) => ({ ...m, path: after(m.path) })),
      ...(model && !this.isFitting() ? { model: model.state() } : {}),
    });
  }

  /** The table lies at `path` now, where the user says so; with other content it is read from there. */
  async use(path: string, said: Reading): Promise<void> {
    this.shown.requireIdle();
    const { hash } = await fingerprintOfTable(path);
    if (hash === this.live.now.profile?.fingerprint.hash) this.moved(path);
    else await this.shown.read(path, undefined, { said, where: this.live.now.where, again: true });
  }
}
