import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/dist-ui/**',
      '**/node_modules/**',
      '.portcullis/**',
      'test/output/**',
      'apps/admin/ui/src/api/schema.ts',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        URL: 'readonly',
        URLSearchParams: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        AbortSignal: 'readonly',
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportDefaultDeclaration',
          message: 'Named exports only: one name per thing, everywhere.',
        },
      ],
      // Sizes are a reason to look, not a rule.
      'max-lines': ['warn', { max: 250, skipBlankLines: true, skipComments: true }],
      complexity: ['warn', 20],
    },
  },
  {
    // Decorators read constructor types at run time, so these imports must stay values.
    files: ['libs/*/src/**/*.ts', 'apps/*/src/**/*.ts', 'test/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: [
      '*.config.mjs',
      '*.config.ts',
      '**/vite.config.ts',
      'ormconfig.ts',
      '.dependency-cruiser.mjs',
      'test/support/*.mjs',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['libs/oauth/src/pages/assets/*.js', 'apps/*/assets/**/*.js', 'apps/admin/ui/public/**/*.js'],
    languageOptions: {
      globals: {
        document: 'readonly',
        window: 'readonly',
        navigator: 'readonly',
        FormData: 'readonly',
        atob: 'readonly',
        btoa: 'readonly',
        localStorage: 'readonly',
        matchMedia: 'readonly',
      },
      sourceType: 'script',
    },
  },
  {
    files: ['test/**', '**/*.spec.ts', '**/messages/*.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    // A work whose connections need nothing before it begins is a generator all the same.
    files: ['test/bench/**/*.mjs'],
    rules: { 'require-yield': 'off' },
  },
  prettier,
);
