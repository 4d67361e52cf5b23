import type { EntityManager } from 'typeorm';
import type { SnapshotItem } from '../domain/publication.js';
import { Publication } from '../results/publication.entity.js';
import type { ShownPublication } from './public.reader.js';

/** Of the cycle's publications whose instant has come, the one with the highest number. SQL looks at the instant. */
export async function findPublicationInForce(
  em: EntityManager,
  cycleId: string,
  now: Date,
): Promise<ShownPublication | null> {
  const publication = await em
    .createQueryBuilder(Publication, 'p')
    .where('p.cycle_id = :cycleId AND p.publish_at <= :now', { cycleId, now })
    .orderBy('p.number', 'DESC')
    .limit(1)
    .getOne();
  if (!publication) return null;
  const { protocolNumber, items } = publication.snapshot as unknown as {
    protocolNumber: string;
    items: SnapshotItem[];
  };
  const { number, publishAt, hash } = publication;
  return { number, publishAt, hash, protocolNumber, items };
}

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
