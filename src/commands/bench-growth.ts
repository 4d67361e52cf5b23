import { loadGrowthData } from './bench/growth-data.js';
import type { Command } from './command.js';
import { withDatabase } from './with-database.js';

/** `bench-growth` fills an empty database as years of use leave one, for measurements; never in production. */
export const benchGrowthCommand: Command = {
  summary: 'fill an empty database as years of use leave one, for measurements (--entries N --practices N)',
  options: { entries: { type: 'string' }, practices: { type: 'string' } },
  run: ({ values, print }) =>
    withDatabase(async (db, config) => {
      if (config.production) throw new Error('Data for measurements are never loaded in production.');
      const size = { entries: Number(values['entries'] ?? 1000), practices: Number(values['practices'] ?? 10_000) };
      for (const [name, count] of Object.entries(size))
        if (!Number.isInteger(count) || count < 1) throw new Error(`--${name} takes a whole number of 1 or more.`);
      const report = await loadGrowthData(db, size, new Date());
      print(report, JSON.stringify(report, null, 2));
      return 0;
    }),
};
