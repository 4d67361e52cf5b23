import type { EntityManager } from 'typeorm';
import type { Motion } from '../../domain/results/sittings/motion.js';
import { create, type Deed } from '../../platform/database/save.js';
import { Ballot } from './ballot.entity.js';

/** Opens a ballot as the next of its sitting, which is locked. */
export async function openBallotIn(
  tx: EntityManager,
  facts: { meetingId: string; itemId: string; question: string; secret: boolean; motion: Motion | null; now: Date },
  deed: Deed,
): Promise<Ballot> {
  const { meetingId, itemId, question, secret, motion, now } = facts;
  const position = (await tx.countBy(Ballot, { agendaItem: { meetingId } })) + 1;
  const values = { agendaItemId: itemId, position, question, secret, motion, state: 'open' as const, result: null };
  return create(tx, Ballot, { ...values, openedAt: now, closedAt: null }, deed);
}
