import type { EntityManager } from 'typeorm';
import type { PutToVote } from '../../domain/results/sittings/motion.js';

/** What was put to the vote at a sitting, in the order of its ballots. */
export function listPutToVote(em: EntityManager, meetingId: string): Promise<PutToVote[]> {
  return em.query(
    `SELECT b.id, b.question, b.motion, (b.result ->> 'carried')::boolean AS carried
       FROM ballot b JOIN agenda_item i ON i.id = b.agenda_item_id
      WHERE i.meeting_id = $1 AND b.motion IS NOT NULL ORDER BY b.position`,
    [meetingId],
  );
}
