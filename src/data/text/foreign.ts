// Texts that are no tables, whatever their name says: a row or two could always be made of them.
import { say, type Sentence } from '../../protocol/sentence';

const FORMS: [RegExp, Sentence][] = [
  [
    /^\s*<(!doctype html|html|head|body)\b/i,
    say(
      'it is a web page: the download has perhaps failed. Choose a CSV, TSV, JSON or Parquet file.',
    ),
  ],
  [/^\s*<\?xml\b/i, say('it is XML. Convert it to CSV, JSON or Parquet.')],
  [/^%PDF-/, say('it is a PDF. Export its table as CSV.')],
  [/^(%[^\r\n]*\s*)*@relation\s/i, say('it is ARFF. Convert it to CSV.')],
  [/^(INSERT INTO|CREATE TABLE)\s/i, say('it is SQL. Export the table as CSV.')],
  [/^\{\\rtf/, say('it is a formatted text (RTF). Save it as plain text or CSV.')],
  [
    /^[^\r\n]*[\u0085\u2028\u2029][^\r\n]*$/,
    say(
      'its lines end with a character that ends no line of a table (U+0085 or U+2028). Write line feeds instead.',
    ),
  ],
  [
    /^version https:\/\/git-lfs\.github\.com\//,
    say('it is only a pointer of Git LFS. Fetch the file itself with "git lfs pull".'),
  ],
];

/** Files that are no texts, by their first bytes; \xNN in Latin-1. */
const BINARY: [string, Sentence][] = [
  ['PK\x03\x04', say('it is a ZIP archive. Unpack it, and choose the file inside.')],
  ['BZh', say('it is compressed with bzip2. Unpack it, or compress it with gzip instead.')],
  ['\xfd7zXZ', say('it is compressed with xz. Unpack it, or compress it with gzip instead.')],
  [
    '\x28\xb5\x2f\xfd',
    say('it is compressed with zstd. Unpack it, or compress it with gzip instead.'),
  ],
  ['7z\xbc\xaf', say('it is a 7z archive. Unpack it, and choose the file inside.')],
  ['\xd0\xcf\x11\xe0', say('it is an old Excel workbook. Save the sheet as CSV.')],
  ['SQLite format 3', say('it is an SQLite database. Export the table as CSV.')],
  ['\x89HDF', say('it is an HDF5 file. Export the table as CSV or Parquet.')],
  ['\x93NUMPY', say('it is a NumPy array. Save it with numpy.savetxt, or as Parquet.')],
  ['ARROW1', say('it is an Arrow file. Save it as Parquet.')],
  ['\xff\xfe\x00\x00', say('it is UTF-32. Save it as UTF-8.')],
  ['\x00\x00\xfe\xff', say('it is UTF-32. Save it as UTF-8.')],
];

/** Why a file is no text, as far as its first bytes say that. */
export function foreignBytes(head: Uint8Array): Sentence | null {
  const beginning = Buffer.from(head.subarray(0, 4096)).toString('latin1');
  if (
    beginning.startsWith('PK\x03\x04') &&
    /\[Content_Types\]\.xml|xl\/|opendocument\.spreadsheet/.test(beginning)
  )
    return say('it is a workbook. Save the sheet as CSV.');
  return BINARY.find(([bytes]) => beginning.startsWith(bytes))?.[1] ?? null;
}

/** Why a text is no table, as far as its beginning says that; null where it may be one. */
export function foreignForm(beginning: string): Sentence | null {
  return FORMS.find(([form]) => form.test(beginning))?.[1] ?? null;
}
