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
