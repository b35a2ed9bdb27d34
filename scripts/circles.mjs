// Fails where files of src/ or webview/ import one another in a circle, types included: node scripts/circles.mjs
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '..');
const files = new Set(
  ['src', 'webview'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  ),
);
const importsOf = (file) =>
  ts
    .preProcessFile(readFileSync(file, 'utf8'), true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => join(dirname(file), name))
    .map((path) => [`${path}.ts`, `${path}.tsx`, join(path, 'index.ts')].find((p) => files.has(p)))
    .filter((path) => path !== undefined);

/** The files from the first one that is met twice, back to it; null: no circle is reached from `file`. */
const cleared = new Set();
function circleFrom(file, path = []) {
  if (path.includes(file)) return path.slice(path.indexOf(file));
  if (cleared.has(file)) return null;
  for (const next of importsOf(file)) {
    const circle = circleFrom(next, [...path, file]);
    if (circle) return circle;
  }
  cleared.add(file);
  return null;
}

for (const file of files) {
  const circle = circleFrom(file);
  if (!circle) continue;
  const names = circle.map((f) => relative(root, f).replaceAll('\\', '/'));
  console.error(`These files import one another in a circle: ${[...names, names[0]].join(' -> ')}`);
  process.exit(1);
}
