import type { EntityManager } from 'typeorm';
import { type KnownNames, masked, secretsOf } from '../../domain/judging/blind.js';
import type { JudgingRules } from '../../domain/cycles/judging-rules.js';

/** The people of the organisation of entry `s` and its collaborators, whose names would give it away. */
export const peopleOf = `coalesce((SELECT json_agg(u.name) FROM user_account u
                             WHERE u.id IN (SELECT m.user_id FROM membership m WHERE m.organisation_id = s.organisation_id
                                            UNION SELECT c.user_id FROM submission_collaborator c WHERE c.submission_id = s.id)), '[]')`;

/** The names of those who work on an entry. */
export async function namesOf(em: EntityManager, submissionId: string): Promise<KnownNames> {
  const [row] = await em.query(`SELECT ${peopleOf} AS people FROM submission s WHERE s.id = $1`, [submissionId]);
  return { people: row?.people ?? [] };
}

/** The titles of a cycle's admitted entries as experts may read them, by entry. */
export async function listTitles(
  em: EntityManager,
  cycleId: string,
  blind: JudgingRules['blind'],
): Promise<Map<string, string>> {
  interface Row {
    id: string;
    title: string;
    name: string;
    regionName: string;
    people: string[];
  }
  const rows: Row[] = await em.query(
    `SELECT s.id, s.title, o.name, g.name_ru AS "regionName", ${blind.includes('people') ? peopleOf : "'[]'::json"} AS people
       FROM submission s JOIN organisation o ON o.id = s.organisation_id JOIN region g ON g.code = s.region_code
      WHERE s.cycle_id = $1 AND s.state = 'admitted'`,
    [cycleId],
  );
  return new Map(
    rows.map(({ id, title, people, ...facts }) => [id, masked(title, secretsOf(facts, blind, { people }))]),
  );
}
