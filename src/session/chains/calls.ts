// The calls for operations on distributions: pictures, files, and the page that a file opens.
import { SessionError } from '../errors';
import type { Handlers, Pages } from '../pages';
import { readOperations } from './file';
import { ChainsRoom } from './room';
import { OperationsThread } from './operations-thread';
import { TransformRoom } from './transform-view';
import { say } from '../../protocol/sentence';

type Calls =
  | 'changeOfVariables'
  | 'meanOfDraws'
  | 'operations'
  | 'sampleOperations'
  | 'exportOperations'
  | 'saveOperations'
  | 'openOperations';

export function chainCalls(pages: Pages): Handlers<Calls> {
  const thread = new OperationsThread(pages.context.dist);
  const transforms = new TransformRoom(pages.context, thread);
  const chains = new ChainsRoom(pages.context, thread);
  return {
    changeOfVariables: ({ id, base, formula, place }) =>
      transforms.transform(pages.get(id), base, formula, place),
    meanOfDraws: ({ id, base, k, seed }) => transforms.meanOf(pages.get(id), base, k, seed),
    operations: ({ id, chain, place, quick }) => chains.view(pages.get(id), chain, place, quick),
    sampleOperations: ({ id, chain, path, count, seed }) =>
      chains.sample(pages.get(id), chain, path, count, seed),
    exportOperations: async ({ id, chain, path }) => {
      await chains.export(pages.get(id), chain, path);
      return null;
    },
    saveOperations: async ({ id, chain, path }) => {
      await chains.save(pages.get(id), chain, path);
      return null;
    },
    openOperations: async ({ path, ticket }) => {
      const { data, model, columns, where, reading, start, steps } = await readOperations(path);
      if (!data && !model)
        throw new SessionError(
          say('{0} names neither a table nor a model, so there is no page to show it on.', path),
        );
      const state = await pages.add(async (exploration, signal) => {
        const how = { said: reading, where: where ?? null, signal };
        await (model
          ? exploration.openModel(model, data, how)
          : exploration.table.read(data!, columns, how));
        if (!data) return;
        await exploration.table.filter(where ?? null);
        await exploration.choice.select(columns); // says which one is missing
      }, ticket);
      return { state, chain: { start, steps } };
    },
  };
}
