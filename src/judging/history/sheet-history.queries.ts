import type { EntityManager } from 'typeorm';
import { Refusal } from '../../domain/kernel/refusal.js';
import { isId } from '../../platform/ids.js';
import { mustMeet } from '../../submissions/relations/hidden-from-staff.queries.js';
import { Evaluation } from '../sheets/evaluation.entity.js';
import { EvaluationVersion } from './evaluation-version.entity.js';
import { SheetReopening } from './sheet-reopening.entity.js';
import { SheetRestorationApproval } from './sheet-restoration-approval.entity.js';
import { SheetRestoration } from '../sheets/sheet-restoration.entity.js';

/** An assignment with its sheet as it stood at an instant, without a single score. */
export interface SheetAsOf {
  assignmentId: string;
  evaluationId: string | null;
  registerNumber: string;
  title: string;
  expert: string;
  state: 'none' | 'draft' | 'submitted' | 'set-aside';
  submittedAt: Date | null;
  versions: number;
}

/**
 * The sheets of a cycle at an instant: of assignments that stood then. Entries with which the reader has a conflict of
 * interest are left out.
 */
export function listSheetsAsOf(
  em: EntityManager,
  { cycleId, at, userId }: { cycleId: string; at: Date; userId: string | null },
): Promise<SheetAsOf[]> {
  return em.query(
    `SELECT a.id AS "assignmentId", v.id AS "evaluationId", s.register_number AS "registerNumber", s.title, u.name AS expert,
            coalesce(w.state, CASE WHEN v.id IS NULL THEN 'none' ELSE 'draft' END) AS state, w.submitted_at AS "submittedAt",
            coalesce(w.number, 0)::int AS versions
       FROM assignment a
       JOIN expert x ON x.id = a.expert_id AND x.cycle_id = $1
       JOIN user_account u ON u.id = x.user_id
       JOIN submission s ON s.id = a.submission_id
       LEFT JOIN evaluation v ON v.assignment_id = a.id AND v.created_at <= $2
       LEFT JOIN LATERAL (SELECT * FROM evaluation_version w WHERE w.evaluation_id = v.id AND w.at <= $2
                           ORDER BY w.number DESC LIMIT 1) w ON true
      WHERE a.created_at <= $2 AND (a.state = 'active' OR a.ended_at > $2)
        AND s.id NOT IN (SELECT entries_hidden_from($3::uuid))
      ORDER BY s.register_number, u.name, a.id`,
    [cycleId, at, userId],
  );
}

/** A sheet with its row locked; of whom has a conflict of interest with the entry it does not exist. */
export async function lockSheet(tx: EntityManager, id: string, userId: string): Promise<Evaluation> {
  if (!isId(id)) throw new Refusal({ code: 'not-found' });
  await tx.query(
    'SELECT 1 FROM assignment WHERE id = (SELECT assignment_id FROM evaluation WHERE id = $1) FOR UPDATE',
    [id],
  );
  const sheet = await getSheet(tx, id, userId);
  await tx.query('SELECT 1 FROM evaluation WHERE id = $1 FOR UPDATE', [id]);
  return sheet;
}

export async function getSheet(em: EntityManager, id: string, userId: string): Promise<Evaluation> {
  const sheet = isId(id)
    ? await em.findOne(Evaluation, {
        where: { id },
        relations: { assignment: { expert: { user: true, cycle: true }, submission: true } },
      })
    : null;
  if (!sheet) throw new Refusal({ code: 'not-found' });
  await mustMeet(em, userId, sheet.assignment.submissionId);
  return sheet;
}

export function listVersions(em: EntityManager, evaluationId: string): Promise<EvaluationVersion[]> {
  return em.find(EvaluationVersion, { where: { evaluationId }, order: { number: 'ASC' } });
}

export function findReopening(
  em: EntityManager,
  { id, version }: Pick<Evaluation, 'id' | 'version'>,
): Promise<SheetReopening | null> {
  return em.findOneBy(SheetReopening, { evaluationId: id, sheetVersion: version });
}

export function listReopenings(em: EntityManager, evaluationId: string): Promise<SheetReopening[]> {
  return em.find(SheetReopening, { where: { evaluationId }, order: { sheetVersion: 'ASC' } });
}

