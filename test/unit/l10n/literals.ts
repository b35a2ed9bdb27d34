// Finds in sources what is translated, and what of a page should be and is not.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';

export const root = resolve(__dirname, '../../..');

export interface Found {
  /** English texts handed to the translating function */
  keys: Map<string, string>;
  /** calls of it whose text is not written out, so that no bundle could hold it */
  computed: string[];
  /** texts that are shown as they stand */
  bare: string[];
}

/** @param called the translating function as the sources write it */
export function literalsOf(folder: string, called: string): Found {
  const found: Found = { keys: new Map(), computed: [], bare: [] };
  for (const file of filesIn(resolve(root, folder))) {
    const source = ts.createSourceFile(
      file,
      readFileSync(file, 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const place = (node: ts.Node) =>
      `${relative(root, file)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.expression.getText() === called) {
        const texts = node.arguments[0] && textsOf(node.arguments[0]);
        // lists and figures have no words
        for (const text of texts ?? [])
          if (called !== 'say' || WORD.test(text)) found.keys.set(text, place(node));
        if (!texts) found.computed.push(place(node));
        node.arguments.slice(1).forEach(visit);
        return;
      }
      if (isBare(node)) found.bare.push(`${place(node)} ${node.getText().trim()}`);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

/** One that is written out, or two that a condition chooses among; null where it is computed. */
function textsOf(node: ts.Expression): string[] | null {
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression);
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (!ts.isConditionalExpression(node)) return null;
  const [yes, no] = [textsOf(node.whenTrue), textsOf(node.whenFalse)];
  return yes && no && [...yes, ...no];
}

/** Attributes that are read out or seen. */
const SHOWN = [
  'label',
  'title',
  'sentence',
  'long',
  'note',
  'caption',
  'placeholder',
  'aria-label',
];
const WORD = /[A-Za-z]{2}/;

/** Text between tags, or in an attribute that is shown, or the sentence of an error. */
function isBare(node: ts.Node): boolean {
  if (ts.isJsxText(node)) return WORD.test(node.text);
  const words = ts.isStringLiteralLike(node)
    ? node.text
    : ts.isTemplateExpression(node)
      ? [node.head.text, ...node.templateSpans.map((s) => s.literal.text)].join(' ')
      : '';
  if (!WORD.test(words)) return false;
  const holder = ts.isJsxExpression(node.parent) ? node.parent.parent : node.parent;
  if (ts.isJsxAttribute(holder)) return SHOWN.includes(holder.name.getText());
  return ts.isNewExpression(holder) && /Error$|Lost$/.test(holder.expression.getText());
}

export function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

export const json = (path: string): Record<string, string> =>
  JSON.parse(readFileSync(resolve(root, path), 'utf8'));
