import { AuditChain, genesis, hashOf, link } from '../../platform/audit/audit-chain.js';
import type { AuditRecord } from '../../platform/audit/audit-record.entity.js';
import { AuditSeal } from '../../platform/audit/audit-seal.entity.js';
import { Clock } from '../../platform/clock.js';
import type { Database } from '../../platform/database/database.js';

const batch = 1000;

/** Seals records as they are made, as the program's own sealer would have done soon after: nothing is read again. */
export class Sealer {
  private constructor(
    private position: number,
    private chainHash: string,
  ) {}

  /** Goes on where the program's own sealer ends, with all that is written by now. */
  static async after(db: Database): Promise<Sealer> {
    await new AuditChain(db, new Clock()).seal();
    const [last] = await db.reader.find(AuditSeal, { order: { position: 'DESC' }, take: 1 });
    return new Sealer(Number(last?.position ?? 0), last?.chainHash ?? genesis);
  }

  seal(records: readonly AuditRecord[]): AuditSeal[] {
    const seals: AuditSeal[] = [];
    for (let from = 0; from < records.length; from += batch) {
      const some = records.slice(from, from + batch);
      // One instant for those that are sealed together: the batch is known by it.
      const together = { sealedAt: new Date(), batchSize: some.length };
      seals.push(...some.map((record) => ({ ...together, ...this.next(record) })));
    }
    return seals;
  }

  private next(record: AuditRecord): Pick<AuditSeal, 'position' | 'recordId' | 'recordHash' | 'chainHash'> {
    this.position += 1;
    const recordHash = hashOf(record);
    this.chainHash = link(this.chainHash, String(this.position), recordHash);
    return { position: String(this.position), recordId: record.id, recordHash, chainHash: this.chainHash };
  }
}
