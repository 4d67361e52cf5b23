import type { EntityManager } from 'typeorm';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { Publication } from './publication.entity.js';

export function listPublications(em: EntityManager, cycleId: string): Promise<Publication[]> {
  return em.find(Publication, { where: { cycleId }, order: { number: 'DESC' } });
}

/** What the public reads of a year: the publication in force at the instant. Before it there is nothing. */
export async function findPublished(
  em: EntityManager,
  year: number,
  now: Date,
): Promise<{ cycle: Cycle; publication: Publication } | null> {
  const publication = await em
    .createQueryBuilder(Publication, 'p')
    .innerJoinAndSelect('p.cycle', 'c')
    .where('c.year = :year AND p.publish_at <= :now', { year, now })
    .orderBy('p.number', 'DESC')
    .limit(1)
    .getOne();
  return publication && { cycle: publication.cycle, publication };
}

/** The years that have something public, the latest first. */
export async function listPublishedYears(em: EntityManager, now: Date): Promise<number[]> {
  const rows: { year: number }[] = await em.query(
    `SELECT DISTINCT c.year FROM publication p JOIN cycle c ON c.id = p.cycle_id
      WHERE p.publish_at <= $1 ORDER BY c.year DESC`,
    [now],
  );
  return rows.map(({ year }) => year);
}

/** Admitted entries of the cycle, of which somebody waits for the result. */
export async function listJudgedIds(em: EntityManager, cycleId: string): Promise<string[]> {
  const rows: { id: string }[] = await em.query(
    `SELECT id FROM submission WHERE cycle_id = $1 AND state = 'admitted' ORDER BY register_number`,
    [cycleId],
  );
  return rows.map(({ id }) => id);
}

/** The publication in force of a cycle at the instant, unless it took the results back. */
export async function findPublishedOf(em: EntityManager, cycleId: string, now: Date): Promise<Publication | null> {
  const publication = await em
    .createQueryBuilder(Publication, 'p')
    .where('p.cycle_id = :cycleId AND p.publish_at <= :now', { cycleId, now })
    .orderBy('p.number', 'DESC')
    .limit(1)
    .getOne();
  return publication?.snapshot['withdrawn'] === true ? null : publication;
}
