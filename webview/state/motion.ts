// Whether the user asked for less motion, of the system or of VS Code.

export function lessMotion(): boolean {
  const system =
    typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;
  return system || document.body.classList.contains('vscode-reduce-motion');
}
