// The first rows of a text, divided at one delimiter or another.
import { type RecordForm, RecordReader } from '../records';
import type { Sample } from './delimiter';
import { isBlank } from './rows';

const ROWS = 2000;

export class Sampler {
  /** records that a blank line stands before */
  readonly afterBlank = new WeakSet<string[]>();
  /** how many fields of a record stand in quotes */
  readonly quoted = new WeakMap<string[], number>();

  /** @param whole the texts end where the table ends */
  constructor(
    private readonly form: Pick<RecordForm, 'comment' | 'quoting'>,
    private readonly whole: boolean,
  ) {}

  /** Records of `text` but blank lines. */
  of(text: string): Sample {
    return (delimiter) => {
      const reader = new RecordReader(delimiter, this.form);
      const sample: string[][] = [];
      let [blank, quoted] = [false, 0];
      for (const record of reader.take(text, this.whole)) {
        if (typeof record === 'string') continue;
        if (reader.quoted > quoted) this.quoted.set(record, reader.quoted - quoted);
        quoted = reader.quoted;
        const empty = isBlank(record);
        if (!empty && blank) this.afterBlank.add(record);
        if (record.length > 1 || record[0] !== '') sample.push(record);
        blank = empty;
        if (sample.length === ROWS) break;
      }
      return sample;
    };
  }
}
