// What the self-test reports: one check of one engine on one kind of flow.
import { ENGLISH, type Speech } from './speech';
import { english, type Sentence } from './sentence';

export interface SelfTestCheck {
  engine: string;
  flow: string;
  check: 'start' | 'log density' | 'samples' | 'gradient' | 'inverse';
  /** greatest difference from the reference; not a number when the engine or the flow could not be opened */
  error: number;
  tolerance: number;
  passed: boolean;
  /** why it could not be opened */
  sentence?: Sentence;
}

/** "84 of 84 checks passed (kernel, wasm, cpu, reference)." */
export function selfTestSummary(checks: SelfTestCheck[], { t }: Speech = ENGLISH): string {
  const passed = checks.filter((c) => c.passed).length;
  return t(
    '{0} of {1} checks passed ({2}).',
    passed,
    checks.length,
    [...new Set(checks.map((c) => c.engine))].join(', '),
  );
}

/** One line for a check. */
export function selfTestLine({
  engine,
  flow,
  check,
  error,
  tolerance,
  passed,
  sentence,
}: SelfTestCheck): string {
  return `${passed ? 'passed' : 'FAILED'}  ${engine}, ${flow}: ${check}${sentence ? `: ${english(sentence)}` : ` off by ${error.toExponential(1)} (tolerance ${tolerance.toExponential(0)})`}`;
}
