// What a filter may be made of, in DuckDB's names for expressions: no query, no file, nothing that changes anything.
import { DataError } from '../errors';
import { say, type Value } from '../../protocol/sentence';

/** An expression as DuckDB serializes it. */
export type Node = { [key: string]: unknown };

const CLASSES = new Set([
  'COMPARISON',
  'CONJUNCTION',
  'CONSTANT',
  'COLUMN_REF',
  'BETWEEN',
  'CASE',
  'CAST',
  'FUNCTION',
  'OPERATOR',
]);
const OPERATORS = new Set([
  'COMPARE_IN',
  'COMPARE_NOT_IN',
  'OPERATOR_NOT',
  'OPERATOR_IS_NULL',
  'OPERATOR_IS_NOT_NULL',
  'OPERATOR_COALESCE',
  'OPERATOR_NULLIF',
]);
const CASTS = new Set([
  'BOOLEAN',
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'FLOAT',
  'DOUBLE',
  'DECIMAL',
  'VARCHAR',
  'DATE',
  'TIME',
  'TIMESTAMP',
  'INTERVAL',
]);
const FUNCTIONS = new Set([
  ...[
    '+',
    '-',
    '*',
    '/',
    '//',
    '%',
    '^',
    '**',
    '||',
    '~~',
    '!~~',
    '~~*',
    '!~~*',
    '~~~',
    'like_escape',
    'not_like_escape',
    'ilike_escape',
    'not_ilike_escape',
  ],
  ...[
    'abs',
    'sign',
    'ceil',
    'ceiling',
    'floor',
    'round',
    'trunc',
    'sqrt',
    'cbrt',
    'exp',
    'ln',
    'log',
    'log2',
    'log10',
    'pow',
    'power',
    'mod',
    'greatest',
    'least',
    'pi',
  ],
  ...['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2', 'isnan', 'isinf', 'isfinite'],
  ...[
    'length',
    'len',
    'lower',
    'upper',
    'trim',
    'ltrim',
    'rtrim',
    'left',
    'right',
    'substr',
    'substring',
    'replace',
    'concat',
    'contains',
    'starts_with',
    'prefix',
    'suffix',
    'ends_with',
    'regexp_matches',
    'regexp_full_match',
  ],
  ...[
    'coalesce',
    'nullif',
    'ifnull',
    'year',
    'month',
    'day',
    'hour',
    'minute',
    'second',
    'dayofweek',
    'dayofyear',
    'week',
    'quarter',
    'date_part',
    'date_trunc',
    'datepart',
    'strptime',
    'try_strptime',
  ],
]);

/** @throws DataError naming what a filter cannot hold */
export function requireAllowed(node: Node): void {
  const kind = String(node.class);
  const refuse = (what: Value) =>
    new DataError(
      say(
        "A filter cannot hold {0}: it is one condition on the columns of a row, such as speed > 100 AND lane = 'left'.",
        what,
      ),
    );
  if (kind === 'SUBQUERY') throw refuse(say('a query'));
  if (kind === 'WINDOW') throw refuse(say('a window function'));
  if (!CLASSES.has(kind)) throw refuse(kind.toLowerCase().replaceAll('_', ' '));
  if (kind === 'OPERATOR' && !OPERATORS.has(String(node.type)))
    throw refuse(String(node.type).toLowerCase().replaceAll('_', ' '));
  if (kind === 'CAST' && !CASTS.has(String((node.cast_type as Node).id)))
    throw refuse(say('a conversion to {0}', String((node.cast_type as Node).id)));
  if (kind === 'FUNCTION') {
    const name = String(node.function_name);
    if (
      !FUNCTIONS.has(name.toLowerCase()) ||
      // the grammar itself puts "main" before this one
      (node.schema && !(name === 'trim' && node.schema === 'main')) ||
      node.catalog ||
      node.filter ||
      node.distinct
    )
      throw new DataError(
        say(
          'A filter cannot use the function {0}. Mathematics, texts and dates can be used: abs, sqrt, ln, round, lower, contains, year and others.',
          name,
        ),
      );
  }
}
