import os from 'node:os';

const common = {
  rootDir: '.',
  testEnvironment: '<rootDir>/test/support/environment.cjs',
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1'] }, // sources name each other as they will be called once built
  transform: { '\\.(ts|js|mjs)$': '<rootDir>/test/support/transformer.cjs' },
  transformIgnorePatterns: [],
  resolver: '<rootDir>/test/support/resolver.cjs',
  setupFiles: ['<rootDir>/test/support/record-renderings.cjs'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/', '<rootDir>/.data/'],
};

// Jest starts the services only when a test of a project that asks for them is to run.
const withServices = {
  ...common,
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

const project = (name, settings) => ({
  ...settings,
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.spec.ts`],
});

/** @type {import('jest').Config} */
export default {
  projects: [
    project('domain', common),
    project('medium', withServices),
    project('e2e', withServices),
    project('faults', withServices),
  ],
  testSequencer: '<rootDir>/test/support/sequencer.cjs',
  reporters: ['default', '<rootDir>/test/support/reporter.cjs'],
  maxWorkers: Math.max(3, Math.floor(os.availableParallelism() / 2)),
  workerIdleMemoryLimit: '1GB',
  testTimeout: 300_000,
};
