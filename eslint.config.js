import tseslint from 'typescript-eslint'

// Folders in the order of the data flow: each imports only folders above it. test/architecture holds the rule too.
const ban = (name, message) => ({ name, message })
const ambient = [
  ban('TextDecoder', 'Wrong for single-byte charsets on some Node versions: decode in charsets/.'),
  ban('Intl', 'Depends on the machine: only node/ and cli/ may ask it.'),
]
const clocks = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'No clock outside cli/ and node/.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'No clock outside cli/ and node/.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'No randomness: it would reach the output.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^(localeCompare|toLocale.*)$/]',
    message: 'Locales differ between machines: compare code units.',
  },
]

export default tseslint.config(
  { ignores: ['dist*/', '.build/', 'node_modules/', 'test/fixtures/'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/prefer-nullish-coalescing': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/node/**', 'src/cli/**'],
    rules: { 'no-restricted-globals': ['error', ...ambient], 'no-restricted-syntax': ['error', ...clocks] },
  },
  {
    files: ['src/{mbox,message,ledger,audit}/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...ambient,
        ban('Buffer', 'The core runs in browsers too.'),
        ban('process', 'The core runs in browsers too.'),
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^node:', message: 'The core imports no Node module: ask the Host.' }] },
      ],
    },
  },
)
