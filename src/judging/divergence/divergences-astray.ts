import type { EntityManager } from 'typeorm';
import { findEdition } from '../../cycles/editions/editions.queries.js';
import { listCriteria } from '../../cycles/criteria/criteria.queries.js';
import { extraAwaited } from '../../domain/ranking/divergence.js';
import { listJudgedEntries, sheetsOfCycle } from './divergence.queries.js';

/** How long a change may be on its way to what follows from it. */
const onItsWay = 10 * 60_000;

/** The entries of which something else is kept than what their sheets and the rule in force give, those left out that have just changed. */
export async function divergencesAstray(em: EntityManager, now: Date): Promise<string[]> {
  const before = new Date(now.getTime() - onItsWay);
  const cycles: { id: string }[] = await em.query(
    `SELECT c.id FROM cycle c WHERE EXISTS (SELECT 1 FROM divergence d JOIN submission s ON s.id = d.submission_id WHERE s.cycle_id = c.id)
         OR (SELECT e.ranking_rule->'divergence' FROM regulation_edition e WHERE e.cycle_id = c.id
              ORDER BY e.number DESC LIMIT 1) <> 'null'::jsonb`,
  );
  const found: string[] = [];
  for (const { id } of cycles) found.push(...(await astrayIn(em, { cycleId: id, before, now })));
  return found;
}

async function astrayIn(em: EntityManager, at: { cycleId: string; before: Date; now: Date }): Promise<string[]> {
  const edition = await findEdition(em, at.cycleId);
  if (!edition || edition.createdAt > at.before) return [];
  const criteria = await listCriteria(em, at.cycleId);
  const sheets = await sheetsOfCycle(em, at.cycleId);
  const entries = await listJudgedEntries(em, at);
  const astray = entries.filter(({ waits, ...entry }) => {
    const { isExtraAsked, ...asked } = sheets.get(entry.id)!;
    const { rankingRule: rule, reviewsPerEntry } = edition;
    const judged = { ...entry, submittedAt: entry.submittedAt.toISOString() };
    return (
      !isExtraAsked && waits !== (extraAwaited(asked, { entry: judged, criteria, rule, reviewsPerEntry }) !== null)
    );
  });
  return astray.map(({ id }) => id);
}
