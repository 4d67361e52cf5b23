import type { EntityManager } from 'typeorm';
import type { Scores } from '../../domain/judging/score-sheet.js';

/** A sheet of an entry as a table of all sheets shows it. */
export interface ScoredSheet {
  entryId: string;
  number: string;
  title: string;
  region: string;
  expertId: string;
  kind: 'planned' | 'extra';
  scores: Scores;
  /** Null where all could be judged. */
  cannotJudge: string[] | null;
  /** On the wall of the time zone that was asked for. */
  submittedAt: string;
}

/** The last entry of a page. */
export interface EntryKey {
  number: string;
  id: string;
}

/**
 * Submitted sheets of the next entries after `after`, as many entries as `limit`, in the order of register numbers: those
 * of which a ranking of that instant may know, without entries that the reader must not meet. `next` is the
 * last of them; null at the end.
 */
export async function listSheetsAfter(
  em: EntityManager,
  asked: {
    nominationId: string;
    userId: string | null;
    until: Date;
    timeZone: string;
    after: EntryKey | null;
    limit: number;
  },
): Promise<{ sheets: ScoredSheet[]; next: EntryKey | null }> {
  // An entry without a sheet has a row all the same: it may be the last one.
  const rows = await em.query<(Omit<ScoredSheet, 'expertId'> & { expertId: string | null; goesOn: boolean })[]>(
    `WITH next AS (
       SELECT s.id, s.register_number, s.region_code, s.revision_id,
              row_number() OVER (ORDER BY s.register_number, s.id) AS place FROM submission s
        WHERE s.nomination_id = $1 AND is_ranked(s.id, s.state) AND s.id NOT IN (SELECT entries_hidden_from($2))
          AND ($3::text IS NULL OR (s.register_number, s.id) > ($3, $4::uuid))
        ORDER BY s.register_number, s.id LIMIT $5::int + 1)
     SELECT n.id AS "entryId", n.register_number AS number, r.title,
            coalesce(r.organisation->>'regionName', n.region_code) AS region, j.expert_id AS "expertId", j.kind, j.scores,
            nullif(j.cannot_judge, '[]') AS "cannotJudge",
            to_char(j.submitted_at AT TIME ZONE $7, 'YYYY-MM-DD HH24:MI:SS') AS "submittedAt",
            (SELECT count(*) FROM next) > $5::int AS "goesOn"
       FROM next n JOIN submission_revision r ON r.id = n.revision_id
       LEFT JOIN LATERAL (
         SELECT a.expert_id, a.kind, e.scores, e.cannot_judge, e.submitted_at
           FROM assignment a JOIN evaluation e ON e.assignment_id = a.id AND e.state = 'submitted' AND e.submitted_at <= $6
          WHERE a.submission_id = n.id AND a.state = 'active') j ON true
      WHERE n.place <= $5::int ORDER BY n.place, j.expert_id`,
    [
      asked.nominationId,
      asked.userId,
      asked.after?.number ?? null,
      asked.after?.id ?? null,
      asked.limit,
      asked.until,
      asked.timeZone,
    ],
  );
  const last = rows.at(-1);
  return {
    sheets: rows.filter((row): row is typeof row & ScoredSheet => row.expertId !== null),
    next: last?.goesOn ? { number: last.number, id: last.entryId } : null,
  };
}

/** Names of all experts of a cycle by id. */
export async function listJuryNames(em: EntityManager, cycleId: string): Promise<Map<string, string>> {
  const rows: { id: string; name: string }[] = await em.query(
    'SELECT x.id, u.name FROM expert x JOIN user_account u ON u.id = x.user_id WHERE x.cycle_id = $1',
    [cycleId],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
