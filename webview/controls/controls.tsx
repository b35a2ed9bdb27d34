// The only importer of the UI toolkit: registers its elements and gives them typed faces for preact.
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';
import { type ComponentChildren, h } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { lessMotion } from '../state/motion';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeProgressRing(),
);

export function Button(props: {
  onClick: () => void;
  primary?: boolean;
  small?: boolean;
  disabled?: boolean;
  title?: string;
  /** for screen readers, where its words alone do not say enough */
  label?: string;
  children: ComponentChildren;
}) {
  const { primary, small, disabled = false, label, children, ...rest } = props;
  return h(
    'vscode-button',
    {
      appearance: primary ? 'primary' : 'secondary',
      class: small ? 'small' : undefined,
      disabled,
      ...(label ? { 'aria-label': label } : {}),
      ...rest,
    },
    children,
  );
}

/** `onChange` is called for changes by the user only: the element also reports its own `checked` being set. */
export function Checkbox(props: {
  checked: boolean;
  disabled?: boolean;
  /** for screen readers, where the words beside it do not say enough */
  label?: string;
  onChange: (checked: boolean) => void;
  children: ComponentChildren;
}) {
  const { checked, disabled = false, label, onChange, children } = props;
  const change = (event: Event) => {
    const now = (event.target as HTMLInputElement).checked;
    if (now !== checked) onChange(now);
  };
  const element = useRef<HTMLElement>(null);
  // the toolkit names a checkbox by the words beside it as soon as it is on the page
  useEffect(() => {
    if (label) element.current?.setAttribute('aria-label', label);
  }, [label]);
  return h(
    'vscode-checkbox',
    {
      ref: element,
      checked,
      disabled,
      onChange: change,
      ...(label ? { 'aria-label': label } : {}),
    } as object,
    children,
  );
}

/** The toolkit's list makes an element of its own for each option: hundreds of them stop the page for seconds. */
const LONG_LIST = 40;

/** A choice of one. `label` names it for screen readers and stands before it. */
export function Dropdown<T extends string>(props: {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  disabled?: boolean;
  onChange: (value: T) => void;
}) {
  const { label, value, options, disabled = false, onChange } = props;
  if (options.length > LONG_LIST)
    return (
      <Choice
        name={label}
        value={value}
        options={options}
        disabled={disabled}
        onChange={onChange}
      />
    );
  return <ToolkitDropdown {...props} />;
}

function ToolkitDropdown<T extends string>(props: Parameters<typeof Dropdown<T>>[0]) {
  const { label, value, options, disabled = false, onChange } = props;
  const element = useRef<HTMLSelectElement>(null);
  const key = options.map((o) => o.value).join('\n');
  useEffect(() => {
    // options register themselves with the list a moment after they were added
    const timer = setTimeout(() => element.current && (element.current.value = value));
    return () => clearTimeout(timer);
  }, [value, key]);
  const change = (event: Event) => {
    const now = (event.target as HTMLSelectElement).value as T;
    if (now !== value && options.some((o) => o.value === now)) onChange(now);
  };
  return (
    <span class="field">
      <span aria-hidden="true">{label}</span>
      {h(
        'vscode-dropdown',
        { ref: element, disabled, onChange: change, 'aria-label': label } as object,
        options.map((o) =>
          h(
            'vscode-option',
            { key: o.value, value: o.value, selected: o.value === value } as object,
            o.label,
          ),
        ),
      )}
    </span>
  );
}

/**
 * A choice of one where the toolkit's list would be cut off, as in a box that scrolls. `label` is for screen readers.
 */
export function PlainSelect<T extends string>(props: {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  disabled?: boolean;
  onChange: (value: T) => void;
}) {
  const { label, value, options, disabled = false, onChange } = props;
  return (
    <select
      aria-label={label}
      value={value}
      disabled={disabled}
      onChange={(e) => onChange(e.currentTarget.value as T)}
    >
      {options.map((o) => (
        <option key={o.value} value={o.value} selected={o.value === value}>
          {o.label}
        </option>
      ))}
    </select>
  );
}

/** The same with its name before it. */
export function Choice<T extends string>(
  props: { name: string } & Omit<Parameters<typeof PlainSelect<T>>[0], 'label'>,
) {
  const { name, ...rest } = props;
  return (
    <span class="field">
      <span aria-hidden="true">{name}</span>
      <PlainSelect label={name} {...rest} />
    </span>
  );
}

/** A number, NaN while the field is empty. `label` is for screen readers. */
export function NumberField(props: {
  label: string;
  value: number;
  disabled?: boolean;
  onChange: (value: number) => void;
}) {
  const { label, value, disabled = false, onChange } = props;
  return (
    <input
      type="number"
      step="any"
      aria-label={label}
      value={Number.isFinite(value) ? value : ''}
      disabled={disabled}
      onChange={(e) => onChange(e.currentTarget.value === '' ? NaN : Number(e.currentTarget.value))}
    />
  );
}

/**
 * The nearest whole number within bounds, with its name before it. What cannot be read becomes `otherwise`: without
 * that, what it was before.
 */
export function WholeNumber(props: {
  name: string;
  value: number;
  least: number;
  most: number;
  otherwise?: number;
  disabled?: boolean;
  onChange: (value: number) => void;
}) {
  const { name, value, least, most, otherwise = value, disabled = false, onChange } = props;
  const take = (field: HTMLInputElement) => {
    const typed = field.value === '' ? NaN : Math.round(Number(field.value));
    const next = Number.isNaN(typed) ? otherwise : Math.max(least, Math.min(most, typed));
    field.value = String(next);
    onChange(next);
  };
  return (
    <label class="field">
      <span>{name}</span>
      <input
        type="number"
        aria-label={name}
        min={least}
        max={most}
        value={value}
        disabled={disabled}
        onChange={(e) => take(e.currentTarget)}
      />
    </label>
  );
}

/** Turns while something is under way; absent where the user asked for less motion. */
export function ProgressRing() {
  return lessMotion() ? null : h('vscode-progress-ring', { 'aria-hidden': 'true' });
}
