import { genesis, hashOf, link } from '../../platform/audit/audit-chain.js';
import type { AuditRecord } from '../../platform/audit/audit-record.entity.js';
import { AuditSeal } from '../../platform/audit/audit-seal.entity.js';
import type { Database } from '../../platform/database/database.js';
import { insertRows } from './insert-rows.js';

const batch = 1000;
const hour = 3600_000;

/** Seals every record, in the order of their instants, as the sealer would have done in time; nothing is sealed before. */
export async function sealRecords(db: Database, now: Date): Promise<number> {
  let position = 0;
  let chainHash = genesis;
  let writing = Promise.resolve();
  for (let last: AuditRecord | undefined; ;) {
    const records = await recordsAfter(db, last);
    // One instant for those that are sealed together: the batch is known by it.
    const sealed = { sealedAt: new Date(now.getTime() - hour + position / batch), batchSize: records.length };
    const seals = records.map((record): AuditSeal => {
      position += 1;
      const recordHash = hashOf(record);
      chainHash = link(chainHash, String(position), recordHash);
      return { ...sealed, position: String(position), recordId: record.id, recordHash, chainHash };
    });
    await writing;
    writing = db.transaction((tx) => insertRows(tx, AuditSeal, seals));
    last = records.at(-1);
    if (records.length < batch) break;
  }
  await writing;
  return position;
}

function recordsAfter(db: Database, last: AuditRecord | undefined): Promise<AuditRecord[]> {
  return db.reader.query(
    `SELECT id, at, actor_id AS "actorId", actor_name AS "actorName", action, subject_type AS "subjectType",
            subject_id AS "subjectId", before, after, request_id AS "requestId"
       FROM audit_record ${last ? 'WHERE (at, id) > ($2, $3)' : ''} ORDER BY at, id LIMIT $1`,
    last ? [batch, last.at, last.id] : [batch],
  );
}
