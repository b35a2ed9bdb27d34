// Icons of VS Code's own font, and buttons that show one: what a button does is its name and its tooltip.
import type { Ref } from 'preact';

/** Places in the font (@vscode/codicons, dist/codicon.css). */
const ICONS = {
  add: '\uea60',
  'arrow-swap': '\uebcb',
  beaker: '\uea79',
  calendar: '\ueab0',
  check: '\ueab2',
  checklist: '\ueab3',
  'chevron-down': '\ueab4',
  'chevron-left': '\ueab5',
  'chevron-right': '\ueab6',
  'clear-all': '\ueabf',
  'desktop-download': '\uea78',
  discard: '\ueae2',
  ellipsis: '\uea7c',
  eye: '\uea70',
  filter: '\ueaf1',
  info: '\uea74',
  key: '\ueb11',
  layers: '\uebd2',
  'list-unordered': '\ueb17',
  redo: '\uebb0',
  remove: '\ueb3b',
  save: '\ueb4b',
  settings: '\ueb52',
  'split-horizontal': '\ueb56',
  'symbol-array': '\uea8a',
  'symbol-color': '\ueb5c',
  'symbol-constant': '\ueb5d',
  'symbol-enum': '\uea95',
  'symbol-number': '\uea90',
  'symbol-string': '\ueb8d',
  table: '\uebb7',
  warning: '\uea6c',
  'zoom-in': '\ueb81',
  'zoom-out': '\ueb82',
} as const;

export type IconName = keyof typeof ICONS;

export const Icon = ({ name }: { name: IconName }) => (
  <span class="icon" aria-hidden="true" data-icon={ICONS[name]} />
);

/** @param pressed for a button that is on or off  @param words stand beside the icon, where there is room */
export function IconButton({
  icon,
  label,
  words,
  title = label,
  pressed,
  disabled,
  onClick,
  element,
}: {
  icon: IconName;
  label: string;
  words?: string;
  title?: string;
  pressed?: boolean;
  disabled?: boolean;
  onClick: () => void;
  element?: Ref<HTMLButtonElement>;
}) {
  return (
    <button
      type="button"
      class="icon-button"
      ref={element}
      aria-label={words ? label : undefined}
      title={title}
      aria-pressed={pressed === undefined ? undefined : pressed ? 'true' : 'false'}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
      {words ? <span class="words">{words}</span> : <span class="unseen">{label}</span>}
    </button>
  );
}
