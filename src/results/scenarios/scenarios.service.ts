import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { getEdition } from '../../cycles/editions/editions.queries.js';
import { listCriteria } from '../../cycles/criteria/criteria.queries.js';
import { listForms } from '../../cycles/forms/forms.queries.js';
import { listNominations } from '../../cycles/nominations/nominations.queries.js';
import type { Nomination } from '../../cycles/nominations/nomination.entity.js';
import type { RegulationEdition } from '../../cycles/editions/regulation-edition.entity.js';
import type { Actor, Person } from '../../domain/kernel/actor.js';
import { countingProblems, selectionOf } from '../../domain/cycles/entry-facts.js';
import type { RankingRule } from '../../domain/ranking/ranking-rule.js';
import { Refusal, type RefusalDetail } from '../../domain/kernel/refusal.js';
import { selectionChange, type SelectionChange } from '../../domain/selection/compare.js';
import { selectBy } from '../../domain/selection/select.js';
import type { Selection, SelectionRule } from '../../domain/selection/selection.js';
import { mustGiveReason } from '../../domain/kernel/reason.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create, remove, save } from '../../platform/database/save.js';
import { newId } from '../../platform/ids.js';
import { listHiddenFrom } from '../../submissions/relations/hidden-from-staff.queries.js';
import { rankedBy, selectionFacts } from './proposal.queries.js';
import type { WholeRanking } from '../rankings/stored-ranking.entity.js';
import { storedRowsOf } from '../../domain/results/rankings/stored-rows.js';
import { maySeeResults, mustRunResults, mustSeeResults } from '../access/results.policy.js';
import { listCards } from '../access/entry-cards.queries.js';
import { listLatestRankings } from '../rankings/rankings.queries.js';
import { Scenario } from './scenario.entity.js';
import { findFixedScenario, getScenario, listScenarios } from './scenarios.queries.js';
import { getCycle, lockCycle } from '../../cycles/cycle/cycle.queries.js';

const most = 12;

export interface ScenarioInput {
  title: string;
  rankingRule: RankingRule;
  selectionRule: SelectionRule;
}

/** What a scenario gives in one nomination; or the refusal of the rules where it cannot be counted so. */
export type ScenarioOutcome =
  { selected: number; void: Selection['void']; change: SelectionChange } | { refusal: RefusalDetail };

