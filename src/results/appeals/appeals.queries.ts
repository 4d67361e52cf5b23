import type { EntityManager } from 'typeorm';
import type { Appeal } from './appeal.entity.js';
import { Publication } from '../publication/publication.entity.js';

/** The publication in force of a cycle at the instant, unless it took the results back. */
export async function findPublishedOf(em: EntityManager, cycleId: string, now: Date): Promise<Publication | null> {
  const publication = await em
    .createQueryBuilder(Publication, 'p')
    .where('p.cycle_id = :cycleId AND p.publish_at <= :now', { cycleId, now })
    .orderBy('p.number', 'DESC')
    .limit(1)
    .getOne();
  return publication?.snapshot['withdrawn'] === true ? null : publication;
}

export interface AppealRow {
  id: string;
  submissionId: string;
  number: string;
  title: string;
  organisation: string;
  nomination: string;
  state: Appeal['state'];
  grounds: string;
  filedAt: Date;
  outcome: Appeal['outcome'];
  decision: string;
  decidedAt: Date | null;
  /** Whether the reader took part in what is appealed against. */
  tookPart: boolean;
  /** The correction that answers it, prepared or applied. */
  correctionId: string | null;
}

export function listAppealRows(em: EntityManager, cycleId: string, readerId: string): Promise<AppealRow[]> {
  return em.query(
    `SELECT a.id, a.submission_id AS "submissionId", s.register_number AS number, s.title, o.name AS organisation, n.title AS nomination, a.state,
            a.grounds, a.filed_at AS "filedAt", a.outcome, a.decision, a.decided_at AS "decidedAt",
            took_part_in_decision($2, a.publication_id, a.submission_id) AS "tookPart",
            (SELECT k.id FROM correction k WHERE k.appeal_id = a.id ORDER BY k.id DESC LIMIT 1) AS "correctionId"
       FROM appeal a JOIN submission s ON s.id = a.submission_id JOIN organisation o ON o.id = s.organisation_id
       JOIN nomination n ON n.id = s.nomination_id
      WHERE a.cycle_id = $1 ORDER BY a.state = 'filed' DESC, a.filed_at, a.id`,
    [cycleId, readerId],
  );
}

/** A remark that waits for the organizer's word, or has it. */
export interface RemarkRow {
  evaluationId: string;
  criterionId: string;
  number: string;
  title: string;
  criterion: string;
  text: string;
  /** Null while nothing is decided. */
  shown: boolean | null;
  releasedText: string | null;
  reason: string | null;
}

/** Remarks of submitted sheets of a cycle that have not been settled, a page in a fixed order. */
export function listRemarks(
  em: EntityManager,
  cycleId: string,
  page: { settled: boolean; limit: number },
): Promise<RemarkRow[]> {
  return em.query(
    `SELECT v.id AS "evaluationId", c.id AS "criterionId", s.register_number AS number, s.title, c.title AS criterion,
            r.value AS text, m.shown, m.text AS "releasedText", m.reason
       FROM evaluation v
       JOIN assignment a ON a.id = v.assignment_id AND a.state = 'active'
       JOIN submission s ON s.id = a.submission_id AND s.cycle_id = $1 AND s.state = 'admitted'
       CROSS JOIN LATERAL jsonb_each_text(v.remarks) AS r
       JOIN criterion c ON c.id::text = r.key
       LEFT JOIN remark_release m ON m.evaluation_id = v.id AND m.criterion_id = c.id
      WHERE v.state = 'submitted' AND (m.id IS NOT NULL) = $2
      ORDER BY s.register_number, c.position, v.id LIMIT $3`,
    [cycleId, page.settled, page.limit],
  );
}

export async function countRemarks(em: EntityManager, cycleId: string): Promise<{ waiting: number; settled: number }> {
  const [row]: { waiting: number; settled: number }[] = await em.query(
    `SELECT count(*) FILTER (WHERE m.id IS NULL)::int AS waiting, count(m.id)::int AS settled
       FROM evaluation v
       JOIN assignment a ON a.id = v.assignment_id AND a.state = 'active'
       JOIN submission s ON s.id = a.submission_id AND s.cycle_id = $1 AND s.state = 'admitted'
       CROSS JOIN LATERAL jsonb_each_text(v.remarks) AS r
       JOIN criterion c ON c.id::text = r.key
       LEFT JOIN remark_release m ON m.evaluation_id = v.id AND m.criterion_id = c.id
      WHERE v.state = 'submitted'`,
    [cycleId],
  );
  return row!;
}

/** The remarks to an entry that may be shown, by criterion; nothing says whose they are. */
export function listReleased(
  em: EntityManager,
  submissionId: string,
): Promise<{ criterionId: string; text: string }[]> {
  return em.query(
    `SELECT m.criterion_id AS "criterionId", m.text FROM remark_release m
       JOIN evaluation v ON v.id = m.evaluation_id AND v.state = 'submitted'
       JOIN assignment a ON a.id = v.assignment_id AND a.state = 'active'
      WHERE a.submission_id = $1 AND m.shown ORDER BY md5(m.id::text)`,
    [submissionId],
  );
}
