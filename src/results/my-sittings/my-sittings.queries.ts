import type { EntityManager } from 'typeorm';

/** A sitting at which somebody is recorded. */
export interface OwnSitting {
  id: string;
  body: string;
  number: string;
  heldOn: string;
  place: string;
  form: string;
  cycle: string;
  timeZone: string;
  /** Open ballots in which the person has not voted and does not stand aside. */
  waiting: number;
}

/** The sittings at which a person is recorded as a member, the latest first. */
export function listOwnSittings(em: EntityManager, userId: string): Promise<OwnSitting[]> {
  return em.query(
    `SELECT m.id, m.body, m.number, m.held_on::text AS "heldOn", m.place, m.form, c.title AS cycle, c.time_zone AS "timeZone",
            (SELECT count(*)::int FROM ballot b JOIN agenda_item i ON i.id = b.agenda_item_id
              WHERE i.meeting_id = m.id AND b.state = 'open'
                AND NOT EXISTS (SELECT 1 FROM ballot_voter v WHERE v.ballot_id = b.id AND v.member_id = s.id)
                AND NOT EXISTS (SELECT 1 FROM recusal r WHERE r.agenda_item_id = i.id AND r.member_id = s.id)) AS waiting
       FROM meeting_member s JOIN meeting m ON m.id = s.meeting_id JOIN cycle c ON c.id = m.cycle_id
      WHERE s.user_id = $1 ORDER BY m.held_on DESC, m.id DESC LIMIT 100`,
    [userId],
  );
}

/** The regional stages in which a person has a part by a role in the region's commission. */
export function listOwnRegions(
  em: EntityManager,
  userId: string,
): Promise<{ cycleId: string; cycle: string; code: string; nameRu: string; nameEn: string }[]> {
  return em.query(
    `SELECT DISTINCT c.id AS "cycleId", c.title AS cycle, c.year, r.code, r.name_ru AS "nameRu", r.name_en AS "nameEn"
       FROM role_grant g JOIN cycle c ON c.id = g.cycle_id JOIN region r ON r.code = g.region_code
      WHERE g.user_id = $1 AND g.revoked_at IS NULL AND g.role IN ('organizer', 'chair', 'secretary', 'member', 'auditor')
      ORDER BY c.year DESC, r.name_ru LIMIT 100`,
    [userId],
  );
}
