// The syntax tree of a text, as mathjs parses it; refused before parsing when the text is too long or nested too deep.
import type { MathNode } from 'mathjs';
import { DistributionError } from '../distribution';
import { say } from '../../protocol/sentence';

const LONGEST = 1000;
export const DEEPEST = 40;

/**
 * The tree of mathjs, refused before parsing when it is too long or too deep.
 * @param what the thing that is read, for the sentence
 */
export async function syntaxTree(text: string, what: string): Promise<MathNode> {
  if (text.length > LONGEST)
    throw new DistributionError(
      say(
        'The {0} has {1} characters; at most {2} are read. Make it shorter.',
        what,
        text.length,
        LONGEST,
      ),
    );
  let depth = 0;
  for (const character of text) {
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    if (depth > DEEPEST) throw deep(what);
  }
  const { parse } = await import('./mathjs');
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof RangeError) throw deep(what);
    throw new DistributionError(
      say(
        'The {0} "{1}" cannot be read: {2}.',
        what,
        shortened(text),
        (error as Error).message.replace(/\.$/, ''),
      ),
    );
  }
}

export const deep = (what: string) =>
  new DistributionError(
    say('The {0} is nested more than {1} deep. Make it simpler.', what, DEEPEST),
  );
export const shortened = (text: string) => (text.length > 60 ? `${text.slice(0, 57)}...` : text);
