// Real protocol objects for the views, and a host that answers from them.
import type { ColumnProfile, DataProfile } from '../../src/protocol/data';
import type {
  CloudView,
  CompareColumn,
  Comparison,
  ExplorationState,
  LayersView,
  MarginalView,
  MixtureScore,
  ModelState,
} from '../../src/protocol/exploration';
import type { FitState } from '../../src/protocol/fit';
import type { CalibrationResult, PosteriorView } from '../../src/protocol/inference';
import type { Condition } from '../../src/protocol/model';
import type { ChainView } from '../../src/protocol/operations';
import type { ShownSegment, WebviewHostFunctions } from '../../src/protocol/webview';
import type {
  ColumnMap,
  LayerLook,
  MicroscopeView,
  StageDensity,
} from '../../src/protocol/microscope';
import { say } from '../../src/protocol/sentence';

export const NAMES = ['height', 'weight', 'age'];

export function column(name: string, part: Partial<ColumnProfile> = {}): ColumnProfile {
  return {
    name,
    type: 'numeric',
    modelled: true,
    missing: 2,
    distinct: 90,
    min: -3,
    max: 3,
    mean: 0.1,
    standardDeviation: 1.1,
    quantiles: [-2, -1.5, -0.7, 0.05, 0.7, 1.6, 2.1],
    histogram: null,
    ...part,
  };
}

export function profile(names = NAMES): DataProfile {
  return {
    path: '/data/people.csv',
    dialect: { format: 'csv', delimiter: ';', decimal: ',', header: true, encoding: 'utf-8' },
    rows: 12345,
    shortRows: 0,
    longRows: 1,
    columns: [...names.map((n) => column(n)), column('city', { type: 'text', modelled: false })],
    fingerprint: { size: 10, modified: 1, hash: 'abc' },
    notes: [say('1 row has too many fields.')],
  };
}

export const idle: FitState = {
  phase: 'idle',
  flow: null,
  engine: null,
  step: 0,
  plannedSteps: 0,
  seconds: 0,
  curve: [],
  gaussianValidation: null,
  bestValidation: null,
  rows: null,
  message: null,
  error: null,
  resumable: false,
};

export const training: FitState = {
  ...idle,
  phase: 'training',
  flow: 'spline-autoregressive',
  engine: 'wasm',
  step: 200,
  plannedSteps: 1000,
  seconds: 12,
  gaussianValidation: -4.2,
  bestValidation: -3.9,
  curve: [
    { step: 100, seconds: 6, train: -4.1, validation: -4.15 },
    { step: 200, seconds: 12, train: -3.85, validation: -3.9 },
  ],
  rows: { read: 12345, leftOut: 3, train: 9876, validation: 1234, test: 1232 },
  message: say('Training'),
};

