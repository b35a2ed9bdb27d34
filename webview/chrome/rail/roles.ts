// The three roles of a column, and which of them make sense for it.
import type { ColumnProfile } from '../../../src/protocol/data';
import { chooseRoles, roles } from '../../state/choices';
import { t } from '../../text/translate';

export type Role = 'described' | 'given' | 'left out';
type Roles = ReturnType<typeof roles>;

export const ROLE_WORDS: Record<Role, string> = {
  described: t('described'),
  given: t('given'),
  'left out': t('left out'),
};

/** Categories with more levels than this cannot be given. */
const MOST_LEVELS = 50;

export const roleOf = (name: string, { columns, given }: Roles): Role =>
  columns.includes(name) ? 'described' : given.includes(name) ? 'given' : 'left out';

export function rolesFor({ type, modelled, distinct }: ColumnProfile): Role[] {
  if (modelled) return ['described', 'given', 'left out'];
  const few = distinct !== null && distinct > 1 && distinct <= MOST_LEVELS;
  return type === 'category' || (type !== 'constant' && few) ? ['given', 'left out'] : ['left out'];
}

/** The role after this one. */
export function nextRole(column: ColumnProfile, role: Role): Role {
  const possible = rolesFor(column);
  return possible[(possible.indexOf(role) + 1) % possible.length]!;
}

/** @param all columns of the table: those that are described keep its order */
export function chooseRole(all: ColumnProfile[], name: string, role: Role): void {
  const { columns, given } = roles();
  const described = all.filter((c) =>
    c.name === name ? role === 'described' : columns.includes(c.name),
  );
  const others = given.filter((c) => c !== name);
  void chooseRoles(
    described.map((c) => c.name),
    role === 'given' ? [...others, name] : others,
  );
}

/** Describes all of these that can be, beside those that are described; what is given stays so. */
export function describeAll(all: ColumnProfile[], listed: ColumnProfile[]): void {
  const { columns, given } = roles();
  const wanted = new Set([...columns, ...listed.filter((c) => c.modelled).map((c) => c.name)]);
  void chooseRoles(
    all.filter((c) => wanted.has(c.name) && !given.includes(c.name)).map((c) => c.name),
    given,
  );
}

export function describeNone(): void {
  void chooseRoles([], roles().given);
}