/** "What if" over the present frozen sheets. Nothing is changed by a scenario but what the rules propose, once it is fixed. */
@Injectable()
export class ScenariosService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Keeps a scenario. Refuses `invalid-input` what is wrong with its rules, `already-exists` its name twice. */
  add(actor: Person, cycleId: string, input: ScenarioInput): Promise<Scenario> {
    return this.within(actor, cycleId, async (tx, now) => {
      const known = await listScenarios(tx, cycleId);
      if (known.length >= most)
        throw new Refusal({
          code: 'invalid-input',
          problems: [{ pointer: '/title', rule: 'too-many', values: { max: most } }],
        });
      if (known.some(({ title }) => title === input.title))
        throw new Refusal({ code: 'invalid-input', problems: [{ pointer: '/title', rule: 'duplicate' }] });
      const edition = await getEdition(tx, cycleId);
      const fields = [...(await listForms(tx, cycleId)).values()].flatMap((form) => form.fields);
      const rules = { ...input, entryFacts: edition.entryFacts };
      const problems = countingProblems(rules, { criteria: await listCriteria(tx, cycleId), fields });
      if (problems.length > 0) throw new Refusal({ code: 'invalid-input', problems });
      const values = { ...input, id: newId(), cycleId, createdAt: now, createdById: actor.userId };
      return create(tx, Scenario, values, { actor, action: 'add', now });
    });
  }

  /** Lets a scenario go; refuses with `still-in-use` the one that is fixed. */
  drop(actor: Person, cycleId: string, id: string): Promise<void> {
    return this.within(actor, cycleId, async (tx, now) => {
      const scenario = await getScenario(tx, cycleId, id);
      if (scenario.fixedAt) throw new Refusal({ code: 'still-in-use', what: scenario.title });
      await remove(tx, scenario, { actor, action: 'drop', now });
    });
  }

  /** Makes a scenario the way in which entries are proposed, with the reason of the decision; another one gives way. */
  fix(actor: Person, cycleId: string, id: string, reason: string): Promise<Scenario> {
    return this.within(actor, cycleId, async (tx, now) => {
      const scenario = await getScenario(tx, cycleId, id);
      const fixedReason = mustGiveReason(reason);
      await this.release(tx, actor, { cycleId, now });
      const changes = { fixedAt: now, fixedById: actor.userId, fixedReason };
      return save(tx, scenario, { changes, events: [] }, { actor, action: 'fix', now });
    });
  }

  /** Returns to the edition's own rule. */
  unfix(actor: Person, cycleId: string): Promise<void> {
    return this.within(actor, cycleId, (tx, now) => this.release(tx, actor, { cycleId, now }));
  }

  /** The edition in force and the scenarios, for those who may see results. */
  async list(actor: Actor, cycleId: string): Promise<{ edition: RegulationEdition; scenarios: Scenario[] }> {
    mustSeeResults(actor, { cycleId: (await getCycle(this.db.reader, cycleId)).id });
    return {
      edition: await getEdition(this.db.reader, cycleId),
      scenarios: await listScenarios(this.db.reader, cycleId),
    };
  }

  /** Side by side: what each scenario would change in each ranked nomination, computed from the frozen inputs. */
  async compare(actor: Actor, cycleId: string) {
    const { edition, scenarios } = await this.list(actor, cycleId);
    const em = this.db.reader;
    const rankings = new Map((await listLatestRankings(em, cycleId)).map((row) => [row.nominationId, row]));
    const nominations = (await listNominations(em, cycleId)).filter(({ id }) =>
      maySeeResults(actor, { cycleId, nominationId: id }),
    );
    const hidden = await listHiddenFrom(em, actor.userId);
    const rows = [];
    for (const nomination of nominations) {
      const ranking = rankings.get(nomination.id);
      if (ranking) rows.push(metIn(await this.row(nomination, ranking, { edition, scenarios }), hidden));
    }
    const moved = rows.flatMap(({ outcomes }) =>
      outcomes.flatMap((outcome) => ('change' in outcome ? [...outcome.change.enters, ...outcome.change.leaves] : [])),
    );
    return { edition, scenarios, rows, cards: await listCards(em, [...new Set(moved)]) };
  }

  private async row(
    nomination: Nomination,
    ranking: WholeRanking,
    { edition, scenarios }: { edition: RegulationEdition; scenarios: readonly Scenario[] },
  ) {
    const now = selectionOf(edition);
    const facts = async (rule: SelectionRule) =>
      selectionFacts(this.db.reader, nomination.id, { rule, entryFacts: edition.entryFacts });
    const { ranked, unranked } = storedRowsOf(ranking);
    const inForce = selectBy({ rows: ranked, unranked, maximumShown: '' }, now, await facts(now));
    const outcomes: ScenarioOutcome[] = [];
    for (const { rankingRule, selectionRule } of scenarios) {
      const known = await facts(selectionRule);
      outcomes.push(outcomeOf(inForce, () => selectBy(rankedBy(ranking.inputs, rankingRule), selectionRule, known)));
    }
    return { nomination, selected: inForce.rows.filter((row) => row.selected).length, void: inForce.void, outcomes };
  }

  private async release(
    tx: EntityManager,
    actor: Person,
    { cycleId, now }: { cycleId: string; now: Date },
  ): Promise<void> {
    const fixed = await findFixedScenario(tx, cycleId);
    const changes = { fixedAt: null, fixedById: null, fixedReason: '' };
    if (fixed) await save(tx, fixed, { changes, events: [] }, { actor, action: 'unfix', now });
  }

  private within<T>(actor: Actor, cycleId: string, work: (tx: EntityManager, now: Date) => Promise<T>): Promise<T> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      await lockCycle(tx, cycleId);
      mustRunResults(actor, { cycleId });
      return work(tx, now);
    });
  }
}

/** A row of the comparison for one who must not meet some of its entries; the numbers stand. */
function metIn<Row extends { outcomes: ScenarioOutcome[] }>(row: Row, hidden: ReadonlySet<string>): Row {
  const seen = (ids: readonly string[]) => ids.filter((id) => !hidden.has(id));
  const outcomes = row.outcomes.map((outcome) => {
    if ('refusal' in outcome) return outcome;
    const { change } = outcome;
    return { ...outcome, change: { ...change, enters: seen(change.enters), leaves: seen(change.leaves) } };
  });
  return { ...row, outcomes };
}

/** Sheets that another rule refuses to count are no fault of the page: the refusal is what the scenario gives. */
function outcomeOf(inForce: Selection, select: () => Selection): ScenarioOutcome {
  try {
    const selection = select();
    const selected = selection.rows.filter((row) => row.selected).length;
    return { selected, void: selection.void, change: selectionChange(inForce, selection) };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error.detail };
    throw error;
  }
}
