import { loadReference } from '../cycles/reference/load-reference.js';
import { Clock } from '../platform/clock.js';
import type { Command } from './command.js';
import { withDatabase } from './with-database.js';

/** `reference` may run at every start: it writes only what is missing or has changed in the files. */
export const referenceCommand: Command = {
  summary: 'load regions, national projects and the production calendar (what administrators edited stays)',
  run: ({ print }) =>
    withDatabase(async (db) => {
      const report = await db.transaction((tx) => loadReference(tx, new Clock().now()));
      const lines = Object.entries(report).map(
        ([name, { listed, written, kept }]) => `${name}: ${listed} listed, ${written} written, ${kept} kept as edited`,
      );
      print(report, lines.join('\n'));
      return 0;
    }),
};
