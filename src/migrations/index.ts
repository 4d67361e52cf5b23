import { Tables1764000000000 } from './1764000000000-tables.js';
import { Guards1764000000001 } from './1764000000001-guards.js';
import { Results1764000000020 } from './1764000000020-results.js';

/** In the order of their instants; a merged migration is never edited. */
export const migrations = [Tables1764000000000, Guards1764000000001, Results1764000000020];
