import type { EntityManager } from 'typeorm';
import { Meeting } from './meeting.entity.js';
import { isId } from '../../platform/ids.js';
import { mustExist } from '../access/must-exist.js';

export function listMeetings(em: EntityManager, cycleId: string): Promise<Meeting[]> {
  return em.find(Meeting, { where: { cycleId }, order: { heldOn: 'DESC', id: 'DESC' } });
}

export async function getMeeting(em: EntityManager, id: string): Promise<Meeting> {
  return mustExist(isId(id) ? await em.findOneBy(Meeting, { id }) : null);
}

/** Decisions, protocols and signatures of one sitting go one after another. */
export async function lockMeeting(tx: EntityManager, id: string): Promise<Meeting> {
  const lock = { mode: 'pessimistic_write' } as const;
  return mustExist(isId(id) ? await tx.findOne(Meeting, { where: { id }, lock }) : null);
}

/** Sittings of a cycle whose members are recorded and the person is none of them. */
export async function listSeatedWithout(
  em: EntityManager,
  cycleId: string,
  userId: string | null,
): Promise<Set<string>> {
  const rows: { id: string }[] = await em.query(
    `SELECT m.id FROM meeting m JOIN meeting_member s ON s.meeting_id = m.id
      WHERE m.cycle_id = $1 GROUP BY m.id HAVING bool_and(s.user_id IS DISTINCT FROM $2::uuid)`,
    [cycleId, userId],
  );
  return new Set(rows.map(({ id }) => id));
}
