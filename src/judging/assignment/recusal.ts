import type { EntityManager } from 'typeorm';
import { save, type Deed } from '../../platform/database/save.js';
import { Assignment } from './assignment.entity.js';

/** An expert and an entry that turned out not to go together, and why. */
interface ConflictingPair {
  expertId: string;
  submissionId: string;
  source: string;
}

/** Ends the active assignments of such pairs and tells how many; their sheets no longer count. */
export async function endConflictingPairs(
  tx: EntityManager,
  pairs: readonly ConflictingPair[],
  deed: Deed,
): Promise<number> {
  if (pairs.length === 0) return 0;
  const rows: { id: string; source: string }[] = await tx.query(
    `SELECT DISTINCT ON (a.id) a.id, p.source
       FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS p(expert_id, submission_id, source)
       JOIN assignment a ON a.expert_id = p.expert_id AND a.submission_id = p.submission_id AND a.state = 'active'`,
    [
      pairs.map(({ expertId }) => expertId),
      pairs.map(({ submissionId }) => submissionId),
      pairs.map(({ source }) => source),
    ],
  );
  for (const { id, source } of rows) await recuse(tx, await tx.findOneByOrFail(Assignment, { id }), source, deed);
  return rows.length;
}

/** Ends the active assignment of one pair, if there is one. */
export async function endPair(
  tx: EntityManager,
  { expertId, submissionId, reason }: { expertId: string; submissionId: string; reason: string },
  deed: Deed,
): Promise<void> {
  const assigned = await tx.findOneBy(Assignment, { expertId, submissionId, state: 'active' });
  if (assigned) await recuse(tx, assigned, reason, deed);
}

async function recuse(tx: EntityManager, assigned: Assignment, reason: string, deed: Deed): Promise<void> {
  const changes = { state: 'recused' as const, reason, endedAt: deed.now };
  const { id: assignmentId, expertId, submissionId } = assigned;
  const events = [{ type: 'assignment.recused', assignmentId, expertId, submissionId }];
  await save(tx, assigned, { changes, events }, { ...deed, action: 'recuse' });
}