export function model(part: Partial<ModelState> = {}): ModelState {
  const score = { mean: -3.9, standardError: 0.02 };
  return {
    metadata: {
      format: 'flowscope',
      version: 1,
      specification: {
        flow: 'spline-autoregressive',
        columns: NAMES,
        layers: [],
        preprocessing: [],
      },
      seed: 1,
      engine: 'wasm',
      steps: 900,
      plannedSteps: 1000,
      seconds: 40,
      batch: 256,
      data: null,
      rows: training.rows!,
      gaussian: { mean: [0, 0, 0], covariance: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
      scores: {
        rows: 1232,
        on: 'test',
        flow: score,
        gaussian: { mean: -4.2, standardError: 0.02 },
        gain: { mean: 0.3, standardError: 0.01 },
        verdict: 'flow',
      },
      parameters: 1000,
      created: '2025-01-01T00:00:00Z',
      build: '0.1.0',
      atoms: [],
      atomsAccepted: false,
      notes: [],
    },
    path: null,
    stored: null,
    label: 'people, spline',
    verdict: {
      verdict: 'flow',
      sentence: say('The flow describes these rows better: 0.300 ± 0.010 nats per row.'),
    },
    provisional: false,
    ...part,
  };
}

export function state(part: Partial<ExplorationState> = {}): ExplorationState {
  return {
    id: 'e1',
    dataPath: '/data/people.csv',
    label: 'people.csv',
    profile: profile(),
    selected: NAMES,
    leftOut: 3,
    gaussian: null,
    obstacle: null,
    fit: idle,
    model: null,
    compared: [],
    dataRevision: 1,
    modelRevision: 0,
    error: null,
    ...part,
  };
}

export function marginal(name: string, withFlow: boolean): MarginalView {
  const edges = Array.from({ length: 21 }, (_, i) => -3 + 0.3 * i);
  const density = edges.slice(1).map((e) => Math.exp(-0.5 * (e - 0.15) ** 2) / 2.5066);
  return {
    column: name,
    profile: column(name),
    histogram: { edges, counts: density.map((d) => Math.round(d * 300)) },
    density,
    axis: { log: false, robust: false, automatic: false, low: -3, high: 3 },
    below: 0,
    above: 0,
    rows: 300,
    of: 300,
    whole: null,
    parts: null,
    gaussian: { mean: 0, standardDeviation: 1 },
    flow: withFlow
      ? {
          density: density.map((d) => d * 0.98),
          standardError: density.map(() => 0.01),
          samples: 4000,
        }
      : null,
  };
}

const wave = (n: number, phase = 0) =>
  Float32Array.from({ length: n }, (_, i) => 2 * Math.sin(i * 1.7 + phase) + Math.cos(i * 0.31));

export function cloudView(columns = NAMES, count = 50): CloudView {
  const points = (phase: number) => ({ values: wave(count * columns.length, phase), count });
  return {
    columns,
    data: points(0),
    rows: Float64Array.from({ length: count }, (_, i) => 3 * i),
    gaussian: points(1),
    flow: points(2),
    totalRows: 12342,
    matching: 12342,
    axes: columns.map(() => ({ log: false, robust: false, automatic: false, low: -3, high: 3 })),
    split: null,
  };
}

/** With conditions: a category and a number. */
export function conditionalModel(): ModelState {
  const base = model();
  const conditions: Condition[] = [
    { kind: 'category', column: 'species', levels: ['Adelie', 'Gentoo'] },
    { kind: 'number', column: 'dose', shift: 4000, scale: 500 },
  ];
  return model({
    metadata: {
      ...base.metadata,
      specification: { ...base.metadata.specification, given: { conditions, slopes: [] } },
    },
  });
}

export function posteriorView(columns = NAMES): PosteriorView {
  const levels = [0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975];
  return {
    pairs: { ...cloudView(columns), gaussian: null },
    parameters: columns.map((name, d) => ({
      name,
      mean: d,
      meanError: 0.01,
      sd: 1,
      quantiles: levels.map((level) => [level, d + level - 0.5]),
    })),
    leakage: { share: 0.021, standardError: 0.001 },
    effectiveSampleSize: 812.4,
    paretoK: 0.31,
    notes: [],
  };
}

export function calibration(columns = NAMES): CalibrationResult {
  const levels = [0.1, 0.5, 0.9];
  return {
    columns,
    pairs: 1000,
    sbc: { ranks: columns.map(() => [330, 340, 330]), pValues: columns.map((_, d) => 0.3 + d / 9) },
    coverage: levels.map((level) => [level, level + 0.005]),
    tarp: { coverage: levels.map((level) => [level, level]), pValue: 0.4 },
    conformal: { '0.9': 0.893 },
    misspecification: { pValue: 0.0002, among: 500 },
    notes: [],
  };
}

export function layersView(columns = NAMES, count = 40): LayersView {
  const names = ['base', 'layer 1: spline-autoregressive', 'layer 2: triangular', 'preprocessing'];
  const logDets = names.map((_, l) =>
    Float32Array.from({ length: count }, (_, i) => (l === 0 ? 0 : Math.sin(i + l) * 0.7)),
  );
  const baseLogDensity = Float32Array.from({ length: count }, (_, i) => -3 - (i % 7) / 3);
  return {
    columns,
    names,
    rows: Array.from({ length: count }, (_, i) => i * 10),
    states: names.map((_, l) => wave(count * columns.length, l)),
    logDets,
    baseLogDensity,
    logDensity: baseLogDensity.map((base, i) => base - logDets.reduce((sum, l) => sum + l[i]!, 0)),
    from: 'test rows',
  };
}

/** Of a row of `layersView`: a spline of two columns, a triangular layer and the preprocessing. */
export function microscopeView(row = 0): MicroscopeView {
  const columns = NAMES.slice(0, 2);
  const spline: ColumnMap = {
    kind: 'spline',
    u: [-5, 0, 5],
    x: [-5, 1, 5],
    slopes: [1, 2, 1],
    acts: 'x',
  };
  const layer = (name: string, map: ColumnMap): LayerLook => ({
    name,
    u: [0.5, -0.5],
    x: [1.2, -0.25],
    jacobian: [2, 0, -0.5, 0.5],
    logDet: 0,
    byLu: 0,
    triangular: true,
    columns: columns.map((_, column) => ({
      column,
      reads: column === 0 ? [] : [0],
      pass: column + 1,
      multiplications: 1000 * column,
      map,
      term: column === 0 ? Math.LN2 : -Math.LN2,
    })),
  });
  const names = ['layer 1: spline-autoregressive', 'layer 2: triangular', 'preprocessing'];
  const states = [0, 1, 2, 3].map((l) =>
    Float32Array.from({ length: 16 }, (_, k) => (k % 5) - 2 + l),
  );
  return {
    look: {
      row,
      columns,
      layers: names.map((name, l) =>
        layer(name, l === 0 ? spline : { kind: 'affine', scale: 2, shift: 0.2 }),
      ),
      baseLogDensity: -2,
      logDensity: -2,
    },
    shown: [0, 1],
    grid: {
      lines: 2,
      points: 2,
      states,
      logDets: states.map((_, l) => Float32Array.from({ length: 8 }, (_v, k) => k * l)),
    },
    column: 0,
    curves: names.map(() => ({ u: Float32Array.of(-6, 0, 6), x: Float32Array.of(-6, 1, 6) })),
    costs: { inverse: 3000, naive: 5000, logDet: 6, byLu: 9 },
  };
}

export function stageDensities(): StageDensity[] {
  return [0, 1, 2, 3].map((l) => ({
    x: [-3 - l, 3],
    y: [-2, 2],
    side: 4,
    values: Float32Array.from({ length: 16 }, (_, k) => k / 16),
    mass: 0.9975,
    draws: null,
  }));
}

export function comparison(part: Partial<Comparison> = {}): Comparison {
  const score = { mean: -3.9, standardError: 0.02 };
  return {
    columns: NAMES,
    rows: 1232,
    on: 'test',
    note: say('Scored on test rows.'),
    gaussian: { mean: -4.2, standardError: 0.02 },
    models: [
      {
        label: 'people, spline',
        flow: 'spline-autoregressive',
        columns: NAMES,
        score,
        gain: { mean: 0.3, standardError: 0.01 },
        verdict: model().verdict,
      },
    ],
    differences: [],
    ...part,
  };
}

export const compareColumns: CompareColumn[] = NAMES.map((column) => ({
  column,
  gaussian: { mean: -1.42, standardError: 0.01 },
  flow: { mean: -1.4, standardError: 0.01 },
  gain: { mean: NaN, standardError: NaN },
}));

export const mixture: MixtureScore = {
  components: 5,
  score: { mean: -3.95, standardError: 0.02 },
  gain: { mean: 0.25, standardError: 0.012 },
  rows: 9000,
  seconds: 2,
};

/** The Gaussian of three columns, as a chain of operations shows it. */
export function chainView(part: Partial<ChainView> = {}): ChainView {
  const names = part.names ?? NAMES;
  const edges = [-3, -1, 1, 3];
  return {
    kind: 'gaussian',
    names,
    method: 'closed form',
    density: 'closed form',
    densityError: null,
    draws: null,
    mean: names.map((_, d) => ({ value: d + 0.5, standardError: null })),
    covariance: names.flatMap((_, i) => names.map((__, j) => (i === j ? 4 : 1))),
    covarianceError: null,
    entropy: { value: 4.25, standardError: null },
    components: null,
    degenerate: null,
    logZ: null,
    jacobian: null,
    marginals: names.map((column) => ({
      column,
      edges,
      histogram: null,
      curve: { x: edges, y: [0.1, 0.2, 0.2, 0.1] },
    })),
    lines: null,
    points: {
      values: Float32Array.from({ length: 20 * names.length }, (_, i) => Math.sin(i)),
      count: 20,
    },
    transform: null,
    meanOfK: null,
    notes: [say('Fitted to 12,342 rows by maximum likelihood.')],
    cannot: {
      marginalise: null,
      condition: null,
      map: null,
      project: null,
      multiply: null,
      transform: null,
      'mean of k': null,
    },
    ...part,
  };
}

/** A host that remembers what was asked and answers calls with `answers`; a missing answer never comes. */
export function fakeHost(answers: Partial<Record<string, unknown>> = {}) {
  const calls: { name: string; args: unknown }[] = [];
  const charts: { name: string; format: string; content: string | Uint8Array }[] = [];
  const segments: ShownSegment[] = [];
  const call = (name: string, args: unknown) => {
    calls.push({ name, args });
    if (!(name in answers)) return new Promise(() => undefined);
    const answer = answers[name];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const host = {
    ready: async () => ({
      page: 'exploration',
      state: state(),
      view: 'marginals',
      defaults: { flow: 'auto', engine: 'auto', seconds: 45, seeds: 1, cloudPoints: 1000 },
    }),
    call,
    fit: (options: unknown) => call('fit', { options }),
    resume: () => call('resume', {}),
    openRow: async (row: number) => void calls.push({ name: 'open row', args: { row } }),
    action: async (name: string) => void calls.push({ name: `action ${name}`, args: {} }),
    saveChart: async (chart: (typeof charts)[number]) => void charts.push(chart),
    viewShown: async (name: string) => void calls.push({ name: `shown ${name}`, args: {} }),
    columnShown: async (name: string) => void calls.push({ name: `column ${name}`, args: {} }),
    lookedAt: async (look: unknown) => void calls.push({ name: 'looked at', args: { look } }),
    segmentShown: async (segment: ShownSegment) => void segments.push(segment),
  } as unknown as WebviewHostFunctions;
  return { host, calls, charts, segments };
}
