// Entry of a thread: runs the job that it was started for, tells its progress and its result.
import { constants, setPriority } from 'node:os';
import { workerData } from 'node:worker_threads';
import { serveOperations } from './session/chains/operations-job';
import { scoreMixture } from './session/comparing/mixture-score';
import { priceJob, buildUpJob } from './session/first-flow/jobs';
import { fitJob } from './session/fitting/fit-job';
import { variationalJob } from './session/inference/variational-job';
import { runJob, type Handlers } from './session/thread';
import type { ThreadData } from './session/threads';

const HANDLERS: Handlers = {
  fit: fitJob,
  mixture: scoreMixture,
  buildUp: buildUpJob,
  price: priceJob,
  variational: variationalJob,
  operations: serveOperations,
};

const data = workerData as ThreadData;

// a computation waits for whoever looks at something: on Linux
// each thread has its own priority, and its threads inherit it
if (data.job !== 'operations') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

void runJob(data, HANDLERS);
