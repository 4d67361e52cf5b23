import type { EntityManager } from 'typeorm';
import { getUser } from '../../accounts/users/users.queries.js';
import type { Broadcast } from './broadcast.entity.js';

/** What a letter to many is made of. */
export const factsOf = ({ id, subject, body, isDuty }: Broadcast, by: string) => ({
  broadcastId: id,
  subject,
  body,
  isDuty,
  by,
});

export const writerOf = async (em: EntityManager, { writtenById }: Broadcast): Promise<string> =>
  (await getUser(em, writtenById)).name;
