import type { EntityManager } from 'typeorm';
import { extendedBy, outagesBeforeClose, type Outage, type ServedMinute } from '../domain/cycles/outage.js';
import type { Window } from '../domain/cycles/stage.js';

const dayMs = 24 * 3600_000;

export interface LostTime {
  stageId: string;
  outages: Outage[];
  /** How long they were together. */
  minutes: number;
  /** When the stage should close instead. */
  closesAt: Date;
}

/**
 * What people lost of the last day of a stage since its dates were last set; null where nothing was lost, the last day has
 * not begun, or the close is more than a day ago.
 */
export async function findLostTime(
  em: EntityManager,
  stage: Window & { id: string },
  now: Date,
): Promise<LostTime | null> {
  const lastDay = stage.closesAt.getTime() - dayMs;
  if (now.getTime() < lastDay || now.getTime() > stage.closesAt.getTime() + dayMs) return null;
  const [set] = await em.query<{ at: Date | null }[]>(
    `SELECT max(at) AS at FROM audit_record WHERE subject_type = 'stage' AND subject_id = $1 AND action IN ('add', 'move', 'extend')`,
    [stage.id],
  );
  const traces = await em.query<ServedMinute[]>(
    `SELECT minute, answered, failed FROM service_minute
      WHERE minute >= coalesce((SELECT max(minute) FROM service_minute WHERE minute <= $1), $1)
        AND minute <= $1::timestamptz + interval '2 days' ORDER BY minute`,
    [new Date(lastDay)],
  );
  const outages = outagesBeforeClose(traces, stage).filter(({ to }) => !set?.at || to > set.at);
  if (outages.length === 0) return null;
  const closesAt = extendedBy(stage, outages);
  const minutes = Math.round((closesAt.getTime() - stage.closesAt.getTime()) / 60_000);
  return { stageId: stage.id, outages, minutes, closesAt };
}
