import { AuditChain } from '../platform/audit/audit-chain.js';
import { AuditHeads } from '../platform/audit/audit-heads.js';
import { publishedHead } from '../platform/audit/published-head.js';
import { Clock } from '../platform/clock.js';
import { Signer } from '../platform/secrets/signer.js';
import { SigningKeys } from '../platform/secrets/signing-keys.js';
import type { Command } from './command.js';
import { withDatabase } from './with-database.js';

/** Seals what waits, publishes the head of the chain and prints it: what is kept elsewhere cannot be chained anew. */
export const auditHeadCommand: Command = {
  summary: 'publish the head of the audit chain, signed, and print it; keep it where the operator cannot reach it',
  run: ({ print }) =>
    withDatabase(async (db, config) => {
      const clock = new Clock();
      const keys = new SigningKeys(new Signer(config));
      const head = await new AuditHeads(db, clock, new AuditChain(db, clock), keys).publish();
      if (!head) throw new Error('The chain has no record yet.');
      const shown = publishedHead(head);
      print(shown, JSON.stringify(shown, null, 2));
      return 0;
    }),
};
