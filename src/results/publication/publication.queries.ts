import { In, type EntityManager } from 'typeorm';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { isId } from '../../platform/ids.js';
import { Approval } from '../protocols/approval.entity.js';
import { Protocol } from '../protocols/protocol.entity.js';
import { Publication } from './publication.entity.js';
import { orRefuse } from '../results.queries.js';

/** Protocols of a cycle without their twins, which are large; the latest first. */
export type ProtocolHead = Pick<Protocol, 'id' | 'cycleId' | 'meetingId' | 'hash' | 'createdAt'>;

export function listProtocols(em: EntityManager, cycleId: string): Promise<ProtocolHead[]> {
  const select = { id: true, cycleId: true, meetingId: true, hash: true, createdAt: true };
  return em.find(Protocol, { select, where: { cycleId }, order: { id: 'DESC' } });
}

export async function findLatestProtocol(em: EntityManager, meetingId: string): Promise<Protocol | null> {
  const [protocol] = await em.find(Protocol, { where: { meetingId }, order: { id: 'DESC' }, take: 1 });
  return protocol ?? null;
}

export async function getProtocol(em: EntityManager, id: string): Promise<Protocol> {
  return orRefuse(isId(id) ? await em.findOneBy(Protocol, { id }) : null);
}

export function listApprovals(em: EntityManager, protocolIds: readonly string[]): Promise<Approval[]> {
  return em.find(Approval, { where: { protocolId: In([...protocolIds]) }, order: { id: 'ASC' } });
}

/**
 * Protocols that two different people have signed, at an instant where one is given: the latest of each sitting, in the
 * order of drawing up.
 */
export async function listSignedProtocols(em: EntityManager, cycleId: string, at?: Date): Promise<Protocol[]> {
  const rows: { id: string }[] = await em.query(
    `SELECT DISTINCT ON (p.meeting_id) p.id FROM protocol p
      WHERE p.cycle_id = $1
        AND (SELECT count(DISTINCT a.user_id) FROM approval a
              WHERE a.protocol_id = p.id AND ($2::timestamptz IS NULL OR a.approved_at <= $2)) >= 2
      ORDER BY p.meeting_id, p.id DESC`,
    [cycleId, at ?? null],
  );
  return em.find(Protocol, { where: { id: In(rows.map(({ id }) => id)) }, order: { id: 'ASC' } });
}

export function listPublications(em: EntityManager, cycleId: string): Promise<Publication[]> {
  return em.find(Publication, { where: { cycleId }, order: { number: 'DESC' } });
}

export async function isPublished(em: EntityManager, meetingId: string): Promise<boolean> {
  return em.exists(Publication, { where: { protocol: { meetingId } } });
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
