// The licences of everything that travels in the package: who it is, under what, and the words of it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
/** Licences that let a package be passed on with its notice alone. */
const PERMISSIVE = new Set([
  'MIT',
  'MIT-0',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
  'CC-BY-4.0',
  'Python-2.0',
  'Zlib',
]);
const TEXT = /^(licen[cs]e|copying|unlicense)([-.].*)?$/i;
const SHORTEST_TEXT = 100;

/**
 * @typedef {{ name: string, version: string, licence: string, text: string }} Notice
 *
 * The packages whose files went into bundles, from esbuild's metafiles, and `others`, which travel in another way.
 * @param {string} root  the folder with node_modules
 * @param {{ inputs: Record<string, unknown> }[]} metafiles
 * @param {string[]} others  names of packages
 * @returns {Notice[]} sorted by name
 * @throws Error naming every package without a licence text, or with a licence that asks for more than a notice
 */
export function noticesOf(root, metafiles, others) {
  const folders = new Set(others.map((name) => join('node_modules', name)));
  for (const { inputs } of metafiles)
    for (const path of Object.keys(inputs)) {
      const folder = /^(?:.*[\\/])?node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(
        path.replace(/^[\w-]+:/, ''),
      )?.[0];
      if (folder) folders.add(folder);
    }
  const notices = new Map();
  for (const folder of folders) {
    const notice = read(join(root, folder));
    notices.set(`${notice.name} ${notice.version}`, notice);
  }
  const found = [...notices.values()].sort(
    (a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'),
  );
  const problems = found.flatMap(problemsOf);
  if (problems.length > 0)
    throw new Error(`These packages cannot travel with the extension:\n${problems.join('\n')}`);
  return found;
}

/** @param {Notice[]} notices */
export function noticesText(notices) {
  const parts = notices.map(
    ({ name, version, licence, text }) =>
      `${'-'.repeat(80)}\n${name} ${version} (${licence})\n\n${text.trim()}\n`,
  );
  return `Flowscope contains the following packages. Each stands under its own licence.\n\n${notices.map((n) => `${n.name} ${n.version} (${n.licence})`).join('\n')}\n\n${parts.join('\n')}`;
}

/** @param {Notice} notice  @returns {string[]} */
export function problemsOf({ name, version, licence, text }) {
  const problems = [];
  if (!permissive(licence))
    problems.push(
      `${name} ${version}: the licence "${licence}" is not one that asks for a notice alone`,
    );
  if (text.trim().length < SHORTEST_TEXT)
    problems.push(
      `${name} ${version}: no licence text in the package; put it into scripts/package/licences/${fileName(name)}`,
    );
  return problems;
}

/** SPDX: one branch of OR must do, all of AND. */
function permissive(expression) {
  const plain = expression.replace(/[()]/g, ' ').trim();
  return plain
    .split(/\s+OR\s+/)
    .some((branch) => branch.split(/\s+AND\s+/).every((id) => PERMISSIVE.has(id.trim())));
}

const fileName = (name) => `${name.replace('/', '__')}.txt`;

/** @returns {Notice} */
function read(folder) {
  const { name, version, license, licenses } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const licence =
    typeof license === 'string'
      ? license
      : (license?.type ?? licenses?.map((l) => l.type).join(' OR ') ?? 'unknown');
  // texts that packages leave out, by name or by scope
  const own = [fileName(name), `${name.split('/')[0]}.txt`]
    .map((file) => join(here, 'licences', file))
    .find((path) => existsSync(path));
  const texts = readdirSync(folder)
    .filter((file) => TEXT.test(file) || /^notice(\.|$)/i.test(file))
    .sort();
  const text = texts
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n'))
    .join('\n\n');
  return { name, version, licence, text: text || (own ? readFileSync(own, 'utf8') : '') };
}
