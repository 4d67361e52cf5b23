import { In, type EntityManager } from 'typeorm';
import type { CriterionKind, RankingRule } from '../domain/ranking-rule.js';
import { Refusal } from '../domain/refusal.js';
import { isOpen, type StageKind } from '../domain/stage.js';
import { isId } from '../platform/ids.js';
import { CalendarYear } from './calendar-year.entity.js';
import { Criterion } from './criterion.entity.js';
import { Cycle } from './cycle.entity.js';
import { FormVersion } from './form-version.entity.js';
import { Nomination } from './nomination.entity.js';
import { Region } from './region.entity.js';
import { RegulationEdition } from './regulation-edition.entity.js';
import { Stage } from './stage.entity.js';

export async function getCycle(em: EntityManager, id: string): Promise<Cycle> {
  const cycle = isId(id) ? await em.findOneBy(Cycle, { id }) : null;
  if (!cycle) throw new Refusal({ code: 'not-found' });
  return cycle;
}

/** The cycle of a year as the public may see it: announced or completed. */
export async function getPublicCycle(em: EntityManager, year: number): Promise<Cycle> {
  const cycle = await em.findOneBy(Cycle, { year, state: In(['announced', 'completed']) });
  if (!cycle) throw new Refusal({ code: 'not-found' });
  return cycle;
}

/** The latest announced cycle; null before the first. */
export async function findCurrentCycle(em: EntityManager): Promise<Cycle | null> {
  const [cycle] = await em.find(Cycle, {
    where: { state: In(['announced', 'completed']) },
    order: { year: 'DESC' },
    take: 1,
  });
  return cycle ?? null;
}

export function listCycles(em: EntityManager): Promise<Cycle[]> {
  return em.find(Cycle, { order: { year: 'DESC', createdAt: 'DESC' } });
}

export function listStages(em: EntityManager, cycleId: string): Promise<Stage[]> {
  return em.find(Stage, { where: { cycleId }, order: { position: 'ASC' } });
}

/** A stage by its kind; a cycle that was called off has none, so that nothing of it is open. */
export function findStage(em: EntityManager, cycleId: string, kind: StageKind): Promise<Stage | null> {
  return em
    .createQueryBuilder(Stage, 's')
    .innerJoin('s.cycle', 'c', `c.state <> 'cancelled'`)
    .where({ cycleId, kind })
    .getOne();
}

/** Cycles whose intake is open at the instant. */
export async function listCyclesInIntake(em: EntityManager, now: Date): Promise<{ cycle: Cycle; intake: Stage }[]> {
  const intakes = await em.find(Stage, {
    where: { kind: 'intake', cycle: { state: 'announced' } },
    relations: { cycle: true },
  });
  return intakes.filter((intake) => isOpen(intake, now)).map((intake) => ({ cycle: intake.cycle, intake }));
}

export function listNominations(em: EntityManager, cycleId: string): Promise<Nomination[]> {
  return em.find(Nomination, { where: { cycleId }, order: { position: 'ASC' } });
}

export async function getNomination(em: EntityManager, id: string): Promise<Nomination> {
  const nomination = isId(id) ? await em.findOneBy(Nomination, { id }) : null;
  if (!nomination) throw new Refusal({ code: 'not-found' });
  return nomination;
}

/** The form that new entries of the nomination answer. */
export async function getCurrentForm(em: EntityManager, nominationId: string): Promise<FormVersion> {
  const [form] = await em.find(FormVersion, { where: { nominationId }, order: { number: 'DESC' }, take: 1 });
  if (!form) throw new Refusal({ code: 'not-found' });
  return form;
}

export function getForm(em: EntityManager, id: string): Promise<FormVersion> {
  return em.findOneByOrFail(FormVersion, { id });
}

export function listCriteria(em: EntityManager, cycleId: string): Promise<Criterion[]> {
  return em.find(Criterion, { where: { cycleId }, order: { position: 'ASC' } });
}

/** The criteria with what the ranking rule of the edition in force makes of each. */
export async function listCriteriaWithKinds(
  em: EntityManager,
  cycleId: string,
): Promise<(Criterion & { kind: CriterionKind })[]> {
  const criteria = await listCriteria(em, cycleId);
  return withKinds(criteria, (await findRules(em, cycleId))?.rankingRule);
}

