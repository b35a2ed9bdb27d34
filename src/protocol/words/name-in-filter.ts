// Names of columns as conditions on rows write them.

/** The name as it is where SQL takes it so, else in quotes. */
export const nameInFilter = (column: string): string =>
  /^[a-z_]\w*$/i.test(column) && !RESERVED.has(column.toLowerCase())
    ? column
    : `"${column.replaceAll('"', '""')}"`;

/** Words of DuckDB's SQL that are no names unless they are quoted. */
const RESERVED = new Set(
  (
    'all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default deferrable desc describe ' +
    'distinct do else end except false fetch for foreign from grant group having in initially intersect into lambda lateral leading limit not null ' +
    'offset on only or order pivot pivot_longer pivot_wider placing primary qualify references returning select show some summarize symmetric table ' +
    'then to trailing true union unique unpivot using variadic when where window with'
  ).split(' '),
);
