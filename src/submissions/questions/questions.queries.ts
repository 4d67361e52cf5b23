import type { EntityManager } from 'typeorm';
import { Refusal } from '../../domain/kernel/refusal.js';
import type { AskerFacts, QuestionState } from '../../domain/submissions/question.js';
import { all, statementOf, type Part } from '../../platform/database/condition.js';
import { isId } from '../../platform/ids.js';
import { PublicAnswer } from './public-answer.entity.js';
import { Question } from './question.entity.js';

/** A question as who answers it sees it. */
export interface QueuedQuestion {
  id: string;
  cycleId: string;
  text: string;
  askedAt: Date;
  state: QuestionState;
  answer: string;
  answeredAt: Date | null;
  answeredBy: string;
  nomination: string;
  asker: string;
  email: string;
  organisations: string[];
  submissionId: string | null;
  /** Of the revision in force; both empty while the entry is a draft, which is nobody else's business. */
  title: string;
  registerNumber: string;
  /** The number of the public answer, and whether it was taken down. */
  number: number | null;
  isTakenDown: boolean;
}

const columns = `q.id, q.cycle_id AS "cycleId", q.text, q.asked_at AS "askedAt", q.state, q.answer, q.answered_at AS "answeredAt",
  coalesce(w.name, '') AS "answeredBy", coalesce(n.title, '') AS nomination, u.name AS asker, u.email,
  CASE WHEN s.id IS NULL THEN ARRAY(SELECT o.name FROM membership m JOIN organisation o ON o.id = m.organisation_id
                                     WHERE m.user_id = q.user_id ORDER BY o.name)
       ELSE ARRAY(SELECT o.name FROM organisation o WHERE o.id = s.organisation_id) END AS organisations,
  q.submission_id AS "submissionId", coalesce(r.title, '') AS title, coalesce(s.register_number, '') AS "registerNumber",
  p.number, p.taken_down_at IS NOT NULL AS "isTakenDown"`;
const tables = `question q JOIN user_account u ON u.id = q.user_id
  LEFT JOIN user_account w ON w.id = q.answered_by_id
  LEFT JOIN nomination n ON n.id = q.nomination_id
  LEFT JOIN submission s ON s.id = q.submission_id LEFT JOIN submission_revision r ON r.id = s.revision_id
  LEFT JOIN public_answer p ON p.question_id = q.id`;

interface Asked {
  state: QuestionState;
  after: readonly [string, string] | null;
  limit: number;
}

/** What waits, the longest first; what is answered, the latest asked first. */
export function listQuestions(
  em: EntityManager,
  under: Part,
  { state, after, limit }: Asked,
): Promise<QueuedQuestion[]> {
  const [than, order] = state === 'open' ? ['>', 'ASC'] : ['<', 'DESC'];
  const { text, values } = statementOf(
    ($) => `SELECT ${columns} FROM ${tables}
      WHERE ${all([under, ($$) => `q.state = ${$$(state)}`, after && (($$) => `(q.asked_at, q.id) ${than} (${$$(after[0])}::timestamptz, ${$$(after[1])}::uuid)`)])($)}
      ORDER BY q.asked_at ${order}, q.id ${order} LIMIT ${Math.trunc(limit)}`,
  );
  return em.query(text, values);
}

export async function countQuestions(
  em: EntityManager,
  under: Part,
): Promise<{ open: number; answered: number; oldest: Date | null }> {
  const { text, values } = statementOf(
    (
      $,
    ) => `SELECT count(*) FILTER (WHERE q.state = 'open')::int AS open, count(*) FILTER (WHERE q.state = 'answered')::int AS answered,
              min(q.asked_at) FILTER (WHERE q.state = 'open') AS oldest FROM question q WHERE ${under($)}`,
  );
  const [row] = await em.query<{ open: number; answered: number; oldest: Date | null }[]>(text, values);
  return row!;
}

