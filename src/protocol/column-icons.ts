// The codicon of each type of column, in the side panel and on the page.
import type { ColumnProfile, ColumnType } from './data';

const ICONS = {
  numeric: 'symbol-number',
  integer: 'symbol-number',
  category: 'symbol-enum',
  text: 'symbol-string',
  date: 'calendar',
  identifier: 'key',
  constant: 'symbol-constant',
} as const satisfies Record<ColumnType, string>;

export const columnIcon = ({ type, identifier }: ColumnProfile): (typeof ICONS)[ColumnType] =>
  ICONS[identifier ? 'identifier' : type];
