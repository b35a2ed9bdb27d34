// How the list of columns is shown; VS Code remembers it with the page.
import { signal } from '@preact/signals';
import type { PageState } from '../../src/protocol/page-state';

export type RailState = PageState['rail'];
export type RailOrder = RailState['order'];

export const rail = signal<RailState>({ folded: false, order: 'file' });
