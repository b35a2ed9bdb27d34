// What a webview may send to its host, as schemas. Apart from the contract, so that only who checks loads zod.
import * as z from 'zod';
import { chain } from './operations';
import { baseChoice, name } from './arguments';
import { fileLook } from './file-look';
import { fitOptions } from './fit-options';
import { CALLS, WEBVIEW_CALLS } from './calls';
import { rowNumber } from './selection';
import { ACTIONS, CHART_FORMATS, VIEW_NAMES } from './webview';

export { CALLS };

export const webviewRequest = {
  call: z.tuple([z.enum(WEBVIEW_CALLS), z.record(z.string(), z.unknown())]),
  fit: z.tuple([fitOptions]),
  action: z.tuple([z.enum(ACTIONS)]),
  openRow: z.tuple([rowNumber]),
  saveChart: z.tuple([
    z.object({
      name: z.string().max(200),
      format: z.enum(CHART_FORMATS),
      content: z.union([z.string().max(50_000_000), z.instanceof(Uint8Array)]),
    }),
  ]),
  viewShown: z.tuple([z.enum(VIEW_NAMES)]),
  columnShown: z.tuple([name]),
  operationsShown: z.tuple([chain]),
  lookedAt: z.tuple([fileLook]),
  segmentShown: z.tuple([
    z.union([
      z.object({ name: z.literal('chain') }),
      z.object({
        name: z.literal('first flow'),
        seconds: CALLS.buildUp.args.shape.seconds.unwrap(),
        seed: CALLS.buildUp.args.shape.seed,
      }),
      z.object({
        name: z.literal('transform'),
        base: baseChoice,
        formula: z.string().max(4000),
        at: z.number().nullable(),
      }),
      z.object({
        name: z.literal('mean of k'),
        base: baseChoice,
        k: z.number().int().min(1).max(1024),
      }),
    ]),
  ]),
};
