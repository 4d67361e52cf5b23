const part = process.env.MUTATE;

/**
 * `npm run mutate`: changes the rules on purpose, one place at a time, and looks whether a test of them notices. By hand. All at
 * once takes hours, so mostly a folder: `MUTATE=submissions npm run mutate` changes `src/domain/submissions` and asks the tests of
 * `test/domain/submissions` alone; `MUTATE=policies` the policies. What came of it: docs/mutation.md.
 */
export default {
  testRunner: 'jest',
  jest: { configFile: 'jest.mutate.config.mjs' },
  mutate: changed(),
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: Number(process.env.MUTATE_AT_ONCE ?? 2),
  timeoutMS: 20_000,
  dryRunTimeoutMinutes: 30,
  reporters: ['clear-text', 'progress', 'json'],
  jsonReporter: { fileName: `.cache/mutation/${(part ?? 'all').replaceAll('/', '-')}.json` },
  tempDirName: '.cache/stryker',
};

function changed() {
  if (part === 'policies') return ['src/**/*.policy.ts'];
  return part ? [`src/domain/${part}/**/*.ts`] : ['src/domain/**/*.ts', 'src/**/*.policy.ts'];
}
