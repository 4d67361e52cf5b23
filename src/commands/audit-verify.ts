import { AuditChain, verifyChain } from '../platform/audit/audit-chain.js';
import { Clock } from '../platform/clock.js';
import type { Command } from './command.js';
import { withDatabase } from './with-database.js';

/** Walks the whole chain; exit 1 with the first record that was changed, removed or moved. */
export const auditVerifyCommand: Command = {
  summary: 'walk the audit chain and name the first record that was changed, removed or reordered',
  run: ({ print }) =>
    withDatabase(async (db) => {
      await new AuditChain(db, new Clock()).seal();
      const verdict = await verifyChain(db.reader);
      print(
        verdict,
        verdict.ok
          ? `the chain holds: ${verdict.sealed} records, head ${verdict.head}`
          : `${verdict.fault} at position ${verdict.position}: record ${verdict.recordId} (${verdict.sealed} before it hold)`,
      );
      return verdict.ok ? 0 : 1;
    }),
};
