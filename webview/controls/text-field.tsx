// A line of text that is taken as a whole.

/** A line of text, taken when Enter is pressed or the field is left. */
export function TextField(props: {
  label: string;
  value: string;
  wide?: boolean;
  onChange: (text: string) => void;
}) {
  return (
    <input
      type="text"
      aria-label={props.label}
      title={props.label}
      size={props.wide ? 34 : 22}
      spellcheck={false}
      style={{ maxWidth: '100%' }}
      value={props.value}
      onChange={(e) => props.onChange(e.currentTarget.value)}
      onKeyDown={(e) => e.key === 'Enter' && props.onChange(e.currentTarget.value)}
    />
  );
}
