import config from './jest.config.mjs';

const [domain] = config.projects;
const part = process.env.MUTATE;

/** The tests of the rules alone, as the mutations ask them: all of them, or those of the folder that is changed. */
export default part && part !== 'policies'
  ? { ...domain, testMatch: [`<rootDir>/test/domain/${part}/**/*.spec.ts`] }
  : domain;
