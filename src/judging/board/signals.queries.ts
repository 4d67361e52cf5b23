import type { EntityManager } from 'typeorm';
import type { SignalSheet } from '../../domain/statistics/signals.js';

/** Sheets handed in of entries that are still in, with what questions are read from; the order is that of handing in. Totals are floats here. */
export async function listSignalSheets(
  em: EntityManager,
  { cycleId, now }: { cycleId: string; now: Date },
  criteria: readonly { id: string; weight: string }[],
): Promise<SignalSheet[]> {
  const rows = await em.query<(Omit<SignalSheet, 'total'> & { scores: Record<string, string> })[]>(
    `SELECT a.submission_id AS "entryId", a.expert_id AS "expertId", v.scores,
            (SELECT string_agg(r.value, E'\\n' ORDER BY r.key) FROM jsonb_each_text(v.remarks) r) AS remark,
            row_number() OVER (PARTITION BY a.expert_id ORDER BY v.submitted_at, v.id)::int AS "order",
            rs.district_ru AS "entryDistrict", rx.district_ru AS "expertDistrict"
       FROM evaluation v JOIN assignment a ON a.id = v.assignment_id AND a.state = 'active'
       JOIN expert e ON e.id = a.expert_id AND e.cycle_id = $1
       JOIN submission s ON s.id = a.submission_id AND s.state = 'admitted'
       LEFT JOIN region rs ON rs.code = s.region_code LEFT JOIN region rx ON rx.code = e.region_code
      WHERE v.state = 'submitted' AND s.id NOT IN (SELECT entries_dropped_out($1, $2))`,
    [cycleId, now],
  );
  return rows.map(({ scores, ...sheet }) => ({
    ...sheet,
    total: criteria.reduce((sum, { id, weight }) => sum + Number(weight) * Number(scores[id] ?? 0), 0),
  }));
}
