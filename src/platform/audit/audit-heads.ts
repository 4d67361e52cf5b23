import { Injectable } from '@nestjs/common';
import { Clock } from '../clock.js';
import { Database } from '../database/database.js';
import { SigningKeys } from '../secrets/signing-keys.js';
import { AuditChain } from './audit-chain.js';
import { AuditHead } from './audit-head.entity.js';
import { headFault } from './held-against-heads.js';
import { headText, publishedHead } from './published-head.js';

/**
 * Says in public how far the chain of records reaches and what its last hash is. Who owns the database can chain everything anew, but
 * not what others have kept of these heads.
 */
@Injectable()
export class AuditHeads {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly chain: AuditChain,
    private readonly keys: SigningKeys,
  ) {}

  /**
   * Seals what waits and signs the head, once for each; `null` while nothing is sealed. Throws, before anything is sealed over a cut,
   * where the chain no longer has the head that was published last.
   */
  async publish(): Promise<AuditHead | null> {
    const before = await this.list(1);
    const lost = await headFault(this.db.reader, before.map(publishedHead), null);
    if (lost) throw new Error(`${lost.fault} at the published head ${lost.position}: nothing is published over it`);
    await this.chain.seal();
    return this.db.transaction(async (tx) => {
      await tx.query("SELECT pg_advisory_xact_lock(hashtext('laureat audit head'))");
      // Where another process seals, what it seals is waited for.
      await tx.query("SELECT pg_advisory_xact_lock(hashtext('laureat audit seal'))");
      const [last] = await tx.query<{ position: string; chainHash: string }[]>(
        'SELECT position, chain_hash AS "chainHash" FROM audit_seal ORDER BY position DESC LIMIT 1',
      );
      if (!last) return null;
      const published = await tx.findOneBy(AuditHead, { position: last.position });
      if (published) return published;
      const publishedAt = this.clock.now();
      const text = headText({ ...last, publishedAt: publishedAt.toISOString() });
      const head = { ...last, publishedAt, ...(await this.keys.sign(tx, text, publishedAt)) };
      await tx.insert(AuditHead, head);
      return head;
    });
  }

  /** The newest heads, at most `limit`. */
  list(limit: number): Promise<AuditHead[]> {
    return this.db.reader.find(AuditHead, { order: { publishedAt: 'DESC', position: 'DESC' }, take: limit });
  }
}
