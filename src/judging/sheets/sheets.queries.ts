import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { setupOfVersion, setupVersionSql, type CycleSetup } from '../../cycles/setup/cycle-setup.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { isId } from '../../platform/ids.js';
import { Assignment } from '../assignment/assignment.entity.js';
import { Evaluation } from './evaluation.entity.js';
import type { Expert } from '../experts/expert.entity.js';

/** What verbs on sheets need of an entry: its answers are read from the revision. */
const seen = ['id', 'cycleId', 'nominationId', 'registerNumber', 'revisionId', 'generated'].map((name) => `s.${name}`);
const seenOfNomination = ['id', 'code', 'title'].map((name) => `n.${name}`);

/** Whose assignment it is, and the instant at which its entry must still be in the contest. */
interface Holder {
  userId: string;
  now: Date;
}

/** An active assignment of the person's own; anybody else's does not exist. Refuses `entry-dropped-out`. */
export function getOwnAssignment(em: EntityManager, id: string, holder: Holder): Promise<Assignment> {
  return oneOf(ownAssignments(em, holder.userId), id, holder.now);
}

/** The same, locked against every other verb on its sheet until the end of the transaction. */
export function lockOwnAssignment(tx: EntityManager, id: string, holder: Holder): Promise<Assignment> {
  return oneOf(ownAssignments(tx, holder.userId).setLock('pessimistic_write', undefined, ['a']), id, holder.now);
}

/** By a builder, which reads everything at once: every submitted sheet asks this. */
function ownAssignments(em: EntityManager, userId: string): SelectQueryBuilder<Assignment> {
  return em
    .createQueryBuilder(Assignment, 'a')
    .innerJoinAndSelect('a.expert', 'x', `x.state = 'accepted' AND x.user_id = :userId`, { userId })
    .innerJoinAndSelect('x.cycle', 'c')
    .innerJoin('a.submission', 's', `s.state = 'admitted'`)
    .addSelect(seen)
    .innerJoin('s.nomination', 'n')
    .addSelect(seenOfNomination)
    .where(`a.state = 'active'`);
}

async function oneOf(assignments: SelectQueryBuilder<Assignment>, id: string, now: Date): Promise<Assignment> {
  if (!isId(id)) throw new Refusal({ code: 'not-found' });
  const { raw, entities } = await assignments
    .addSelect('is_dropped_out(s.id, :now)', 'is_out')
    .andWhere('a.id = :id', { id, now })
    .getRawAndEntities<{ is_out: boolean }>();
  if (!entities[0]) throw new Refusal({ code: 'not-found' });
  if (raw[0]!.is_out) throw new Refusal({ code: 'entry-dropped-out' });
  return entities[0];
}

/** What the verbs on a sheet need of its assignment, and the sheet itself where there is one. */
export interface HeldSheet {
  assignmentId: string;
  revisionId: string;
  expert: Pick<Expert, 'id' | 'cycleId' | 'dueAt' | 'conflictsDeclaredAt'>;
  setup: CycleSetup;
  sheet: Evaluation | null;
  /** Whether the entry's sheets were found to differ before. */
  isCompared: boolean;
}

/**
 * An active assignment of the person's own, locked against every other verb on its sheet until the end of the transaction;
 * anybody else's does not exist. In two bare reads that travel together, since every sheet that is saved or submitted asks
 * this: the second begins when the lock is held, and sees what the one before has written. Refuses `entry-dropped-out`.
 */
export async function holdSheet(tx: EntityManager, id: string, { userId, now }: Holder): Promise<HeldSheet> {
  if (!isId(id)) throw new Refusal({ code: 'not-found' });
  const [held, found] = await Promise.all([lockBare(tx, id, { userId, now }), findWithVersion(tx, id)]);
  if (!held || !found) throw new Refusal({ code: 'not-found' });
  const { assignmentId, revisionId, expertId, isOut, ...expert } = held;
  if (isOut) throw new Refusal({ code: 'entry-dropped-out' });
  const { setupVersion, isCompared, ...row } = found;
  return {
    assignmentId,
    revisionId,
    expert: { id: expertId, ...expert },
    setup: await setupOfVersion(tx, held.cycleId, setupVersion),
    sheet: row.id === null ? null : Object.assign(new Evaluation(), row),
    isCompared,
  };
}

interface BareAssignment extends Pick<Expert, 'cycleId' | 'dueAt' | 'conflictsDeclaredAt'> {
  assignmentId: string;
  revisionId: string;
  expertId: string;
  isOut: boolean;
}

