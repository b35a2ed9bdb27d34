// Lint: TypeScript's recommended rules, and the walls between the rooms of src/ and webview/ (who may import whom).
import { readdirSync } from 'node:fs';
import tseslint from 'typescript-eslint';

const rooms = readdirSync(new URL('src', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
/** What each room may import besides itself. */
const allowed = {
  protocol: [],
  data: ['protocol'],
  distributions: ['protocol'],
  operations: ['protocol', 'distributions'],
  inference: ['protocol', 'distributions', 'flows'],
  flows: ['protocol', 'distributions'],
  engines: ['protocol', 'flows'],
  session: ['protocol', 'data', 'distributions', 'operations', 'inference', 'flows', 'engines'],
  host: ['protocol'],
  cli: [
    'protocol',
    'data',
    'distributions',
    'operations',
    'inference',
    'flows',
    'engines',
    'session',
  ],
};
/** Libraries that one room imports, or none of src/ does (null). */
const owners = {
  vscode: 'host',
  '@duckdb/.*': 'data',
  '@tensorflow/.*': 'engines',
  'mathjs.*': 'distributions',
  '(vega.*|twgl\\.js|preact.*|@preact/.*|@vscode/webview-ui-toolkit.*)': null,
};

function walls(room) {
  const barred = rooms.filter((other) => other !== room && !(allowed[room] ?? []).includes(other));
  const libraries = Object.keys(owners).filter((name) => owners[name] !== room);
  const outside =
    room === 'protocol'
      ? [{ regex: '^(?!zod$|\\.)', message: 'src/protocol imports only zod.' }]
      : [];
  return {
    files: [`src/${room}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(${barred.join('|') || '\\b\\B'})(/|$)`,
              message: `src/${room} may import only: ${[...(allowed[room] ?? []), room].join(', ')}.`,
            },
            { regex: '^(\\.\\./)+webview(/|$)', message: 'src/ never imports the webview.' },
            {
              regex: `^(${libraries.join('|')})$`,
              message: `Not in src/${room}: each library has one room that imports it.`,
            },
            ...outside,
          ],
        },
      ],
    },
  };
}

/** What each room of the webview may import besides itself. */
const below = {
  text: [],
  state: ['text'],
  controls: ['text', 'state'],
  charts: ['text', 'state', 'controls'],
  chrome: ['text', 'state', 'controls', 'charts'],
  views: ['text', 'state', 'controls', 'charts'],
  pages: ['text', 'state', 'controls', 'charts', 'chrome', 'views'],
};
const views = readdirSync(new URL('webview/views', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const outside = [
  { regex: '/src/(?!protocol/)', message: 'The webview imports only src/protocol.' },
  { regex: '^(vscode|node:.*|@duckdb/.*|@tensorflow/.*)$', message: 'Not in a webview.' },
  {
    regex: '^@vscode/webview-ui-toolkit',
    message: 'Controls come from webview/controls/controls.',
  },
];

function webviewWalls(folder, patterns) {
  return {
    files: [`webview/${folder}**/*.{ts,tsx}`],
    rules: { 'no-restricted-imports': ['error', { patterns: [...outside, ...patterns] }] },
  };
}

function floorWalls(room) {
  const barred = Object.keys(below).filter(
    (other) => other !== room && !below[room].includes(other),
  );
  const message = `webview/${room} may import only: ${[...below[room], room].join(', ')}.`;
  return { regex: `^(\\.\\./)+(${barred.join('|') || '\\b\\B'})(/|$)`, message };
}

function viewWalls(view) {
  const others = views.filter((other) => other !== view);
  const message = 'What views share lies in webview/controls or webview/charts.';
  return { regex: `^(\\.\\./)+(${others.join('|')})(/|$)`, message };
}

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      '.vscode-test/**',
      'test/workbench/host/**',
      'test-output/**',
      'src/engines/kernel/assembly/**',
    ],
  },
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      eqeqeq: 'error',
      'prefer-const': 'error',
    },
  },
  // one idea a file; lines that fit a page
  { files: ['src/**', 'webview/**'], rules: { 'max-lines': ['error', 300] } },
  { files: ['test/**'], rules: { 'max-lines': ['error', 500] } },
  {
    files: ['src/**', 'webview/**', 'test/**'],
    rules: {
      'max-len': [
        'error',
        // a sentence for the user is one key of the translations
        {
          code: 120,
          ignoreStrings: true,
          ignoreTemplateLiterals: true,
          ignoreRegExpLiterals: true,
        },
      ],
    },
  },
  ...rooms.map(walls),
  webviewWalls('', []),
  ...Object.keys(below).map((room) => webviewWalls(`${room}/`, [floorWalls(room)])),
  ...views.map((view) => webviewWalls(`views/${view}/`, [floorWalls('views'), viewWalls(view)])),
  { files: ['webview/controls/controls.tsx'], rules: { 'no-restricted-imports': 'off' } },
);
