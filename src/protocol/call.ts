// One line of the table of calls: what it is given, what it resolves to, and whether a page may make it.
import * as z from 'zod';

/** A call that a page may make too; its host adds the `id`. */
export const PAGE = true;

export interface Call<Given extends z.ZodRawShape, Result, OfPage extends boolean> {
  args: z.ZodObject<Given>;
  page: OfPage;
  /** for its type alone */
  result?: Result;
}

/** @param _result for its type alone */
export function call<Given extends z.ZodRawShape, Result, OfPage extends boolean = false>(
  args: Given,
  _result: () => Result,
  page?: OfPage,
): Call<Given, Result, OfPage> {
  return { args: z.object(args), page: (page ?? false) as OfPage };
}
/** The type of what a call resolves to. */
export const gives = <Result>(): Result => undefined as Result;
