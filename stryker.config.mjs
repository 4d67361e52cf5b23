/**
 * `npm run mutate`: changes the rules on purpose, one place at a time, and looks whether a test of them notices. By hand, and
 * for parts: `npm run mutate -- --mutate src/domain/cycles/form.ts`.
 */
export default {
  testRunner: 'jest',
  jest: { configFile: 'jest.mutate.config.mjs' },
  mutate: ['src/domain/**/*.ts', 'src/**/*.policy.ts'],
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 20_000,
  reporters: ['clear-text', 'progress'],
  tempDirName: '.cache/stryker',
};
