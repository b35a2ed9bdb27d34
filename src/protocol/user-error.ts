// Errors that are for the user: what happened, what to do next, and of what kind it is. Any other is our mistake.
import { english, type Sentence } from './sentence';

/**
 * What refused, so that nobody has to look at names or words. `reading`: a text that does not read as it seems, where
 * another way of reading may help: one of quotes, or names of rows; `file`: the bytes themselves.
 */
export type ErrorKind =
  | 'data'
  | 'file'
  | 'reading'
  | 'reading quotes'
  | 'reading row names'
  | 'distribution'
  | 'condition'
  | 'fit'
  | 'model'
  | 'session'
  | 'setup';

/** The message is the sentence in English, for logs and the command line. */
export class UserError extends Error {
  override name = 'UserError';

  constructor(
    readonly kind: ErrorKind,
    readonly sentence: Sentence,
  ) {
    super(english(sentence));
  }
}

/** An error between processes and threads: neither its class nor its fields survive the way. */
export interface Told {
  kind: ErrorKind;
  sentence: Sentence;
}

export const toldOf = ({ kind, sentence }: UserError): Told => ({ kind, sentence });
export const errorOf = ({ kind, sentence }: Told): UserError => new UserError(kind, sentence);

/** A message of birpc. */
interface Answer {
  e?: unknown;
}

/** As it is sent: what the user reads of an error, or its message. */
export const sent = <T>(message: T): T =>
  isAnswer(message)
    ? {
        ...message,
        e:
          message.e instanceof UserError
            ? { told: toldOf(message.e) }
            : { message: message.e instanceof Error ? message.e.message : String(message.e) },
      }
    : message;

/** As it was thrown. */
export function received<T>(message: T): T {
  if (!isAnswer(message)) return message;
  const { told, message: words } = message.e as { told?: Told; message?: string };
  return { ...message, e: told ? errorOf(told) : new Error(words) };
}

const isAnswer = (message: unknown): message is Required<Answer> =>
  typeof message === 'object' && message !== null && (message as Answer).e !== undefined;
