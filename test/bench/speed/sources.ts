// What the benchmarks use of the sources, bundled by ours.mjs. Types are checked here, so a moved name is noticed.
export { openEngine } from '../../../src/engines';
export { candidates } from '../../../src/engines/native/find';
export { flowTensors } from '../../../src/flows/layout';
export { normals } from '../../../src/flows/random';
export { buildSpecification, initialParameters } from '../../../src/flows/specification';
export { FLOW_NAMES } from '../../../src/protocol/choices';
export { ownStorage } from '../../../src/session/machine/storage';
