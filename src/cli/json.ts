// JSON has no NaN or infinities: such a number is null, and a field beside it says why.
import { english, isSentence } from '../protocol/sentence';

type Plain = { value: unknown; reason: string | null };

/** The text of a result: for each `x` that is no finite number, `x` is null and `xReason` a sentence. */
export function jsonText(result: object): string {
  return JSON.stringify(plain(result, '').value);
}

function plain(value: unknown, key: string): Plain {
  if (typeof value === 'number')
    return Number.isFinite(value)
      ? { value, reason: null }
      : { value: null, reason: reasonOf(value, key) };
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return plain(Array.from(value as unknown as ArrayLike<unknown>), key);
  if (Array.isArray(value)) {
    const parts = value.map((part) => plain(part, key));
    return {
      value: parts.map((part) => part.value),
      reason: parts.find((part) => part.reason)?.reason ?? null,
    };
  }
  if (isSentence(value)) return { value: english(value), reason: null };
  if (typeof value !== 'object' || value === null || value instanceof Date)
    return { value, reason: null };
  const out: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) {
    const { value: found, reason } = plain(part, name);
    out[name] = found;
    if (reason) out[`${name}Reason`] = reason;
  }
  return { value: out, reason: null };
}

function reasonOf(value: number, key: string): string {
  if (value === Infinity) return 'It is infinite.';
  if (value === -Infinity)
    return 'It is minus infinity: where the density is zero, its logarithm has no number.';
  return /error|deviation/i.test(key) ? ERROR_REASON : 'It is not defined here.';
}

export const ERROR_REASON = 'A standard error needs two finite values at least.';
