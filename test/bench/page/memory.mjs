// What the browser holds for its pages (Linux): private memory of the renderers that this process has started.
import { readdirSync, readFileSync } from 'node:fs';

const read = (pid, file) => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // it has ended
  }
};
const field = (text, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]);

function isOurs(pid) {
  for (let at = pid; at > 1; at = field(read(at, 'status'), 'PPid'))
    if (at === process.pid) return true;
  return false;
}

/** Megabytes of all of them: the workbench, and the page in it; null where this cannot be known. */
export function rendererMegabytes() {
  if (process.platform !== 'linux') return null;
  const sizes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => read(pid, 'cmdline').includes('--type=renderer') && isOurs(pid))
    .map((pid) => field(read(pid, 'status'), 'RssAnon'));
  return sizes.length > 0 ? Math.round(sizes.reduce((a, b) => a + b) / 1024) : null;
}
