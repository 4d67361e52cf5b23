import { In, type EntityManager } from 'typeorm';
import { Refusal } from '../../domain/kernel/refusal.js';
import { inPlayStates } from '../../domain/submissions/region-quota.js';
import { isId } from '../../platform/ids.js';
import { Submission } from './submission.entity.js';
import { onlyVisible, type Visibility } from './submission.policy.js';

export const withNames = (em: EntityManager, visibility: Visibility) =>
  onlyVisible(
    em
      .createQueryBuilder(Submission, 's')
      .innerJoinAndSelect('s.nomination', 'nomination')
      .innerJoinAndSelect('s.organisation', 'organisation')
      .innerJoinAndSelect('s.cycle', 'cycle')
      .where('TRUE'),
    visibility,
  );

/** One entry that the visibility shows; refuses with `not-found`, whether it is hidden or does not exist. */
export async function getSubmission(em: EntityManager, id: string, visibility: Visibility): Promise<Submission> {
  const entry = isId(id) ? await withNames(em, visibility).andWhere('s.id = :id', { id }).getOne() : null;
  if (!entry) throw new Refusal({ code: 'not-found' });
  return entry;
}

/** The same, with the row locked until the end of the transaction. */
export async function lockSubmission(tx: EntityManager, id: string, visibility: Visibility): Promise<Submission> {
  const query = onlyVisible(tx.createQueryBuilder(Submission, 's').where('s.id = :id', { id }), visibility);
  const entry = isId(id) ? await query.setLock('pessimistic_write').getOne() : null;
  if (!entry) throw new Refusal({ code: 'not-found' });
  return entry;
}

/** Others of the region in play in the nomination; the caller holds the lock of `lockQuota`. */
export function countInPlay(
  tx: EntityManager,
  place: { nominationId: string; regionCode: string; exceptId: string },
): Promise<number> {
  return tx
    .createQueryBuilder(Submission, 's')
    .where('s.nomination_id = :nominationId AND s.region_code = :regionCode AND s.id <> :exceptId', place)
    .andWhere({ state: In([...inPlayStates]) })
    .getCount();
}

/** Makes those who count and write entries of one region and nomination go one after another. */
export async function lockQuota(tx: EntityManager, nominationId: string, regionCode: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [`${nominationId} ${regionCode}`]);
}

/** The next running number of the nomination; the row lock keeps numbers unbroken. */
export async function takeSequence(tx: EntityManager, nominationId: string): Promise<number> {
  const [row] = (await tx.query(
    `INSERT INTO register_counter (nomination_id, last) VALUES ($1, 1)
     ON CONFLICT (nomination_id) DO UPDATE SET last = register_counter.last + 1 RETURNING last`,
    [nominationId],
  )) as { last: number }[];
  return row!.last;
}
