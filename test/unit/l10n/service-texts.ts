// The sentences that the service makes, as texts with {0}, {1} for their values, read off the sources.
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import ts from 'typescript';
import { filesIn, root } from './literals';

const ROOMS = ['data', 'session', 'flows', 'engines', 'distributions', 'operations'];
/** What only the command line says, and sources that are not TypeScript. */
const NOT_SHOWN =
  /session[/\\]((chains|machine)[/\\])?(headless|gaussian|storage)\.ts$|operations[/\\]words\.ts$|kernel[/\\]assembly/;
/** Mistakes of ours: users never see them. */
const OURS = /^(RangeError|TypeError|Error|AbortError|AggregateError)$/;
/** Properties that are shown. */
const SHOWN = /^(message|reason|sentence|note|notes|obstacle|notice|description)$/;
/** Calls whose texts are shown: pieces of a sentence among them. */
const SAID = /(^|\.)(notice|progress|setUpProgress|report|wrong|refuse)$/;
/** So many spellings of one sentence are too many: it has to be made of fewer pieces. */
const MOST = 16;

/** Pieces that are values of other texts, written where nothing tells that they are shown. Each must occur in the sources. */
export const PIECES = [
  'without values',
  'a category',
  'text',
  'a date',
  'an identifier (numbers with leading zeros)',
  'constant', // why a column cannot be modelled
  'it goes on in even steps from row to row',
  'every row has a whole number of its own',
  'its name says so', // why a column is an identifier
  'tab',
  'blanks',
  'a space',
  'a decimal comma',
  'fields in single quotes',
  'without quotes',
  'backslashes as escapes',
  'compressed',
  'columns numbered, as it has no header', // how a text was read
  'a mixture',
  'an operation', // what needs a model without conditions
  'it has one value only',
  'it is an exact combination of the columns before it',
  'it said nothing',
  'delete it',
  'restore it',
  'rename it',
  'the range of the rows',
  'the whole support',
  'all but 1e-12 of each column',
  'no two boxes share a value',
  'it can be solved column by column, each with a slope of one sign', // on what an operation is computed
  'its smallest eigenvalue',
  'in correlation form its smallest eigenvalue',
  'has no Cholesky factor of full rank',
  'has no precision',
  'has no precision, which a product needs',
  'the mixture of Gaussians',
  'the draws',
  'The other Gaussian',
  'The fitted flow',
  'it is not valid JSON', // operations
  'TensorFlow.js, WebAssembly with SIMD',
  'TensorFlow.js on the native TensorFlow library (tfjs-node)',
  'in place of tensorflow, whose process ended', // engines
  'this machine has no WebAssembly with SIMD',
  'a thread did not start',
  'Making the library smaller',
  'Installing tfjs-node with npm',
  'Downloading tfjs-node',
  'Downloading the TensorFlow library',
  'Compiling the binding of tfjs-node',
  'the library of TensorFlow is in a Python package',
  'it downloads the library of TensorFlow',
  'the binding of tfjs-node is compiled here',
];

/** The same with values of their own. */
export const PIECES_WITH_VALUES = [
  'the histogram of "{0}" ({1} bins)',
  '{0} rows of {1}',
  'the model {0}',
  'the flow {0}',
  'means of {0} from {1}',
  '{0} within {1} of {2} ({3} standard deviations)',
  'it does not say "format": "{0}"',
  '"{0}" is not as expected',
  'the range of {0} draws',
  'its results are wrong: {0} for 12, {1} for 2,4,6',
  'Write uniform(100, 160), normal(0, 1) or mixture(0.3*normal(-1, 0.5), 0.7*normal(2, 1))',
  'Allowed are + - * / ^ %, comparisons in a condition (x < 0 ? -x : x^2), and, or, not, pi, e, and {0}',
  '{0}, installed in {1}',
  'A library that tfjs-node needs is missing (tensorflow.dll or the Visual C++ runtime). {0}',
  'A package that tfjs-node needs is missing: {0}. {1}',
];

export interface ServiceTexts {
  /** where each text stands */
  keys: Map<string, string>;
  /** sentences of too many spellings */
  tangled: string[];
}

