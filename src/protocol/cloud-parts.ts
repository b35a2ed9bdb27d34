// Clouds of very many points travel in parts, so that no message holds up what comes behind it.
import type { CloudView } from './exploration';

/** Points of each kind that a cloud has at most. */
export const MOST_POINTS = 1_000_000;

/** Bytes of a typed array in one message. */
export const LARGEST_PART = 2 ** 20;

type CloudArray = 'data' | 'gaussian' | 'flow' | 'rows' | 'level';
type Values = Float32Array | Float64Array | Uint8Array;

/** A stretch of an array of a cloud. */
export interface CloudPart {
  of: CloudArray;
  from: number;
  values: Values;
}

/** A cloud whose arrays are only begun where the rest of them is to be asked for. */
export interface CloudAnswer extends CloudView {
  rest?: { ticket: number; parts: number };
}

const arraysOf = ({ data, gaussian, flow, rows, split }: CloudView): [CloudArray, Values][] =>
  (
    [
      ['data', data.values],
      ['gaussian', gaussian?.values],
      ['flow', flow?.values],
      ['rows', rows],
      ['level', split?.level],
    ] as [CloudArray, Values | undefined][]
  ).filter((entry): entry is [CloudArray, Values] => entry[1] !== undefined);

/** The same cloud with other arrays. */
function withArrays(view: CloudView, other: (of: CloudArray, values: Values) => Values): CloudView {
  const points = (of: 'data' | 'gaussian' | 'flow') => {
    const own = view[of];
    return own && { ...own, values: other(of, own.values) as Float32Array };
  };
  return {
    ...view,
    data: points('data')!,
    gaussian: points('gaussian'),
    flow: points('flow'),
    ...(view.rows ? { rows: other('rows', view.rows) as Float64Array } : {}),
    split: view.split && {
      ...view.split,
      level: other('level', view.split.level) as Uint8Array,
    },
  };
}

/** The beginning of a cloud, and the parts that follow it. A part is a copy: what travels is a whole buffer. */
export function inParts(
  view: CloudView,
  bytes = LARGEST_PART,
): { begun: CloudView; parts: CloudPart[] } {
  const most = (values: Values) => Math.max(1, Math.floor(bytes / values.BYTES_PER_ELEMENT));
  const parts = arraysOf(view).flatMap(([of, values]) => {
    const each = most(values);
    return Array.from({ length: Math.max(0, Math.ceil(values.length / each) - 1) }, (_, k) => {
      const from = (k + 1) * each;
      return { of, from, values: values.slice(from, from + each) };
    });
  });
  const begun =
    parts.length === 0 ? view : withArrays(view, (_, values) => values.slice(0, most(values)));
  return { begun, parts };
}

/** A cloud as long as it will be, with its beginning; `add` puts a part in its place. */
export function joining(begun: CloudView): { whole: CloudView; add: (part: CloudPart) => void } {
  const dim = begun.columns.length;
  const lengthOf = (of: CloudArray) =>
    of === 'rows' || of === 'level' ? begun.data.count : begun[of]!.count * dim;
  const whole = withArrays(begun, (of, values) => {
    const all = new (values.constructor as new (length: number) => Values)(lengthOf(of));
    all.set(values);
    return all;
  });
  const arrays = new Map(arraysOf(whole));
  return { whole, add: ({ of, from, values }) => arrays.get(of)!.set(values, from) };
}
