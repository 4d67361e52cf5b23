import type { EntityManager } from 'typeorm';

/** Years with results that are public now, the latest first. */
export async function listPublishedYears(em: EntityManager, now: Date): Promise<number[]> {
  const rows: { year: number }[] = await em.query(
    `SELECT c.year FROM publication p JOIN cycle c ON c.id = p.cycle_id
      WHERE p.publish_at <= $1 AND c.state IN ('announced', 'completed')
     UNION SELECT year FROM practice WHERE published_at <= $1 AND outcome <> 'presented'
     UNION SELECT c.year FROM cycle c WHERE c.state = 'completed' AND c.note <> ''
     ORDER BY 1 DESC`,
    [now],
  );
  return rows.map(({ year }) => year);
}
