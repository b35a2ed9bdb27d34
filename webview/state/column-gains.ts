// What a small flow gains over the Gaussian in each column by itself, once a comparison has found it.
import { computed, signal } from '@preact/signals';
import type { CompareColumn } from '../../src/protocol/exploration';
import type { Score } from '../../src/protocol/model';
import { exploration } from './store';

const found = signal<{ of: string; columns: CompareColumn[] } | null>(null);

const shown = () => `${exploration.value?.id}/${exploration.value?.modelRevision}`;

export function keepGains(columns: CompareColumn[]): void {
  found.value = { of: shown(), columns };
}

/** Of the model that is shown, by column; null while they are not known. */
export const columnGains = computed<Map<string, Score> | null>(() =>
  found.value?.of === shown() ? new Map(found.value.columns.map((c) => [c.column, c.gain])) : null,
);
