import js from '@eslint/js';
import globals from 'globals';
import ts from 'typescript-eslint';

/** What each package may import of the others: design.md's direction of imports. */
const boundaries = {
  protocol: [],
  'service-worker': ['protocol'],
  extension: ['protocol'],
  host: ['protocol'],
  'dev-platform': [],
  'mock-provider': [],
};
const packages = Object.keys(boundaries);

/** What the tests of a package may import as well. */
const inTests = { 'service-worker': ['mock-provider'] };

/**
 * @param {string} name of the package
 * @param {readonly string[]} files
 * @param {readonly string[]} allowed packages
 */
const boundary = (name, files, allowed) => ({
  files: files.map((path) => `packages/${name}/src/${path}`),
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^@jupyterlite-auth-bridge/(?!(?:${allowed.join('|') || '-'})(?:/|$))`,
            message: `${name} imports ${allowed.join(', ') || 'no other package'}.`,
          },
          {
            regex: `\\.\\./(?:${packages.join('|')}|addon|kernel)/(?:src|lib)/`,
            message: 'Other packages are imported by name.',
          },
        ],
      },
    ],
  },
});

const boundaryRules = packages.flatMap((name) => [
  boundary(name, ['**/*.{ts,tsx}'], boundaries[name]),
  ...(inTests[name]
    ? [boundary(name, ['**/*.test.ts', 'testing/**/*.ts'], [...boundaries[name], ...inTests[name]])]
    : []),
]);

export default ts.config(
  {
    ignores: [
      '**/node_modules/',
      '**/lib/',
      '!scripts/lib/',
      '!benchmarks/lib/',
      '**/dist/',
      '.build/',
      '.wireit/',
      '.cache/',
      '.venv/',
      'packages/extension/labextension/',
      '**/*.generated.ts',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...ts.configs.strictTypeChecked, ...ts.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['packages/protocol/src/**/*.ts'],
    ignores: ['packages/protocol/src/**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^[^.]', message: 'protocol imports nothing.' }] },
      ],
    },
  },
  ...boundaryRules.filter(({ files }) => !files[0].startsWith('packages/protocol/')),
  {
    files: ['packages/extension/src/**/*.tsx'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[
          'JSXText[value=/[a-z]{2}/i]',
          'JSXAttribute[name.name=/^(alt|aria-label|placeholder|title)$/] > Literal[value=/[a-z]/i]',
        ].map((selector) => ({
          selector,
          message: 'Words that people read go through trans.__().',
        })),
      ],
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { ...globals.node } },
  },
  {
    // Hands functions to a browser.
    files: ['benchmarks/measures/lab.mjs'],
    languageOptions: { globals: { ...globals.browser } },
  },
  {
    files: ['benchmarks/pages/**/*.js'],
    languageOptions: { globals: { ...globals.browser, ...globals.serviceworker } },
  },
);
