// The role of a column as one control of three states: described, given, left out.
import type { Role } from './roles';
import { ROLE_WORDS } from './roles';

const CHECKED = { described: 'true', given: 'mixed', 'left out': 'false' } as const;

export function RoleControl(props: {
  column: string;
  role: Role;
  /** null: it may be changed */
  disabled: string | null;
  id: string;
  tabIndex: number;
  onChange: () => void;
}) {
  const { column, role, disabled, id, tabIndex, onChange } = props;
  return (
    <button
      type="button"
      role="checkbox"
      id={id}
      class="role"
      tabIndex={tabIndex}
      aria-checked={CHECKED[role]}
      aria-disabled={disabled === null ? undefined : 'true'}
      aria-label={`${column}: ${ROLE_WORDS[role]}`}
      title={disabled ?? ROLE_WORDS[role]}
      onClick={() => disabled === null && onChange()}
    >
      <RoleGlyph role={role} />
    </button>
  );
}

/** Style sheets name a role so. */
export const roleClass = (role: Role) => `is-${role.replace(' ', '-')}`;

/** A full, a half and an empty circle. */
export function RoleGlyph({ role }: { role: Role }) {
  return (
    <svg class={`role-glyph ${roleClass(role)}`} width="12" height="12" aria-hidden="true">
      <circle cx="6" cy="6" r="4.5" />
      {role === 'described' && <circle class="filled" cx="6" cy="6" r="4.5" />}
      {role === 'given' && <path class="filled" d="M6 1.5a4.5 4.5 0 0 0 0 9Z" />}
    </svg>
  );
}
