// Texts that are no tables, whatever their name says: a row or two could always be made of them.

const FORMS: [RegExp, string][] = [
  [
    /^\s*<(!doctype html|html|head|body)\b/i,
    'it is a web page: the download has perhaps failed. Choose a CSV, TSV, JSON or Parquet file.',
  ],
  [/^\s*<\?xml\b/i, 'it is XML. Convert it to CSV, JSON or Parquet.'],
  [/^%PDF-/, 'it is a PDF. Export its table as CSV.'],
  [/^(%[^\r\n]*\s*)*@relation\s/i, 'it is ARFF. Convert it to CSV.'],
  [/^(INSERT INTO|CREATE TABLE)\s/i, 'it is SQL. Export the table as CSV.'],
  [/^\{\\rtf/, 'it is a formatted text (RTF). Save it as plain text or CSV.'],
  [
    /^[^\r\n]*[\u0085\u2028\u2029][^\r\n]*$/,
    'its lines end with a character that ends no line of a table (U+0085 or U+2028). Write line feeds instead.',
  ],
  [
    /^version https:\/\/git-lfs\.github\.com\//,
    'it is only a pointer of Git LFS. Fetch the file itself with "git lfs pull".',
  ],
];

/** Files that are no texts, by their first bytes; \xNN in Latin-1. */
const BINARY: [string, string][] = [
  ['PK\x03\x04', 'it is a ZIP archive. Unpack it, and choose the file inside.'],
  ['BZh', 'it is compressed with bzip2. Unpack it, or compress it with gzip instead.'],
  ['\xfd7zXZ', 'it is compressed with xz. Unpack it, or compress it with gzip instead.'],
  ['\x28\xb5\x2f\xfd', 'it is compressed with zstd. Unpack it, or compress it with gzip instead.'],
  ['7z\xbc\xaf', 'it is a 7z archive. Unpack it, and choose the file inside.'],
  ['\xd0\xcf\x11\xe0', 'it is an old Excel workbook. Save the sheet as CSV.'],
  ['SQLite format 3', 'it is an SQLite database. Export the table as CSV.'],
  ['\x89HDF', 'it is an HDF5 file. Export the table as CSV or Parquet.'],
  ['\x93NUMPY', 'it is a NumPy array. Save it with numpy.savetxt, or as Parquet.'],
  ['ARROW1', 'it is an Arrow file. Save it as Parquet.'],
  ['\xff\xfe\x00\x00', 'it is UTF-32. Save it as UTF-8.'],
  ['\x00\x00\xfe\xff', 'it is UTF-32. Save it as UTF-8.'],
];

/** Why a file is no text, as far as its first bytes say that. */
export function foreignBytes(head: Uint8Array): string | null {
  const beginning = Buffer.from(head.subarray(0, 4096)).toString('latin1');
  if (
    beginning.startsWith('PK\x03\x04') &&
    /\[Content_Types\]\.xml|xl\/|opendocument\.spreadsheet/.test(beginning)
  )
    return 'it is a workbook. Save the sheet as CSV.';
  return BINARY.find(([bytes]) => beginning.startsWith(bytes))?.[1] ?? null;
}

/** Why a text is no table, as far as its beginning says that; null where it may be one. */
export function foreignForm(beginning: string): string | null {
  return FORMS.find(([form]) => form.test(beginning))?.[1] ?? null;
}
