// The door of the data room: it opens files, profiles their columns, hands out rows and writes tables.
export { checkColumns } from './check-columns';
export { openDataRoom } from './duckdb/room';
export { DataError } from './errors';
export { fingerprintOf } from './files/fingerprint';
export { movedTo, withContent } from './files/moved';
export { fingerprintOfTable, sizeOfTable } from './files/table-files';
export type { DataRoom, OpenOptions } from './room';
export type { RowStream } from './stream';
export type { KeyOf, LookedAt, Table, TableRows } from './table';
export { previewOf } from './text/preview';
export { type Labels, writeCsv } from './text/write-csv';
