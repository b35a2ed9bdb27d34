// The generator of src/distributions, for flows and for engines, which may not reach further.
export * from '../distributions/random';
