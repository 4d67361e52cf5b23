/** Names under which Nest hands out what has no class of its own. */
export const CONFIG = Symbol('CONFIG');
export const LOGGER = Symbol('LOGGER');

/** Names of the migrations that this program was written against. */
export const SCHEMA = Symbol('SCHEMA');
