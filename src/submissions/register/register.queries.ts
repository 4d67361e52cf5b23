import type { SubmissionState } from '../../domain/submissions/submission.js';
import type { EntityManager } from 'typeorm';
import { type Visibility, onlyVisible } from '../entries/submission.policy.js';
import { Submission } from '../entries/submission.entity.js';
import { withNames } from '../entries/submission.queries.js';

export interface SubmissionFilter {
  cycleId?: string;
  nominationId?: string;
  regionCode?: string;
  organisationIds?: readonly string[];
  states?: readonly SubmissionState[];
  /** Part of the title or of the register number. */
  words?: string;
}

/** A page of entries, the latest submitted first, drafts by their last saving. */
export function listSubmissions(
  em: EntityManager,
  visibility: Visibility,
  filter: SubmissionFilter,
  page: { after: readonly [string, string] | null; limit: number },
): Promise<Submission[]> {
  const query = narrowed(withNames(em, visibility), filter);
  if (page.after)
    query.andWhere('(coalesce(s.submitted_at, s.saved_at), s.id) < (:at::timestamptz, :afterId::uuid)', {
      at: page.after[0],
      afterId: page.after[1],
    });
  return query
    .orderBy('coalesce(s.submitted_at, s.saved_at)', 'DESC')
    .addOrderBy('s.id', 'DESC')
    .limit(page.limit)
    .getMany();
}

/** How many entries of the filter there are in each state. */
export async function countByState(
  em: EntityManager,
  visibility: Visibility,
  filter: SubmissionFilter,
): Promise<Partial<Record<SubmissionState, number>>> {
  const query = onlyVisible(em.createQueryBuilder(Submission, 's').where('TRUE'), visibility);
  const rows = await narrowed(query, filter)
    .select('s.state', 'state')
    .addSelect('count(*)::int', 'count')
    .groupBy('s.state')
    .getRawMany<{ state: SubmissionState; count: number }>();
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

function narrowed(query: ReturnType<typeof withNames>, filter: SubmissionFilter): ReturnType<typeof withNames> {
  if (filter.cycleId) query.andWhere('s.cycle_id = :cycleId', { cycleId: filter.cycleId });
  if (filter.nominationId) query.andWhere('s.nomination_id = :nominationId', { nominationId: filter.nominationId });
  if (filter.regionCode) query.andWhere('s.region_code = :regionCode', { regionCode: filter.regionCode });
  if (filter.organisationIds)
    query.andWhere('s.organisation_id = ANY(:organisationIds)', { organisationIds: [...filter.organisationIds] });
  if (filter.states) query.andWhere('s.state = ANY(:states)', { states: [...filter.states] });
  if (filter.words?.trim())
    query.andWhere('(s.title ILIKE :words OR s.register_number ILIKE :words)', {
      words: `%${filter.words.trim().replace(/[%_\\]/g, '\\$&')}%`,
    });
  return query;
}
