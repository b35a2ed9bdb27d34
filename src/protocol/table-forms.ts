// The forms that a table can have as a file: what each is called, and how names of such files end.

export const TABLE_FORMS = {
  parquet: { label: 'Parquet', endings: ['.parquet'] },
  csv: { label: 'CSV', endings: ['.csv', '.tsv', '.csv.gz', '.tsv.gz'] },
  json: { label: 'JSON', endings: ['.ndjson', '.jsonl', '.json'] },
} as const;
export type TableForm = keyof typeof TABLE_FORMS;

/** Most telling first. */
export const TABLE_ENDINGS = Object.values(TABLE_FORMS).flatMap(({ endings }) => [...endings]);
