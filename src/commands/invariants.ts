import { checkInvariants } from '../admin/invariants.js';
import type { Command } from './command.js';
import { withDatabase } from './with-database.js';

/** What must always hold, over the live data; exit 1 when something does not. */
export const invariantsCommand: Command = {
  summary: 'check what must always hold; changes nothing',
  run: ({ print }) =>
    withDatabase(async (db) => {
      const report = await checkInvariants(db.reader, new Date());
      const lines = report.results.map(({ name, why, ok, total, offenders, ms }) => {
        const time = `${(ms / 1000).toFixed(2)} s`.padStart(9);
        return ok ? `ok   ${time}  ${name}` : `FAIL ${time}  ${name}: ${why}; ${total} rows: ${offenders.join(', ')}`;
      });
      print(report, lines.join('\n'));
      return report.ok ? 0 : 1;
    }),
};
