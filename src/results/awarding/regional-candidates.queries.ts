import type { EntityManager } from 'typeorm';
import type { RegionalCandidate } from '../../domain/results/decisions/regional.js';

/** Entries of a nomination that stand before regional commissions, as they were at the instant. */
export function listRegionalCandidates(
  em: EntityManager,
  nominationId: string,
  { regionCodes, at }: { regionCodes: readonly string[]; at: Date },
): Promise<RegionalCandidate[]> {
  return em.query(
    `SELECT s.id, s.register_number AS "registerNumber", s.region_code AS "regionCode" FROM submission s
      WHERE s.nomination_id = $1 AND s.region_code = ANY($2) AND s.screened_at <= $3
        AND (s.state = 'admitted' OR EXISTS (SELECT 1 FROM entry_withdrawal w WHERE w.submission_id = s.id))
      ORDER BY s.register_number, s.id`,
    [nominationId, regionCodes, at],
  );
}
