// How a text was read, in words and for its dialect.
import type { Layout } from './dialect';

/** 'Read with ";" between fields, a decimal comma, windows-1252.' */
export function readAs(
  {
    delimiter,
    runs,
    decimal,
    header,
    quoting: { quote: mark, escape },
  }: Pick<Layout, 'delimiter' | 'runs' | 'decimal' | 'header' | 'quoting'>,
  encoding: string,
  gzip: boolean,
): string {
  const shown =
    delimiter === '\t'
      ? 'tab'
      : delimiter === ' '
        ? runs
          ? 'blanks'
          : 'a space'
        : `"${delimiter}"`;
  const more = [
    ...(decimal === ',' ? ['a decimal comma'] : []),
    ...(mark === '"' ? [] : [mark === 'none' ? 'without quotes' : 'fields in single quotes']),
    ...(escape ? ['backslashes as escapes'] : []),
    ...(encoding === 'utf-8' ? [] : [encoding]),
    ...(gzip ? ['compressed'] : []),
    ...(header ? [] : ['columns numbered, as it has no header']),
  ].join(', ');
  return more === ''
    ? `Read with ${shown} between fields.`
    : `Read with ${shown} between fields, ${more}.`;
}

export const quoteSaid = ({ quoting: { quote: mark } }: Pick<Layout, 'quoting'>) =>
  mark === '"' ? {} : { quote: mark };
