import { holdsDemonstration } from '../accounts/users/users.queries.js';
import { StoppedClock } from '../platform/clock.js';
import type { Command } from './command.js';
import { loadDemo } from './demo/load-demo.js';
import { withDatabase } from './with-database.js';

/** `demo` loads the demonstration in one transaction: all of it or nothing. It never runs in production. */
export const demoCommand: Command = {
  summary:
    'load the demonstration: accounts, cycles, practices, generated entries (--if-empty: only into an empty database; --status: is it loaded)',
  options: { 'if-empty': { type: 'boolean' }, status: { type: 'boolean' } },
  run: ({ values, print }) =>
    withDatabase(async (db, config) => {
      if (config.production)
        throw new Error('The demonstration has known passwords and is never loaded in production.');
      if (values['status']) {
        const demonstration = await holdsDemonstration(db.reader);
        print({ demonstration }, demonstration ? 'this is the demonstration' : 'the demonstration is not loaded');
        return 0;
      }
      const [found] = (await db.reader.query(
        'SELECT EXISTS (SELECT 1 FROM user_account) OR EXISTS (SELECT 1 FROM cycle) AS used',
      )) as {
        used: boolean;
      }[];
      if (found?.used && values['if-empty']) {
        print({ loaded: false }, 'the database is not empty: the demonstration is not loaded');
        return 0;
      }
      if (found?.used) throw new Error('The database is not empty. The demonstration needs one of its own.');
      const clock = new StoppedClock(new Date());
      const report = await db.transaction((tx) => loadDemo(tx, clock, config));
      print(
        { loaded: true, ...report },
        `the demonstration of ${report.year} is loaded: ${report.entries} generated entries, ${report.practices} practices`,
      );
      return 0;
    }),
};
