import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/kernel/actor.js';
import type { SubmissionState } from '../../domain/submissions/submission.js';
import type { Submission } from '../entries/submission.entity.js';
import { all, statementOf, type Part } from '../../platform/database/condition.js';
import { isOwn, type Visibility } from '../entries/submission.policy.js';

export interface SubmissionFilter {
  cycleId?: string;
  nominationId?: string;
  regionCode?: string;
  /** Those alone that are the actor's own: of the own organisations, or worked on. */
  own?: Actor;
  states?: readonly SubmissionState[];
  /** Those alone that wait for whoever screens at the instant: submitted, or returned and not mended in their term. */
  waitingAt?: Date;
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
  | 'enteredById'
  | 'responsibleId'
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
  | 'openFields'
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
  s.entered_by_id AS "enteredById", s.responsible_id AS "responsibleId",
  s.region_code AS "regionCode", s.title, s.state, s.register_number AS "registerNumber", s.revisions,
  s.submitted_at AS "submittedAt", s.first_submitted_at AS "firstSubmittedAt", s.screened_at AS "screenedAt", s.reason,
  s.due_at AS "dueAt", s.open_fields AS "openFields", s.withdrawn_at AS "withdrawnAt", s.generated, s.saved_at AS "savedAt", s.version`;

/** By what lists are sorted: when it was submitted, of drafts when it was saved. */
const instant = 'coalesce(s.submitted_at, s.saved_at)';

/**
 * A page of entries, the latest submitted first, or the oldest; drafts by their last saving. Bare rows: lists are read, not
 * edited.
 */
export async function listSubmissions(
  em: EntityManager,
  visibility: Visibility,
  filter: SubmissionFilter,
  page: { after: readonly [string, string] | null; limit: number; oldestFirst?: boolean },
): Promise<ListedEntry[]> {
  const order = page.oldestFirst ? 'ASC' : 'DESC';
  const { text, values } = statementOf(
    ($) => `
      SELECT ${columns}, json_build_object('title', n.title, 'code', n.code) AS nomination,
             json_build_object('name', o.name) AS organisation,
             json_build_object('title', c.title, 'year', c.year, 'timeZone', c.time_zone) AS cycle
        FROM (SELECT * FROM submission s
               WHERE ${all([visibility, narrowed(filter), page.after && beyond(page.after, page.oldestFirst ? '>' : '<')])($)}
               ORDER BY ${instant} ${order}, s.id ${order} LIMIT ${Math.trunc(page.limit)}) s
        JOIN nomination n ON n.id = s.nomination_id
        JOIN organisation o ON o.id = s.organisation_id JOIN cycle c ON c.id = s.cycle_id
       ORDER BY ${instant} ${order}, s.id ${order}`,
  );
  return em.query<ListedEntry[]>(text, values);
}

const beyond =
  ([at, id]: readonly [string, string], side: '<' | '>'): Part =>
  ($) =>
    `(${instant}, s.id) ${side} (${$(at)}::timestamptz, ${$(id)}::uuid)`;

const narrowed = (filter: SubmissionFilter): Part => {
  const { cycleId, nominationId, regionCode, own, states, waitingAt } = filter;
  const words = filter.words?.trim();
  return all([
    cycleId && (($) => `s.cycle_id = ${$(cycleId)}`),
    nominationId && (($) => `s.nomination_id = ${$(nominationId)}`),
    regionCode && (($) => `s.region_code = ${$(regionCode)}`),
    own && isOwn(own),
    states && (($) => `s.state = ANY (${$([...states])})`),
    waitingAt && isWaiting(waitingAt),
    words && foundBy(words),
  ]);
};

/** What waits for whoever screens: what was submitted, and what was returned and not mended in its term. */
const isWaiting =
  (now: Date): Part =>
  ($) =>
    `(s.state = 'submitted' OR (s.state = 'returned' AND s.due_at <= ${$(now)}::timestamptz))`;

/** Trigrams know nothing shorter; a shorter text is looked for as a word. */
const shortestPart = 3;

/**
 * Ways that each have an index: every word anywhere in the entry, or the text as it is in the title or the number. What is
 * found is gathered first and looked up by id: the planner, which cannot know how much it is, would else compare all pairs.
 */
const foundBy =
  (words: string): Part =>
  ($) => {
    const ways = [`SELECT submissions_with_words(${$(words)})`];
    if (words.length >= shortestPart)
      ways.push(`SELECT submissions_with_part(${$(`%${words.replace(/[%_\\]/g, '\\$&')}%`)})`);
    return `s.id = ANY (ARRAY(${ways.join(' UNION ')}))`;
  };