/** Who asked for what and waits for the organizer's word. */
export interface AskedReopening {
  evaluationId: string;
  registerNumber: string;
  title: string;
  expert: string;
  reason: string;
  askedAt: Date;
}

export function listAsked(em: EntityManager, cycleId: string, userId: string | null): Promise<AskedReopening[]> {
  return em.query(
    `SELECT r.evaluation_id AS "evaluationId", s.register_number AS "registerNumber", s.title, u.name AS expert,
            r.ask_reason AS reason, r.asked_at AS "askedAt"
       FROM sheet_reopening r JOIN evaluation v ON v.id = r.evaluation_id AND v.version = r.sheet_version
       JOIN assignment a ON a.id = v.assignment_id JOIN submission s ON s.id = a.submission_id
       JOIN expert x ON x.id = a.expert_id JOIN user_account u ON u.id = x.user_id
      WHERE r.state = 'asked' AND x.cycle_id = $1 AND s.id NOT IN (SELECT entries_hidden_from($2::uuid))
      ORDER BY r.asked_at, r.id`,
    [cycleId, userId],
  );
}

/** Restorations of a cycle with who has approved, the latest first. */
export interface RestorationRow {
  id: string;
  asOf: Date;
  reason: string;
  requestedAt: Date;
  appliedAt: Date | null;
  approvals: { userId: string; name: string }[];
}

export function listRestorations(em: EntityManager, cycleId: string): Promise<RestorationRow[]> {
  return em.query(
    `SELECT r.id, r.as_of AS "asOf", r.reason, r.requested_at AS "requestedAt", r.applied_at AS "appliedAt",
            coalesce((SELECT json_agg(json_build_object('userId', u.id, 'name', u.name) ORDER BY p.approved_at, p.id)
                        FROM sheet_restoration_approval p JOIN user_account u ON u.id = p.user_id
                       WHERE p.restoration_id = r.id), '[]') AS approvals
       FROM sheet_restoration r WHERE r.cycle_id = $1 ORDER BY r.requested_at DESC, r.id LIMIT 50`,
    [cycleId],
  );
}

export async function lockRestoration(tx: EntityManager, id: string): Promise<SheetRestoration> {
  const found = isId(id)
    ? await tx.findOne(SheetRestoration, { where: { id }, lock: { mode: 'pessimistic_write' } })
    : null;
  if (!found) throw new Refusal({ code: 'not-found' });
  return found;
}

export function countApprovals(em: EntityManager, restorationId: string): Promise<number> {
  return em.countBy(SheetRestorationApproval, { restorationId });
}

/** The sheets of active assignments that a restoration looks at, locked. */
export async function lockSheetsOf(tx: EntityManager, cycleId: string): Promise<Evaluation[]> {
  await tx.query(
    `SELECT 1 FROM assignment a JOIN expert x ON x.id = a.expert_id
      WHERE x.cycle_id = $1 AND a.state = 'active' ORDER BY a.id FOR UPDATE OF a`,
    [cycleId],
  );
  return tx.find(Evaluation, {
    where: { assignment: { state: 'active', expert: { cycleId } } },
    order: { id: 'ASC' },
  });
}

/** The version of each sheet of a cycle that stood at the instant; none for those that had never been submitted. */
export async function versionsAsOf(
  em: EntityManager,
  cycleId: string,
  at: Date,
): Promise<Map<string, EvaluationVersion>> {
  const rows: { id: string }[] = await em.query(
    `SELECT DISTINCT ON (w.evaluation_id) w.id
       FROM evaluation_version w JOIN evaluation v ON v.id = w.evaluation_id JOIN assignment a ON a.id = v.assignment_id
       JOIN expert x ON x.id = a.expert_id
      WHERE x.cycle_id = $1 AND w.at <= $2 ORDER BY w.evaluation_id, w.number DESC`,
    [cycleId, at],
  );
  const versions = new Map<string, EvaluationVersion>();
  for (let from = 0; from < rows.length; from += 1000) {
    const found = await em
      .createQueryBuilder(EvaluationVersion, 'w')
      .whereInIds(rows.slice(from, from + 1000).map(({ id }) => id))
      .getMany();
    for (const version of found) versions.set(version.evaluationId, version);
  }
  return versions;
}
