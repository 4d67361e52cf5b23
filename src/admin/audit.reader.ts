import { Injectable } from '@nestjs/common';
import { mustHaveRole, type Actor } from '../domain/kernel/actor.js';
import { AuditChain, type ChainVerdict } from '../platform/audit/audit-chain.js';
import { AuditRecord } from '../platform/audit/audit-record.entity.js';
import { Database } from '../platform/database/database.js';
import { newestFirst } from '../platform/http/newest-first.js';
import type { Page } from '../platform/http/paging.js';

export interface AuditFilter {
  subject?: string | undefined;
  actor?: string | undefined;
  action?: string | undefined;
  cursor?: string | undefined;
}

/** Ids of what must not be met by a person, as records name it: entries, assignments, sheets. */
const apart = `WITH kept AS (SELECT k.id FROM entries_hidden_from(:reader) AS k(id))
  SELECT id::text FROM kept
  UNION ALL SELECT a.id::text FROM assignment a JOIN kept ON kept.id = a.submission_id
  UNION ALL SELECT v.id::text FROM evaluation v JOIN assignment a ON a.id = v.assignment_id JOIN kept ON kept.id = a.submission_id`;

/** The records, for administrators and auditors; not of entries that they must not meet because of a conflict of interest. */
@Injectable()
export class AuditReader {
  constructor(
    private readonly db: Database,
    private readonly chain: AuditChain,
  ) {}

  async list(actor: Actor, filter: AuditFilter, limit = 50): Promise<Page<AuditRecord>> {
    mustHaveRole(actor, ['admin', 'auditor']);
    const query = this.db.reader.createQueryBuilder(AuditRecord, 'r').where(
      `NOT (r.subject_id IN (${apart}) OR coalesce(r.after->>'submissionId', r.before->>'submissionId', '') IN (${apart})
           OR coalesce(r.after->>'evaluationId', r.before->>'evaluationId', '') IN (${apart}))`,
      { reader: actor.userId },
    );
    const subject = filter.subject?.trim();
    if (subject) query.andWhere('(r.subject_id = :subject OR r.subject_type = :subject)', { subject });
    const person = filter.actor?.trim();
    if (person)
      query.andWhere('(r.actor_name ILIKE :person OR r.actor_id::text = :exact)', {
        person: `%${person.replace(/[%_\\]/g, '\\$&')}%`,
        exact: person,
      });
    if (filter.action?.trim()) query.andWhere('r.action = :action', { action: filter.action.trim() });
    return newestFirst(query, { by: 'at', cursor: filter.cursor, limit });
  }

  /** Seals what is committed, then walks the whole chain. */
  async verify(actor: Actor): Promise<ChainVerdict> {
    mustHaveRole(actor, ['admin', 'auditor']);
    await this.chain.seal();
    return this.chain.verify();
  }
}
