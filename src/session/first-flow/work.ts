// What a thread that builds up our first flow is started with.
import type { BuildUpRequest } from '../../flows/first-flow/build-up';
import type { FitInput } from '../../flows/fit/request';

export interface BuildUpWork {
  input: FitInput;
  request: BuildUpRequest;
  threads?: number | undefined;
}
