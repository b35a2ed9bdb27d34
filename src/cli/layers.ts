// flowscope trace, inverse: single rows through the layers of a model, and back.
import type { Command } from 'commander';
import { resolve } from 'node:path';
import type { ColumnMap, InverseView, LayerLook, RowLook } from '../protocol/microscope';
import * as headless from '../session/headless';
import {
  type Common,
  count,
  figure,
  howOf,
  jsonOption,
  names,
  type ReadingOptions,
  reads,
} from './options';
import { print, run } from './run';

export function layerCommands(program: Command): void {
  reads(program.command('trace <model> <data>'))
    .description('rows through the layers: states and log determinants')
    .option(
      '--rows <list>',
      'row numbers from 0, separated by commas',
      (text) => names(text).map(count(0, 1e9)),
      [0, 1, 2],
    )
    .option(
      '--jacobian',
      'the Jacobian dx/du of every layer at each row, with its log determinant as a sum of terms and by LU',
    )
    .addOption(jsonOption())
    .action(
      (
        model: string,
        data: string,
        options: Common & ReadingOptions & { rows: number[]; jacobian?: boolean },
      ) =>
        run(async (context) => {
          const { jacobians, ...trace } = await headless.traceFile(
            context,
            resolve(model),
            resolve(data),
            options.rows,
            howOf(options),
            options.jacobian,
          );
          print(
            options,
            { ...trace, ...(jacobians ? { jacobians: jacobians.map(asJson) } : {}) },
            () =>
              trace.rows.flatMap((row, i) => [
                [
                  `row ${row}: log p(u) ${trace.baseLogDensity[i]!.toFixed(4)}`,
                  ...trace.layers.slice(1).map((l) => `${l.name} ${(-l.logDet[i]!).toFixed(4)}`),
                  `log p(x) ${trace.logDensity[i]!.toFixed(4)}`,
                ].join('  '),
                ...(jacobians ? jacobians[i]!.layers.flatMap(matrixLines) : []),
              ]),
          );
        }),
    );

  reads(program.command('inverse <model> <data>'))
    .description(
      'one row found again from its base point u, column by column, with what each costs',
    )
    .option('--row <number>', 'row number from 0', count(0, 1e9), 0)
    .addOption(jsonOption())
    .action((model: string, data: string, options: Common & ReadingOptions & { row: number }) =>
      run(async (context) => {
        const found = await headless.inverseFile(
          context,
          resolve(model),
          resolve(data),
          options.row,
          howOf(options),
        );
        print(options, inverseJson(found), () => inverseLines(found));
      }),
    );
}

/** A matrix as a list of its rows, and columns by their names. */
function asJson({ row, columns, layers }: RowLook): object {
  const dim = columns.length;
  return {
    row,
    layers: layers.map((layer) => ({
      name: layer.name,
      jacobian: columns.map((_, i) => layer.jacobian.slice(i * dim, (i + 1) * dim)),
      order: layer.columns.map((c) => columns[c.column]),
      triangular: layer.triangular,
      logDet: layer.logDet,
      terms: columns.map((_, d) => layer.columns.find((c) => c.column === d)!.term),
      byLu: layer.byLu,
    })),
  };
}

function matrixLines({ name, jacobian, u, logDet, byLu, triangular }: LayerLook): string[] {
  const dim = u.length;
  return [
    `  ${name}${triangular ? ', triangular in its order' : ''}: log |det J| ${logDet.toFixed(6)} as a sum, ${byLu.toFixed(6)} by LU`,
    ...u.map(
      (_, i) =>
        `    ${jacobian
          .slice(i * dim, (i + 1) * dim)
          .map(figure)
          .join('  ')}`,
    ),
  ];
}

function inverseJson({ columns, layers, ...view }: InverseView): object {
  return {
    ...view,
    columns,
    layers: layers.map((layer) => ({
      name: layer.name,
      columns: layer.columns.map(({ column, reads: from, pass, multiplications, map }) => ({
        column: columns[column],
        pass,
        knownAfter: from.map((d) => columns[d]),
        u: layer.u[column],
        value: layer.x[column],
        parameters: map,
        multiplications,
      })),
    })),
  };
}

function inverseLines({ row, columns, layers, costs, roundTrip }: InverseView): string[] {
  return [
    `row ${row}, from u to x`,
    ...layers.flatMap((layer) => [
      layer.name,
      ...layer.columns.map(
        ({ column, pass, reads: from, multiplications, map }) =>
          `  pass ${pass}: ${columns[column]} = ${figure(layer.x[column]!)}, ${mapText(map, columns)}${from.length > 0 ? `, after ${from.map((d) => columns[d]).join(', ')}` : ''}; ${multiplications} multiplications`,
      ),
    ]),
    `${costs.inverse} multiplications in all; ${costs.naive} if the networks were run anew for each column. log |det J|: ${costs.logDet} terms; by LU of full matrices ${costs.byLu} multiplications.`,
    `u of the row found again differs by ${roundTrip.reference.toExponential(1)} at most in the reference engine, by ${roundTrip.other.difference.toExponential(1)} in ${roundTrip.other.engine}.`,
  ];
}

function mapText(map: ColumnMap, columns: readonly string[]): string {
  switch (map.kind) {
    case 'affine':
      return `scale ${figure(map.scale)}, shift ${figure(map.shift)}`;
    case 'spline':
      return `spline of ${map.u.length - 1} bins`;
    case 'line':
      return `scale ${figure(map.scale)}, shift ${figure(map.shift)}, weights ${map.weights.map(figure).join(' ') || 'none'}`;
    case 'copy':
      return `u of ${columns[map.of]}`;
    case 'transform':
      return `${map.text} scale`;
  }
}
