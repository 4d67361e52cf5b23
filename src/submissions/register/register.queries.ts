import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { SubmissionState } from '../../domain/submissions/submission.js';
import { Submission } from '../entries/submission.entity.js';
import { onlyVisible, type Visibility } from '../entries/submission.policy.js';

export interface SubmissionFilter {
  cycleId?: string;
  nominationId?: string;
  regionCode?: string;
  organisationIds?: readonly string[];
  states?: readonly SubmissionState[];
  /** Words of the entry, or part of its title or register number. */
  words?: string;
}

/** An entry as lists show it: never its answers. */
export interface ListedEntry extends Pick<
  Submission,
  | 'id'
  | 'cycleId'
  | 'nominationId'
  | 'organisationId'
  | 'regionCode'
  | 'title'
  | 'state'
  | 'registerNumber'
  | 'revisions'
  | 'submittedAt'
  | 'firstSubmittedAt'
  | 'screenedAt'
  | 'reason'
  | 'dueAt'
  | 'withdrawnAt'
  | 'generated'
  | 'savedAt'
  | 'version'
> {
  nomination: { title: string; code: string };
  organisation: { name: string };
  cycle: { title: string; year: number; timeZone: string };
}

const columns = `s.id, s.cycle_id AS "cycleId", s.nomination_id AS "nominationId", s.organisation_id AS "organisationId",
  s.region_code AS "regionCode", s.title, s.state, s.register_number AS "registerNumber", s.revisions,
  s.submitted_at AS "submittedAt", s.first_submitted_at AS "firstSubmittedAt", s.screened_at AS "screenedAt", s.reason,
  s.due_at AS "dueAt", s.withdrawn_at AS "withdrawnAt", s.generated, s.saved_at AS "savedAt", s.version`;

/** By what lists are sorted: when it was submitted, of drafts when it was saved. */
const instant = 'coalesce(s.submitted_at, s.saved_at)';

/** A page of entries, the latest submitted first, drafts by their last saving. Bare rows: lists are read, not edited. */
export async function listSubmissions(
  em: EntityManager,
  visibility: Visibility,
  filter: SubmissionFilter,
  page: { after: readonly [string, string] | null; limit: number },
): Promise<ListedEntry[]> {
  const query = narrowed(onlyVisible(em.createQueryBuilder(Submission, 's').where('TRUE'), visibility), filter);
  if (page.after)
    query.andWhere(`(${instant}, s.id) < (:at::timestamptz, :afterId::uuid)`, {
      at: page.after[0],
      afterId: page.after[1],
    });
  const ids = query.select('s.id', 'id').addSelect(instant, 'at').orderBy(instant, 'DESC').addOrderBy('s.id', 'DESC');
  const [sql, values] = ids.limit(page.limit).getQueryAndParameters();
  return em.query<ListedEntry[]>(
    `SELECT ${columns}, json_build_object('title', n.title, 'code', n.code) AS nomination,
            json_build_object('name', o.name) AS organisation,
            json_build_object('title', c.title, 'year', c.year, 'timeZone', c.time_zone) AS cycle
       FROM (${sql}) listed JOIN submission s ON s.id = listed.id JOIN nomination n ON n.id = s.nomination_id
       JOIN organisation o ON o.id = s.organisation_id JOIN cycle c ON c.id = s.cycle_id
      ORDER BY listed.at DESC, s.id DESC`,
    values,
  );
}

function narrowed(query: SelectQueryBuilder<Submission>, filter: SubmissionFilter): SelectQueryBuilder<Submission> {
  if (filter.cycleId) query.andWhere('s.cycle_id = :cycleId', { cycleId: filter.cycleId });
  if (filter.nominationId) query.andWhere('s.nomination_id = :nominationId', { nominationId: filter.nominationId });
  if (filter.regionCode) query.andWhere('s.region_code = :regionCode', { regionCode: filter.regionCode });
  if (filter.organisationIds)
    query.andWhere('s.organisation_id = ANY(:organisationIds)', { organisationIds: [...filter.organisationIds] });
  if (filter.states) query.andWhere('s.state = ANY(:states)', { states: [...filter.states] });
  const words = filter.words?.trim();
  if (words) query.andWhere(foundBy(words), { words, part: `%${words.replace(/[%_\\]/g, '\\$&')}%` });
  return query;
}

/** Trigrams know nothing shorter; a shorter text is looked for as a word. */
const shortestPart = 3;

/**
 * Ways that each have an index: every word anywhere in the entry, or the text as it is in the title or the number. What is
 * found is gathered first and looked up by id: the planner, which cannot know how much it is, would else compare all pairs.
 */
function foundBy(words: string): string {
  const ways = [
    'SELECT submissions_with_words(:words)',
    ...(words.length < shortestPart
      ? []
      : [
          'SELECT t.id FROM submission t WHERE t.title ILIKE :part',
          'SELECT t.id FROM submission t WHERE t.register_number ILIKE :part',
        ]),
  ];
  return `s.id = ANY(ARRAY(${ways.join(' UNION ')}))`;
}
