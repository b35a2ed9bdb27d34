// The calls on engines: their test, where tfjs-node may lie, the list, and its setup, one at a time.
import type { SessionContext } from '../context';
import { installTensorflow, listEngines, uninstallTensorflow } from './engines';
import { SessionError } from '../errors';
import type { Handlers } from '../pages';
import { runSelfTest } from './self-test';
import { ownStorage } from './storage';
import { say } from '../../protocol/sentence';

type Calls =
  | 'selfTest'
  | 'tensorflowPlaces'
  | 'engines'
  | 'setUpTensorflow'
  | 'cancelSetUp'
  | 'removeTensorflow';

export class EnginesRoom {
  private setUp: AbortController | null = null;

  constructor(private readonly context: SessionContext) {
    context.tensorflow ??= { path: null, storage: ownStorage(), workspace: [] };
  }

  readonly calls: Handlers<Calls> = {
    selfTest: () => runSelfTest(this.context.dist),
    tensorflowPlaces: async ({ path, workspace, untrusted }) => {
      this.context.tensorflow = { path, workspace, untrusted, storage: ownStorage() };
      return null;
    },
    engines: () => listEngines(this.context.dist, this.context.tensorflow!),
    setUpTensorflow: async () => {
      if (this.setUp)
        throw new SessionError(
          say('TensorFlow is being set up already. Wait until it has finished, or cancel it.'),
        );
      this.setUp = new AbortController();
      try {
        const { dist } = this.context;
        return await installTensorflow(dist, ownStorage(), {
          log: (line) => this.context.log('info', line),
          progress: (message, done) => this.context.setUpProgress?.(message, done),
          signal: this.setUp.signal,
        });
      } finally {
        this.setUp = null;
      }
    },
    cancelSetUp: async () => {
      this.setUp?.abort();
      return null;
    },
    removeTensorflow: () => {
      if (this.setUp)
        throw new SessionError(
          say(
            'TensorFlow is being set up at the moment. Wait until it has finished, or cancel it.',
          ),
        );
      return uninstallTensorflow(ownStorage());
    },
  };
}
