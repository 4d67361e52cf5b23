import { Protocol } from './protocol.entity.js';
import { type EntityManager, In } from 'typeorm';
import { isId } from '../../platform/ids.js';
import { Approval } from './approval.entity.js';
import { mustExist } from '../access/must-exist.js';

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
  return mustExist(isId(id) ? await em.findOneBy(Protocol, { id }) : null);
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
