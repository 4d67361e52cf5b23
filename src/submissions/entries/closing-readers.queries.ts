import type { EntityManager } from 'typeorm';
import type { ClosingReader } from '../../domain/cycles/closing.js';
import type { Actor } from '../../domain/kernel/actor.js';
import { statementOf, type Part } from '../../platform/database/condition.js';
import { isOwn } from './submission.policy.js';

type Entries = Extract<ClosingReader, { entries: unknown }>['entries'];

/** What is extended for the actor's own organisations and entries, the actor is told; who has none reads what everybody does. */
export async function entrantReader(em: EntityManager, actor: Actor): Promise<ClosingReader> {
  const { organisationIds, collaborations = [] } = actor;
  if (organisationIds.length === 0 && collaborations.length === 0)
    return { kind: 'public', organisationIds: [], entries: [] };
  return { kind: 'entrant', organisationIds, entries: await listExtended(em, isOwn(actor)) };
}

/** A coordinator is told of what is extended for organisations and entries of the region. */
export async function coordinatorReader(em: EntityManager, regionCode: string): Promise<ClosingReader> {
  const [organisations, entries] = await Promise.all([
    em.query<{ id: string }[]>(
      `SELECT DISTINCT k.id FROM intake_extension x JOIN organisation o ON o.id = x.organisation_id
         JOIN organisation k ON k.id = coalesce(o.merged_into_id, o.id) WHERE k.region_code = $1`,
      [regionCode],
    ),
    listExtended(em, ($) => `s.region_code = ${$(regionCode)}`),
  ]);
  return { kind: 'coordinator', organisationIds: organisations.map(({ id }) => id), entries };
}

/** Entries for which the intake was ever extended, of those on which the condition holds. */
function listExtended(em: EntityManager, which: Part): Promise<Entries> {
  const { text, values } = statementOf(
    ($) => `SELECT s.id AS "submissionId", s.nomination_id AS "nominationId", s.organisation_id AS "organisationId"
              FROM submission s WHERE s.id IN (SELECT submission_id FROM intake_extension) AND ${which($)} ORDER BY s.id`,
  );
  return em.query(text, values);
}
