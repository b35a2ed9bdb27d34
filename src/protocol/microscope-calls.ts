// Calls of the layers and their microscope, answered in session/pictures.
import * as z from 'zod';
import { count, id, name } from './arguments';
import { call, gives, PAGE } from './call';
import type { LayersView } from './exploration';
import type { MicroscopeView, StageDensity } from './microscope';
import { givenValues } from './pictures';

const of = {
  id,
  /** the number of a row, or -1 - k for the k-th sample of the flow */
  row: z.number().int().min(-1_000_000).max(Number.MAX_SAFE_INTEGER),
  /** places of two columns of the flow */
  pair: z.tuple([z.number().int().min(0), z.number().int().min(0)]),
  given: givenValues.optional(),
};

export const MICROSCOPE_CALLS = {
  layers: call(
    {
      id,
      from: z.enum(['test rows', 'chosen rows', 'flow samples']),
      rows: z.array(count).max(1000).optional(),
      split: name.optional(),
      given: givenValues.optional(),
    },
    gives<LayersView>,
    PAGE,
  ),
  /** null: the flow is being fitted */
  microscope: call({ ...of, column: z.number().int().min(0) }, gives<MicroscopeView | null>, PAGE),
  /** densities of every stage, u to x, under what the row is given; null: another was asked for meanwhile */
  stages: call(of, gives<StageDensity[] | null>, PAGE),
};
