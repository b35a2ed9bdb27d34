// Which columns are modelled where nobody chose.
import type { ColumnProfile } from './data';
import { say, type Sentence } from './sentence';

export interface DefaultColumns {
  chosen: string[];
  /** numeric columns that are left out because they name or number rows */
  identifiers: ColumnProfile[];
  /** and those that repeat a chosen one value by value */
  copies: ColumnProfile[];
}

/**
 * Every numeric column that measures something; else all numeric ones.
 * @param without columns with another part to play
 */
export function columnsByDefault(columns: ColumnProfile[], without: string[] = []): DefaultColumns {
  const numeric = columns.filter((c) => c.modelled && !without.includes(c.name));
  const measured = numeric.filter((c) => !c.identifier);
  if (measured.length === 0)
    return { chosen: numeric.map((c) => c.name), identifiers: [], copies: [] };
  const names = measured.map((c) => c.name);
  const isCopy = ({ copyOf }: ColumnProfile) =>
    Boolean(copyOf && !copyOf.scaled && names.includes(copyOf.column));
  return {
    chosen: measured.filter((c) => !isCopy(c)).map((c) => c.name),
    identifiers: numeric.filter((c) => c.identifier),
    copies: measured.filter(isCopy),
  };
}

/** More of them make the first picture unreadable and the first fit long. */
const FIRST_COLUMNS = 12;

/** What a page begins with. */
export function firstColumns(columns: ColumnProfile[], without?: string[]): string[] {
  return columnsByDefault(columns, without).chosen.slice(0, FIRST_COLUMNS);
}

/** As the command line says it, a sentence a column. */
export function leftOutWords({ identifiers, copies }: DefaultColumns): Sentence[] {
  return [
    ...identifiers.map(({ name, identifier }) =>
      say(
        '"{0}" is left out as an identifier: {1}. Name it with --columns to take it in.',
        name,
        identifier!,
      ),
    ),
    ...copies.map(({ name, copyOf }) =>
      say(
        '"{0}" is left out as a copy of "{1}". Name it with --columns to take it in.',
        name,
        copyOf!.column,
      ),
    ),
  ];
}
