import type { EntityManager } from 'typeorm';
import type { ConsentAct } from '../../domain/submissions/consents.js';
import type { PracticePerson } from './practice-person.entity.js';

/** A person of a practice with what they did about each consent, in its order. */
export interface PersonWithActs extends Pick<PracticePerson, 'id' | 'name' | 'role' | 'email' | 'askedAt'> {
  acts: ConsentAct[];
}

/** The people of an entry, its leader first. */
export async function listPeople(em: EntityManager, submissionId: string): Promise<PersonWithActs[]> {
  const rows = await em.query<(Omit<PersonWithActs, 'acts'> & { acts: (Omit<ConsentAct, 'at'> & { at: string })[] })[]>(
    `SELECT p.id, p.name, p.role, p.email, p.asked_at AS "askedAt", coalesce((
        SELECT jsonb_agg(jsonb_build_object('kind', c.kind, 'consentVersion', c.consent_version, 'act', c.act, 'at', c.at)
                         ORDER BY c.kind, c.position)
          FROM person_consent c WHERE c.person_id = p.id), '[]') AS acts
       FROM practice_person p
      WHERE p.submission_id = $1 AND p.removed_at IS NULL
      ORDER BY array_position(ARRAY['leader', 'participant', 'contact'], p.role), p.created_at, p.id`,
    [submissionId],
  );
  return rows.map((row) => ({ ...row, acts: row.acts.map((act) => ({ ...act, at: new Date(act.at) })) }));
}

/**
 * Who may be named to everybody, by entry: leaders and participants whose own consent to that stands now. Asked at every
 * rendering, so that who takes the consent back is named no more. Whoever is there for contact alone is never named.
 */
export async function listNamed(em: EntityManager, submissionIds: readonly string[]): Promise<Map<string, string[]>> {
  if (submissionIds.length === 0) return new Map();
  const rows = await em.query<{ submissionId: string; names: string[] }[]>(
    `SELECT p.submission_id AS "submissionId", array_agg(p.name ORDER BY p.role = 'leader' DESC, p.created_at, p.id) AS names
       FROM practice_person p
      WHERE p.submission_id = ANY ($1) AND p.removed_at IS NULL AND p.role <> 'contact'
        AND (SELECT c.act FROM person_consent c WHERE c.person_id = p.id AND c.kind = 'publication'
              ORDER BY c.position DESC LIMIT 1) = 'given'
      GROUP BY p.submission_id`,
    [submissionIds],
  );
  return new Map(rows.map(({ submissionId, names }) => [submissionId, names]));
}
