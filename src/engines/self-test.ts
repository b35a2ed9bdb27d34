// A short version of the engines' tests for the user's own machine: every kind of flow with random parameters,
// each engine against the reference in double precision, and the reference against itself.
import type { Engine } from '../flows/engine';
import type { EngineName } from '../protocol/choices';
import type { SelfTestCheck } from '../protocol/self-test';
import { catalogue, randomRows, type Entry } from './catalogue';
import { openEngine, type EngineOptions } from './index';
import { referenceEngine } from './reference/engine';
import { reasonOf } from './engine-error';

const LARGEST_DIM = 3;
const ROWS = 16;
/** Absolute for a log density of 1 or less, otherwise relative to it. */
const TOLERANCE = { 'log density': 2e-4, samples: 2e-3, gradient: 1e-3, inverse: 1e-8 };

/** @param report called with each check as it is done  @returns all of them */
export async function selfTest(
  names: EngineName[],
  options: EngineOptions,
  report: (check: SelfTestCheck) => void,
): Promise<SelfTestCheck[]> {
  const checks: SelfTestCheck[] = [];
  for (const name of names) {
    const note = (check: Omit<SelfTestCheck, 'engine'>) => {
      checks.push({ engine: name, ...check });
      report(checks.at(-1)!);
    };
    try {
      const { engine } = await openEngine(name, options);
      for (const entry of catalogue.filter((e) => e.specification.columns.length <= LARGEST_DIM))
        await checkFlow(engine, entry, note);
    } catch (error) {
      note({
        flow: 'all',
        check: 'start',
        error: NaN,
        tolerance: NaN,
        passed: false,
        sentence: reasonOf(error),
      });
    }
  }
  return checks;
}

async function checkFlow(
  engine: Engine,
  { name: flow, specification, parameters }: Entry,
  note: (check: Omit<SelfTestCheck, 'engine'>) => void,
): Promise<void> {
  const exact = await referenceEngine.open(specification, parameters);
  let fast;
  try {
    fast = await engine.open(specification, parameters);
  } catch (error) {
    return note({
      flow,
      check: 'start',
      error: NaN,
      tolerance: NaN,
      passed: false,
      sentence: reasonOf(error),
    });
  }
  const judge = (check: keyof typeof TOLERANCE, error: number) =>
    note({ flow, check, error, tolerance: TOLERANCE[check], passed: error <= TOLERANCE[check] });
  const [x, u] = [randomRows(specification, ROWS, 1.5, 21), randomRows(specification, ROWS, 1, 22)];
  if (engine.name === 'reference') {
    const back = await exact.trace({
      ...(await exact.sample(u)),
      ...(u.context ? { context: u.context } : {}),
    });
    judge('inverse', worst(back.states[0]!.values, u.values));
  } else {
    judge('log density', worst(await fast.logProb(x), await exact.logProb(x)));
    judge('samples', worst((await fast.sample(u)).values, (await exact.sample(u)).values));
    const [found, expected] = [
      (await fast.gradient(x)).gradient,
      (await exact.gradient(x)).gradient,
    ];
    judge(
      'gradient',
      Math.max(
        ...Object.entries(expected).map(
          ([tensor, { values }]) =>
            norm(values.map((v, i) => v - found[tensor]!.values[i]!)) /
            Math.max(norm(values), 0.05),
        ),
      ),
    );
  }
  fast.close();
  exact.close();
}

/** Greatest difference, relative where the value is larger than 1; Infinity for what is not a number. */
function worst(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let error = 0;
  for (let i = 0; i < expected.length; i++) {
    const each = Math.abs(found[i]! - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
    error = Math.max(error, Number.isNaN(each) ? Infinity : each);
  }
  return error;
}

const norm = (values: ArrayLike<number>) => Math.hypot(...Array.from(values));
