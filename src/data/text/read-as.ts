// How a text was read, in words and for its dialect.
import type { Layout } from './dialect';
import { say, type Sentence, series } from '../../protocol/sentence';

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
): Sentence {
  const shown =
    delimiter === '\t'
      ? say('tab')
      : delimiter === ' '
        ? runs
          ? say('blanks')
          : say('a space')
        : `"${delimiter}"`;
  const more = [
    ...(decimal === ',' ? [say('a decimal comma')] : []),
    ...(mark === '"' ? [] : [say(mark === 'none' ? 'without quotes' : 'fields in single quotes')]),
    ...(escape ? [say('backslashes as escapes')] : []),
    ...(encoding === 'utf-8' ? [] : [encoding]),
    ...(gzip ? [say('compressed')] : []),
    ...(header ? [] : [say('columns numbered, as it has no header')]),
  ];
  return more.length === 0
    ? say('Read with {0} between fields.', shown)
    : say('Read with {0} between fields, {1}.', shown, series(more, ', '));
}

export const quoteSaid = ({ quoting: { quote: mark } }: Pick<Layout, 'quoting'>) =>
  mark === '"' ? {} : { quote: mark };