export function serviceTexts(): ServiceTexts {
  const found: ServiceTexts = { keys: new Map(), tangled: [] };
  let all = '';
  for (const room of ROOMS)
    for (const file of filesIn(resolve(root, 'src', room))) {
      if (NOT_SHOWN.test(file)) continue;
      const code = readFileSync(file, 'utf8');
      all += code;
      const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
      const visit = (node: ts.Node): void => {
        if (isText(node)) {
          const place = `${relative(root, file)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
          const made = spellings(node);
          const shown = isShown(node);
          const texts = [...new Set(made.map(written))].filter(
            (text) =>
              /\p{L}{2}/u.test(text.replace(/\{\d+\}/g, '')) &&
              ((shown && /[ .]/.test(text)) ||
                isSentence(text) ||
                PIECES_WITH_VALUES.includes(text)),
          );
          if (texts.length > MOST) found.tangled.push(`${place} ${texts[0]}`);
          else for (const text of texts) found.keys.set(text, place);
          if (texts.length > 0) return; // its pieces are no texts of their own
        }
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
  for (const piece of PIECES) if (all.includes(piece)) found.keys.set(piece, 'a piece');
  return found;
}

/** Words, and places for values. */
type Spelling = (string | null)[];

function isText(node: ts.Node): boolean {
  if (ts.isParenthesizedExpression(node)) return isText(node.expression);
  if (ts.isConditionalExpression(node)) return isText(node.whenTrue) || isText(node.whenFalse);
  if (ts.isBinaryExpression(node))
    return (
      node.operatorToken.kind === ts.SyntaxKind.PlusToken &&
      (isText(node.left) || isText(node.right))
    );
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

/** Every way in which its conditions spell a text. */
function spellings(node: ts.Expression | ts.Node): Spelling[] {
  if (ts.isStringLiteralLike(node)) return [[node.text]];
  if (ts.isParenthesizedExpression(node)) return spellings(node.expression);
  if (ts.isConditionalExpression(node))
    return [...spellings(node.whenTrue), ...spellings(node.whenFalse)];
  if (ts.isBinaryExpression(node) && isText(node))
    return product(spellings(node.left), spellings(node.right));
  if (ts.isTemplateExpression(node))
    return node.templateSpans.reduce(
      (made, span) => product(product(made, spellings(span.expression)), [[span.literal.text]]),
      [[node.head.text]] as Spelling[],
    );
  // count(n, 'row has', 'rows have')
  if (
    ts.isCallExpression(node) &&
    node.expression.getText() === 'count' &&
    node.arguments.length === 3
  )
    return node.arguments.slice(1).map((form) => [null, ` ${(form as ts.StringLiteral).text}`]);
  return [[null]];
}

const product = (before: Spelling[], after: Spelling[]): Spelling[] =>
  before.flatMap((a) => after.map((b) => [...a, ...b]));

function written(parts: Spelling): string {
  let place = 0;
  return parts.map((part) => part ?? `{${place++}}`).join('');
}

function isSentence(text: string): boolean {
  if (/\b(SELECT|FROM|FILTER|WHERE|CAST|CASE|CREATE|ALTER|UPDATE)\b/.test(text)) return false;
  const words = text.split(' ').length;
  // one that ends with another sentence, and one that is all its own
  if (/[.:] \{\d+\}$|\)\{1\}$|ended\{1\}$/.test(text))
    return /^(\p{Lu}\p{Ll}|tfjs-node|"?\{0\} )/u.test(text) && words >= 3;
  return /[.?]$/.test(text) && (/^([\p{Lu}"]|\{0\} )/u.test(text) ? words >= 3 : words >= 5);
}

/** Whether it is the message of an error that users see, a property that is shown, or handed to a call that shows it. */
function isShown(node: ts.Node): boolean {
  let holder = node.parent;
  while (
    ts.isArrayLiteralExpression(holder) ||
    ts.isParenthesizedExpression(holder) ||
    ts.isConditionalExpression(holder) ||
    ts.isSpreadElement(holder)
  )
    holder = holder.parent;
  if (ts.isNewExpression(holder))
    return (
      /(Error|NotInEncoding)$/.test(holder.expression.getText()) &&
      !OURS.test(holder.expression.getText())
    );
  if (ts.isCallExpression(holder))
    return (
      SAID.test(holder.expression.getText()) ||
      holder.expression.kind === ts.SyntaxKind.SuperKeyword
    );
  return ts.isPropertyAssignment(holder) && SHOWN.test(holder.name.getText());
}
