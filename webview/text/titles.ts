// Titles of axes and of columns, with the units that headers tell.
import type { ColumnProfile, DataProfile } from '../../src/protocol/data';
import { unitOf as unitIn, withoutUnit } from '../../src/protocol/unit';
import { t } from './translate';

/** "speed [km/h]" or "speed (km/h)" as a name and a unit; the whole header as the name where no unit is told. */
export const parseHeader = (header: string): { name: string; unit: string | null } => ({
  name: withoutUnit(header),
  unit: unitIn(header),
});

/**
 * What stands beside an axis: "speed (km/h)".
 * @param unit when it is known from elsewhere
 * @param most characters: a longer name is cut, its unit never
 */
export function axisTitle(header: string, unit?: string | null, most = Infinity): string {
  const found = parseHeader(header);
  const said = unit ?? found.unit;
  const name = said && found.unit ? found.name : header;
  const end = said ? ` (${said})` : '';
  const room = Math.max(4, most - end.length);
  return `${name.length > room ? `${name.slice(0, room - 1).trimEnd()}…` : name}${end}`;
}

/** The same for a column of a table, whose unit may stand in a row of units. */
export const columnTitle = (profile: DataProfile | null, column: string): string =>
  axisTitle(column, unitOf(profile?.columns.find((c) => c.name === column)));

/** What stands beside an axis of densities: "density per km/h", or "density per factor of 10". */
export function densityTitle(header: string, log: boolean, unit?: string | null): string {
  if (log) return t('density per factor of 10');
  const said = unit ?? parseHeader(header).unit;
  return said ? t('density per {0}', said) : t('density');
}

/** The unit that was read from the file's header, where the profile has one. */
export const unitOf = (column: ColumnProfile | undefined): string | null => column?.unit ?? null;
