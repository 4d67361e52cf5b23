import type { EntityManager } from 'typeorm';

/** Whether somebody has signed the latest protocol of a sitting: from then on nothing of what it says is changed. */
export async function isSigned(em: EntityManager, meetingId: string): Promise<boolean> {
  const [row]: { signed: boolean }[] = await em.query(
    `SELECT EXISTS (SELECT 1 FROM approval a WHERE a.protocol_id =
              (SELECT p.id FROM protocol p WHERE p.meeting_id = $1 ORDER BY p.id DESC LIMIT 1)) AS signed`,
    [meetingId],
  );
  return row!.signed;
}

/** Whether a protocol of a sitting is published: from then on its decisions stand. */
export async function isPublished(em: EntityManager, meetingId: string): Promise<boolean> {
  const [row]: { published: boolean }[] = await em.query(
    `SELECT EXISTS (SELECT 1 FROM publication u JOIN protocol p ON p.id = u.protocol_id WHERE p.meeting_id = $1) AS published`,
    [meetingId],
  );
  return row!.published;
}

/** When the first ballot of a sitting was opened or the first decision recorded; `null` where nothing has happened at it. */
export async function firstActAt(em: EntityManager, meetingId: string): Promise<Date | null> {
  const [row]: { at: Date | null }[] = await em.query(
    `SELECT least((SELECT min(b.opened_at) FROM ballot b JOIN agenda_item i ON i.id = b.agenda_item_id WHERE i.meeting_id = $1),
                  (SELECT min(decided_at) FROM award WHERE meeting_id = $1),
                  (SELECT min(decided_at) FROM not_awarded WHERE meeting_id = $1)) AS at`,
    [meetingId],
  );
  return row!.at;
}
