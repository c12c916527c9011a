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
};
const packages = Object.keys(boundaries);

const boundaryRules = packages.map((name) => ({
  files: [`packages/${name}/src/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^@jupyterlite-auth-bridge/(?!(?:${boundaries[name].join('|') || '-'})(?:/|$))`,
            message: `${name} imports ${boundaries[name].join(', ') || 'no other package'}.`,
          },
          {
            regex: `\\.\\./(?:${packages.join('|')}|addon|kernel)/(?:src|lib)/`,
            message: 'Other packages are imported by name.',
          },
        ],
      },
    ],
  },
}));

export default ts.config(
  {
    ignores: [
      '**/node_modules/',
      '**/lib/',
      '!scripts/lib/',
      '**/dist/',
      '.build/',
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
  ...boundaryRules.filter((_, i) => packages[i] !== 'protocol'),
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { ...globals.node } },
  },
  {
    // Hands functions to a browser.
    files: ['scripts/take-pictures.mjs'],
    languageOptions: { globals: { ...globals.browser } },
  },
);
