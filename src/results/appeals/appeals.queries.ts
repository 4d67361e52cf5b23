import type { EntityManager } from 'typeorm';
import { Appeal } from './appeal.entity.js';
import { isId } from '../../platform/ids.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { Publication } from '../publication/publication.entity.js';
import type { AppealWindow } from '../../domain/results/appeals/appeal.js';
import { publicationRulesFrom, appealsCloseAt } from '../../domain/cycles/publication-rules.js';
import { getEdition } from '../../cycles/editions/editions.queries.js';

export interface AppealRow {
  id: string;
  submissionId: string;
  number: string;
  title: string;
  organisation: string;
  nomination: string;
  state: Appeal['state'];
  grounds: string;
  filedAt: Date;
  outcome: Appeal['outcome'];
  decision: string;
  decidedAt: Date | null;
  /** Whether the reader took part in what is appealed against. */
  tookPart: boolean;
  /** The correction that answers it, prepared or applied. */
  correctionId: string | null;
}

/** The appeals about entries that the reader may meet. */
export function listAppealRows(em: EntityManager, cycleId: string, readerId: string): Promise<AppealRow[]> {
  return em.query(
    `SELECT a.id, a.submission_id AS "submissionId", s.register_number AS number, s.title, o.name AS organisation, n.title AS nomination, a.state,
            a.grounds, a.filed_at AS "filedAt", a.outcome, a.decision, a.decided_at AS "decidedAt",
            took_part_in_decision($2, a.publication_id, a.submission_id) AS "tookPart",
            (SELECT k.id FROM correction k WHERE k.appeal_id = a.id ORDER BY k.id DESC LIMIT 1) AS "correctionId"
       FROM appeal a JOIN submission s ON s.id = a.submission_id JOIN organisation o ON o.id = s.organisation_id
       JOIN nomination n ON n.id = s.nomination_id
      WHERE a.cycle_id = $1 AND s.id NOT IN (SELECT entries_hidden_from($2::uuid))
      ORDER BY a.state = 'filed' DESC, a.filed_at, a.id`,
    [cycleId, readerId],
  );
}

/** How many of a cycle's appeals are about entries that the reader must not meet. */
export async function countHiddenAppeals(em: EntityManager, cycleId: string, readerId: string): Promise<number> {
  const [row] = await em.query<{ n: number }[]>(
    `SELECT count(*)::int AS n FROM appeal a
      WHERE a.cycle_id = $1 AND a.submission_id IN (SELECT entries_hidden_from($2::uuid))`,
    [cycleId, readerId],
  );
  return row!.n;
}

/** Whoever withdraws or decides an appeal waits here for the other. */
export async function lockAppeal(tx: EntityManager, id: string): Promise<Appeal> {
  const lock = { mode: 'pessimistic_write' } as const;
  const appeal = isId(id) ? await tx.findOne(Appeal, { where: { id }, lock }) : null;
  if (!appeal) throw new Refusal({ code: 'not-found' });
  return appeal;
}

/** Whether somebody took part in the decision that is appealed against. */
export async function tookPartIn(tx: EntityManager, userId: string, appeal: Appeal): Promise<boolean> {
  const [row]: { took: boolean }[] = await tx.query('SELECT took_part_in_decision($1, $2, $3) AS took', [
    userId,
    appeal.publicationId,
    appeal.submissionId,
  ]);
  return row!.took;
}

/** From the publication's instant for so many days as the rules give; null where there are no appeals. */
export async function appealWindowOf(em: EntityManager, publication: Publication): Promise<AppealWindow | null> {
  const rules = publicationRulesFrom((await getEdition(em, publication.cycleId)).publicationRules);
  const closesAt = appealsCloseAt(publication.publishAt, rules);
  return closesAt && { opensAt: publication.publishAt, closesAt };
}