async function lockBare(tx: EntityManager, id: string, { userId, now }: Holder): Promise<BareAssignment | null> {
  const [row] = await tx.query<BareAssignment[]>(
    `SELECT a.id AS "assignmentId", s.revision_id AS "revisionId", x.id AS "expertId", x.cycle_id AS "cycleId",
            x.due_at AS "dueAt", x.conflicts_declared_at AS "conflictsDeclaredAt", is_dropped_out(s.id, $3) AS "isOut"
       FROM assignment a JOIN expert x ON x.id = a.expert_id AND x.user_id = $2 AND x.state = 'accepted'
       JOIN submission s ON s.id = a.submission_id AND s.state = 'admitted'
      WHERE a.id = $1 AND a.state = 'active' FOR UPDATE OF a`,
    [id, userId, now],
  );
  return row ?? null;
}

async function findWithVersion(tx: EntityManager, id: string) {
  const [row] = await tx.query<
    (Omit<Evaluation, 'id'> & { id: string | null; setupVersion: string | null; isCompared: boolean })[]
  >(
    `SELECT e.id, e.assignment_id AS "assignmentId", e.revision_id AS "revisionId", e.state, e.scores,
            e.cannot_judge AS "cannotJudge", e.remarks, e.note, e.reason, e.created_at AS "createdAt",
            e.saved_at AS "savedAt", e.submitted_at AS "submittedAt", e.restoration_id AS "restorationId", e.version,
            ${setupVersionSql('x.cycle_id')} AS "setupVersion",
            EXISTS (SELECT 1 FROM divergence d WHERE d.submission_id = a.submission_id) AS "isCompared"
       FROM assignment a JOIN expert x ON x.id = a.expert_id LEFT JOIN evaluation e ON e.assignment_id = a.id
      WHERE a.id = $1`,
    [id],
  );
  return row ?? null;
}

export function findEvaluation(em: EntityManager, assignmentId: string): Promise<Evaluation | null> {
  return em.findOneBy(Evaluation, { assignmentId });
}

/** The expert's sheets of active assignments, without entries that dropped out by the instant. */
export function listOwnEvaluations(em: EntityManager, expertId: string, now: Date): Promise<Evaluation[]> {
  return em
    .createQueryBuilder(Evaluation, 'v')
    .innerJoin('v.assignment', 'a', `a.expert_id = :expertId AND a.state = 'active'`, { expertId })
    .innerJoin('a.submission', 's', `s.state = 'admitted'`)
    .where('NOT is_dropped_out(s.id, :now)', { now })
    .orderBy({ 'v.createdAt': 'ASC', 'v.id': 'ASC' })
    .getMany();
}

/** Whoever saves a sheet locks its assignment: with all of them locked nothing of the expert's moves. */
export async function lockAssignmentsOf(tx: EntityManager, expertId: string): Promise<void> {
  await tx.query('SELECT 1 FROM assignment WHERE expert_id = $1 ORDER BY id FOR UPDATE', [expertId]);
}

/** What other experts gave the entry, without who they are; in an order that tells nothing of them. */
export interface OtherSheet {
  scores: Record<string, string>;
  cannotJudge: string[];
  remarks: Record<string, string>;
}

export function listOtherSheets(em: EntityManager, assignment: Assignment): Promise<OtherSheet[]> {
  return em.query(
    `SELECT e.scores, e.cannot_judge AS "cannotJudge", e.remarks
       FROM evaluation e JOIN assignment a ON a.id = e.assignment_id AND a.state = 'active'
      WHERE a.submission_id = $1 AND a.expert_id <> $2 AND e.state = 'submitted'
      ORDER BY md5(e.id::text)`,
    [assignment.submissionId, assignment.expertId],
  );
}

/** Submitted sheets of a nomination's admitted entries, for ranking: in a fixed order. */
export async function listSubmittedSheets(
  em: EntityManager,
  nominationId: string,
): Promise<
  { entryId: string; expertId: string; scores: Record<string, string>; cannotJudge: string[]; extra?: true }[]
> {
  const rows: {
    entryId: string;
    expertId: string;
    scores: Record<string, string>;
    cannotJudge: string[];
    kind: string;
  }[] = await em.query(
    `SELECT s.id AS "entryId", a.expert_id AS "expertId", e.scores, e.cannot_judge AS "cannotJudge", a.kind
       FROM evaluation e
       JOIN assignment a ON a.id = e.assignment_id AND a.state = 'active'
       JOIN submission s ON s.id = a.submission_id AND is_ranked(s.id, s.state)
      WHERE s.nomination_id = $1 AND e.state = 'submitted'
      ORDER BY s.id, a.expert_id`,
    [nominationId],
  );
  return rows.map(({ kind, ...sheet }) => (kind === 'extra' ? { ...sheet, extra: true } : sheet));
}

/** How many there are. */
export async function countSubmitted(em: EntityManager, nominationId: string): Promise<number> {
  const [row] = await em.query<{ n: number }[]>(
    `SELECT count(*)::int AS n
       FROM evaluation e
       JOIN assignment a ON a.id = e.assignment_id AND a.state = 'active'
       JOIN submission s ON s.id = a.submission_id AND is_ranked(s.id, s.state)
      WHERE s.nomination_id = $1 AND e.state = 'submitted'`,
    [nominationId],
  );
  return row!.n;
}
