// Texts in other encodings than UTF-8: found out by their characters, also in few names; signs and
// quotes of windows-1252 stay what they are.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { previewOf } from '../../../src/data';
import { decoderOf } from '../../../src/data/text/code-pages';
import { tableReader } from './read-table';

const { dir, read, room } = tableReader();

/** The bytes of a text, by asking the decoder for every byte, or pair of bytes, that it knows. */
function encode(text: string, name: string): Uint8Array {
  const found = new Map<string, number[]>();
  const decode = (bytes: number[]) => {
    try {
      return decoderOf(name).decode(Uint8Array.from(bytes));
    } catch {
      return '';
    }
  };
  for (let a = 0; a < 256; a++) {
    const one = decode([a]);
    if (one.length === 1 && !found.has(one)) found.set(one, [a]);
    if (one === '' && a >= 0x80)
      for (let b = 0x40; b < 256; b++)
        if (decode([a, b]).length === 1 && !found.has(decode([a, b])))
          found.set(decode([a, b]), [a, b]);
  }
  return Uint8Array.from([...text].flatMap((c) => found.get(c)!));
}
const rows = (words: string[]) =>
  Array.from({ length: 30 }, (_, i) => `${words[i % words.length]},${i}.5\n`).join('');

test.each([
  ['shift_jis', '日付,気温', ['x']],
  ['shift_jis', '品名,値段', ['りんご', 'バナナ']],
  ['euc-jp', '品名,値段', ['りんご', 'バナナ']],
  ['gb18030', '日期,温度', ['x']],
  ['gb18030', '城市,人口', ['北京', '上海']],
  ['big5', '日期,溫度', ['x']],
  ['big5', '縣市,人口', ['臺北市', '高雄市']],
  ['euc-kr', '날짜,온도', ['x']],
  ['windows-1251', 'город,население', ['Москва', 'Казань']],
  ['windows-1251', 'ВРЕМЯ,СКОРОСТЬ', ['x']],
  ['koi8-r', 'город,население', ['Москва', 'Казань']],
  ['ibm866', 'город,население', ['Москва', 'Казань']],
  ['macintosh', 'größe,länge', ['Köln']],
  ['macintosh', 'année,température', ['Orléans']],
  ['cp850', 'größe,länge', ['Köln']],
  ['windows-1250', 'město,výška', ['Plzeň', 'Děčín', 'Žďár']],
  ['windows-1252', 'größe,länge', ['Köln']],
  ['windows-1252', 'STRASSE,FLÄCHE', ['KÖLN']],
  ['windows-1252', 'temp [°C],x', ['a']],
  ['windows-1252', 'size [µm],x ± y', ['5 m²']],
  ['windows-1252', 'prix €,x', ['à', 'don’t', '“quoted”', 'a – b']],
])('%s: %s', async (encoding, header, words) => {
  const bytes = encode(`${header}\n${rows(words)}`, encoding);
  const found = await read(bytes);
  expect(found.columns.map((c) => c[0])).toEqual(header.split(','));
  expect(found.dialect.encoding).toBe(encoding);
  const path = join(dir, 'preview.csv');
  writeFileSync(path, bytes);
  expect((await previewOf(path, {})).rows[0]![0]).toBe(words[0]);
});

test('characters beyond ASCII far below the beginning', { timeout: 30_000 }, async () => {
  const far = `город,x\n${'a,1.5\n'.repeat(60_000)}`.replace('город', 'city');
  expect(
    (await read(Buffer.concat([Buffer.from(far), encode(rows(['Москва', 'Казань']), 'koi8-r')])))
      .dialect.encoding,
  ).toBe('koi8-r');
});
test('what is said counts, also for encodings of DOS', async () => {
  const path = join(dir, 'dos.csv');
  writeFileSync(path, encode('größe,x\n1,2\n3,4\n', 'cp437'));
  const table = await room().open(path, { said: { encoding: 'cp437' } });
  expect((await table.profile()).columns[0]!.name).toBe('größe');
  table.close();
});
