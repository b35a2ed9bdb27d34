// axe-core in a webview: past the page's content security policy, as a debugger may.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Brings it into a document. @param view a document, or a frame */
export const loadAxe = (view) => view.locator('main').evaluate(source);

/** Fails naming each thing that axe-core would mend. */
export async function expectClean(view, what) {
  const found = await view
    .locator('main')
    .evaluate(async () => (await globalThis.axe.run(document)).violations);
  assert.deepEqual(
    found.flatMap((v) =>
      v.nodes.map(
        (n) => `${what}: ${v.id}: ${n.target.join(' ')}: ${n.failureSummary.replace(/\s+/g, ' ')}`,
      ),
    ),
    [],
  );
}
