import type { EntityManager } from 'typeorm';
import { Certificate } from '../results/publication/certificate.entity.js';
import { Publication } from '../results/publication/publication.entity.js';

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

/** Publications whose instant has come, the latest first. */
export function listPublic(
  em: EntityManager,
  { now, year, limit }: { now: Date; year: number | null; limit: number },
): Promise<Publication[]> {
  const query = em
    .createQueryBuilder(Publication, 'p')
    .innerJoinAndSelect('p.cycle', 'c')
    .where("p.publish_at <= :now AND c.state IN ('announced', 'completed')", { now });
  if (year !== null) query.andWhere('c.year = :year', { year });
  return query.orderBy('p.publish_at', 'DESC').addOrderBy('p.number', 'DESC').limit(limit).getMany();
}

/** A certificate of a publication that is public; of any other there is none. */
export function findCertificate(em: EntityManager, code: string, now: Date): Promise<Certificate | null> {
  return em
    .createQueryBuilder(Certificate, 'k')
    .innerJoinAndSelect('k.publication', 'p')
    .innerJoinAndSelect('p.cycle', 'c')
    .where('k.code = :code AND p.publish_at <= :now', { code, now })
    .getOne();
}