/** One of those that the condition shows. Refuses `not-found`. */
export async function getQuestion(em: EntityManager, under: Part, id: string): Promise<QueuedQuestion> {
  const { text, values } = statementOf(
    ($) => `SELECT ${columns} FROM ${tables} WHERE q.id = ${$(isId(id) ? id : null)}::uuid AND ${under($)}`,
  );
  const [row] = await em.query<QueuedQuestion[]>(text, values);
  if (!row) throw new Refusal({ code: 'not-found' });
  return row;
}

/** The row of a question, locked; who may see it was asked before. */
export function lockQuestion(tx: EntityManager, id: string): Promise<Question> {
  return tx.findOneOrFail(Question, { where: { id }, lock: { mode: 'pessimistic_write' } });
}

export const askerOf = ({ asker, email, organisations, title, registerNumber }: QueuedQuestion): AskerFacts => ({
  name: asker,
  email,
  organisations,
  entry: [title, registerNumber],
});

/** A question as who asked it sees it. */
export interface OwnQuestion {
  id: string;
  text: string;
  askedAt: Date;
  state: QuestionState;
  answer: string;
  answeredAt: Date | null;
  cycle: string;
  year: number;
  nomination: string;
  submissionId: string | null;
  /** Of the answer that everybody may read; null where there is none or it was taken down. */
  number: number | null;
}

/** The latest first. */
export function listOwnQuestions(em: EntityManager, userId: string, limit: number): Promise<OwnQuestion[]> {
  return em.query(
    `SELECT q.id, q.text, q.asked_at AS "askedAt", q.state, q.answer, q.answered_at AS "answeredAt", c.title AS cycle, c.year,
            coalesce(n.title, '') AS nomination, q.submission_id AS "submissionId", p.number
       FROM question q JOIN cycle c ON c.id = q.cycle_id LEFT JOIN nomination n ON n.id = q.nomination_id
       LEFT JOIN public_answer p ON p.question_id = q.id AND p.taken_down_at IS NULL
      WHERE q.user_id = $1 ORDER BY q.asked_at DESC, q.id DESC LIMIT $2`,
    [userId, limit],
  );
}

/** When a person asked of a contest lately, the oldest first. */
export async function listAskedLately(
  em: EntityManager,
  { userId, cycleId, limit }: { userId: string; cycleId: string; limit: number },
): Promise<Date[]> {
  const rows = await em.query<{ at: Date }[]>(
    'SELECT asked_at AS at FROM question WHERE user_id = $1 AND cycle_id = $2 ORDER BY asked_at DESC LIMIT $3',
    [userId, cycleId, limit],
  );
  return rows.map(({ at }) => at).reverse();
}

/** An answer as everybody reads it. */
export type ReadAnswer = Pick<PublicAnswer, 'number' | 'asked' | 'answer' | 'publishedAt' | 'amendedAt'> & {
  nomination: string;
};

const words = `to_tsvector('russian', replace(lower(p.asked || ' ' || p.answer), 'ё', 'е'))`;

/** The latest first; with words, those that have them all. */
export function listPublicAnswers(
  em: EntityManager,
  { cycleId, q, before, limit }: { cycleId: string; q: string; before: number | null; limit: number },
): Promise<ReadAnswer[]> {
  const { text, values } = statementOf(
    (
      $,
    ) => `SELECT p.number, p.asked, p.answer, p.published_at AS "publishedAt", p.amended_at AS "amendedAt", coalesce(n.title, '') AS nomination
        FROM public_answer p LEFT JOIN nomination n ON n.id = p.nomination_id
       WHERE ${all([
         ($$) => `p.cycle_id = ${$$(cycleId)} AND p.taken_down_at IS NULL`,
         q && (($$) => `${words} @@ websearch_to_tsquery('russian', replace(lower(${$$(q)}), 'ё', 'е'))`),
         before !== null && (($$) => `p.number < ${$$(before)}`),
       ])($)}
       ORDER BY p.number DESC LIMIT ${Math.trunc(limit)}`,
  );
  return em.query(text, values);
}
