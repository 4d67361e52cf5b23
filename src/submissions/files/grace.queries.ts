import type { EntityManager } from 'typeorm';
import { intakeOfEntry, type CycleSetup } from '../../cycles/setup/cycle-setup.js';
import type { Stage } from '../../cycles/stages/stage.entity.js';
import type { GraceFacts } from '../../domain/submissions/grace.js';
import type { Clock } from '../../platform/clock.js';
import type { Submission } from '../entries/submission.entity.js';

const longestGraceMs = 60 * 60_000;

/**
 * The intake as an entry has it now, for whoever sends: with the grace where the cycle has one and the close has just passed. Then
 * the sending began with the request, or with the first part of a file that was still on its way at the close.
 */
export async function intakeToSend(
  em: EntityManager,
  setup: CycleSetup,
  entry: Pick<Submission, 'id' | 'nominationId' | 'organisationId' | 'state' | 'dueAt'>,
  { clock, begunAt: first = null }: { clock: Clock; begunAt?: Date | null },
): Promise<(Stage & { grace?: GraceFacts }) | null> {
  const intake = intakeOfEntry(setup, entry);
  const minutes = setup.cycle.graceMinutes;
  if (!intake || minutes === 0) return intake;
  const close =
    entry.state === 'returned' && entry.dueAt && entry.dueAt < intake.closesAt ? entry.dueAt : intake.closesAt;
  const now = clock.now().getTime();
  if (now < close.getTime() || now > close.getTime() + longestGraceMs) return intake;
  const begun = clock.begun();
  const [file] = await em.query<{ at: Date | null }[]>(
    `SELECT min(at) AS at FROM (
       SELECT created_at AS at FROM upload WHERE submission_id = $1 AND touched_at >= $2::timestamptz - interval '5 minutes'
       UNION ALL
       SELECT begun_at FROM attachment WHERE submission_id = $1 AND removed_at IS NULL AND created_at >= $2) f`,
    [entry.id, close],
  );
  const begunAt = new Date(Math.min(...[begun, first, file?.at].flatMap((at) => (at ? [at.getTime()] : []))));
  return { ...intake, grace: { minutes, begunAt } };
}
