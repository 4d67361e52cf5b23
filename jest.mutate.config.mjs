import config from './jest.config.mjs';

const [domain] = config.projects;

/** The tests of the rules alone, as the mutations ask them. */
export default domain;
