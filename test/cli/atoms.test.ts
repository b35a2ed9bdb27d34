// A value that holds many rows is said before a fit, with a condition that leaves it out.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { normals } from '../../src/distributions/random';
import { atomsAheadWords, withoutAtom } from '../../src/protocol/words/atoms';
import { flowscope, folder } from './run';
import { startService, until } from './start-service';
import { english } from '../../src/protocol/sentence';

/** 600 rows: every eighth price is 0, every third `order` the largest there is, and counts are whole numbers. */
function table(): string {
  const path = join(folder(), 'sales.csv');
  const noise = normals(3, 1, 0, 600, 2);
  const rows = Array.from({ length: 600 }, (_, n) =>
    [n % 8 === 0 ? 0 : Math.exp(noise[2 * n]!), n % 3 === 0 ? 9.5 : noise[2 * n + 1]!, n % 4].join(
      ',',
    ),
  );
  writeFileSync(path, `price,order,count\n${rows.join('\n')}\n`);
  return path;
}

test('the page knows it with the choice of columns, and the condition for it is one that filters', async () => {
  const { child, service, states } = await startService(folder());
  const { id } = await service.call('open', { path: table() });
  await until(() => states.get(id)?.atoms !== undefined);
  const { atoms, profile } = states.get(id)!;
  expect(atoms).toEqual([
    { column: 'price', value: 0, share: 75 / 600 },
    { column: 'order', value: 9.5, share: 200 / 600 },
  ]);
  const conditions = atoms!.map((atom) =>
    withoutAtom(
      atom,
      profile!.columns.find((c) => c.name === atom.column)!,
    ),
  );
  expect(conditions).toEqual(['price > 0', '"order" < 9.5']);

  await service.call('filter', { id, where: conditions[0]! });
  await until(() => states.get(id)?.where === 'price > 0' && states.get(id)?.atoms !== undefined);
  expect(states.get(id)!.atoms!.map(({ column }) => column)).toEqual(['order']);
  await service.call('filter', { id, where: `(${conditions[0]}) AND ${conditions[1]}` });
  await until(() => states.get(id)?.profile?.rows === 350 && states.get(id)?.atoms !== undefined);
  expect(states.get(id)!.atoms).toEqual([]);
  await service.call('filter', { id, where: null });
  await service.call('select', { id, columns: ['count'] });
  await until(() => states.get(id)?.selected.length === 1 && states.get(id)?.atoms !== undefined);
  expect(states.get(id)!.atoms).toEqual([]);
  child.kill('SIGKILL');
}, 60_000);

test('the command line says it before it trains, and not where it is accepted', () => {
  const path = table();
  const words = [
    'fit',
    path,
    '--out',
    join(folder(), 'm.flow.safetensors'),
    '--columns',
    'price',
    '--steps',
    20,
  ];
  const { stderr } = flowscope(...words);
  const said = stderr.indexOf(
    english(atomsAheadWords([{ column: 'price', value: 0, share: 0.125 }])),
  );
  expect(said).toBeGreaterThanOrEqual(0);
  expect(said).toBeLessThan(stderr.indexOf('training '));
  expect(stderr).toContain(
    "--accept-atoms gives it all the same; --where 'price > 0' leaves these rows out.",
  );
  expect(flowscope(...words, '--accept-atoms').stderr).not.toContain('no verdict');
}, 60_000);
