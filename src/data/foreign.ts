// Texts that are no tables, whatever their name says: a row or two could always be made of them.

const FORMS: [RegExp, string][] = [
  [/^\s*<(!doctype html|html|head|body)\b/i, 'it is a web page: the download has perhaps failed. Choose a CSV, TSV, JSON or Parquet file.'],
  [/^\s*<\?xml\b/i, 'it is XML. Convert it to CSV, JSON or Parquet.'],
  [/^%PDF-/, 'it is a PDF. Export its table as CSV.'],
  [/^\{\\rtf/, 'it is a formatted text (RTF). Save it as plain text or CSV.'],
  [/^version https:\/\/git-lfs\.github\.com\//, 'it is only a pointer of Git LFS. Fetch the file itself with "git lfs pull".'],
];

/** Why a text is no table, as far as its beginning says that; null where it may be one. */
export function foreignForm(beginning: string): string | null {
  return FORMS.find(([form]) => form.test(beginning))?.[1] ?? null;
}
