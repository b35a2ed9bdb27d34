// CSV out: rows of numbers, and of categories behind them.
import { open } from 'node:fs/promises';
import { beside } from '../files/write-beside';

/** A column of categories, as it is written behind columns of numbers. */
export interface Labels {
  name: string;
  levels: string[];
  /** of each row, among the levels */
  places: ArrayLike<number>;
}

/** Numbers in their shortest form that reads back to the same double. @param values row-major count x D */
export async function writeCsv(
  path: string,
  columns: string[],
  values: Float64Array,
  count: number,
  integer: boolean[] = [],
  labels: Labels[] = [],
): Promise<void> {
  const dim = columns.length;
  await beside(path, async (target) => {
    const file = await open(target, 'wx');
    try {
      // `write` may stop half way on a full disk without an error; `appendFile` does not
      await file.appendFile([...columns, ...labels.map((l) => l.name)].map(field).join(',') + '\n');
      for (let from = 0; from < count; from += 10_000) {
        const lines: string[] = [];
        for (let n = from; n < Math.min(count, from + 10_000); n++) {
          const row: string[] = [];
          for (let d = 0; d < dim; d++)
            row.push(
              numberText(integer[d] ? Math.round(values[n * dim + d]!) : values[n * dim + d]!),
            );
          for (const { levels, places } of labels) row.push(field(levels[places[n]!]!));
          lines.push(row.join(','));
        }
        await file.appendFile(lines.join('\n') + '\n');
      }
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

export function numberText(value: number): string {
  return Object.is(value, -0) ? '0' : String(value);
}

function field(text: string): string {
  return /[",\r\n;\t|]|^\s|\s$/.test(text) || text === ''
    ? `"${text.replaceAll('"', '""')}"`
    : text;
}
