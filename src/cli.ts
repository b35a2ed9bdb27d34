// Entry of the command line: composition only. Progress on stderr; with --json exactly one JSON object on stdout.
import { Command } from 'commander';
import { calibrationCommands } from './cli/calibration';
import { conditioningCommands } from './cli/conditioning';
import { firstFlowCommands } from './cli/first-flow';
import { fitCommands } from './cli/fit';
import { gaussianCommands } from './cli/gaussian';
import { layerCommands } from './cli/layers';
import { machineCommands } from './cli/machine';
import { modelCommands } from './cli/models';
import { operationsCommands } from './cli/operations';
import { posteriorCommands } from './cli/posterior';
import { proposalCommands } from './cli/proposals';
import { transformCommands } from './cli/transform';
import { variationalCommands } from './cli/variational';

declare const FLOWSCOPE_VERSION: string;

const program = new Command('flowscope')
  .description('Explore distributions: fit normalizing flows to tables, from the command line.')
  .version(FLOWSCOPE_VERSION);
for (const add of [
  fitCommands,
  modelCommands,
  layerCommands,
  gaussianCommands,
  transformCommands,
  operationsCommands,
  conditioningCommands,
  posteriorCommands,
  calibrationCommands,
  proposalCommands,
  variationalCommands,
  firstFlowCommands,
  machineCommands,
])
  add(program);
void program.parseAsync();
