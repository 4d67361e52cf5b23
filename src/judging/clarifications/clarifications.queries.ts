import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/kernel/actor.js';
import type { ClarificationState } from '../../domain/judging/clarification.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { all, statementOf, type Part } from '../../platform/database/condition.js';
import { isId } from '../../platform/ids.js';
import { Clarification } from './clarification.entity.js';

/** As who passes it on sees it: who asks stands here and nowhere else. */
export interface QueuedClarification {
  id: string;
  submissionId: string;
  registerNumber: string;
  title: string;
  nominationId: string;
  regionCode: string;
  expert: string;
  asked: string;
  askedAt: Date;
  state: ClarificationState;
  reason: string;
  question: string;
  number: number | null;
  dueAt: Date | null;
  answer: string;
  answeredAt: Date | null;
}

/** As entrants see it: its number among those of the entry, the words, the term. Nothing here comes from the expert. */
export type PassedClarification = Pick<Clarification, 'question' | 'answer' | 'answeredAt' | 'state'> & {
  number: number;
  dueAt: Date;
};

/** As an expert of the entry sees it; who answered does not stand here. */
export type HeardClarification = Pick<
  Clarification,
  'id' | 'asked' | 'question' | 'answer' | 'answeredAt' | 'dueAt' | 'state' | 'reason'
> & { isOwn: boolean };

/** Clarifications of the cycle that somebody passes on, as a condition on `submission s`. Refuses `not-found` all others. */
export function clarificationsUnder(actor: Actor, cycleId: string): Part {
  const grants = actor.grants.filter(
    ({ role, cycleId: of }) => ['organizer', 'secretary'].includes(role) && (of ?? cycleId) === cycleId,
  );
  if (grants.length === 0 || !isId(cycleId)) throw new Refusal({ code: 'not-found' });
  const within = grants.map(({ nominationId, regionCode }) =>
    all([
      nominationId !== null && (($) => `s.nomination_id = ${$(nominationId)}`),
      regionCode !== null && (($) => `s.region_code = ${$(regionCode)}`),
    ]),
  );
  return all([
    ($) => `s.cycle_id = ${$(cycleId)}`,
    ($) => `(${within.map((part) => `(${part($)})`).join(' OR ')})`,
    ($) => `s.id NOT IN (SELECT entries_hidden_from(${$(actor.userId)}::uuid))`,
  ]);
}

const tables = `clarification k JOIN submission s ON s.id = k.submission_id LEFT JOIN submission_revision r ON r.id = s.revision_id
  JOIN expert x ON x.id = k.expert_id JOIN user_account u ON u.id = x.user_id`;
const columns = `k.id, k.submission_id AS "submissionId", s.register_number AS "registerNumber", r.title, s.nomination_id AS "nominationId",
  s.region_code AS "regionCode", u.name AS expert, k.asked, k.asked_at AS "askedAt", k.state, k.reason, k.question, k.number,
  k.due_at AS "dueAt", k.answer, k.answered_at AS "answeredAt"`;

/** What is to be passed on first, the oldest first; then the rest, the latest first. */
export function listClarifications(em: EntityManager, under: Part, limit: number): Promise<QueuedClarification[]> {
  const { text, values } = statementOf(
    ($) => `SELECT ${columns} FROM ${tables} WHERE ${under($)}
      ORDER BY k.state <> 'asked', CASE WHEN k.state = 'asked' THEN k.asked_at END, k.decided_at DESC, k.id LIMIT ${Math.trunc(limit)}`,
  );
  return em.query(text, values);
}

export async function getClarification(em: EntityManager, under: Part, id: string): Promise<QueuedClarification> {
  const { text, values } = statementOf(
    ($) => `SELECT ${columns} FROM ${tables} WHERE k.id = ${$(isId(id) ? id : null)}::uuid AND ${under($)}`,
  );
  const [row] = await em.query<QueuedClarification[]>(text, values);
  if (!row) throw new Refusal({ code: 'not-found' });
  return row;
}

export async function countToPass(em: EntityManager, under: Part): Promise<number> {
  const { text, values } = statementOf(
    ($) =>
      `SELECT count(*)::int AS count FROM clarification k JOIN submission s ON s.id = k.submission_id WHERE k.state = 'asked' AND ${under($)}`,
  );
  const [row] = await em.query<{ count: number }[]>(text, values);
  return row!.count;
}

export const lockClarification = (tx: EntityManager, id: string): Promise<Clarification> =>
  tx.findOneOrFail(Clarification, { where: { id }, lock: { mode: 'pessimistic_write' } });

/** The last number given of an entry; 0 where none was passed on. */
export async function lastNumber(tx: EntityManager, submissionId: string): Promise<number> {
  const [row] = await tx.query<{ last: number }[]>(
    'SELECT coalesce(max(number), 0) AS last FROM clarification WHERE submission_id = $1',
    [submissionId],
  );
  return row!.last;
}

/** What was passed on of an entry, in that order. */
export function listPassed(em: EntityManager, submissionId: string): Promise<PassedClarification[]> {
  return em.query(
    `SELECT number, question, due_at AS "dueAt", state, answer, answered_at AS "answeredAt"
       FROM clarification WHERE submission_id = $1 AND number IS NOT NULL ORDER BY number`,
    [submissionId],
  );
}

/** The own ones of an expert, and what was answered to others of the entry, in an order that tells nothing of who asked. */
export function listHeard(
  em: EntityManager,
  { submissionId, expertId }: { submissionId: string; expertId: string },
): Promise<HeardClarification[]> {
  return em.query(
    `SELECT id, CASE WHEN expert_id = $2 THEN asked ELSE '' END AS asked, question, answer, answered_at AS "answeredAt",
            due_at AS "dueAt", state, reason, expert_id = $2 AS "isOwn"
       FROM clarification WHERE submission_id = $1 AND (expert_id = $2 OR state = 'answered')
      ORDER BY number NULLS LAST, asked_at, id`,
    [submissionId, expertId],
  );
}
