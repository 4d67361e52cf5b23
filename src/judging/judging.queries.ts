import { In, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import type { Criterion } from '../cycles/criterion.entity.js';
import { findRules, listCriteria, withKinds } from '../cycles/cycles.queries.js';
import type { EntryFacts } from '../domain/entry-facts.js';
import { judgingRulesFrom, type ConsentText, type JudgingRules } from '../domain/judging-rules.js';
import { masked, secretsOf, type KnownNames } from '../domain/blind.js';
import type { CriterionKind, FullRankingRule } from '../domain/ranking-rule.js';
import { Refusal } from '../domain/refusal.js';
import { isId, tokenHash } from '../platform/ids.js';
import { Submission } from '../submissions/submission.entity.js';
import { AssignmentPlan } from './assignment-plan.entity.js';
import { Assignment } from './assignment.entity.js';
import { Conflict } from './conflict.entity.js';
import { Evaluation } from './evaluation.entity.js';
import { ExpertConsent } from './expert-consent.entity.js';
import { ExpertPreference } from './expert-preference.entity.js';
import { Expert } from './expert.entity.js';

export function listExperts(em: EntityManager, cycleId: string): Promise<Expert[]> {
  return em.find(Expert, { where: { cycleId }, relations: { user: true }, order: { invitedAt: 'ASC', id: 'ASC' } });
}

export async function getExpert(em: EntityManager, id: string): Promise<Expert> {
  const expert = isId(id) ? await em.findOne(Expert, { where: { id }, relations: { user: true, cycle: true } }) : null;
  if (!expert) throw new Refusal({ code: 'not-found' });
  return expert;
}

/** The same with the row locked until the end of the transaction. */
export async function lockExpert(tx: EntityManager, id: string): Promise<Expert> {
  const expert = isId(id) ? await tx.findOne(Expert, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!expert) throw new Refusal({ code: 'not-found' });
  return expert;
}

/** The expert whom the link of an invitation names. Refuses an unknown or answered link with `link-expired`. */
export async function findInvited(em: EntityManager, token: string): Promise<Expert> {
  const expert = await em.findOne(Expert, {
    where: { tokenHash: tokenHash(token), state: In(['invited', 'lapsed']) },
    relations: { user: true, cycle: true },
  });
  if (!expert) throw new Refusal({ code: 'link-expired' });
  return expert;
}

/** What the expert would like to judge (1), or rather not (-1), by entry. */
export async function listPreferences(em: EntityManager, expertId: string): Promise<Map<string, number>> {
  const rows = await em.findBy(ExpertPreference, { expertId });
  return new Map(rows.map(({ submissionId, preference }) => [submissionId, preference]));
}

export function listConsents(em: EntityManager, expertId: string): Promise<ExpertConsent[]> {
  return em.find(ExpertConsent, { where: { expertId }, order: { givenAt: 'ASC' } });
}

/** The people of the latest jury before the year, with how they did. */
export interface EarlierExpert {
  id: string;
  userId: string;
  year: number;
  name: string;
  email: string;
  state: Expert['state'];
  employer: string;
  capacity: number;
  assigned: number;
  submitted: number;
}

export function listEarlierJury(em: EntityManager, year: number): Promise<EarlierExpert[]> {
  return em.query(
    `SELECT x.id, u.id AS "userId", c.year, u.name, u.email, x.state, x.employer, x.capacity, count(a.id)::int AS assigned,
            count(v.id) FILTER (WHERE v.state = 'submitted')::int AS submitted
       FROM expert x JOIN cycle c ON c.id = x.cycle_id JOIN user_account u ON u.id = x.user_id AND u.deactivated_at IS NULL
       LEFT JOIN assignment a ON a.expert_id = x.id AND a.state = 'active'
       LEFT JOIN evaluation v ON v.assignment_id = a.id
      WHERE c.year = (SELECT max(p.year) FROM cycle p JOIN expert e ON e.cycle_id = p.id
                       WHERE p.year < $1 AND p.state IN ('announced', 'completed'))
        AND c.state <> 'cancelled' AND x.state <> 'removed'
      GROUP BY x.id, u.id, c.year ORDER BY u.name, x.id`,
    [year],
  );
}

export async function listKnownSpheres(em: EntityManager): Promise<string[]> {
  const rows: { sphere: string }[] = await em.query(
    `SELECT DISTINCT unnest(n.spheres) AS sphere FROM nomination n JOIN cycle c ON c.id = n.cycle_id
      WHERE c.state = 'announced' ORDER BY 1 LIMIT 60`,
  );
  return rows.map(({ sphere }) => sphere);
}

/** The texts of the regulation in force that the expert has not signed in their present version. */
export async function missingConsents(
  em: EntityManager,
  { id, cycleId }: Pick<Expert, 'id' | 'cycleId'>,
  rules?: JudgingRules,
): Promise<ConsentText[]> {
  const { consents } = rules ?? judgingRulesFrom((await findRules(em, cycleId))?.judgingRules);
  if (consents.length === 0) return [];
  const signed = await em.findBy(ExpertConsent, { expertId: id });
  return consents.filter(
    ({ kind, version }) => !signed.some((each) => each.kind === kind && each.consentVersion === version),
  );
}

/** The person's own places on juries, the latest year first. */
export function listExpertsOfUser(em: EntityManager, userId: string): Promise<Expert[]> {
  return em.find(Expert, {
    where: { userId, state: In(['invited', 'lapsed', 'accepted']) },
    relations: { cycle: true },
    order: { cycle: { year: 'DESC' } },
  });
}

export function listConflicts(em: EntityManager, cycleId: string): Promise<Conflict[]> {
  return em.find(Conflict, { where: { expert: { cycleId } } });
}

export function listConflictsOfExpert(em: EntityManager, expertId: string): Promise<Conflict[]> {
  return em.find(Conflict, { where: { expertId } });
}

/** Entries that experts judge: admitted ones, in the order of their register numbers. */
export function listAdmitted(em: EntityManager, cycleId: string): Promise<Submission[]> {
  return em.find(Submission, {
    where: { cycleId, state: 'admitted' },
    relations: { nomination: true, organisation: true },
    order: { registerNumber: 'ASC' },
  });
}

export function listAssignments(em: EntityManager, cycleId: string): Promise<Assignment[]> {
  return em.find(Assignment, { where: { expert: { cycleId } } });
}

export async function lockPlan(tx: EntityManager, id: string): Promise<AssignmentPlan> {
  const plan = isId(id)
    ? await tx.findOne(AssignmentPlan, { where: { id }, lock: { mode: 'pessimistic_write' } })
    : null;
  if (!plan) throw new Refusal({ code: 'not-found' });
  return plan;
}

/** A place in an expert's queue with what the queue shows of it. */
export interface QueueItem {
  assignmentId: string;
  position: number;
  submissionId: string;
  registerNumber: string;
  title: string;
  nomination: string;
  state: 'open' | 'started' | 'submitted';
  scored: number;
  createdAt: Date | null;
  submittedAt: Date | null;
}

/** The people of the organisation of entry `s`, whose names would give it away. */
export const peopleOf = `coalesce((SELECT json_agg(u.name) FROM membership m JOIN user_account u ON u.id = m.user_id
                             WHERE m.organisation_id = s.organisation_id), '[]')`;

/** The expert's queue in its own order; recused and replaced assignments are gone from it. */
export async function listQueue(em: EntityManager, expertId: string): Promise<QueueItem[]> {
  interface Row extends Omit<QueueItem, 'state'> {
    state: 'draft' | 'submitted' | 'set-aside' | null;
    organisation: Record<string, string>;
    people: string[] | null;
    blind: JudgingRules['blind'] | null;
  }
  const rows: Row[] = await em.query(
    `WITH rule AS (SELECT r.judging_rules->'blind' AS blind FROM regulation_edition r JOIN expert x ON x.cycle_id = r.cycle_id
                    WHERE x.id = $1 ORDER BY r.number DESC LIMIT 1)
     SELECT a.id AS "assignmentId", a.position, s.id AS "submissionId", s.register_number AS "registerNumber", r.title,
            n.title AS nomination, e.state, coalesce((SELECT count(*) FROM jsonb_object_keys(e.scores)), 0)::int AS scored,
            e.created_at AS "createdAt", e.submitted_at AS "submittedAt", r.organisation, rule.blind,
            CASE WHEN rule.blind ? 'people' THEN ${peopleOf} END AS people
       FROM assignment a LEFT JOIN rule ON true
       JOIN submission s ON s.id = a.submission_id AND s.state = 'admitted'
       JOIN submission_revision r ON r.id = s.revision_id
       JOIN nomination n ON n.id = s.nomination_id
       LEFT JOIN evaluation e ON e.assignment_id = a.id
      WHERE a.expert_id = $1 AND a.state = 'active'
      ORDER BY a.position, a.id`,
    [expertId],
  );
  return rows.map(({ state, organisation, people, blind, ...row }) => ({
    ...row,
    title: masked(row.title, secretsOf(organisation, blind ?? [], { people: people ?? [] })),
    state: state === 'submitted' ? 'submitted' : row.scored > 0 ? 'started' : 'open',
  }));
}

/** The first entry after a place of the queue, and round again from its start, whose sheet is not submitted. */
export async function findNextOpen(
  em: EntityManager,
  { assignmentId, userId }: { assignmentId: string; userId: string },
): Promise<{ expertId: string; next: string | null }> {
  const rows: { expertId: string; next: string | null }[] = await em.query(
    `SELECT x.id AS "expertId", (
        SELECT a.id FROM assignment a JOIN submission s ON s.id = a.submission_id AND s.state = 'admitted'
          LEFT JOIN evaluation e ON e.assignment_id = a.id
         WHERE a.expert_id = x.id AND a.state = 'active' AND a.id <> here.id AND e.state IS DISTINCT FROM 'submitted'
         ORDER BY (a.position, a.id) < (here.position, here.id), a.position, a.id LIMIT 1) AS next
       FROM assignment here JOIN expert x ON x.id = here.expert_id AND x.user_id = $2 AND x.state = 'accepted'
      WHERE here.id = $1 AND here.state = 'active'`,
    [assignmentId, userId],
  );
  if (!rows[0]) throw new Refusal({ code: 'not-found' });
  return rows[0];
}

/** What verbs on sheets need of an entry: its answers are read from the revision. */
const seen = ['id', 'cycleId', 'nominationId', 'registerNumber', 'revisionId', 'generated'].map((name) => `s.${name}`);
const seenOfNomination = ['id', 'code', 'title'].map((name) => `n.${name}`);

/** An active assignment of the person's own; anybody else's does not exist. */
export function getOwnAssignment(em: EntityManager, id: string, userId: string): Promise<Assignment> {
  return oneOf(ownAssignments(em, userId), id);
}

/** The same, locked against every other verb on its sheet until the end of the transaction. */
export function lockOwnAssignment(tx: EntityManager, id: string, userId: string): Promise<Assignment> {
  return oneOf(ownAssignments(tx, userId).setLock('pessimistic_write', undefined, ['a']), id);
}

/** By a builder, which reads everything at once: every submitted sheet asks this. */
function ownAssignments(em: EntityManager, userId: string): SelectQueryBuilder<Assignment> {
  return em
    .createQueryBuilder(Assignment, 'a')
    .innerJoinAndSelect('a.expert', 'x', `x.state = 'accepted' AND x.user_id = :userId`, { userId })
    .innerJoinAndSelect('x.cycle', 'c')
    .innerJoin('a.submission', 's', `s.state = 'admitted'`)
    .addSelect(seen)
    .innerJoin('s.nomination', 'n')
    .addSelect(seenOfNomination)
    .where(`a.state = 'active'`);
}

async function oneOf(assignments: SelectQueryBuilder<Assignment>, id: string): Promise<Assignment> {
  const found = isId(id) ? await assignments.andWhere('a.id = :id', { id }).getOne() : null;
  if (!found) throw new Refusal({ code: 'not-found' });
  return found;
}

/** What a cycle asks of a sheet: its criteria with their kinds, and the rules of the edition in force. */
export interface SheetRules {
  criteria: (Criterion & { kind: CriterionKind })[];
  cannotJudge: FullRankingRule['cannotJudge'];
  judging: JudgingRules;
  entryFacts: EntryFacts;
}

/** With a nomination the weights are those of its set; sets that also ask for an amount are the ranking's own matter. */
export async function sheetRulesOf(
  em: EntityManager,
  cycleId: string,
  nomination?: { id: string; code: string },
): Promise<SheetRules> {
  const edition = await findRules(em, cycleId);
  const set = edition?.rankingRule.weightSets?.find(
    ({ nomination: of, amount }) => !amount && (of === undefined || of === nomination?.id || of === nomination?.code),
  );
  const weights = nomination ? (set?.weights ?? {}) : {};
  return {
    criteria: withKinds(await listCriteria(em, cycleId), edition?.rankingRule).map((criterion) => ({
      ...criterion,
      weight: weights[criterion.id] ?? criterion.weight,
    })),
    cannotJudge: edition?.rankingRule.cannotJudge ?? 'refuse',
    judging: judgingRulesFrom(edition?.judgingRules),
    entryFacts: edition?.entryFacts ?? {},
  };
}

export function findEvaluation(em: EntityManager, assignmentId: string): Promise<Evaluation | null> {
  return em.findOneBy(Evaluation, { assignmentId });
}

/** The names of the people of an entry's organisation. */
export async function namesOf(em: EntityManager, submissionId: string): Promise<KnownNames> {
  const [row] = await em.query(`SELECT ${peopleOf} AS people FROM submission s WHERE s.id = $1`, [submissionId]);
  return { people: row?.people ?? [] };
}

/** The titles of a cycle's admitted entries as experts may read them, by entry. */
export async function listTitles(
  em: EntityManager,
  cycleId: string,
  blind: JudgingRules['blind'],
): Promise<Map<string, string>> {
  interface Row {
    id: string;
    title: string;
    name: string;
    regionName: string;
    people: string[];
  }
  const rows: Row[] = await em.query(
    `SELECT s.id, s.title, o.name, g.name_ru AS "regionName", ${blind.includes('people') ? peopleOf : "'[]'::json"} AS people
       FROM submission s JOIN organisation o ON o.id = s.organisation_id JOIN region g ON g.code = s.region_code
      WHERE s.cycle_id = $1 AND s.state = 'admitted'`,
    [cycleId],
  );
  return new Map(
    rows.map(({ id, title, people, ...facts }) => [id, masked(title, secretsOf(facts, blind, { people }))]),
  );
}

/** The expert's sheets of active assignments. */
export function listOwnEvaluations(em: EntityManager, expertId: string): Promise<Evaluation[]> {
  return em.find(Evaluation, {
    where: { assignment: { expertId, state: 'active', submission: { state: 'admitted' } } },
    order: { createdAt: 'ASC', id: 'ASC' },
  });
}

/** Whoever saves a sheet locks its assignment: with all of them locked nothing of the expert's moves. */
export async function lockAssignmentsOf(tx: EntityManager, expertId: string): Promise<void> {
  await tx.query('SELECT 1 FROM assignment WHERE expert_id = $1 ORDER BY id FOR UPDATE', [expertId]);
}

/** What other experts gave the entry, without who they are; in an order that tells nothing of them. */
export interface OtherSheet {
  scores: Record<string, string>;
  cannotJudge: string[];
  remarks: Record<string, string>;
}

export function listOtherSheets(em: EntityManager, assignment: Assignment): Promise<OtherSheet[]> {
  return em.query(
    `SELECT e.scores, e.cannot_judge AS "cannotJudge", e.remarks
       FROM evaluation e JOIN assignment a ON a.id = e.assignment_id AND a.state = 'active'
      WHERE a.submission_id = $1 AND a.expert_id <> $2 AND e.state = 'submitted'
      ORDER BY md5(e.id::text)`,
    [assignment.submissionId, assignment.expertId],
  );
}

/** Submitted sheets of a nomination's admitted entries, for ranking: in a fixed order. */
export async function listSubmittedSheets(
  em: EntityManager,
  nominationId: string,
): Promise<
  { entryId: string; expertId: string; scores: Record<string, string>; cannotJudge: string[]; extra?: true }[]
> {
  const rows: {
    entryId: string;
    expertId: string;
    scores: Record<string, string>;
    cannotJudge: string[];
    kind: string;
  }[] = await em.query(
    `SELECT s.id AS "entryId", a.expert_id AS "expertId", e.scores, e.cannot_judge AS "cannotJudge", a.kind
       FROM evaluation e
       JOIN assignment a ON a.id = e.assignment_id AND a.state = 'active'
       JOIN submission s ON s.id = a.submission_id AND s.state = 'admitted'
      WHERE s.nomination_id = $1 AND e.state = 'submitted'
      ORDER BY s.id, a.expert_id`,
    [nominationId],
  );
  return rows.map(({ kind, ...sheet }) => (kind === 'extra' ? { ...sheet, extra: true } : sheet));
}

/** How far each accepted expert is: sheets submitted of those assigned. */
export function listCompletion(
  em: EntityManager,
  cycleId: string,
): Promise<
  { expertId: string; name: string; email: string; assigned: number; submitted: number; lastAt: Date | null }[]
> {
  return em.query(
    `SELECT x.id AS "expertId", u.name, u.email, count(a.id)::int AS assigned,
            count(e.id) FILTER (WHERE e.state = 'submitted')::int AS submitted, max(e.saved_at) AS "lastAt"
       FROM expert x
       JOIN user_account u ON u.id = x.user_id
       LEFT JOIN assignment a ON a.expert_id = x.id AND a.state = 'active'
       LEFT JOIN evaluation e ON e.assignment_id = a.id
      WHERE x.cycle_id = $1 AND x.state = 'accepted'
      GROUP BY x.id, u.name, u.email
      ORDER BY count(a.id) - count(e.id) FILTER (WHERE e.state = 'submitted') DESC, u.name`,
    [cycleId],
  );
}

export function countAdmitted(em: EntityManager, cycleId: string): Promise<number> {
  return em.countBy(Submission, { cycleId, state: 'admitted' });
}

/** How many entries each expert of the cycle must not meet by declaration. */
export async function countConflicts(em: EntityManager, cycleId: string): Promise<Map<string, number>> {
  const rows: { id: string; count: number }[] = await em.query(
    `SELECT c.expert_id AS id, count(DISTINCT c.submission_id)::int AS count
       FROM conflict c JOIN expert x ON x.id = c.expert_id WHERE x.cycle_id = $1 GROUP BY c.expert_id`,
    [cycleId],
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** Entries that the expert has and has not handed in. */
export async function countUnfinished(em: EntityManager, expertId: string): Promise<number> {
  const [row] = await em.query<{ n: number }[]>(
    `SELECT count(*)::int AS n FROM assignment a LEFT JOIN evaluation v ON v.assignment_id = a.id
      WHERE a.expert_id = $1 AND a.state = 'active' AND v.state IS DISTINCT FROM 'submitted'`,
    [expertId],
  );
  return row!.n;
}
