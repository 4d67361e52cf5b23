import type { EntityManager } from 'typeorm';

/** An entry before the body, as it is discussed. */
export interface DiscussedRow {
  id: string;
  number: string;
  title: string;
  region: string;
  nomination: string;
  sheets: number;
  /** Greatest minus least total of the submitted sheets, in points; null with fewer than two. */
  spread: string | null;
}

/** Entries of the nominations on the agenda, with how far apart their sheets are. */
export function listDiscussed(em: EntityManager, meetingId: string): Promise<DiscussedRow[]> {
  return em.query(
    `SELECT s.id, s.register_number AS number, r.title, coalesce(r.organisation->>'regionName', s.region_code) AS region,
            n.title AS nomination, count(t.total)::int AS sheets,
            CASE WHEN count(t.total) > 1 THEN (max(t.total) - min(t.total))::text END AS spread
       FROM agenda_item i JOIN nomination n ON n.id = i.nomination_id
       JOIN meeting k ON k.id = i.meeting_id
       JOIN submission s ON s.nomination_id = n.id AND s.state = 'admitted'
        AND (k.region_code IS NULL OR s.region_code = k.region_code)
       JOIN submission_revision r ON r.id = s.revision_id
       LEFT JOIN LATERAL (
         SELECT sum(p.value::numeric * c.weight::numeric) AS total
           FROM assignment a JOIN evaluation v ON v.assignment_id = a.id AND v.state = 'submitted'
           CROSS JOIN LATERAL jsonb_each_text(v.scores) AS p JOIN criterion c ON c.id::text = p.key
          WHERE a.submission_id = s.id AND a.state = 'active' GROUP BY v.id) t ON true
      WHERE i.meeting_id = $1 GROUP BY s.id, r.title, r.organisation, n.title ORDER BY s.id`,
    [meetingId],
  );
}

/** Members with an account who must not be in the room, entry by entry. */
export function listAway(
  em: EntityManager,
  meetingId: string,
): Promise<{ memberId: string; name: string; entryId: string }[]> {
  return em.query(
    `SELECT m.id AS "memberId", m.name, s.id AS "entryId"
       FROM meeting_member m JOIN agenda_item i ON i.meeting_id = m.meeting_id
       JOIN submission s ON s.nomination_id = i.nomination_id AND s.state = 'admitted'
      WHERE m.meeting_id = $1 AND m.user_id IS NOT NULL AND is_staff_conflicted(m.user_id, s.id) ORDER BY m.name, s.id`,
    [meetingId],
  );
}
