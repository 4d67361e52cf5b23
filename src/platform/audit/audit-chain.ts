import { Injectable } from '@nestjs/common';
import canonicalize from 'canonicalize';
import type { EntityManager } from 'typeorm';
import { Clock } from '../clock.js';
import { Database } from '../database/database.js';
import { sha256 } from '../ids.js';
import { AuditRecord } from './audit-record.entity.js';
import { AuditSeal } from './audit-seal.entity.js';

export const genesis = sha256('laureat audit');
const batch = 1000;

export type ChainFault = 'record-changed' | 'record-removed' | 'order-changed';
export type ChainVerdict =
  | { ok: true; sealed: number; unsealed: number; head: string }
  | { ok: false; fault: ChainFault; position: string; recordId: string; sealed: number };

/**
 * Chains audit records by hash. Writers only insert records and never wait for each other; one sealer at a time gives
 * them their order afterwards. What waits to be sealed stands in `audit_unsealed`, which the database fills with each
 * record: every record is looked at once, also one whose transaction ended long after its instant. A record that is
 * changed, removed or moved after sealing breaks the chain at its link.
 */
@Injectable()
export class AuditChain {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Seals all records that are committed and not sealed; returns how many. */
  async seal(): Promise<number> {
    let total = 0;
    for (let sealed = batch; sealed === batch; total += sealed) sealed = await this.sealBatch();
    return total;
  }

  private sealBatch(): Promise<number> {
    return this.db.source.transaction(async (tx) => {
      const [lock] = await tx.query<{ got: boolean }[]>(
        `SELECT pg_try_advisory_xact_lock(hashtext('laureat audit seal'))
                AND EXISTS (SELECT 1 FROM audit_unsealed) AS got`,
      );
      if (!lock!.got) return 0;
      const waiting = await takeUnsealed(tx);
      const [last] = await tx.query<{ position: string; chainHash: string }[]>(
        'SELECT position, chain_hash AS "chainHash" FROM audit_seal ORDER BY position DESC LIMIT 1',
      );
      let position = BigInt(last?.position ?? 0);
      let chainHash = last?.chainHash ?? genesis;
      const links = waiting.map((record) => {
        position += 1n;
        const recordHash = hashOf(record);
        chainHash = link(chainHash, position.toString(), recordHash);
        return { position: position.toString(), recordId: record.id, recordHash, chainHash };
      });
      await tx.query(
        `INSERT INTO audit_seal (position, record_id, record_hash, chain_hash, sealed_at, batch_size)
         SELECT l.position, l.record_id, l.record_hash, l.chain_hash, $1, $2
           FROM unnest($3::bigint[], $4::uuid[], $5::text[], $6::text[]) AS l(position, record_id, record_hash, chain_hash)`,
        [
          this.clock.now(), // one instant for the batch: it is known by it
          links.length,
          links.map((one) => one.position),
          links.map(({ recordId }) => recordId),
          links.map(({ recordHash }) => recordHash),
          links.map((one) => one.chainHash),
        ],
      );
      return links.length;
    });
  }

  verify(): Promise<ChainVerdict> {
    return verifyChain(this.db.reader);
  }
}

/** The next records to be sealed, the oldest first, taken off the list of those that wait. */
function takeUnsealed(tx: EntityManager): Promise<AuditRecord[]> {
  return tx.query<AuditRecord[]>(
    `WITH next AS (SELECT at, record_id FROM audit_unsealed ORDER BY at, record_id LIMIT ${batch} FOR UPDATE SKIP LOCKED),
          taken AS (DELETE FROM audit_unsealed u USING next n WHERE u.at = n.at AND u.record_id = n.record_id
                    RETURNING u.record_id)
     SELECT r.id, r.at, r.actor_id AS "actorId", r.actor_name AS "actorName", r.action, r.subject_type AS "subjectType",
            r.subject_id AS "subjectId", r.before, r.after, r.request_id AS "requestId"
       FROM audit_record r JOIN taken t ON t.record_id = r.id
      WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.record_id = r.id) ORDER BY r.at, r.id`,
  );
}

/** Walks the whole chain and names the first link that does not hold. */
export async function verifyChain(em: EntityManager): Promise<ChainVerdict> {
  let previous = genesis;
  let expected = 0n;
  for (;;) {
    const links = await readLinks(em, expected);
    if (links.length === 0) break;
    for (const { seal, record } of links) {
      expected += 1n;
      const fault = faultOf({ seal, record, previous, expected });
      const sealed = Number(expected - 1n);
      if (fault) return { ok: false, fault, position: expected.toString(), recordId: seal.recordId, sealed };
      previous = seal.chainHash;
    }
  }
  const cut = await findCutBatch(em, expected);
  if (cut) return { ok: false, fault: 'record-removed', ...cut, sealed: Number(expected) };
  const unsealed = (await em.count(AuditRecord)) - Number(expected);
  return { ok: true, sealed: Number(expected), unsealed, head: previous };
}

/** Links sealed together were so many: fewer at the end of the chain mean that its tail was cut off. */
async function findCutBatch(em: EntityManager, last: bigint): Promise<{ position: string; recordId: string } | null> {
  if (last === 0n) return null;
  const [row] = (await em.query(
    `SELECT max(record_id::text) FILTER (WHERE position = $1) AS "recordId", max(batch_size) AS size, count(*)::int AS found
       FROM audit_seal WHERE sealed_at = (SELECT sealed_at FROM audit_seal WHERE position = $1) AND batch_size =
            (SELECT batch_size FROM audit_seal WHERE position = $1)`,
    [last.toString()],
  )) as { recordId: string; size: number; found: number }[];
  if (!row || row.found % row.size === 0) return null;
  return { position: (last + 1n).toString(), recordId: `after ${row.recordId}` };
}

interface Link {
  seal: AuditSeal;
  record: AuditRecord | null;
}

async function readLinks(em: EntityManager, after: bigint): Promise<Link[]> {
  const seals = await em
    .createQueryBuilder(AuditSeal, 's')
    .where('s.position > :after', { after: after.toString() })
    .orderBy('s.position')
    .take(batch)
    .getMany();
  const records = seals.length
    ? await em
        .createQueryBuilder(AuditRecord, 'r')
        .whereInIds(seals.map((seal) => seal.recordId))
        .getMany()
    : [];
  const byId = new Map(records.map((record) => [record.id, record]));
  return seals.map((seal) => ({ seal, record: byId.get(seal.recordId) ?? null }));
}

function faultOf({
  seal,
  record,
  previous,
  expected,
}: Link & { previous: string; expected: bigint }): ChainFault | null {
  if (BigInt(seal.position) > expected) return 'record-removed';
  if (BigInt(seal.position) < expected) return 'order-changed';
  if (!record) return 'record-removed';
  if (hashOf(record) !== seal.recordHash) return 'record-changed';
  // The record and its hash agree, so this is a true record; it does not belong after the one before.
  if (link(previous, seal.position, seal.recordHash) !== seal.chainHash) return 'order-changed';
  return null;
}

export const link = (previous: string, position: string, recordHash: string): string =>
  sha256(`${previous} ${position} ${recordHash}`);

/** SHA-256 of the record's canonical JSON (RFC 8785); instants as ISO 8601 in UTC. */
export function hashOf(record: AuditRecord): string {
  return sha256(canonicalize(JSON.parse(JSON.stringify({ ...record })))!);
}