/** The same of rows that are loaded already. */
export function withKinds(
  criteria: readonly Criterion[],
  rule: RankingRule | undefined,
): (Criterion & { kind: CriterionKind })[] {
  return criteria.map((criterion) => ({ ...criterion, kind: rule?.kinds?.[criterion.id] ?? { kind: 'numeric' } }));
}

/** The edition in force: the latest. */
export async function getEdition(em: EntityManager, cycleId: string): Promise<RegulationEdition> {
  const [edition] = await em.find(RegulationEdition, { where: { cycleId }, order: { number: 'DESC' }, take: 1 });
  if (!edition) throw new Refusal({ code: 'not-found' });
  return edition;
}

export function listRegions(em: EntityManager): Promise<Region[]> {
  return em.find(Region, { order: { nameRu: 'ASC' } });
}

export async function getRegion(em: EntityManager, code: string): Promise<Region> {
  const region = await em.findOneBy(Region, { code });
  if (!region) throw new Refusal({ code: 'not-found' });
  return region;
}

export function listCalendar(em: EntityManager): Promise<CalendarYear[]> {
  return em.find(CalendarYear, { order: { year: 'ASC' } });
}

/** The cycle with its row locked, so that changes of its rules go one after another. */
export async function lockCycle(tx: EntityManager, id: string): Promise<Cycle> {
  const cycle = isId(id) ? await tx.findOne(Cycle, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
  if (!cycle) throw new Refusal({ code: 'not-found' });
  return cycle;
}

/** The edition in force; null where none is written down. */
export async function findEdition(em: EntityManager, cycleId: string): Promise<RegulationEdition | null> {
  const [edition] = await listEditions(em, cycleId);
  return edition ?? null;
}

/** The rules of the edition in force without its text, for what happens often; null where none is written down. */
export function findRules(
  em: EntityManager,
  cycleId: string,
): Promise<Pick<RegulationEdition, 'rankingRule' | 'judgingRules' | 'entryFacts' | 'decisionRules'> | null> {
  return em.findOne(RegulationEdition, {
    select: { id: true, rankingRule: true, judgingRules: true, entryFacts: true, decisionRules: true },
    where: { cycleId },
    order: { number: 'DESC' },
  });
}

/** The same with the criteria, in one bare read: every sheet that is saved or submitted asks this. */
export async function getRulesWithCriteria(
  em: EntityManager,
  cycleId: string,
): Promise<{ rules: Awaited<ReturnType<typeof findRules>>; criteria: Criterion[] }> {
  const [row] = await em.query<{ rules: RegulationEdition | null; criteria: Criterion[] }[]>(
    `SELECT (SELECT json_build_object('rankingRule', e.ranking_rule, 'judgingRules', e.judging_rules, 'entryFacts', e.entry_facts)
               FROM regulation_edition e WHERE e.cycle_id = $1 ORDER BY e.number DESC LIMIT 1) AS rules,
            (SELECT coalesce(json_agg(json_build_object(
                      'id', c.id, 'cycleId', c.cycle_id, 'position', c.position, 'title', c.title, 'guidance', c.guidance,
                      'weight', c.weight::text, 'scaleMin', c.scale_min::text, 'scaleMax', c.scale_max::text,
                      'scaleStep', c.scale_step::text, 'levels', c.levels, 'version', c.version) ORDER BY c.position), '[]')
               FROM criterion c WHERE c.cycle_id = $1) AS criteria`,
    [cycleId],
  );
  return row!;
}

/** The editions, the latest first. */
export function listEditions(em: EntityManager, cycleId: string): Promise<RegulationEdition[]> {
  return em.find(RegulationEdition, { where: { cycleId }, order: { number: 'DESC' } });
}

export async function findCurrentForm(em: EntityManager, nominationId: string): Promise<FormVersion | null> {
  const [form] = await em.find(FormVersion, { where: { nominationId }, order: { number: 'DESC' }, take: 1 });
  return form ?? null;
}

/** The latest form of each nomination of the cycle. */
export async function listForms(em: EntityManager, cycleId: string): Promise<Map<string, FormVersion>> {
  const forms = await em.find(FormVersion, { where: { nomination: { cycleId } }, order: { number: 'ASC' } });
  return new Map(forms.map((form) => [form.nominationId, form]));
}
